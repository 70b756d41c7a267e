"""Recent pieces of the demo stay in the months they were written for, whatever day it is loaded."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from importers.demo import content
from importers.demo.calendar import Calendar

BRUSSELS = ZoneInfo("Europe/Brussels")
DAYS = [
    datetime(2027, 3, 1, 0, 0, 5, tzinfo=BRUSSELS),
    datetime(2027, 3, 2, 9, 30, tzinfo=BRUSSELS),
    datetime(2027, 1, 31, 23, 59, 59, tzinfo=BRUSSELS),
    datetime(2028, 2, 29, 12, 0, tzinfo=BRUSSELS),
    datetime(2027, 12, 31, 8, 0, tzinfo=BRUSSELS),
]


def local(moment: datetime) -> datetime:
    return moment.astimezone(BRUSSELS)


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_a_piece_of_this_month_lies_in_it_and_in_the_past(now):
    calendar = Calendar(now)
    for day in range(1, 29):
        moment = local(calendar.moment(f"0/{day:02} 23:59"))
        assert (moment.year, moment.month) == (now.year, now.month)
        assert moment < now


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_pieces_of_this_month_keep_their_order(now):
    calendar = Calendar(now)
    moments = [calendar.moment(f"0/{day:02} 09:00") for day in range(1, 29)]
    assert all(earlier < later for earlier, later in pairwise(moments))


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_a_piece_of_an_earlier_month_has_the_day_and_hour_it_names(now):
    moment = local(Calendar(now).moment("-2/28 09:30"))
    assert (moment.day, moment.hour, moment.minute) == (28, 9, 30)
    assert (now.year * 12 + now.month) - (moment.year * 12 + moment.month) == 2


def test_the_month_is_that_of_the_magazines_zone():
    just_april = datetime(2027, 3, 31, 22, 30, tzinfo=UTC)
    assert local(Calendar(just_april).moment("0/20 12:00")).month == 4
    assert Calendar(just_april).today == date(2027, 4, 1)


def test_a_fixed_date_is_told_in_the_magazines_zone():
    moment = Calendar(DAYS[0]).moment(datetime(2024, 2, 7, 10, 0))
    assert moment == datetime(2024, 2, 7, 9, 0, tzinfo=UTC)


def test_a_coming_day_is_counted_from_today():
    assert Calendar(DAYS[3]).moment("+2d 18:00") == datetime(2028, 3, 2, 18, 0, tzinfo=BRUSSELS)


@pytest.mark.parametrize("when", ["tomorrow", "0/29 09:00", "-1/00 09:00", "1/12 09:00", "0/12"])
def test_other_spellings_are_refused(when):
    with pytest.raises(ValueError, match=when):
        Calendar(DAYS[0]).moment(when)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ({"date": date(2024, 2, 9)}, date(2024, 2, 9)),
        ({"days": 1}, date(2028, 3, 1)),
        ({"months": 11}, date(2029, 1, 1)),
        ({"months": -2}, date(2027, 12, 1)),
        ({"years": 1}, date(2029, 1, 1)),
        ({"precision": "unknown"}, None),
    ],
)
def test_releases_lie_before_and_after_today(given, day):
    assert Calendar(DAYS[3]).day(given) == day


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_every_date_in_the_content_can_be_told_on_every_day(now):
    calendar = Calendar(now)
    for piece in content.pieces():
        for when in filter(None, [piece.when, piece.again, piece.withdrawn]):
            assert calendar.moment(when).tzinfo
