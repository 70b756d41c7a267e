"""Feeds: what is published, in list order, under an id that never changes."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import get_resolver
from pytest_django.asserts import assertRedirects

from films.signals import embargo_changed
from pagecache import clock
from reviews import feeds, workflow
from reviews.cards import Printed
from reviews.feeds import NEWEST, ReviewFeed
from reviews.models import Correction, Restriction, Review, Tag
from reviews.restrictions import lift, restrict
from tests.factories import (
    fresh,
    make_contributor,
    make_embargo,
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


@pytest.fixture
def read(client):
    def feed(path="/feed/"):
        response = client.get(path)
        assert response.status_code == 200, path
        return ElementTree.fromstring(response.content).find("channel")

    return feed


def headlines(channel) -> list[str]:
    return [item.findtext("title") for item in channel.iter("item")]


class TestWhichPieces:
    def test_the_newest_first(self, read):
        make_published(at=NOON - DAY, headline="Older")
        make_published(at=NOON - HOUR, headline="Newer")
        assert headlines(read()) == ["Newer", "Older"]

    def test_nothing_that_is_not_published(self, read):
        make_published(at=NOON - DAY, headline="Shown")
        make_review()
        make_review("ready")
        make_review("withdrawn")
        make_published(at=NOON + DAY)
        restrict(mode=Restriction.Mode.FULL, review=make_published(at=NOON - DAY))
        put_columns(make_published(at=NOON - DAY), deleted_at=NOON)
        film = make_film()
        make_embargo(film, NOON + DAY)
        make_published(film=film)
        embargo_changed.send(type(film), films=[film])
        assert headlines(read()) == ["Shown"]

    def test_a_scheduled_piece_appears_at_its_second(self, read):
        make_published(at=NOON + DAY, headline="Tomorrow")
        assert headlines(read()) == []
        with clock.freeze(NOON + DAY):
            assert headlines(read()) == ["Tomorrow"]

    def test_at_most_the_newest_thirty(self, read):
        for number in range(NEWEST + 2):
            make_published(at=NOON - number * HOUR, headline=f"Piece {number}")
        assert headlines(read()) == [f"Piece {number}" for number in range(NEWEST)]

    def test_of_one_kind(self, read):
        make_published(kind="interview", headline="Talk")
        make_published(kind="news", headline="Bulletin")
        assert headlines(read("/interviews/feed/")) == ["Talk"]

    def test_about_one_film_mentions_included(self, read):
        film, namesake = make_film("Here", 2023), make_film("Here", 2024)
        make_published(at=NOON - DAY, film=film, headline="Reviewed")
        make_published(
            at=NOON - HOUR, subjects=[subject(namesake), subject(film, "mentioned")], headline="Mentioned"
        )
        make_published(film=namesake, headline="The other Here")
        assert headlines(read(f"/films/{film.slug}/feed/")) == ["Mentioned", "Reviewed"]

    def test_about_one_person_as_their_page_lists_them(self, read):
        person = make_person("Bas Devos")
        film, other = make_film(director=person), make_film()
        make_published(at=NOON - 3 * HOUR, film=film, headline="Their film")
        make_published(
            at=NOON - 2 * HOUR, subjects=[subject(other), subject(film)], headline="Theirs among others"
        )
        make_published(
            at=NOON - HOUR,
            film=False,
            kind="interview",
            tags=[Tag.objects.for_person(person)],
            headline="Talk",
        )
        make_published(film=other, headline="Another's")
        assert headlines(read(f"/people/{person.slug}/feed/")) == [
            "Talk",
            "Theirs among others",
            "Their film",
        ]

    def test_by_one_contributor_once_each(self, read):
        critic = make_contributor()
        make_published(contributor=critic, headline="Theirs")
        make_published(headline="Another's")
        piece = make_published(at=NOON - DAY, headline="Twice theirs", contributor=critic)
        first = workflow.working_copy(piece).state["authors"]
        rewrite(piece, authors=[*first, first[0] | {"credit": "photographs"}])
        workflow.publish_change(piece, by=None, version=piece.version)
        assert headlines(read(f"/contributors/{critic.slug}/feed/")) == ["Theirs", "Twice theirs"]

    def test_of_one_tag(self, read):
        make_published(tags=["moss"], headline="Mossy")
        make_published(tags=["lichen"], headline="Not")
        assert headlines(read("/tags/moss/feed/")) == ["Mossy"]


class TestWhatIsNotThere:
    """A feed of something that has nothing public must not say that it exists here."""

    def test_a_film_a_person_a_contributor_or_a_tag_without_anything_public(self, client):
        person, critic = make_person(), make_contributor()
        film = make_film(director=person)
        make_review(film=film, contributor=critic, tags=["moss"])
        for path in (
            f"/films/{film.slug}/feed/", f"/people/{person.slug}/feed/", f"/contributors/{critic.slug}/feed/",
            "/tags/moss/feed/", "/films/never-heard-of/feed/",
        ):  # fmt: skip
            assert client.get(path).status_code == 404, path

    def test_the_site_s_own_is_there_from_the_first_day(self, read):
        assert headlines(read()) == []
        assert headlines(read("/reviews/feed/")) == []

    def test_a_merged_film_leads_to_the_feed_of_what_it_became_once_that_has_one(self, client):
        film, double = make_film(), make_film()
        put_columns(double, merged_into=film)
        assert client.get(f"/films/{double.slug}/feed/").status_code == 404
        make_published(film=film)
        assertRedirects(
            client.get(f"/films/{double.slug}/feed/"), f"/films/{film.slug}/feed/", status_code=301
        )


class TestAnItem:
    def test_what_it_says(self, read):
        film = make_film("Here", 2023)
        piece = make_published(
            headline="Moss & soup", dek="A <quiet> walk", film=film, contributor=make_contributor("Anna Novák"),
            at=NOON - DAY,
        )  # fmt: skip
        item = read().find("item")
        assert item.findtext("title") == "Moss & soup"
        assert item.findtext("description") == "A <quiet> walk"
        assert item.findtext("link") == f"http://127.0.0.1:8000{piece.path}"
        assert item.findtext("pubDate") == "Thu, 08 Feb 2024 12:00:00 +0000"
        assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "Anna Novák"
        assert [category.text for category in item.iter("category")] == ["Review", "Here (2023)"]

    def test_its_id_survives_every_change(self, read):
        piece = make_published(at=NOON - DAY)
        before = read().find("item").findtext("guid")
        workflow.change_address(piece, by=None, version=piece.version, slug="elsewhere")
        workflow.run_again(piece, by=None, version=piece.version)
        workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
        workflow.publish(piece, by=None, version=piece.version)
        after = read().find("item")
        assert after.findtext("guid") == before
        assert after.find("guid").get("isPermaLink") == "false"
        assert after.findtext("link").endswith("/elsewhere/")

    def test_two_films_of_one_name_and_year_are_told_apart(self, read):
        for name in ("Bas Devos", "Robert Zemeckis"):
            film = make_film("Here", 2023, director=name)
            make_published(film=film)
        labels = [[category.text for category in item.iter("category")][1] for item in read().iter("item")]
        assert labels == ["Here (2023, Zemeckis)", "Here (2023, Devos)"]


@pytest.mark.parametrize("kind", [feeds.WithUpdates, feeds.WithTombstones])
def test_whatever_changes_in_an_item_is_written_anew(kind):
    """It is written once for what it says, so whatever it says has to be part of what it is known by."""
    first, second = (make_published(at=NOON - HOUR, film=make_film(title, 2023)) for title in ("Here", "Now"))
    correction = Correction(review=first, made_at=NOON, text="It was moss.")
    correction.words = correction.text
    for columns in (
        {}, {"headline": "Moss"}, {"dek": "Of moss."}, {"excerpt": "Of moss"}, {"kind": "news"}, {"path": "/moss/"},
        {"first_published_at": NOON - DAY}, {"disclosure": "Seen at a festival."}, {"updated_at": NOON},
        {"updated_words": "It was lichen."}, {"main_film": second.main_film},
    ):  # fmt: skip
        put_columns(first, **columns)
        [review] = Review.objects.filter(pk=first.pk).for_feeds(NOON)
        for others in (([], []), ([correction], []), ([], [make_contributor("Ann")])):
            kept = feeds.written(kind, Printed(feeds.Entry(review, *others)), feeds.of_site())
            assert kept == feeds.written.__wrapped__(kind, Printed(feeds.Entry(review, *others)), ()), columns


class TestTheAnswer:
    def test_it_names_its_key_and_what_it_shows(self, client):
        piece = make_published(tags=["moss"])
        expected = {
            "/feed/": "latest",
            "/reviews/feed/": "kind:review",
            f"/films/{piece.main_film.slug}/feed/": f"film:{piece.main_film_id}",
            f"/contributors/{piece.authors.get().slug}/feed/": f"contributor:{piece.authors.get().pk}",
            "/tags/moss/feed/": f"tag:{make_tag('moss').pk}",
        }
        assert {path: client.get(path)["Surrogate-Key"] for path in expected} == {
            path: f"{key} review:{piece.pk} site" for path, key in expected.items()
        }

    def test_it_says_where_it_is_and_whose_it_is(self, read):
        film = make_published(film=make_film("Here", 2023)).main_film
        channel = read(f"/films/{film.slug}/feed/")
        assert channel.findtext("title") == "More about Here (2023) · Halation"
        assert channel.findtext("link") == f"http://127.0.0.1:8000/films/{film.slug}/"
        link = channel.find("{http://www.w3.org/2005/Atom}link")
        assert link.get("href") == f"http://127.0.0.1:8000/films/{film.slug}/feed/"

    def test_who_has_it_is_told_so_and_who_has_what_is_gone_is_not(self, client):
        piece = make_published(at=NOON - DAY)
        make_published(at=NOON - 2 * DAY)
        first = client.get("/feed/")
        assert "Last-Modified" not in first
        assert client.get("/feed/", headers={"if-none-match": first["ETag"]}).status_code == 304
        restrict(mode=Restriction.Mode.FULL, review=piece)
        again = client.get(
            "/feed/",
            headers={"if-none-match": first["ETag"], "if-modified-since": "Fri, 09 Feb 2024 12:00:00 GMT"},
        )
        assert again.status_code == 200
        assert piece.headline not in again.content.decode()

    def test_nothing_of_one_request_stays_for_the_next(self, client):
        """One feed object answers all requests of a process, in many threads at once."""
        piece = make_published(tags=["moss"])
        feeds = [
            found.callback
            for found in get_resolver("reviews.urls").url_patterns
            if isinstance(found.callback, ReviewFeed)
        ]
        assert len(feeds) == 12
        before = [dict(vars(feed)) for feed in feeds]
        for path in ("/feed/", "/news/feed/", f"/films/{piece.main_film.slug}/feed/", "/tags/moss/feed/"):
            client.get(path)
        assert [dict(vars(feed)) for feed in feeds] == before

    def test_thirty_pieces_cost_what_one_costs(self, client, django_assert_max_num_queries):
        make_published(tags=["moss"])
        with django_assert_max_num_queries(8) as one:
            client.get("/feed/")
        for _ in range(5):
            make_published(film=make_film("Here", 2023, director=make_person()))
        with django_assert_max_num_queries(8) as many:
            client.get("/feed/")
        assert len(many) <= len(one) + 1


def test_a_piece_that_came_back_is_not_new_to_readers(read):
    piece = make_published(at=NOON - 10 * DAY)
    other = make_published(at=NOON - DAY)
    workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
    workflow.publish(piece, by=None, version=piece.version)
    assert headlines(read()) == [other.headline, fresh(piece).headline]
    assert [item.findtext("pubDate") for item in read().iter("item")][1] == "Tue, 30 Jan 2024 12:00:00 +0000"


class TestAtom:
    ATOM, AT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"

    @pytest.fixture
    def atom(self, client):
        def feed():
            response = client.get("/feed/atom/")
            assert response["Content-Type"].startswith("application/atom+xml")
            root = ElementTree.fromstring(response.content)
            entries = [entry.findtext(f"{self.ATOM}id") for entry in root.iter(f"{self.ATOM}entry")]
            gone = {row.get("ref"): (row.get("when"), [*row]) for row in root.iter(f"{self.AT}deleted-entry")}
            return entries, gone

        return feed

    def test_says_for_thirty_days_that_a_piece_is_gone_and_nothing_else_of_it(self, atom):
        taken, withdrawn = make_published(at=NOON - DAY), make_published(at=NOON - DAY)
        kept, draft = make_published(at=NOON - DAY), make_review()
        later = make_published(at=NOON + DAY)
        ids = {piece.pk: feeds.guid(piece.pk) for piece in (taken, withdrawn, kept)}
        assert atom() == ([ids[kept.pk], ids[withdrawn.pk], ids[taken.pk]], {})
        restriction = restrict(mode=Restriction.Mode.FULL, review=taken, status_code=410)
        workflow.withdraw(withdrawn, by=None, version=withdrawn.version, reason="Wrong.")
        for hidden in (draft, later):
            restrict(mode=Restriction.Mode.FULL, review=hidden)
        when = ("2024-02-09T12:00:00+00:00", [])
        both = {ids[taken.pk]: when, ids[withdrawn.pk]: when}
        assert atom() == ([ids[kept.pk]], both)
        with clock.freeze(NOON + 30 * DAY - HOUR):
            assert both.items() <= atom()[1].items()
        with clock.freeze(NOON + 30 * DAY):
            assert not both.keys() & atom()[1].keys()
        lift(restriction)
        assert atom() == ([ids[kept.pk], ids[taken.pk]], {ids[withdrawn.pk]: when})
