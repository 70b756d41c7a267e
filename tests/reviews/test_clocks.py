"""What people type as a time: hours that exist once, twice and not at all, wherever the clock hangs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from reviews.clocks import clock_time, comes_twice, day_of, in_zone, midnight, typed, wall_clock
from reviews.forms.fields import ClockInput, Moment

BRUSSELS, NEW_YORK, TONGA = (
    "Europe/Brussels",
    "America/New_York",
    "Pacific/Tongatapu",
)  # UTC+13, no summer time


def moment(text: str, zone: str) -> str:
    clock, fold = wall_clock(text)
    try:
        return in_zone(clock, zone, fold).astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    except ValidationError as refusal:
        return refusal.messages[0]


@pytest.mark.parametrize(
    ("zone", "text", "expected"),
    [
        (BRUSSELS, "2026-03-29T01:59", "2026-03-29T00:59"),
        (BRUSSELS, "2026-03-29T02:00", "02:00 does not exist on 29 March in Brussels. Choose 03:00."),
        (BRUSSELS, "2026-03-29T02:30", "02:30 does not exist on 29 March in Brussels. Choose 03:00."),
        (BRUSSELS, "2026-03-29T02:59", "02:59 does not exist on 29 March in Brussels. Choose 03:00."),
        (BRUSSELS, "2026-03-29T03:00", "2026-03-29T01:00"),
        (BRUSSELS, "2026-10-25T01:59", "2026-10-24T23:59"),
        (BRUSSELS, "2026-10-25T02:30", "02:30 comes twice on 25 October in Brussels. Choose the first or the second."),
        (BRUSSELS, "2026-10-25T02:30 first", "2026-10-25T00:30"),
        (BRUSSELS, "2026-10-25T02:30 second", "2026-10-25T01:30"),
        (BRUSSELS, "2026-10-25T03:00", "2026-10-25T02:00"),
        (NEW_YORK, "2026-03-08T02:30", "02:30 does not exist on 8 March in New York. Choose 03:00."),
        (NEW_YORK, "2026-03-29T02:30", "2026-03-29T06:30"),
        (NEW_YORK, "2026-11-01T01:30", "01:30 comes twice on 1 November in New York. Choose the first or the second."),
        (NEW_YORK, "2026-11-01T01:30 second", "2026-11-01T06:30"),
        (TONGA, "2026-03-29T02:30", "2026-03-28T13:30"),
        (TONGA, "2026-10-25T02:30", "2026-10-24T13:30"),
        ("Pacific/Apia", "2011-12-30T12:00", "12:00 does not exist on 30 December in Apia. Choose 31 December, 00:00."),
    ],
)  # fmt: skip
def test_what_is_typed_is_one_moment_or_a_sentence(zone, text, expected):
    assert moment(text, zone) == expected


@pytest.mark.parametrize("zone", [BRUSSELS, NEW_YORK, TONGA])
@pytest.mark.parametrize(
    "start",
    [datetime(2026, 3, 28, 21, tzinfo=UTC), datetime(2026, 10, 24, 21, tzinfo=UTC),
     datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 11, 1, 4, tzinfo=UTC)],
)  # fmt: skip
def test_every_moment_is_typed_in_a_way_that_means_it_again(zone, start):
    for minutes in range(0, 6 * 60, 30):
        at = start + timedelta(minutes=minutes)
        clock, fold = wall_clock(typed(at, zone))
        assert in_zone(clock, zone, fold) == at


def test_the_two_hours_are_told_apart_by_name_and_offset():
    assert [hour.label for hour in comes_twice("2026-10-25T02:30", BRUSSELS)] == [
        "the first, CEST (UTC+02:00)",
        "the second, CET (UTC+01:00)",
    ]
    assert comes_twice("2026-10-25T03:30", BRUSSELS) == comes_twice("soon", BRUSSELS) == []


def test_the_field_asks_which_hour_and_remembers_the_answer():
    field = Moment()
    asked = field.widget.render("when", "2026-10-25T02:30")
    assert ('value="first"' in asked, "checked" in asked) == (True, False)
    posted = {"when": "2026-10-25T02:30", "when_which": "second"}
    given = field.widget.value_from_datadict(posted, {}, "when")
    assert field.clean(given) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    shown = field.widget.render("when", field.prepare_value(field.clean(given)))
    assert 'value="second" checked' in shown
    assert 'value="2026-10-25T02:30"' in shown


def test_an_answer_to_a_question_that_was_not_asked_is_not_heard():
    posted = {"when": "2026-10-26T02:30", "when_which": "second"}
    assert ClockInput().value_from_datadict(posted, {}, "when") == "2026-10-26T02:30"


@override_settings(TIME_ZONE=TONGA)
def test_a_day_begins_where_the_magazine_is():
    noon = datetime(2026, 2, 9, 12, tzinfo=UTC)
    assert str(day_of(noon)) == "2026-02-10"
    assert midnight(day_of(noon)) == datetime(2026, 2, 9, 11, tzinfo=UTC)
    assert clock_time(noon) == "Tue 10 Feb 2026, 01:00 Tongatapu"
    assert clock_time(noon, NEW_YORK) == "Mon 9 Feb 2026, 07:00 New York"
