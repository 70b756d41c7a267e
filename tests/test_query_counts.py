"""What a page costs in questions to the database: the same for one row as for three, and for three as for thirty."""

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from films.models import AlternativeTitle, Award, Edition, Festival, Release, Selection
from pagecache import clock
from reviews.kept_lists import keep
from reviews.models import Correction, Tag
from tests.factories import (
    make_contributor,
    make_credit,
    make_film,
    make_image,
    make_person,
    make_published,
    make_section,
    picture,
    put_columns,
    subject,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOST = 8  # whatever the page


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


class Magazine:
    """One film, its director, a critic, a tag, a section and a festival; every piece is about all of them."""

    def __init__(self):
        self.count = 0
        self.stills = [make_image(), make_image()]
        self.director, self.actor = make_person("Bas Devos"), make_person("Liyo Gong")
        self.film = self.make_film()
        self.critics = [make_contributor(portrait=self.stills[0]), make_contributor()]
        self.section = make_section("International")
        self.festival = Festival.objects.create(name="Berlinale", short_name="Berlin")
        self.edition = Edition.objects.create(festival=self.festival, year=2023)
        Selection.objects.create(edition=self.edition, film=self.film)
        self.piece = self.publish()

    def make_film(self):
        # Every film is called Here and is of the same year, so each label has to ask for its director.
        film = make_film("Here", 2023, poster=self.stills[0], key_still=self.stills[1])
        for billing, person in enumerate([self.director, self.actor], start=1):
            make_credit(film, person, "director", billing=billing)
            make_credit(film, person, "cast", billing=billing)
        AlternativeTitle.objects.create(film=film, title="Hier", language="nl")
        Release.objects.create(film=film, date=date(2024, 3, 1), city="Brussels", territory="BE")
        return film

    def publish(self, kind="review", about=()):
        self.count += 1
        return make_published(
            at=NOON - self.count * HOUR, kind=kind, subjects=[subject(self.film), *map(subject, about)],
            contributors=self.critics, section=self.section, lead=self.stills[0],
            tags=["moss", "soup", Tag.objects.for_person(self.director)], headline=f"Moss {self.count}",
            pictures=[picture(self.stills[1], "gallery")],
            links=[{"url": f"https://example.org/{self.count}", "title": "Elsewhere", "source": "", "language": "en"}],
        )  # fmt: skip

    def grow(self, times: int) -> None:
        """That many more pieces of every kind, films, people, awards and corrections."""
        for _ in range(times):
            for kind in ("review", "interview", "feature", "dispatch", "news", "video"):
                piece = self.publish(kind, about=[self.make_film()])
            film = piece.films.last()
            person = make_person()
            make_credit(film, person, "writer")
            make_credit(self.film, person, "writer")
            Selection.objects.create(edition=self.edition, film=film)
            for subject_of_award in (film, self.film):
                Award.objects.create(edition=self.edition, film=subject_of_award, name="Best Film")
            Edition.objects.create(festival=self.festival, year=2000 + self.count).line_up.create(film=film)
            Correction.objects.create(review=self.piece, made_at=NOON, text="It was moss.")
            make_published(
                at=NOON - HOUR, film=film, translation_of=self.piece, language="nl", contributors=self.critics
            )
            make_section()
            make_contributor()


PAGES = {
    "home": lambda it: "/",
    "reviews": lambda it: "/reviews/",
    "news": lambda it: "/news/",
    "section": lambda it: it.section.get_absolute_url(),
    "archive": lambda it: "/archive/",
    "year": lambda it: "/archive/2024/",
    "month": lambda it: "/archive/2024/2/",
    "search": lambda it: "/search/?q=moss",
    "search in texts": lambda it: "/search/?q=piece&in=texts",
    "search for a film": lambda it: "/search/?q=here",
    "films": lambda it: "/films/",
    "people": lambda it: "/people/",
    "people by letter": lambda it: "/people/?letter=D",
    "films by letter": lambda it: "/films/?letter=H",
    "film": lambda it: it.film.get_absolute_url(),
    "person": lambda it: it.director.get_absolute_url(),
    "contributors": lambda it: "/contributors/",
    "contributor": lambda it: it.critics[0].get_absolute_url(),
    "tag": lambda it: "/tags/moss/",
    "festivals": lambda it: "/festivals/",
    "festival": lambda it: it.edition.get_absolute_url(),
    "piece": lambda it: it.piece.path,
    "corrections": lambda it: "/corrections/",
    "about": lambda it: "/about/",
    "feeds": lambda it: "/feeds/",
    "robots": lambda it: "/robots.txt",
    "report": lambda it: f"/report/?url={it.piece.path}",
    "report of a kind": lambda it: f"/report/?url={it.piece.path}&kind=copyright",
    "dmca": lambda it: "/dmca/",
    "transparency": lambda it: "/transparency/",
    "a notice that is not told": lambda it: "/transparency/notices/M-2024-0001/",
    "feed": lambda it: "/feed/",
    "feed as Atom": lambda it: "/feed/atom/",
    "feed of a kind": lambda it: "/reviews/feed/",
    "feed of a film": lambda it: f"{it.film.get_absolute_url()}feed/",
    "feed of a person": lambda it: f"{it.director.get_absolute_url()}feed/",
    "feed of a contributor": lambda it: f"{it.critics[0].get_absolute_url()}feed/",
    "feed of a tag": lambda it: "/tags/moss/feed/",
    "sitemap": lambda it: "/sitemap.xml",
    "sitemap of a year": lambda it: "/sitemap-2024.xml",
    "sitemap of films": lambda it: "/sitemap-films.xml",
    "picture": lambda it: f"/pictures/{it.stills[0].key}/{it.stills[0].renditions['jpeg'][0]}.jpg",
    "nothing": lambda it: "/nothing/at/all/",
}


@pytest.fixture
def cost(client):
    def queries(path, status=(200, 404)) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(path)
        assert response.status_code in status, path
        return [query["sql"] for query in asked.captured_queries]

    return queries


def test_three_rows_cost_what_one_costs(cost, subtests):
    magazine = Magazine()
    magazine.grow(1)
    one = {name: cost(address(magazine)) for name, address in PAGES.items()}
    magazine.grow(2)
    for name, address in PAGES.items():
        three = cost(address(magazine))
        with subtests.test(name):
            assert len(three) <= len(one[name]), more_than(one[name], three)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans each statement each time")
def test_sqlite_does_not_plan_anew_what_it_was_asked_before(client, subtests):
    """It would where a value beside the statement decides which index will do (`accounts/likelihood.py`)."""
    magazine = Magazine()
    magazine.grow(1)
    planned = []

    def is_planned(*about):
        planned.append(about)
        return sqlite3.SQLITE_OK

    for name, address in PAGES.items():
        if name.startswith("search") or name.endswith("by letter"):
            continue  # what is looked for with LIKE is such a value
        path = address(magazine)
        connection.connection.set_authorizer(is_planned)  # which forgets all that is planned
        client.get(path)
        planned.clear()
        client.get(path)
        connection.connection.set_authorizer(None)
        with subtests.test(name):
            assert not planned


def more_than(few: list[str], many: list[str]) -> str:
    """The tables that are asked more often, for whoever has to find out why."""

    def tables(queries):
        return sorted(query.split(" FROM ")[1].split('"')[1] for query in queries if " FROM " in query)

    left = tables(few)
    return str([table for table in tables(many) if table not in left or left.remove(table)])


def test_no_page_costs_more_than_it_should(cost, subtests):
    magazine = Magazine()
    magazine.grow(3)
    for name, address in PAGES.items():
        with subtests.test(name):
            assert len(cost(address(magazine))) <= MOST


def test_a_piece_costs_the_same_beside_three_or_thirty_others(cost):
    magazine = Magazine()
    for _ in range(3):
        magazine.publish(about=[magazine.make_film()])
    few = cost(magazine.piece.path)
    for _ in range(27):
        magazine.publish(about=[magazine.make_film()])
    many = cost(magazine.piece.path)
    assert len(many) <= len(few) <= MOST, more_than(few, many)


def test_a_text_that_names_films_and_people_costs_no_more(cost, subtests):
    magazine = Magazine()
    magazine.publish()
    named = (
        f'<p><a data-film="{magazine.film.pk}">Here</a> <a data-person="{magazine.director.pk}">Devos</a></p>'
    )
    for name, prepare in {
        "list not kept": list,
        "list kept": lambda: keep([magazine.piece.pk], NOON),
    }.items():
        prepare()
        put_columns(magazine.piece, body="<p>Moss.</p>")
        without = cost(magazine.piece.path)
        put_columns(magazine.piece, body=named)
        with subtests.test(name):
            assert len(cost(magazine.piece.path)) == len(without)


def test_who_comes_again_costs_no_more(cost, client):
    """A page is asked for by crawlers that carry what they got last time."""
    magazine = Magazine()
    first = cost(magazine.piece.path)
    etag = client.get(magazine.piece.path)["ETag"]
    with CaptureQueriesContext(connection) as asked:
        assert client.get(magazine.piece.path, headers={"if-none-match": etag}).status_code == 304
    assert len(asked) <= len(first)


@pytest.mark.parametrize("path", ["/healthz", "/colours/90-40.css", "/colours/neutral.css"])
def test_some_answers_ask_the_database_nothing(cost, path):
    assert cost(path) == []
