"""What this process knows of the change log, read again every quarter of a second by a thread of its own.

Requests never wait for it. While the database answers, what it says is at most two seconds old or nothing is
served from memory; while the database cannot be asked, nothing can have been committed in it, so the last known
state is served, for two minutes at most.
"""

import logging
import os
import threading
import time
from bisect import bisect_right, insort
from datetime import datetime

from django.db import DatabaseError, connection

from pagecache import clock
from pagecache.models import Change, Counter

log = logging.getLogger(__name__)

EVERY = 0.25  # seconds between two looks
SILENT_FOR = 2.0  # seconds without an answer from a database that does answer, after which we trust nothing
PATIENCE = 0.6  # seconds without an answer, after which the database is said to hang
MAX_LAG = 120.0  # seconds for which the last known state is served while the database cannot be asked
ROWS_AT_ONCE = 5000


class Tail:
    """The newest change of each key, and the moments at which keys change by themselves."""

    ticks = staticmethod(time.monotonic)  # seconds

    def __init__(self):
        self.lock = threading.Lock()
        self.owner = 0  # the process whose thread this is; a forked child starts its own
        self.thread = threading.Thread(target=self.run, name="change log", daemon=True)
        self.forget()

    def forget(self) -> None:
        self.n = -1  # the newest change read; -1: the log has not been read
        self.epoch = ""
        self.newest: dict[str, int] = {}
        self.moments: dict[str, list[datetime]] = {}
        self.read_at = self.asked_at = float("-inf")
        self.is_asking = self.is_refused = False
        self.generation = getattr(self, "generation", 0) + 1

    def start(self) -> None:
        """Make sure that the thread of this process runs."""
        if self.owner == os.getpid() and self.thread.is_alive():
            return
        with self.lock:
            if self.owner == os.getpid() and self.thread.is_alive():
                return
            if self.owner != os.getpid():
                self.forget()
            self.owner = os.getpid()
            self.thread = threading.Thread(target=self.run, name="change log", daemon=True)
            self.thread.start()

    def run(self) -> None:
        while True:
            self.look()
            time.sleep(EVERY)

    def look(self) -> None:
        """Read what is new. Whatever goes wrong, the thread goes on and the next look begins afresh."""
        try:
            self.asked_at, self.is_asking = self.ticks(), True
            self.read()
            self.read_at, self.is_refused = self.ticks(), False
        except DatabaseError as error:
            self.is_refused = True
            log.warning("The change log cannot be read: %s", error)
            connection.close()
        except Exception:
            log.exception("The change log could not be read")
            connection.close()
        finally:
            self.is_asking = False

    def read(self) -> None:
        clock.synchronise()
        # The counter before the rows: a row that is committed in between is read again next time.
        count, epoch = Counter.objects.filter(id=1).values_list("n", "epoch").first() or (0, "")
        if count < self.n:
            log.warning("The change log has gone back from %s to %s: another database", self.n, count)
            self.forget()
        if epoch != self.epoch:
            self.forget()
            self.epoch = epoch
        while self.n < count:
            rows = list(
                Change.objects.filter(n__gt=self.n, n__lte=count)
                .order_by("n")
                .values_list("n", "key", "effective_at")[:ROWS_AT_ONCE]
            )
            if len(rows) == ROWS_AT_ONCE:
                # The last change may have more rows than were read.
                whole = [row for row in rows if row[0] < rows[-1][0]]
                rows = whole or list(
                    Change.objects.filter(n=rows[-1][0]).values_list("n", "key", "effective_at")
                )
                self.take(rows)
                self.n = rows[-1][0]
            else:
                self.take(rows)
                self.n = count

    def take(self, rows) -> None:
        for n, key, moment in rows:
            self.newest[key] = max(n, self.newest.get(key, 0))
            if moment is not None:
                insort(self.moments.setdefault(key, []), moment)

    @property
    def can_be_trusted(self) -> bool:
        """Whether what is known is new enough to serve pages by it."""
        if self.n < 0:
            return False
        age = self.ticks() - self.read_at
        return age < SILENT_FOR or (age < MAX_LAG and (self.is_asking or self.is_refused))

    @property
    def is_left_waiting(self) -> bool:
        """Whether the database was asked and says nothing, not even that it cannot be asked."""
        return self.is_asking and self.ticks() - self.asked_at > PATIENCE

    @property
    def is_up_to_date(self) -> bool:
        """Whether the log itself was read a moment ago, so that others may be told what is true."""
        return self.n >= 0 and self.ticks() - self.read_at < SILENT_FOR

    def has_changed(self, keys: tuple[str, ...], n: int, at: datetime, moment: datetime) -> bool:
        """Whether any of the keys changed after change `n`, or by itself after `at` and up to `moment`."""
        newest, moments = self.newest, self.moments
        for key in keys:
            if newest.get(key, 0) > n:
                return True
            listed = moments.get(key, ())
            if (place := bisect_right(listed, moment)) and listed[place - 1] > at:
                return True
        return False

    def next_moment(self, keys: tuple[str, ...], moment: datetime) -> datetime | None:
        """When the first of the keys changes by itself after `moment`, as far as is known."""
        coming = (
            listed[bisect_right(listed, moment) :][:1] for key in keys if (listed := self.moments.get(key))
        )
        return min((first for found in coming for first in found), default=None)


tail = Tail()
