"""Days that count otherwise than the calendar says, and the clocks that they move."""

from datetime import date

from accounts.policy import can
from moderation.models import CalendarException
from moderation.services.countering import count_anew
from moderation.services.steps import NotAllowed, need
from reviews.unit import unit


def except_day(day: date, *, by, reason: str, is_open: bool = False) -> int:
    """Let a day not count as a business day, such as one closed by executive order; or, `is_open`, let it count.

    Running clocks move with it, never before what was announced, and both sides are told. Returns how many moved.
    """
    if not can(by, "moderation.reopen_case"):
        raise NotAllowed("Only lead moderators change the calendar.")
    need(reason, "Say why this day counts otherwise.")
    with unit() as work:
        kept, _new = CalendarException.objects.update_or_create(
            day=day, defaults={"is_open": is_open, "reason": reason}
        )
        work.record("calendar.except", by=by, obj=kept, day=day.isoformat(), is_open=is_open)
        return count_anew(by)
