from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from moderation.deadlines import due, working_days_after

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
