from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from moderation import services
from moderation.business_days import putback_window
from moderation.deadlines import Week, due, working_days_after
from pagecache import clock
from tests.factories import make_user
from tests.moderation.reporting import MONDAY, make_case

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 23), 2, date(2026, 11, 25)),  # Monday
        (date(2026, 11, 26), 2, date(2026, 11, 30)),  # Thursday, over a weekend
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday counts as no day
        (date(2026, 11, 29), 5, date(2026, 12, 4)),  # Sunday
        (date(2026, 12, 31), 5, date(2027, 1, 7)),  # over a year's end
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_weekends_do_not_count(day, count, expected):
    assert working_days_after(day, count) == expected


@pytest.mark.parametrize(
    ("kind", "received_at", "expected"),
    [
        ("copyright", datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 25, 9, tzinfo=UTC)),
        ("content", datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 30, 9, tzinfo=UTC)),
        # Friday 23:30 UTC is Saturday in Brussels.
        ("copyright", datetime(2026, 11, 27, 23, 30, tzinfo=UTC), datetime(2026, 11, 30, 23, 30, tzinfo=UTC)),
        # Two o'clock by the clock there, also when summer time ends in between.
        ("copyright", datetime(2026, 10, 23, 12, tzinfo=UTC), datetime(2026, 10, 27, 13, tzinfo=UTC)),
    ],
)
def test_a_report_is_due_at_the_same_time_by_the_magazines_clock(kind, received_at, expected):
    assert due(kind, received_at, BRUSSELS) == expected


WEDNESDAY_TO_SUNDAY = Week(frozenset({2, 3, 4, 5, 6}))


class TestOurOwnWorkingDays:
    """Of a house that rests on Monday and Tuesday, and at Christmas; the statute's days are another calendar's."""

    def test_decide_what_counts(self):
        assert working_days_after(date(2026, 11, 22), 2, WEDNESDAY_TO_SUNDAY) == date(2026, 11, 26)
        closed = Week(exceptions={date(2026, 12, 25): False, date(2026, 12, 26): True})
        assert working_days_after(date(2026, 12, 24), 1, closed) == date(2026, 12, 26)

    def test_are_not_waited_for_by_forty_eight_hours(self):
        sunday = datetime(2026, 11, 22, 9, tzinfo=UTC)
        assert due("intimate", sunday, BRUSSELS, WEDNESDAY_TO_SUNDAY) == sunday + timedelta(hours=48)

    def test_never_make_a_report_wait_for_ever(self):
        assert working_days_after(date(2026, 11, 22), 2, Week(frozenset())) == date(2027, 11, 23)

    @pytest.mark.django_db
    def test_come_from_the_setting_and_from_a_lead_and_move_no_clock_of_the_statute(self, settings):
        settings.HALATION_WORKING_DAYS = frozenset({2, 3, 4, 5, 6})
        lead, holiday = make_user("lead"), date(2026, 11, 25)
        with clock.freeze(MONDAY):
            window = putback_window(MONDAY)
            assert make_case(None, "content").due_at.date() == date(2026, 11, 29)
            services.except_day(holiday, by=lead, reason="Ours.", calendar="house")
            assert make_case(None, "content").due_at.date() == date(2026, 12, 2)
            assert putback_window(MONDAY) == window
            services.except_day(holiday, by=lead, reason="Closed by order.")
            assert putback_window(MONDAY).planned == window.planned + timedelta(days=1)
            with pytest.raises(services.NotAllowed):
                services.except_day(holiday, by=make_user("moderator"), reason="Mine.", calendar="house")
