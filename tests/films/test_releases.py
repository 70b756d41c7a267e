"""Release sentences, in the tense of the day on which they are read."""

from datetime import date

import pytest
from django.utils import translation

from films import releases
from films.models import Release
from tests.factories import make_film, put_columns

pytestmark = pytest.mark.django_db

TODAY = date(2024, 2, 9)


def release(day=TODAY, **fields) -> Release:
    return Release.objects.create(film=fields.pop("film", None) or make_film(), date=day, **fields)


class TestTense:
    @pytest.mark.parametrize(
        ("day", "precision", "come"),
        [
            (date(2024, 2, 8), "day", True),
            (date(2024, 2, 9), "day", True),
            (date(2024, 2, 10), "day", False),
            (date(2024, 1, 1), "month", True),
            (date(2024, 2, 1), "month", False),
            (date(2024, 3, 1), "month", False),
            (date(2023, 1, 1), "year", True),
            (date(2024, 1, 1), "year", False),
            (date(2025, 1, 1), "year", False),
            (None, "unknown", False),
        ],
    )
    def test_a_release_has_come_once_all_that_is_known_of_its_date_has(self, day, precision, come):
        assert releases.has_come(release(day, precision=precision), TODAY) is come

    @pytest.mark.parametrize(
        ("medium", "before", "after"),
        [
            ("cinema", "Opens", "Opened"),
            ("streaming", "Streams from", "Streaming"),
            ("disc", "On disc from", "On disc"),
            ("television", "To be broadcast", "Broadcast"),
        ],
    )
    def test_each_medium_has_its_words(self, medium, before, after):
        coming, come = release(date(2024, 2, 10), medium=medium), release(date(2024, 2, 8), medium=medium)
        assert (releases.label(coming, TODAY), releases.label(come, TODAY)) == (before, after)

    def test_the_same_release_reads_otherwise_the_next_day(self):
        opening = release(date(2024, 2, 10))
        assert [releases.label(opening, date(2024, 2, day)) for day in (9, 10)] == ["Opens", "Opened"]


class TestWords:
    @pytest.mark.parametrize(
        ("day", "precision", "words"),
        [
            (date(2024, 2, 9), "day", "9 February 2024"),
            (date(2024, 2, 1), "month", "February 2024"),
            (date(2024, 1, 1), "year", "2024"),
            (None, "unknown", "date to be announced"),
        ],
    )
    def test_no_more_is_said_than_is_known(self, day, precision, words):
        assert releases.when(release(day, precision=precision)) == words

    def test_in_the_language_of_the_interface(self):
        with translation.override("nl"):
            assert releases.when(release()) == "9 februari 2024"

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"city": "New York", "venue": "IFC Center", "territory": "US"}, "New York, IFC Center"),
            ({"city": "Brussels"}, "Brussels"),
            ({"territory": "BE"}, "Belgium"),
            ({"territory": "XX"}, ""),
            ({}, ""),
            ({"medium": "streaming", "distributor": "Mubi", "territory": "BE"}, "Mubi"),
            ({"medium": "streaming", "territory": "BE"}, "Belgium"),
            ({"medium": "cinema", "distributor": "Cinéart", "city": "Ghent"}, "Ghent"),
        ],
    )
    def test_the_most_telling_place(self, fields, words):
        assert releases.where(release(**fields)) == words

    def test_names_of_countries_and_languages(self):
        assert releases.country_names(["BE", "QQ"]) == ["Belgium", "QQ"]
        assert releases.language_names(["nl-BE", "zh-Hant", "qqq"]) == ["Dutch", "Chinese", "qqq"]


class TestLines:
    def told(self, film) -> list[str]:
        return [f"{line.label} {line.text}" for line in releases.lines(film.releases.all(), TODAY)]

    def test_what_is_to_come_then_the_latest_that_has(self):
        film = make_film()
        for day, city in (
            (date(2023, 2, 19), "Berlin"),
            (date(2023, 11, 8), "Paris"),
            (date(2024, 3, 1), "New York"),
        ):
            release(day, film=film, city=city)
        assert self.told(film) == ["Opened 8 November 2023, Paris", "Opens 1 March 2024, New York"]

    def test_the_latest_when_nothing_is_to_come(self):
        film = make_film()
        for month in range(1, 6):
            release(date(2023, month, 1), film=film)
        assert self.told(film) == ["Opened 1 March 2023", "Opened 1 April 2023", "Opened 1 May 2023"]

    def test_the_soonest_when_much_is_to_come(self):
        film = make_film()
        for month in range(12, 2, -1):
            release(date(2024, month, 1), film=film)
        assert self.told(film) == ["Opens 1 March 2024", "Opens 1 April 2024", "Opens 1 May 2024"]

    def test_nothing_is_said_of_a_date_that_nobody_knows(self):
        film = make_film()
        release(None, film=film, precision="unknown")
        assert self.told(film) == []


class TestOpening:
    def test_from_that_day_on_soonest_first(self):
        release(date(2024, 2, 8))
        today, later = release(TODAY), release(date(2024, 3, 1))
        release(date(2024, 2, 1), precision="month")
        release(None, precision="unknown")
        assert list(releases.opening(TODAY)) == [today, later]

    def test_never_of_a_merged_record(self):
        put_columns(release().film, merged_into=make_film())
        assert list(releases.opening(TODAY)) == []


def test_who_has_no_date_says_so():
    known = release()
    release(None, precision="unknown")
    assert list(Release.objects.dated()) == [known]


class TestNote:
    """ "Here" and then: what a review says last, on whatever day it is read."""

    @pytest.fixture
    def here(self):
        film = make_film("Here", 2023)
        release(date(2024, 2, 9), film=film, city="New York", venue="Film at Lincoln Center")
        release(date(2024, 2, 16), film=film, city="Los Angeles")
        return film

    @pytest.mark.parametrize(
        ("today", "said"),
        [
            (
                date(2024, 2, 1),
                (
                    "opens in New York (Film at Lincoln Center) on 9 February 2024 and "
                    "in Los Angeles on 16 February 2024"
                ),
            ),
            (
                date(2024, 2, 9),
                (
                    "opened in New York (Film at Lincoln Center) on 9 February 2024 and "
                    "opens in Los Angeles on 16 February 2024"
                ),
            ),
            (
                date(2026, 11, 25),
                (
                    "opened in New York (Film at Lincoln Center) on 9 February 2024 and "
                    "in Los Angeles on 16 February 2024"
                ),
            ),
        ],
    )
    def test_it_ages_by_itself(self, here, today, said):
        assert releases.note(here.releases.all(), today) == said

    def test_what_streams_by_now_no_longer_says_since_when(self, here):
        release(date(2024, 6, 1), film=here, medium="streaming", distributor="Quayside")
        assert releases.note(here.releases.all(), date(2024, 5, 31)) == (
            "opened in Los Angeles on 16 February 2024 and streams on Quayside from 1 June 2024"
        )
        assert releases.note(here.releases.all(), date(2024, 6, 1)).endswith(
            "and is now streaming on Quayside"
        )

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"precision": "month"}, "opens in March 2024"),
            ({"precision": "year", "territory": "BE", "day": date(2025, 1, 1)}, "opens in Belgium in 2025"),
            (
                {"medium": "disc", "distributor": "Second Run"},
                "comes out on disc from Second Run on 1 March 2024",
            ),
            (
                {"medium": "television", "distributor": "Canvas"},
                "is to be broadcast on Canvas on 1 March 2024",
            ),
            ({"medium": "television", "territory": "TR"}, "is to be broadcast in Türkiye on 1 March 2024"),
        ],
    )
    def test_each_medium_and_each_precision_has_its_words(self, fields, said):
        film = make_film()
        release(fields.pop("day", date(2024, 3, 1)), film=film, **fields)
        assert releases.note(film.releases.all(), TODAY) == said

    def test_without_a_date_nothing_is_said(self):
        film = make_film()
        release(None, film=film, precision="unknown")
        assert releases.note(film.releases.all(), TODAY) == ""
