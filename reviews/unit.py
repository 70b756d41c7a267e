"""One unit of work: rows first, notices last of them, then audit entries, then change rows, everywhere.

Because every writer takes the locks in this order, bundles, merges and moderation cannot deadlock.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction

from accounts.audit import record
from pagecache.changes import changed
from reviews.notices import tell_of


class Unit:
    def __init__(self):
        self.entries: list[tuple[str, dict]] = []
        self.changes: dict[datetime | None, dict[str, None]] = {}

    def record(self, action: str, **facts) -> None:
        """An audit entry, written when the outermost unit ends (see `accounts.audit.record`)."""
        self.entries.append((action, facts))

    def changed(self, *keys: str, effective_at: datetime | None = None) -> None:
        """Keys of pages that are no longer true, now or from `effective_at` on."""
        self.changes.setdefault(effective_at, {}).update(dict.fromkeys(keys))

    def mark(self) -> tuple:
        return len(self.entries), {moment: dict(keys) for moment, keys in self.changes.items()}

    def forget_since(self, mark: tuple) -> None:
        """What was undone is not told of."""
        del self.entries[mark[0] :]
        self.changes = mark[1]

    def _write(self) -> None:
        tell_of(self.entries)
        for action, facts in self.entries:
            record(action, **facts)
        for effective_at, keys in self.changes.items():
            if keys:
                changed(*keys, effective_at=effective_at)


_current: ContextVar[Unit | None] = ContextVar("unit", default=None)


@contextmanager
def unit():
    """All or nothing. Units within a unit join it; the outermost writes what they collected."""
    if (outer := _current.get()) is not None:
        mark = outer.mark()
        try:
            with transaction.atomic():
                yield outer
        except BaseException:
            outer.forget_since(mark)
            raise
        return
    token = _current.set(mine := Unit())
    try:
        with transaction.atomic():
            yield mine
            mine._write()
    finally:
        _current.reset(token)
