"""How often pieces are read: numbers by piece and day, and nothing about who read.

No cookie, no script and no further request; no address, browser or way here is looked at longer than it takes to tell
a robot. What a cache in front of us answers is not counted: we never hear of it.
"""

import atexit
import logging
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import DatabaseError, IntegrityError, InterfaceError, connections
from django.db.models import Sum

from reviews.clocks import day_of
from reviews.models import ReadingCount, Review

EVERY = 60  # seconds between two statements of one process, at least
MONTH = 28  # days: four whole weeks, so that weekends do not weigh
ROBOTS = (
    "bot",
    "crawl",
    "spider",
    "http",
    "curl",
    "wget",
    "python",
    "headless",
    "monitor",
    "preview",
    "fetch",
)
log = logging.getLogger(__name__)


class Tally:
    """What one process has counted and the table does not hold yet."""

    def __init__(self):
        self.counts: Counter[tuple[int, date]] = Counter()
        self.lock = threading.Lock()
        self.waiting: threading.Timer | None = None

    def count(self, piece: int, day: date) -> None:
        with self.lock:
            self.counts[piece, day] += 1
            if self.waiting is None:
                self.waiting = threading.Timer(EVERY, self.keep_by_itself)
                self.waiting.daemon = True  # it keeps nobody from stopping: `keep` is called then, too
                with suppress(RuntimeError):  # in the very moment of stopping
                    self.waiting.start()

    def keep(self) -> None:
        """Add what was counted to the table; where it cannot be asked, go on counting and try again later."""
        with self.lock:
            counts, self.counts, self.waiting = self.counts, Counter(), None
        if not counts:
            return
        try:
            ReadingCount.objects.add(counts)
        except IntegrityError:
            log.exception("Reads of a piece that is gone: a minute of counting is left out.")
        except (DatabaseError, InterfaceError):
            with self.lock:
                self.counts.update(counts)

    def keep_by_itself(self) -> None:
        """In a thread of its own, so that no reader waits for it."""
        try:
            self.keep()
        finally:
            connections.close_all()


TALLY = Tally()


class CountReads:
    """Middleware, there only where the operator switched it on."""

    def __init__(self, get_response):
        self.get_response = get_response
        atexit.register(TALLY.keep)

    def __call__(self, request):
        response = self.get_response(request)
        piece = getattr(request, "reads", None)
        if piece is not None and response.status_code == 200 and is_a_read(request):
            TALLY.count(piece, day_of(request.at))
        return response


def is_a_read(request) -> bool:
    """Whether somebody reads: no robot, nothing fetched in advance, no colleague who is signed in."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    # Readers never have this cookie, so it says enough without looking it up.
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    agent = request.headers.get("User-Agent", "").lower()
    is_robot = not agent or any(word in agent for word in ROBOTS)
    return request.method == "GET" and "prefetch" not in ahead and not signed_in and not is_robot


@dataclass(frozen=True)
class Reads:
    month: int
    today: int

    def __str__(self):
        times = f"{self.month:,} time{'s' if self.month != 1 else ''}"
        return f"Read {times} in {MONTH} days, {self.today:,} today." if self.month else "Not read lately."


def reads_of(review: Review, at: datetime) -> Reads:
    counts, today = ReadingCount.objects.filter(review=review), day_of(at)
    return Reads(counts.in_days(MONTH, today).times(), counts.in_days(1, today).times())


def most_read(pieces, at: datetime, days: int, limit: int) -> list[tuple[Review, int]]:
    """Of `pieces`, those read most in so many days, with how often."""
    counts = ReadingCount.objects.in_days(days, day_of(at)).filter(review__in=pieces.values("pk"))
    found = counts.values("review").annotate(read=Sum("times")).order_by("-read", "-review")[:limit]
    times = {row["review"]: row["read"] for row in found}
    rows = pieces.select_related("main_film").in_bulk(times)
    return [(rows[pk], number) for pk, number in times.items()]
