"""Turning pages of a list forth and back."""

from datetime import UTC, datetime, timedelta

import pytest

from pagecache import clock
from reviews.models import Review
from reviews.turning import NoSuchPage, Turning, cursor, place, span_of_month
from tests.factories import make_published

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)


@pytest.fixture
def seven(db):
    """Seven pieces, newest first; two of them appeared at the same moment."""
    with clock.freeze(NOON):
        pieces = [make_published(at=NOON - timedelta(days=day)) for day in (1, 2, 3, 3, 4, 5, 6)]
    return sorted(pieces, key=lambda piece: (piece.ordered_at, piece.pk), reverse=True)


def turned(query):
    asked = dict([query.split("=")]) if query else {}
    return Turning(lambda: Review.objects.published(NOON), 3).page(asked)


def test_a_list_is_read_to_its_end_without_gap_or_double(seven):
    first = turned("")
    second = turned(first.older)
    third = turned(second.older)
    assert first.rows + second.rows + third.rows == seven
    assert (first.newer, third.older) == ("", "")


def test_the_way_back_shows_the_same_pages(seven):
    first = turned("")
    second = turned(first.older)
    third = turned(second.older)
    assert turned(third.newer).rows == second.rows
    assert turned(second.newer).rows == first.rows


def test_only_the_first_page_says_it_is_the_first(seven):
    first = turned("")
    assert (first.is_first, turned(first.older).is_first) == (True, False)


def test_a_page_is_one_question(seven, django_assert_num_queries):
    older = turned("").older
    with django_assert_num_queries(1):
        turned(older)


def test_a_place_is_written_and_read_alike(seven):
    assert place(cursor(seven[0])) == (seven[0].ordered_at, seven[0].pk)


@pytest.mark.parametrize("text", ["", "7", "-7", "a-b", "1-2-3", "1-99999999999999999999"])
def test_an_invented_place_is_no_page(text):
    with pytest.raises(NoSuchPage):
        place(text)


def test_a_month_begins_and_ends_in_the_magazines_zone():
    start, end = span_of_month(2024, 12)
    assert (start.isoformat(), end.isoformat()) == ("2024-12-01T00:00:00+01:00", "2025-01-01T00:00:00+01:00")
