"""Days that count otherwise than the calendar says, and the clocks that they move."""

from datetime import date

from accounts.policy import can
from moderation.models import CalendarException
from moderation.services.countering import count_anew
from moderation.services.steps import NotAllowed, need
from reviews.unit import unit

Calendar = CalendarException.Calendar


def except_day(day: date, *, by, reason: str, is_open: bool = False, calendar: str = Calendar.STATUTE) -> int:
    """Let a day not count as a business day, such as one closed by executive order; or, `is_open`, let it count.

    Running clocks move with it, never before what was announced, and both sides are told. Returns how many moved.
    A holiday of our own (`calendar` "house") moves no clock of the statute's, and no time that was promised already.
    """
    if not can(by, "moderation.reopen_case"):
        raise NotAllowed("Only lead moderators change the calendar.")
    need(reason, "Say why this day counts otherwise.")
    with unit() as work:
        kept, _new = CalendarException.objects.update_or_create(
            calendar=calendar, day=day, defaults={"is_open": is_open, "reason": reason}
        )
        work.record(
            "calendar.except", by=by, obj=kept, day=day.isoformat(), is_open=is_open, calendar=calendar
        )
        return count_anew(by) if calendar == Calendar.STATUTE else 0
