"""A film's page: the review of record, second opinions, what to read before and after, and the line of time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from films.models import Award, Edition, Festival, FestivalSection, Release, Selection
from films.vocabulary import Coverage
from pagecache import clock
from reviews import workflow
from reviews.cards import cards
from reviews.film_coverage import FilmCoverage, selections_of
from reviews.film_facts import FilmFacts
from reviews.models import Review
from tests.desk import parsed, words_of
from tests.factories import (
    fresh,
    make_contributor,
    make_credit,
    make_film,
    make_person,
    make_published,
    make_review,
    subject,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def here():
    return make_film("Here", 2023)


@pytest.fixture
def write(here):
    def publish(headline, *, days_ago=1, **given):
        return make_published(at=NOON - DAY * days_ago, film=here, headline=headline, **given)

    return publish


def coverage(film, at=NOON) -> FilmCoverage:
    found = Review.objects.published(at).about(film).for_cards(at).newest_first()
    return FilmCoverage(film, FilmFacts(film, at), cards(found, at), at, selections_of(film=film.pk))


def headlines(found) -> list[str]:
    return [card.review.headline for card in found]


class TestVerdicts:
    def test_the_first_review_is_the_one_of_record(self, here, write):
        write("Second", days_ago=1)
        write("First", days_ago=3)
        assert headlines(coverage(here).verdicts) == ["First", "Second"]

    def test_an_editor_may_choose_another_and_choose_again(self, here, write):
        first, second = write("First", days_ago=3), write("Second")
        workflow.make_of_record(second, by=None, version=second.version)
        assert coverage(here).record.review == second
        with clock.freeze(NOON + DAY):
            workflow.make_of_record(first, by=None, version=first.version)
        assert coverage(here).record.review == first

    def test_a_review_of_another_film_that_discusses_this_one_is_no_opinion_of_it(self, here, write):
        write("Ours")
        make_published(at=NOON - DAY, films=[make_film(), here], headline="Theirs")
        assert headlines(coverage(here).verdicts) == ["Ours"]
        assert headlines(coverage(here).before) == ["Theirs"]

    def test_only_a_review_of_a_film_speaks_for_the_magazine(self, write):
        essay = write("An essay", kind=Coverage.FEATURE)
        with pytest.raises(workflow.WrongStep, match="Only a review"):
            workflow.make_of_record(essay, by=None, version=essay.version)

    def test_without_a_review_the_kind_that_leads_is_on_top(self, here, write):
        write("A clip", kind=Coverage.VIDEO)
        write("A talk", kind=Coverage.INTERVIEW)
        assert coverage(here).cover.review.headline == "A talk"
        assert headlines(coverage(here).before) == ["A clip"]

    @pytest.mark.parametrize(
        ("marks", "told"), [((8, 6), []), ((8, 3), ["8", "3"]), ((2, 9, 5), ["9", "5", "2"])]
    )
    def test_critics_stand_line_by_line_where_they_disagree(self, here, write, marks, told):
        for number, mark in enumerate(marks):
            write(f"Review {number}", rating=mark, days_ago=number + 1)
        assert [str(card.review.rating) for card in coverage(here).ratings] == told


class TestShelves:
    def test_what_tells_the_ending_stands_apart(self, here, write):
        write("The review")
        write("A talk", kind=Coverage.INTERVIEW)
        write("The ending", kind=Coverage.FEATURE, spoilers="full")
        write("A hint", kind=Coverage.FEATURE, spoilers="light")
        assert headlines(coverage(here).before) == ["A talk", "A hint"]
        assert headlines(coverage(here).after) == ["The ending"]


class TestTimeline:
    @pytest.fixture
    def berlin(self, here):
        edition = Edition.objects.create(
            festival=Festival.objects.create(name="Berlinale", short_name="Berlin"),
            year=2023,
            starts_on=date(2023, 2, 16),
        )
        encounters = FestivalSection.objects.create(edition=edition, name="Encounters")
        Selection.objects.create(edition=edition, section=encounters, film=here)
        Award.objects.create(name="Best Film", edition=edition, section=encounters, film=here)
        return edition

    def test_it_runs_from_the_festival_to_the_disc(self, here, write, berlin):
        Release.objects.create(film=here, date=date(2024, 2, 9), city="New York")
        Release.objects.create(
            film=here, date=date(2024, 9, 1), medium="disc", distributor="Second Run", precision="month"
        )
        write("The review", days_ago=2)
        told = [
            (year, [(s.when, s.text or s.card.review.headline) for s in stations])
            for year, stations in coverage(here).years
        ]
        assert told == [
            (2023, [("16 February", "Berlin 2023, Encounters, Best Film")]),
            (
                2024,
                [
                    ("7 February", "The review"),
                    ("9 February", "Opened in New York"),
                    ("September", "Comes out on disc from Second Run"),
                ],
            ),
        ]

    def test_a_film_with_little_to_tell_has_none(self, here, write):
        write("The review")
        Release.objects.create(film=here, date=date(2024, 2, 9))
        assert coverage(here).timeline == []

    def test_a_piece_of_a_second_past_midnight_stands_under_the_day_of_our_zone(self, here, write):
        for number in range(3):
            write(f"Review {number}")
        late = make_published(at=datetime(2024, 2, 1, 23, 30, tzinfo=UTC), film=here, headline="Late")
        station = next(s for s in coverage(here).timeline if s.card.review == late)
        assert station.when == "2 February"


class TestPage:
    def test_the_page_prints_all_of_it(self, client, here, write):
        first = write("First", days_ago=3, rating=9, contributor=make_contributor("Ines Halloran"))
        write("Second", rating=4, contributor=make_contributor("Jonas Pohl"))
        write("A talk", kind=Coverage.INTERVIEW)
        write("The ending", kind=Coverage.FEATURE, spoilers="full")
        page = parsed(client.get(here.get_absolute_url()))
        said = words_of(page)
        assert [words_of(h) for h in page.iter("h3") if h.get("class") == "shelf"] == [
            "Second opinions", "Before you see it", "After you have seen it",
        ]  # fmt: skip
        assert "Ines Halloran" in said
        assert "These tell the ending." in said
        assert "In time" in said
        workflow.withdraw(fresh(first), by=None, version=first.version, reason="Wrong film.")
        assert "Second opinions" not in words_of(parsed(client.get(here.get_absolute_url())))

    def test_beside_a_name_stands_what_readers_find_of_theirs(self, client, here, write):
        bas = make_person("Bas Devos")
        make_credit(here, bas)
        make_credit(here, bas, role="writer")
        ghost, unseen = make_film("Ghost Tropic", 2019), make_film("Hellhole", 2019)
        make_credit(ghost, bas)
        make_credit(unseen, bas)
        write("Of one")
        make_published(at=NOON - DAY, subjects=[subject(here), subject(ghost)], headline="Of both")
        make_review(film=unseen)
        assert "Director, Screenplay. 2 pieces, 2 films" in words_of(
            parsed(client.get(here.get_absolute_url()))
        )
        for number in range(20):
            write(f"Piece {number}")
        assert "20+ pieces, 2 films" in words_of(parsed(client.get(here.get_absolute_url())))
