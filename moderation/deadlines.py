"""How long a moderator has. Pure: dates in, dates out. Our own promise, not a statute's.

A working day is what the house says, Monday to Friday unless it says otherwise. 17 U.S.C. 512(c)(1)(C) asks us to act
"expeditiously" and names no number. The put-back of 512(g) is counted elsewhere, in `business_days`: our holidays move
nothing there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WORKING_DAYS = {"copyright": 2}
OTHERWISE = 5
APPEAL = 10
HEARING = 10  # in which a contributor is heard, and as many again in which a lead decides
# These do not wait for anybody's working days: hours by the clock, at any time of the week.
HOURS = {"intimate": 48, "child_safety": 1}
MONDAY_TO_FRIDAY = frozenset(range(5))
HOURS_UNTIL_DAYS = 36  # from then on, days say enough
FAR = 366  # days; a house that never works is not waited for


@dataclass(frozen=True)
class Week:
    """On which days somebody is there: days of the week, Monday is 0, and single days that are otherwise."""

    days: frozenset[int] = MONDAY_TO_FRIDAY
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def works_on(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() in self.days)


USUAL = Week()


def working_days_after(day: date, count: int, week: Week = USUAL) -> date:
    """The `count`th working day after `day`; the day itself is day 0, whatever it is."""
    last = day + timedelta(days=FAR)
    while count and day < last:
        day += timedelta(days=1)
        count -= week.works_on(day)
    return day


def due(kind: str, received_at: datetime, zone: ZoneInfo, week: Week = USUAL) -> datetime:
    """By when a report of that kind is decided: so many working days later, at the same time by the clock there."""
    if kind in HOURS:
        return received_at + timedelta(hours=HOURS[kind])
    return after(received_at, WORKING_DAYS.get(kind, OTHERWISE), zone, week)


def appeal_due(filed_at: datetime, zone: ZoneInfo, week: Week = USUAL) -> datetime:
    """By when somebody else has looked at an objection."""
    return after(filed_at, APPEAL, zone, week)


def after(moment: datetime, working_days: int, zone: ZoneInfo, week: Week = USUAL) -> datetime:
    local = moment.astimezone(zone)
    return datetime.combine(working_days_after(local.date(), working_days, week), local.time(), tzinfo=zone)


def time_left(due_at: datetime, at: datetime) -> str:
    """ "3 h left", "2 days left", "5 h late"."""
    hours = abs(due_at - at) / timedelta(hours=1)
    if hours < 1:
        amount = f"{max(1, int(hours * 60))} min"
    elif hours < HOURS_UNTIL_DAYS:
        amount = f"{int(hours)} h"
    else:
        days = int(hours // 24)
        amount = f"{days} day{'s' if days > 1 else ''}"
    return f"{amount} {'left' if due_at > at else 'late'}"


def time_ago(moment: datetime, at: datetime) -> str:
    """ "20 min ago", "6 h ago", "3 days ago"."""
    return f"{time_left(at, moment).removesuffix(' left')} ago" if at > moment else "now"


def urgency(due_at: datetime, at: datetime) -> str:
    """ "hot" when there is less than half a day left or none, "warm" on the last day, else nothing."""
    if due_at - at < timedelta(hours=12):
        return "hot"
    return "warm" if due_at - at < timedelta(days=1) else ""
