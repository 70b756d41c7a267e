"""When the demo's pieces appear: some on fixed days, the recent ones in relation to the day it is loaded.

    2024-02-07 10:00   that moment, in the magazine's zone
    "-2/14 09:30"      the 14th, two months before this one; days go up to 28, so every month has them
    "0/14 09:30"       this month: as far through the part of it that is over as the 14th is through a month
    "+3d 09:30"        three days from today

A piece of this month therefore lies in it and in the past, in the order in which the content names the days,
even when the demo is loaded on the first of a month: then they share the hours since midnight.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

MONTHLY = re.compile(r"(0|-\d+)/(\d{1,2}) (\d{2}):(\d{2})")
AHEAD = re.compile(r"\+(\d+)d (\d{2}):(\d{2})")
LONGEST_DAY = 28


class Calendar:
    def __init__(self, now: datetime):
        self.now = now.astimezone(UTC)
        self.zone = ZoneInfo(settings.TIME_ZONE)
        self.today = now.astimezone(self.zone).date()

    def moment(self, when: str | datetime) -> datetime:
        """The moment in UTC that `when` says. Raises ValueError for what the notation does not know."""
        if isinstance(when, datetime):
            return when.replace(tzinfo=self.zone).astimezone(UTC)
        if found := AHEAD.fullmatch(when):
            days, hour, minute = map(int, found.groups())
            return self._at(self.today + timedelta(days=days), time(hour, minute))
        if not (found := MONTHLY.fullmatch(when)):
            raise ValueError(f"{when!r} is neither a moment nor “-2/14 09:30” nor “+3d 09:30”.")
        months, day, hour, minute = map(int, found.groups())
        if not 1 <= day <= LONGEST_DAY:
            raise ValueError(f"{when!r}: name a day from 1 to {LONGEST_DAY}.")
        first = self.month(months)
        if months:
            return self._at(first.replace(day=day), time(hour, minute))
        share = (day - 1 + (hour + minute / 60) / 24) / LONGEST_DAY
        start = self._at(first, time())
        return start + (self.now - start) * share

    def month(self, offset: int) -> date:
        """The first day of the month that lies `offset` months from this one."""
        months = self.today.year * 12 + self.today.month - 1 + offset
        return date(months // 12, months % 12 + 1, 1)

    def day(self, given: dict) -> date | None:
        """The day that a release's `date`, `days`, `months` or `years` names; None when it names none."""
        if "date" in given:
            return given["date"]
        if "days" in given:
            return self.today + timedelta(days=given["days"])
        if "months" in given:
            return self.month(given["months"])
        if "years" in given:
            return date(self.today.year + given["years"], 1, 1)
        return None

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)
