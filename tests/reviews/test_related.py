"""What stands in "More about": an editor's choice on a small shelf, then the rules for any shelf."""

import random
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from films.models import Credit
from pagecache import clock
from reviews import workflow
from reviews.models import Restriction, Tag
from reviews.related import SAME_FILM_AT_MOST, SHOWN, more_about
from reviews.restrictions import restrict
from tests.factories import (
    fresh,
    make_contributor,
    make_credit,
    make_film,
    make_person,
    make_published,
    make_review,
    make_tag,
    put_columns,
    rewrite,
    subject,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


def more(piece, at=NOON) -> list[str]:
    return [found.review.headline for found in more_about(piece, at)]


def reasons(piece, at=NOON) -> dict[str, str]:
    return {found.review.headline: found.reason for found in more_about(piece, at)}


@pytest.fixture
def shelf():
    """Two films called Here, what else their directors made, and a film about moss."""
    here = make_film("Here", 2023, director="Bas Devos", cast=["Stefan Gota", "Liyo Gong"])
    ghost = make_film("Ghost Tropic", 2019, director="Bas Devos", cast=["Saadia Bentaïeb", "Stefan Gota"])
    hellhole = make_film("Hellhole", 2019, director="Bas Devos")
    other_here = make_film("Here", 2024, director="Robert Zemeckis", cast=["Tom Hanks", "Robin Wright"])
    gump = make_film("Forrest Gump", 1994, director="Robert Zemeckis", cast=["Tom Hanks", "Robin Wright"])
    splash = make_film("Splash", 1984, director="Ron Howard", cast=["Tom Hanks"])
    silt, salt = make_film("Silt", 2022, director="Ida Holm"), make_film("Salt", 2022, director="Per Lind")

    def piece(headline, film, days, **given):
        return make_published(headline=headline, film=film, at=NOON - days * DAY, **given)

    return {
        found.headline: found
        for found in [
            piece("Here, reviewed", here, 1, tags=["moss", "Brussels"]),
            piece("Talking about Here", here, 3, kind="interview"),
            piece("Ghost Tropic, reviewed", ghost, 400, tags=["Brussels"]),
            piece("Hellhole, reviewed", hellhole, 500),
            piece("The other Here, reviewed", other_here, 2),
            piece("Forrest Gump, again", gump, 700),
            piece("Splash, again", splash, 800),
            piece("Silt, reviewed", silt, 100, tags=["moss"]),
            piece("Salt, reviewed", salt, 4),
        ]
    }


PICKS = {
    "Here, reviewed": {
        "Talking about Here": "Also about Here",
        "Ghost Tropic, reviewed": "Also directed by Bas Devos",
        "Hellhole, reviewed": "Also directed by Bas Devos",
        "Silt, reviewed": "Also tagged moss",
    },
    "Talking about Here": {
        "Here, reviewed": "Also about Here",
        "Ghost Tropic, reviewed": "Also directed by Bas Devos",
        "Hellhole, reviewed": "Also directed by Bas Devos",
    },
    "Ghost Tropic, reviewed": {
        "Here, reviewed": "Also directed by Bas Devos",
        "Hellhole, reviewed": "Also directed by Bas Devos",
        "Talking about Here": "Also directed by Bas Devos",
    },
    "The other Here, reviewed": {
        "Forrest Gump, again": "Also directed by Robert Zemeckis",
        "Splash, again": "Tom Hanks also stars",
    },
    "Splash, again": {
        "Forrest Gump, again": "Tom Hanks also stars",
        "The other Here, reviewed": "Tom Hanks also stars",
    },
    "Silt, reviewed": {"Here, reviewed": "Also tagged moss"},
    "Salt, reviewed": {},
}


@pytest.mark.parametrize("source", PICKS)
def test_what_an_editor_would_pick(shelf, source):
    found = reasons(shelf[source])
    assert found == PICKS[source]
    first = next(iter(PICKS[source]), None)
    assert next(iter(found), None) == first


class TestTheTwoFilmsCalledHere:
    """They share a title and nothing else."""

    def test_neither_s_list_has_a_piece_about_the_other(self, shelf):
        assert "The other Here, reviewed" not in more(shelf["Here, reviewed"])
        assert not {"Here, reviewed", "Talking about Here"} & set(more(shelf["The other Here, reviewed"]))

    def test_not_even_in_the_same_year(self):
        one = make_published(film=make_film("Here", 2023, director="Bas Devos"))
        make_published(film=make_film("Here", 2023, director="Robert Zemeckis"))
        assert more(one) == []

    def test_nor_when_two_people_share_a_name(self):
        namesakes = [make_person("Steve McQueen"), make_person("Steve McQueen")]
        one = make_published(film=make_film(director=namesakes[0]))
        make_published(film=make_film(cast=[namesakes[1]]))
        assert more(one) == []


class TestNever:
    def test_the_piece_itself(self, shelf):
        for headline, piece in shelf.items():
            assert headline not in more(piece)

    def test_a_piece_that_is_not_published(self):
        film = make_film(director="Bas Devos")
        source = make_published(at=NOON - DAY, film=film, tags=["moss"])
        make_review(film=film, tags=["moss"])
        make_review("ready", film=film)
        make_review("withdrawn", film=film)
        make_published(at=NOON + DAY, film=film)
        restrict(mode=Restriction.Mode.FULL, review=make_published(at=NOON - DAY, film=film))
        put_columns(make_published(at=NOON - DAY, film=film), deleted_at=NOON)
        hidden = make_published(at=NOON - DAY, film=film, headline="Withdrawn")
        rewrite(source, pins=[{"review": hidden.pk, "exclude": False}])
        workflow.publish_change(source, by=None, version=source.version)
        workflow.withdraw(hidden, by=None, version=hidden.version, reason="Wrong film.")
        assert more(source) == []

    @pytest.mark.parametrize("source", ["original", "in Dutch", "in French"])
    def test_the_same_piece_in_another_language(self, source):
        film = make_film(director="Bas Devos")
        original = make_published(film=film, headline="original")
        pieces = {
            "original": original,
            "in Dutch": make_published(
                film=film, headline="in Dutch", language="nl", translation_of=original
            ),
            "in French": make_published(
                film=film, headline="in French", language="fr", translation_of=original
            ),
        }
        other = make_published(film=film, headline="another piece")
        assert more(pieces[source]) == [other.headline]

    def test_what_an_editor_excluded(self, shelf):
        source = shelf["Here, reviewed"]
        unwanted = shelf["Ghost Tropic, reviewed"]
        rewrite(source, pins=[{"review": unwanted.pk, "exclude": True}])
        workflow.publish_change(source, by=None, version=source.version)
        assert more(source) == ["Talking about Here", "Hellhole, reviewed", "Silt, reviewed"]
        assert source.headline in more(unwanted)

    def test_more_than_six(self):
        director = make_person()
        source = make_published(film=make_film(director=director))
        for _ in range(9):
            make_published(film=make_film(director=director))
        assert len(more(source)) == SHOWN == 6


class TestPins:
    def pin(self, source, *targets):
        rewrite(source, pins=[{"review": target.pk, "exclude": False} for target in targets])
        workflow.publish_change(source, by=None, version=source.version)

    def test_they_come_first_in_the_editor_s_order(self, shelf):
        source = shelf["Here, reviewed"]
        self.pin(source, shelf["Salt, reviewed"], shelf["Hellhole, reviewed"])
        assert more(source) == [
            "Salt, reviewed", "Hellhole, reviewed", "Talking about Here", "Ghost Tropic, reviewed", "Silt, reviewed",
        ]  # fmt: skip
        assert reasons(source)["Salt, reviewed"] == "Chosen by the editors"

    def test_one_that_is_taken_away_makes_room(self, shelf):
        source, pinned = shelf["Here, reviewed"], shelf["Salt, reviewed"]
        before = more(source)
        self.pin(source, pinned)
        workflow.withdraw(pinned, by=None, version=pinned.version, reason="Wrong film.")
        assert more(source) == before

    def test_seven_pins_are_six(self):
        source = make_published()
        self.pin(source, *[make_published() for _ in range(7)])
        assert len(more(source)) == 6

    def test_a_scheduled_pin_appears_at_its_second(self):
        source, pinned = make_published(), make_published(at=NOON + DAY, headline="Tomorrow")
        self.pin(source, pinned)
        assert more(source) == []
        assert more(source, NOON + DAY) == ["Tomorrow"]


class TestDiversity:
    def test_at_most_four_about_the_film_while_there_is_choice(self):
        film = make_film(director="Bas Devos")
        source = make_published(film=film)
        for number in range(7):
            make_published(film=film, headline=f"About it {number}", at=NOON - number * HOUR)
        for number in range(3):
            make_published(film=make_film(director="Bas Devos"), headline=f"Another {number}")
        found = more(source)
        assert len(found) == 6
        assert sum(headline.startswith("About it") for headline in found) == SAME_FILM_AT_MOST

    def test_and_all_six_when_there_is_none(self):
        film = make_film()
        source = make_published(film=film)
        for _ in range(7):
            make_published(film=film)
        assert len(more(source)) == 6

    def test_one_about_each_other_film(self):
        source = make_published(film=make_film(director="Bas Devos"))
        other, third = make_film(director="Bas Devos"), make_film(director="Bas Devos")
        for number in range(5):
            make_published(film=other, headline=f"Other {number}", at=NOON - number * HOUR)
        make_published(film=third, headline="Third", at=NOON - 40 * DAY)
        assert more(source)[:2] == ["Other 0", "Third"]


class TestStaysTheSame:
    """What has nothing to do with a list does not move it."""

    def test_whatever_the_order_of_credits(self):
        people = [make_person(f"Person {letter}") for letter in "ABCDEF"]
        films = [make_film() for _ in range(6)]
        wanted = [
            (film, person, role, billing)
            for film in films
            for billing, person in enumerate(people[:4], start=1)
            for role in ("director", "writer", "cast")
        ]
        source = make_published(film=films[0], headline="Source")
        for number, film in enumerate(films[1:]):
            make_published(film=film, headline=f"Piece {number}")
        lists = []
        for seed in range(4):
            Credit.objects.all().delete()
            random.Random(seed).shuffle(wanted)
            for film, person, role, billing in wanted:
                make_credit(film, person, role, billing=billing)
            lists.append([(found.review.headline, found.reason) for found in more_about(source, NOON)])
        assert lists[0]
        assert all(found == lists[0] for found in lists)

    def test_when_a_draft_or_a_scheduled_piece_is_added(self, shelf):
        source = shelf["Here, reviewed"]
        before = reasons(source)
        make_review(film=source.main_film, tags=["moss"])
        for number in range(15):
            make_published(film=source.main_film, tags=["moss"], at=NOON + number * DAY + HOUR)
        assert reasons(source) == before

    def test_when_what_is_hidden_is_the_newest_about_the_film(self):
        film = make_film()
        source = make_published(film=film)
        open_piece = make_published(film=film, at=NOON - 100 * DAY)
        for _ in range(15):
            put_columns(make_published(film=film, at=NOON - HOUR), deleted_at=NOON)
        assert more(source) == [open_piece.headline]

    def test_when_what_is_hidden_is_the_newest_about_the_director_s_other_film(self):
        other = make_film(director="Bas Devos")
        source = make_published(film=make_film(director="Bas Devos"))
        open_piece = make_published(film=other, at=NOON - 100 * DAY)
        for _ in range(3):
            restrict(mode=Restriction.Mode.FULL, review=make_published(film=other, at=NOON - HOUR))
        assert more(source) == [open_piece.headline]

    def test_when_one_film_of_the_director_s_has_hundreds_of_pieces(self):
        source = make_published(film=make_film(director="Bas Devos"))
        rare = make_published(film=make_film(director="Bas Devos"), at=NOON - 900 * DAY, headline="Rare")
        busy = make_film(director="Bas Devos")
        first = make_published(film=busy, headline="Busy")
        for number in range(210):
            copy_of(first, NOON - number * HOUR)
        assert rare.headline in more(source)

    def test_when_a_tag_is_renamed(self, shelf):
        source = shelf["Silt, reviewed"]
        tag = make_tag("moss")
        tag.name = "bryophytes"
        tag.save()
        assert reasons(source) == {"Here, reviewed": "Also tagged bryophytes"}

    def test_when_the_archive_doubles_with_other_things(self, shelf):
        source = shelf["Here, reviewed"]
        before = reasons(source)
        for _ in range(20):
            make_published(tags=["theatre"])
        assert reasons(source) == before

    def test_when_a_shown_piece_goes_the_others_keep_their_order(self, shelf):
        source, gone = shelf["Here, reviewed"], shelf["Ghost Tropic, reviewed"]
        before = more(source)
        workflow.withdraw(gone, by=None, version=gone.version, reason="Wrong film.")
        assert more(source) == [headline for headline in before if headline != gone.headline]


class TestReasons:
    ROLES = {
        "director": "Also directed by Liyo Gong",
        "creator": "Also created by Liyo Gong",
        "cast": "Liyo Gong also stars",
        "writer": "Also written by Liyo Gong",
        "cinematography": "Also shot by Liyo Gong",
    }

    @pytest.mark.parametrize("role", ROLES)
    def test_of_people(self, role):
        person = make_person("Liyo Gong")
        films = [make_film(), make_film()]
        for film in films:
            make_credit(film, person, role)
        source, other = (make_published(film=film) for film in films)
        assert reasons(source) == {other.headline: self.ROLES[role]}

    def test_of_somebody_who_did_something_else(self):
        person = make_person("Liyo Gong")
        acted, directed = make_film(cast=[person]), make_film(director=person)
        source, other = make_published(film=acted), make_published(film=directed)
        assert reasons(source) == {other.headline: "Also with Liyo Gong"}

    @pytest.mark.parametrize("role", ["editing", "producer", "sound"])
    def test_some_work_ties_no_films_together(self, role):
        person = make_person()
        for film in (make_film(), make_film()):
            make_credit(film, person, role)
            source = make_published(film=film)
        assert more(source) == []

    def test_of_a_person_s_own_tag(self):
        person = make_person("Bas Devos")
        tag = Tag.objects.for_person(person)
        source, talk = (make_published(film=False, kind="interview", tags=[tag]) for _ in range(2))
        assert reasons(source) == {talk.headline: "Also about Bas Devos"}

    def test_the_strongest_is_told(self, shelf):
        assert reasons(shelf["Ghost Tropic, reviewed"])["Here, reviewed"] == "Also directed by Bas Devos"

    def test_every_shown_piece_has_one(self, shelf):
        for piece in shelf.values():
            assert all(found.reason for found in more_about(piece, NOON))

    def test_a_mention_counts_less_than_a_review(self):
        film, main = make_film(), make_film()
        source = make_published(film=film)
        make_published(
            subjects=[subject(main), subject(film, "mentioned")], headline="Mentioned", at=NOON - HOUR
        )
        make_published(film=film, headline="Reviewed", at=NOON - 30 * DAY)
        assert more(source) == ["Reviewed", "Mentioned"]


class TestCost:
    def grow(self, film, director, count):
        for _ in range(count):
            make_published(film=film, tags=["moss", "Brussels"], contributor=self.critic)
            make_published(film=make_film(director=director), tags=["moss"], contributor=self.critic)

    @pytest.fixture(autouse=True)
    def one_critic(self):
        self.critic = make_contributor()

    def test_thirty_candidates_cost_what_three_cost(self, django_assert_max_num_queries):
        director = make_person("Bas Devos")
        film = make_film(director=director, cast=["A", "B"])
        source = make_published(film=film, tags=["moss", "Brussels"])
        self.grow(film, director, 3)
        with django_assert_max_num_queries(13) as few:
            assert len(more_about(fresh(source), NOON)) == 6
        self.grow(film, director, 27)
        with django_assert_max_num_queries(13) as many:
            assert len(more_about(fresh(source), NOON)) == 6
        assert len(few) == len(many)

    def test_a_piece_without_a_film_costs_less(self, django_assert_max_num_queries):
        source = make_published(film=False, kind="feature", tags=["moss"])
        with django_assert_max_num_queries(6):
            more_about(source, NOON)

    def test_every_question_is_answered_by_an_index(self):
        director = make_person("Bas Devos")
        film = make_film(director=director)
        source = make_published(film=film, tags=["moss"])
        self.grow(film, director, 3)
        with CaptureQueriesContext(connection) as asked:
            more_about(source, NOON)
        for query in asked.captured_queries:
            assert walks_through(query["sql"]) == [], query["sql"]


def walks_through(sql: str) -> list[str]:
    """Tables that the database would read from end to end to answer this."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [row[3] for row in cursor.fetchall()]
            return [step for step in steps if re.match(r"SCAN (?!\(|CONSTANT|one\b)\w+", step)]
        # A handful of rows is read whole by any sane planner: ask what it would do with many.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return [row[0] for row in cursor.fetchall() if "Seq Scan" in row[0]]


def copy_of(piece, at):
    """Another piece about the same film, without the work of publishing it."""
    film = piece.main_film_id
    row = type(piece).objects.get(pk=piece.pk)
    row.pk, row.path = None, f"/copy/{at.timestamp()}/"
    row.publish_at = row.visible_from = row.ordered_at = row.first_published_at = at
    row._state.adding = True
    row.save(force_insert=True)
    row.subjects.create(film_id=film, visible_from=at, ordered_at=at)
    return row
