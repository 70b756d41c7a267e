"""The days of 17 U.S.C. 512(g)(2)(C): the design's table, ours, and two oracles that count another way."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy
import pytest

from moderation.business_days import add, federal_holidays, is_business_day, putback_window
from moderation.models import CalendarException

NEW_YORK = ZoneInfo("America/New_York")
WITHOUT_EXCEPTIONS: dict[date, bool] = {}
YEARS = range(2024, 2041)

# Received, day 10, day 11, day 14.
TABLE = {
    "Presidents' Day": "2026-02-02 2026-02-17 2026-02-18 2026-02-23",
    "Independence Day on a Saturday": "2026-06-22 2026-07-07 2026-07-08 2026-07-13",
    "the clocks go back": "2026-10-26 2026-11-09 2026-11-10 2026-11-16",
    "Veterans Day and Thanksgiving": "2026-11-06 2026-11-23 2026-11-24 2026-11-30",
    "received at a weekend": "2026-11-21 2026-12-07 2026-12-08 2026-12-11",
    "Thanksgiving": "2026-11-23 2026-12-08 2026-12-09 2026-12-14",
    "received on a holiday": "2026-11-26 2026-12-10 2026-12-11 2026-12-16",
    "two holidays and a year's end": "2026-12-18 2027-01-05 2027-01-06 2027-01-11",
    "day 11 after a weekend": "2026-12-23 2027-01-08 2027-01-11 2027-01-14",
    "Martin Luther King's day": "2027-01-04 2027-01-19 2027-01-20 2027-01-25",
    "Juneteenth on a Saturday": "2027-06-04 2027-06-21 2027-06-22 2027-06-25",
    "New Year kept on 31 December": "2027-12-17 2028-01-04 2028-01-05 2028-01-10",
    # Our own
    "the clocks go forward": "2026-02-23 2026-03-09 2026-03-10 2026-03-13",
    "the eve of the clocks going forward": "2026-03-07 2026-03-20 2026-03-23 2026-03-26",
    "the clocks go back in between": "2026-10-19 2026-11-02 2026-11-03 2026-11-06",
    "day 10 on 29 February": "2028-02-14 2028-02-29 2028-03-01 2028-03-06",
    "received on 29 February": "2028-02-29 2028-03-14 2028-03-15 2028-03-20",
    "over a 29 February": "2024-02-15 2024-03-01 2024-03-04 2024-03-07",
    "received on New Year's Day as observed": "2027-12-31 2028-01-14 2028-01-18 2028-01-21",
    "received on New Year's Day, a Saturday": "2028-01-01 2028-01-14 2028-01-18 2028-01-21",
    "Christmas on a Saturday": "2032-12-23 2033-01-10 2033-01-11 2033-01-14",
    "Christmas and New Year on Sundays": "2033-12-16 2034-01-03 2034-01-04 2034-01-09",
    "Christmas Eve": "2024-12-24 2025-01-09 2025-01-10 2025-01-15",
    "New Year on a Saturday": "2038-12-20 2039-01-05 2039-01-06 2039-01-11",
}


def days(row: str) -> list[date]:
    return [date.fromisoformat(day) for day in row.split()]


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=NEW_YORK)


@pytest.mark.parametrize("why", TABLE)
def test_days_10_11_and_14_of_a_counter_notice(why):
    received, tenth, eleventh, fourteenth = days(TABLE[why])
    assert [add(received, n, WITHOUT_EXCEPTIONS) for n in (10, 11, 14)] == [tenth, eleventh, fourteenth]


@pytest.mark.parametrize("why", TABLE)
def test_the_window_is_from_after_day_10_to_the_end_of_day_14(why):
    received, tenth, eleventh, fourteenth = days(TABLE[why])
    window = putback_window(at_noon(received), WITHOUT_EXCEPTIONS)
    midnight = datetime.min.time()
    assert window.not_before == datetime.combine(tenth + timedelta(days=1), midnight, NEW_YORK)
    assert window.planned == datetime.combine(eleventh, midnight.replace(hour=9), NEW_YORK)
    assert window.not_after == datetime.combine(fourteenth + timedelta(days=1), midnight, NEW_YORK)
    assert window.not_before < window.planned < window.not_after


def test_nine_in_the_morning_moves_with_the_clocks():
    after_the_change = putback_window(at_noon(date(2026, 10, 26)), WITHOUT_EXCEPTIONS)
    assert after_the_change.planned == datetime(2026, 11, 10, 14, tzinfo=UTC)
    in_summer = putback_window(at_noon(date(2026, 6, 22)), WITHOUT_EXCEPTIONS)
    assert in_summer.planned == datetime(2026, 7, 8, 13, tzinfo=UTC)


def test_the_day_of_receipt_is_the_agents(settings):
    # Half past two at night in Brussels and in UTC still belongs to the evening before in New York.
    received_at = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    assert putback_window(received_at, WITHOUT_EXCEPTIONS) == putback_window(
        at_noon(date(2026, 11, 23)), WITHOUT_EXCEPTIONS
    )
    settings.DMCA_AGENT_TIME_ZONE = "Europe/Brussels"
    in_brussels = putback_window(received_at, WITHOUT_EXCEPTIONS)
    assert in_brussels.planned == datetime(2026, 12, 10, 9, tzinfo=ZoneInfo("Europe/Brussels"))


def test_the_last_minute_of_a_day_still_belongs_to_it():
    late, early = (
        putback_window(datetime(2026, 11, day, hour, minute, tzinfo=NEW_YORK), WITHOUT_EXCEPTIONS)
        for day, hour, minute in ((23, 23, 59), (24, 0, 0))
    )
    assert late.planned.astimezone(NEW_YORK).date() == date(2026, 12, 9)
    assert early.planned.astimezone(NEW_YORK).date() == date(2026, 12, 10)


def test_day_0_is_the_day_itself_and_nobody_counts_backward():
    saturday = date(2026, 11, 21)
    assert add(saturday, 0, WITHOUT_EXCEPTIONS) == saturday
    with pytest.raises(ValueError, match="forward"):
        add(saturday, -1, WITHOUT_EXCEPTIONS)


def test_inauguration_day_counts():
    assert is_business_day(date(2033, 1, 20), WITHOUT_EXCEPTIONS)


@pytest.mark.parametrize("year", YEARS)
def test_our_holidays_are_those_of_the_holidays_package(year):
    import holidays  # only for the tests

    theirs = holidays.country_holidays("US", years=[year, year + 1])
    on_weekdays = {day for day in theirs if day.year == year and day.weekday() < 5}
    assert {day for day in federal_holidays(year) if day.weekday() < 5} == on_weekdays


@pytest.mark.parametrize("n", [1, 10, 11, 14])
def test_numpy_counts_as_we_do_from_every_day(n):
    closed = sorted(day for year in range(2023, 2042) for day in federal_holidays(year))
    every_day = numpy.arange(date(YEARS[0], 1, 1), date(YEARS[-1] + 1, 1, 1)).astype("datetime64[D]")
    begun = numpy.busday_offset(every_day, 0, roll="backward", holidays=closed)
    theirs = numpy.busday_offset(begun, n, holidays=closed)
    wrong = [
        day
        for day, then in zip(every_day.tolist(), theirs.tolist(), strict=True)
        if add(day, n, WITHOUT_EXCEPTIONS) != then
    ]
    assert wrong == []


@pytest.mark.django_db
class TestExceptions:
    """In December 2024 and January 2025 offices were closed by executive order on two more days."""

    def test_a_day_closed_by_order_does_not_count(self):
        CalendarException.objects.create(day=date(2024, 12, 24), reason="Executive order of 18 December 2024")
        CalendarException.objects.create(day=date(2025, 1, 9), reason="Day of mourning for President Carter")
        assert add(date(2024, 12, 23), 1) == date(2024, 12, 26)
        assert putback_window(at_noon(date(2024, 12, 24))).planned.date() == date(2025, 1, 13)

    def test_a_day_may_be_opened(self):
        CalendarException.objects.create(day=date(2026, 11, 28), is_open=True, reason="We work this Saturday")
        assert add(date(2026, 11, 27), 1) == date(2026, 11, 28)

    def test_without_exceptions_the_calendar_holds(self):
        assert add(date(2024, 12, 23), 1) == date(2024, 12, 24)

    def test_an_exception_says_what_it_is(self):
        closed = CalendarException(day=date(2024, 12, 24), reason="By order")
        assert str(closed) == "24 December 2024: closed"
