"""The ten to fourteen business days of 17 U.S.C. 512(g)(2)(C), counted.

The statute does not say what a business day is. We count Monday to Friday except the federal holidays of the United
States as they are observed (5 U.S.C. 6103: one on a Saturday is kept on Friday, one on a Sunday on Monday), and
whatever the calendar's exceptions say. Inauguration Day is kept in Washington alone and counts. Our own promises are
counted elsewhere, in `deadlines`: these days belong to the statute.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from moderation.models import CalendarException

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
ONE_DAY = timedelta(days=1)

NOT_BEFORE, PLANNED, NOT_AFTER = 10, 11, 14  # business days after the day of receipt
PUT_BACK_AT = time(9)

# What the calendar's exceptions change: True opens a day, False closes it.
Exceptions = Mapping[date, bool]


class Window(NamedTuple):
    """When material comes back after a counter-notice: moments in UTC."""

    not_before: datetime
    planned: datetime
    not_after: datetime


def putback_window(received_at: datetime, exceptions: Exceptions | None = None) -> Window:
    """The window that a complete counter-notice opens which we received at that moment.

    The day of receipt, by the designated agent's calendar, is day 0. Nothing comes back before day 10 is over, so that
    the complainant has all of it; we plan for nine in the morning of day 11, and must be done when day 14 ends.
    """
    zone = agents_zone()
    day = received_at.astimezone(zone).date()
    exceptions = _from_the_calendar(exceptions)

    def moment(day: date, at: time = time.min) -> datetime:
        return datetime.combine(day, at, zone).astimezone(UTC)

    return Window(
        not_before=moment(add(day, NOT_BEFORE, exceptions) + ONE_DAY),
        planned=moment(add(day, PLANNED, exceptions), PUT_BACK_AT),
        not_after=moment(add(day, NOT_AFTER, exceptions) + ONE_DAY),
    )


def add(day: date, n: int, exceptions: Exceptions | None = None) -> date:
    """The nth business day after `day`, which itself counts as day 0 whatever it is. Raises ValueError below 0.

    `exceptions`: instead of those in the database.
    """
    if n < 0:
        raise ValueError("Business days are counted forward.")
    exceptions = _from_the_calendar(exceptions)
    while n:
        day += ONE_DAY
        n -= is_business_day(day, exceptions)
    return day


def is_business_day(day: date, exceptions: Exceptions | None = None) -> bool:
    exceptions = _from_the_calendar(exceptions)
    return exceptions.get(day, day.weekday() < SATURDAY and day not in federal_holidays(day.year))


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The days of that year on which one is observed. The next New Year's Day may be among them, on 31 December."""
    fixed = [
        date(year, 1, 1),
        date(year, 6, 19),  # Juneteenth
        date(year, 7, 4),
        date(year, 11, 11),  # Veterans Day
        date(year, 12, 25),
        date(year + 1, 1, 1),
    ]
    moving = [
        _nth(3, MONDAY, year, 1),  # Martin Luther King
        _nth(3, MONDAY, year, 2),  # Washington's Birthday
        _nth(1, MONDAY, year, 6) - timedelta(weeks=1),  # Memorial Day, the last Monday of May
        _nth(1, MONDAY, year, 9),  # Labor Day
        _nth(2, MONDAY, year, 10),  # Columbus Day
        _nth(4, THURSDAY, year, 11),  # Thanksgiving
    ]
    return frozenset(day for day in [*map(_observed, fixed), *moving] if day.year == year)


def agents_zone() -> ZoneInfo:
    """Where the designated agent of 512(c)(2) sits: what arrives there arrives on that day."""
    return ZoneInfo(settings.DMCA_AGENT_TIME_ZONE)


def _observed(day: date) -> date:
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


def _nth(number: int, weekday: int, year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)


def _from_the_calendar(exceptions: Exceptions | None) -> Exceptions:
    return CalendarException.objects.as_dict() if exceptions is None else exceptions
