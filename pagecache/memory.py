"""Finished pages in this process, bounded in bytes; the one that was asked for longest ago goes first."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

LIFETIME = timedelta(hours=24)
OVERHEAD = 1500  # bytes a page costs beside its bodies


@dataclass
class Page:
    """An answer as it was rendered at `at`, knowing every change up to `n`."""

    n: int
    at: datetime
    until: datetime
    keys: tuple[str, ...]
    etag: str  # of its bytes or its file, without quotation marks
    headers: tuple[tuple[str, str], ...]
    bodies: dict[str, bytes] = field(repr=False)  # by content coding; "" is the plain one
    # Up to which change of which reading of the log it was last found true, and the moment from which to look again.
    found_true: tuple[int, int, datetime] | None = field(default=None, compare=False, repr=False)

    @cached_property
    def answers(self) -> dict[str, tuple[str, list[tuple[str, str]]]]:
        """(entity tag, headers) for each coding."""
        return {coding: self._answer(coding) for coding in self.bodies}

    def _answer(self, coding: str) -> tuple[str, list[tuple[str, str]]]:
        etag = f'"{self.etag}{f"-{coding}" if coding else ""}"'
        headers = [*self.headers, ("ETag", etag)]
        if len(self.bodies) > 1:
            headers.append(("Vary", "Accept-Encoding"))
        return etag, headers + ([("Content-Encoding", coding)] if coding else [])

    @property
    def size(self) -> int:
        said = sum(len(name) + len(value) for name, value in self.headers)
        return OVERHEAD + said + sum(map(len, self.bodies.values())) + sum(map(len, self.keys))


class Memory:
    def __init__(self, most: int):
        self.most, self.size = most, 0
        self.lock = threading.Lock()
        self.pages: OrderedDict[str, Page] = OrderedDict()

    def get(self, name: str) -> Page | None:
        with self.lock:
            page = self.pages.get(name)
            if page is not None:
                self.pages.move_to_end(name)
            return page

    def put(self, name: str, page: Page) -> None:
        """Keep the page, unless it alone is larger than all that may be kept."""
        with self.lock:
            self._drop(name)
            if page.size > self.most:
                return
            self.pages[name] = page
            self.size += page.size
            while self.size > self.most:
                self._drop(next(iter(self.pages)))

    def drop(self, name: str) -> None:
        with self.lock:
            self._drop(name)

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.size = 0

    def _drop(self, name: str) -> None:
        if (page := self.pages.pop(name, None)) is not None:
            self.size -= page.size
