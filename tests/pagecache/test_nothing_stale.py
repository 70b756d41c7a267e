"""Every write, and then every page: none that shows what was changed is as it was, and the others are not made anew.

A page from memory is compared, byte for byte, with what Django makes of it in the same second, at once and again
after the moment that the write named.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings

from films import merge as merging
from films.models import Award, Edition, Festival, Release, Selection
from images.models import Image
from pagecache import clock
from reviews import workflow
from reviews.kept_lists import keep_lists
from reviews.models import OutsideLink, RelatedList, Restriction, Review, Sponsor, Tag
from reviews.related import Sources, more_about
from reviews.restrictions import lift, restrict
from tests.desk import fields_of
from tests.factories import (
    author,
    fresh,
    make_contributor,
    make_embargo,
    make_film,
    make_image,
    make_person,
    make_published,
    make_review,
    make_section,
    make_user,
    picture,
    rewrite,
    subject,
)
from tests.pagecache.site import Site

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("one_connection")]

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Magazine:
    """A film with all that can be known of it, three pieces about it, and an island that has nothing to do with it."""

    def __init__(self):
        self.editor = make_user("chief")
        self.still, self.other_still, self.portrait = make_image(), make_image(), make_image()
        self.director, self.actor = make_person("Bas Devos"), make_person("Liyo Gong")
        self.film = make_film(
            "Here",
            2023,
            director=self.director,
            cast=[self.actor],
            poster=self.still,
            key_still=self.other_still,
        )
        self.second = make_film("Ghost Tropic", 2019, director=self.director, cast=[self.actor])
        self.poster, self.face, self.unused = make_image(), make_image(), make_image()
        self.double = make_film("Hier", 2023, poster=self.poster, key_still=make_image())
        self.release = Release.objects.create(
            film=self.film, date=date(2024, 3, 1), city="Brussels", territory="BE"
        )
        self.festival = Festival.objects.create(name="Berlinale", short_name="Berlin")
        self.edition = Edition.objects.create(festival=self.festival, year=2023)
        Selection.objects.create(edition=self.edition, film=self.film)
        Award.objects.create(edition=self.edition, film=self.film, name="Best Film")
        self.critic = make_contributor("Anna Novák", portrait=self.portrait, masthead_position=1)
        self.second_critic = make_contributor("Ján Kováč")
        self.guest = make_contributor("Mina Guest", portrait=self.face)
        self.section, self.second_section = make_section("Belgian cinema"), make_section("Festivals")
        self.review = self.publish(
            "Moss and soup", tags=["moss", "soup"], pictures=[picture(self.other_still, "gallery")]
        )
        self.interview = self.publish("Walking", kind="interview")
        self.news = self.publish("It opens", kind="news")
        self.of_second = self.publish("A night bus", film=self.second, tags=["night"])
        self.of_double = self.publish("Twice", film=self.double, contributor=self.guest)
        self.tag = Tag.objects.get(name="soup")
        self.link = OutsideLink.objects.create(
            film=self.film, url="https://example.org/here", title="An interview", created_at=NOON
        )
        self.draft = make_review("ready", **self.words("A second look"))
        self.hidden = self.publish("Taken down")
        self.restriction = restrict(mode=Restriction.Mode.FULL, review=self.hidden)
        self.island = make_published(
            at=NOON - 400 * DAY, kind="feature", headline="Ice", tags=["ice"],
            film=make_film("Ice", 1970, director="Robert Kramer"), contributor=make_contributor("Olga Far"),
            section=make_section("Islands"), lead=make_image(),
        )  # fmt: skip

    def words(self, headline, **given):
        return {
            "headline": headline, "film": self.film, "contributor": self.critic, "section": self.section,
            "lead": self.still,
        } | given  # fmt: skip

    def publish(self, headline, **given):
        return make_published(at=NOON - DAY, **self.words(headline, **given))

    @property
    def pages(self) -> list[str]:
        about = (
            self.film,
            self.second,
            self.double,
            self.director,
            self.actor,
            self.critic,
            self.second_critic,
        )
        pieces = (
            self.review, self.interview, self.news, self.of_second, self.of_double, self.draft, self.hidden,
            self.island,
        )  # fmt: skip
        return [
            "/", "/reviews/", "/news/", "/interviews/", "/features/", "/archive/", "/archive/2024/", "/archive/2024/2/",
            "/films/", "/people/", "/contributors/", "/masthead/", "/festivals/", "/festivals/berlin/2023/",
            "/tags/moss/", "/tags/night/", "/corrections/", "/about/", "/feed/", "/reviews/feed/", "/tags/moss/feed/",
            "/feed/atom/",
            "/sitemap.xml", "/sitemap-2024.xml", "/sitemap-films.xml", "/transparency/", "/dmca/",
            self.section.get_absolute_url(), self.second_section.get_absolute_url(),
            *(thing.get_absolute_url() for thing in about),
            *(f"{thing.get_absolute_url()}feed/" for thing in (self.film, self.director, self.critic)),
            *(piece.path for piece in pieces if piece.path),
            f"{self.review.path}pictures/{self.other_still.key}/",
            *map(file_of, Image.objects.order_by("pk")),
            *self.far_away,
        ]  # fmt: skip

    @property
    def far_away(self) -> list[str]:
        """Pages that show nothing of the film and are no list of what is latest."""
        film, tag = self.island.main_film, self.island.tagged.get().tag
        return [
            self.island.path, film.get_absolute_url(), f"{film.get_absolute_url()}feed/", tag.get_absolute_url(),
            self.island.section.get_absolute_url(), self.island.authors.get().get_absolute_url(),
            "/archive/2023/1/", file_of(self.island.lead_image),
        ]  # fmt: skip

    # What is done at the desk

    def change(self, piece, **words):
        rewrite(fresh(piece), by=self.editor, **words)
        workflow.publish_change(fresh(piece), by=self.editor, version=fresh(piece).version)

    def save(self, address: str, form: str, **typed) -> None:
        client = Client()
        client.force_login(self.editor)
        posted = fields_of(client.get(address), form) | typed
        response = client.post(address, posted)
        assert response.status_code == 302, response.content.decode()[:4000]


def file_of(image: Image) -> str:
    return f"/pictures/{image.key}/{image.renditions['jpeg'][0]}.jpg"


def verb(name: str, piece: str, **given) -> Callable:
    def act(it: Magazine):
        row = fresh(getattr(it, piece))
        getattr(workflow, name)(row, by=it.editor, version=row.version, **given)

    return act


def admin(thing: str, **typed) -> Callable:
    """The thing's own page at the desk, with this typed into it and saved."""

    def act(it: Magazine):
        row = getattr(it, thing)
        kind = row._meta.model_name
        it.save(f"/admin/{row._meta.app_label}/{kind}/{row.pk}/change/", f"{kind}_form", **typed)

    return act


def gone_from(row: str, **given) -> Callable:
    return lambda it: restrict(review=getattr(it, row), **given)


WRITES: dict[str, Callable[[Magazine], object]] = {
    "publish": verb("publish", "draft"),
    "schedule": verb("publish", "draft", at=NOON + HOUR),
    "withdraw": verb("withdraw", "review", reason="Wrong film."),
    "withdraw the only one": verb("withdraw", "of_double", reason="Wrong film."),
    "run again": verb("run_again", "interview"),
    "change the address": verb("change_address", "review", slug="elsewhere"),
    "make it the review of record": verb("make_of_record", "review"),
    "correct": verb("correct", "review", text="It was moss."),
    "another headline": lambda it: it.change(it.review, headline="Moss and bread"),
    "another text": lambda it: it.change(it.review, body="<p>Bread.</p>"),
    "another author": lambda it: it.change(it.review, authors=[author(it.second_critic)]),
    "another film": lambda it: it.change(it.review, subjects=[subject(it.second)]),
    "another tag": lambda it: it.change(it.review, tags=[Tag.objects.get(name="night").pk]),
    "another section": lambda it: it.change(it.review, section=it.second_section.pk),
    "another kind": lambda it: it.change(it.review, kind="feature"),
    "other pictures": lambda it: it.change(it.review, pictures=[picture(it.portrait, "lead")]),
    "a related piece pinned": lambda it: it.change(
        it.review, pins=[{"review": it.island.pk, "exclude": False}]
    ),
    "a change at a time": lambda it: (
        rewrite(fresh(it.review), by=it.editor, headline="Tomorrow"),
        workflow.schedule_change(
            fresh(it.review), by=it.editor, version=fresh(it.review).version, at=NOON + HOUR
        ),
    ),
    "arrange home": lambda it: workflow.arrange_home([it.news, it.island], by=it.editor, version=1),
    "restrict": gone_from("review", mode=Restriction.Mode.FULL),
    "restrict later": gone_from("review", mode=Restriction.Mode.FULL, starts_at=NOON + HOUR),
    "restrict later, and then another picture": lambda it: (
        restrict(mode=Restriction.Mode.FULL, review=it.of_double, starts_at=NOON + HOUR),
        it.change(it.of_double, pictures=[picture(it.unused, "lead")]),
    ),
    "restrict for a while": gone_from("review", mode=Restriction.Mode.FULL, ends_at=NOON + HOUR),
    "restrict a passage": gone_from(
        "review", mode=Restriction.Mode.PASSAGE, locator={"quote": "Text", "prefix": "", "suffix": ""}
    ),
    "restrict a picture": lambda it: restrict(mode=Restriction.Mode.IMAGE, image=it.still),
    "restrict a picture of one piece": lambda it: restrict(
        mode=Restriction.Mode.IMAGE, image=it.still, review=it.review
    ),
    "restrict a portrait": lambda it: restrict(mode=Restriction.Mode.IMAGE, image=it.portrait),
    "lift": lambda it: lift(it.restriction),
    "lift later": lambda it: lift(it.restriction, at=NOON + HOUR),
    "merge films": lambda it: merging.merge(it.double, it.film, by=it.editor),
    "part films": lambda it: merging.undo(merging.merge(it.double, it.film, by=it.editor), by=it.editor),
    "merge people": lambda it: merging.merge(it.actor, it.director, by=it.editor),
    "merge tags": lambda it: merging.merge(
        Tag.objects.get(name="soup"), Tag.objects.get(name="night"), by=it.editor
    ),
    "a film's title": admin("film", title="Here and there"),
    "a film's picture": lambda it: it.save(
        f"/admin/films/film/{it.film.pk}/change/", "film_form", poster=str(it.portrait.pk)
    ),
    "the only picture of a film": lambda it: it.save(
        f"/admin/films/film/{it.double.pk}/change/", "film_form", poster=str(it.still.pk)
    ),
    "a face": lambda it: it.save(
        f"/admin/reviews/contributor/{it.guest.pk}/change/", "contributor_form", portrait=str(it.still.pk)
    ),
    "a film's year": admin("film", year="2022"),
    "a person's name": admin("director", name="Bas de Vos"),
    "a contributor's name": admin("critic", name="Anna Nováková"),
    "a contributor leaves the masthead": admin("critic", masthead_position=""),
    "a section's name": admin("section", name="Cinema of Belgium"),
    "a festival's name": admin("festival", name="Berlin International Film Festival"),
    "a picture's words": admin("still", alt="A bowl of soup", credit="Somebody else"),
    "a picture's licence": lambda it: it.save(
        f"/admin/images/image/{it.still.pk}/change/", "image_form", rights_until_0="2024-02-09", rights_until_1="14:00"
    ),
    "undo a publication": lambda it: (
        verb("publish", "draft")(it),
        workflow.undo_publish(fresh(it.draft), by=it.editor, version=fresh(it.draft).version),
    ),
    "a link elsewhere": admin("link", title="Another interview"),
    "a link elsewhere is restricted": lambda it: restrict(mode=Restriction.Mode.LINK, link=it.link),
    "a tag's name": admin("tag", name="broth"),
    "a release": admin("film", **{"releases-0-city": "Antwerp"}),
    "a prize": admin("edition", **{"awards-0-name": "Second Best Film"}),
    "who made it": admin("film", **{"credits-0-role": "writer"}),
    "a sponsor": lambda it: workflow.keep_sponsor(
        Sponsor(name="Cinematek", words="All of Akerman.", link="https://example.org/", starts_at=NOON), by=it.editor
    ),
    "an embargo": lambda it: make_embargo(it.second, NOON + HOUR),
}  # fmt: skip

SHOWS_EVERYWHERE = {"a section's name", "a festival's name"}
LATER = {
    "schedule", "a change at a time", "restrict later", "restrict later, and then another picture",
    "restrict for a while", "lift later", "a picture's licence",
    "an embargo",
}  # fmt: skip


@pytest.fixture
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def magazine(noon):
    # As behind a server that sends the files itself: who may have one is kept like a page.
    with override_settings(SENDFILE_HEADER="X-Accel-Redirect"):
        yield Magazine()


def stale(site: Site, pages: list[str]) -> list[str]:
    """Pages whose answer is not what Django says in this moment. What is made anew is no evidence, and true."""
    found = []
    for path in pages:
        before = len(site.rendered)
        kept = site.get(path)
        if len(site.rendered) == before:
            truth = site.get(
                path, cookie=f"{settings.SESSION_COOKIE_NAME}=x"
            )  # which never comes from memory
            if said_by(kept) != said_by(truth):
                found.append(path)
    return found


def said_by(answer) -> tuple:
    return answer["status"], answer["body"], answer["headers"].get("X-Accel-Redirect")


@pytest.mark.parametrize("name", WRITES)
def test_after_a_write_no_list_of_related_pieces_is_believed_that_is_not_true(magazine, name):
    keep_lists(NOON)
    WRITES[name](magazine)
    assert believed_and_wrong(NOON) == []
    if name in LATER:
        with clock.freeze(NOON + HOUR):
            assert believed_and_wrong(NOON + HOUR) == []


def believed_and_wrong(at: datetime) -> list[str]:
    pieces = Review.objects.published(at).for_its_page()
    kept = [piece for piece in pieces if getattr(piece, "related_list", None)]
    assert kept
    return [piece.headline for piece in kept if told(piece, at, piece.related_list) != told(piece, at, None)]


def told(piece: Review, at: datetime, kept: RelatedList | None) -> list[tuple[int, str]]:
    return [(item.review.pk, item.reason) for item in more_about(piece, at, sources=Sources(piece, at, kept))]


@pytest.mark.parametrize("name", WRITES)
def test_after_a_write_no_page_is_stale_and_far_away_pages_stay(magazine, name):
    site = Site(files=("/pictures/",), hands_over="X-Accel-Redirect")
    pages = magazine.pages
    for path in pages:
        site.get(path)
    WRITES[name](magazine)
    site.tail.look()
    if name not in SHOWS_EVERYWHERE:
        made_anew = [path for path in magazine.far_away if site.renders(path)]
        assert not made_anew, " ".join(made_anew)
    found = stale(site, pages)
    assert not found, " ".join(found)
    if name in LATER:
        for path in magazine.pages:
            site.get(path)
        with clock.freeze(NOON + HOUR):
            found = stale(site, list(dict.fromkeys([*pages, *magazine.pages])))
            assert not found, " ".join(found)
