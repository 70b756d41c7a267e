"""Hidden pieces are filled with words that stand nowhere else; every public address is read for them.

A word that is found in any byte or header of any answer is a leak. Once a piece is published openly the same
words are found, so the reading itself is no less sharp than it should be.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.http import urlencode

from accounts.models import Sort
from accounts.notices import tell
from films.models import (
    AlternativeTitle,
    Award,
    Credit,
    Edition,
    Festival,
    FestivalSection,
    Film,
    Person,
    Release,
    Selection,
)
from images.models import Image
from moderation import tokens
from moderation.models import Report
from pagecache import clock
from reviews import workflow
from reviews.models import (
    Contributor,
    Correction,
    Note,
    OldPath,
    OutsideLink,
    PictureUse,
    PreviewLink,
    Restriction,
    Review,
    Section,
    Tag,
)  # fmt: skip
from reviews.models.review import Absence
from reviews.restrictions import restrict
from reviews.urls import KINDS
from tests.factories import (
    author,
    fresh,
    make_contributor,
    make_embargo,
    make_film,
    make_image,
    make_link,
    make_person,
    make_published,
    make_review,
    make_state,
    make_user,
    picture,
    put_columns,
    rewrite,
    subject,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)

# Every place in which a piece, or what is known only because of it, carries words.
PLACES = (
    "headline", "short", "dek", "body", "disclosure", "where", "film", "original", "alternative", "synopsis",
    "director", "alias", "actor", "character", "tag", "writer", "bio", "place", "role", "alt", "caption", "credit",
    "source", "usealt", "usecaption", "link", "linkhost", "festival", "edition", "award", "city", "venue",
    "distributor", "correction", "update", "slug", "work", "note", "quote", "notice",
)  # fmt: skip
# Of these, what readers do see once the piece is open to them.
PRINTED = {
    "headline", "dek", "body", "disclosure", "where", "film", "original", "director", "actor",
    "character", "tag", "writer", "bio", "place", "role", "credit", "usealt", "usecaption", "link", "festival",
    "award", "city", "correction", "update", "slug",
}  # fmt: skip


def canary(hiding: str, place: str) -> str:
    return f"qz{hiding}{place}xq"


class World:
    """What everybody may know: one film, its people, a critic, a tag, a festival and an open piece."""

    def __init__(self):
        self.director, self.critic = make_person("Bas Devos"), make_contributor("Anna Novák")
        self.film = make_film("Here", 2023, director=self.director, cast=["Liyo Gong"])
        self.festival = Festival.objects.create(name="Berlinale", short_name="Berlin")
        self.edition = Edition.objects.create(festival=self.festival, year=2023)
        Selection.objects.create(edition=self.edition, film=self.film)
        self.still = make_image(alt="Moss", credit="Cinéart")
        self.open_piece = make_published(
            at=NOON - 9 * DAY, film=self.film, contributor=self.critic, tags=["moss"], lead=self.still,
            headline="Moss and soup", slug="moss-and-soup",
        )  # fmt: skip

    def plant(self, hiding: str) -> dict:
        """The state of a piece full of canaries, tied to everything that is open."""

        def word(place):
            return canary(hiding, place)

        film = Film.objects.create(
            title=word("film"), original_title=word("original"), year=2024, synopsis=word("synopsis"),
            poster=make_image(alt=word("alt"), credit=word("credit")), key_still=make_image(credit=word("credit")),
        )  # fmt: skip
        AlternativeTitle.objects.create(film=film, title=word("alternative"), language="nl")
        director = make_person(word("director"), aliases=[word("alias")])
        for person, role in ((director, "director"), (self.director, "writer")):
            Credit.objects.create(film=film, person=person, role=role)
        Credit.objects.create(
            film=film, person=make_person(word("actor")), role="cast", character=word("character")
        )
        film.refresh_names()
        Release.objects.create(
            film=film, city=word("city"), venue=word("venue"), distributor=word("distributor"), territory="BE",
            date=date(2024, 3, 1),
        )  # fmt: skip
        own = Edition.objects.create(festival=Festival.objects.create(name=word("festival")), year=2024)
        part = FestivalSection.objects.create(edition=self.edition, name=word("edition"))
        for edition in (own, self.edition):
            Selection.objects.create(
                edition=edition, film=film, section=part if edition == self.edition else None
            )
            Award.objects.create(edition=edition, film=film, name=word("award"))
        critic = make_contributor(
            word("writer"), bio=word("bio"), place=word("place"), role=word("role"),
            portrait=make_image(alt=word("alt"), credit=word("credit")),
        )  # fmt: skip
        still = make_image(
            alt=word("alt"), caption=word("caption"), credit=word("credit"), source=word("source")
        )
        tags = [Tag.objects.take("moss"), Tag.objects.take(word("tag")), Tag.objects.for_film(film),
                Tag.objects.for_person(director), Tag.objects.for_person(self.director)]  # fmt: skip
        return {
            "headline": f"{word('headline')} of it", "short_headline": word("short"), "dek": word("dek"),
            "body": f"<p>{word('body')} again and again.</p>", "disclosure": word("disclosure"),
            "first_published_where": word("where"), "slug": word("slug"),
            "subjects": [subject(self.film), subject(film),
                         {"film": None, "work": word("work"), "treatment": "mentioned", "rating": None}],
            "authors": [author(self.critic), author(critic)],
            "tags": tags,
            "pictures": [
                picture(still, "lead", alt=word("usealt"), caption=word("usecaption")),
                picture(make_image(alt=word("alt"), credit=word("credit")), "gallery", caption=word("usecaption")),
            ],
            "links": [link(f"https://{word('linkhost')}.example/", word("link"))],
            "section": self.open_piece.section, "translation_of": self.open_piece,
        }  # fmt: skip


def link(url, title) -> dict:
    return {"url": url, "title": title, "source": "", "language": ""}


def take_back(piece):
    workflow.withdraw(piece, by=None, version=piece.version, reason="It was wrong.")


def embargoed(state):
    film = make_film("Bound")
    make_embargo(film, NOON + DAY)
    return make_published(**state | {"subjects": [*state["subjects"], subject(film)]})


def withdrawn(state):
    piece = make_published(at=NOON - 5 * DAY, **state)
    take_back(piece)
    return piece


def deleted(state):
    return put_columns(make_published(at=NOON - 5 * DAY, **state), deleted_at=NOON)


def withdrawn_and_binned(state):
    piece = withdrawn(state)
    workflow.put_in_bin(piece, by=None, version=piece.version)
    return piece


def restricted(state):
    piece = make_published(at=NOON - 5 * DAY, **state)
    restrict(mode=Restriction.Mode.FULL, review=piece, public_kind="copyright", public_words="On request.")
    return piece


def coming_back_later(state):
    piece = withdrawn(state)
    workflow.publish(piece, by=None, version=piece.version, at=NOON + DAY)
    return piece


def not_yet_a_change(state):
    """A live piece whose working copy says all of it."""
    piece = make_published(at=NOON - 5 * DAY, headline="A plain piece", slug="a-plain-piece")
    hidden = fresh(workflow.begin(make_state(**state), by=None))
    rewrite(piece, **workflow.working_copy(hidden).state)
    hidden.delete()
    return piece


HIDINGS: dict[str, Callable] = {
    "draft": lambda state: make_review(**state),
    "submitted": lambda state: make_review("submitted", **state),
    "ready": lambda state: make_review("ready", **state),
    "scheduled": lambda state: make_published(at=NOON + DAY, **state),
    "embargoed": embargoed,
    "withdrawn": withdrawn,
    "binned": deleted,
    "twice": withdrawn_and_binned,
    "restricted": restricted,
    "returning": coming_back_later,
    "changing": not_yet_a_change,
}


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def world():
    return World()


def hide(world, hiding) -> Review:
    """A hidden piece, with a correction of it, pinned by an editor to the open one."""
    piece = fresh(HIDINGS[hiding](world.plant(hiding)))
    talk(piece, hiding)
    if hiding != "changing":
        piece = put_columns(piece, updated_at=NOON, updated_words=canary(hiding, "update"))
        Correction.objects.create(review=piece, made_at=NOON, text=canary(hiding, "correction"))
    make_link(piece, canary(hiding, "label"))
    source = fresh(world.open_piece)
    pins = [*workflow.working_copy(source).state["pins"], {"review": piece.pk, "exclude": False}]
    rewrite(source, pins=pins)
    workflow.publish_change(source, by=None, version=source.version)
    return piece


def talk(piece, hiding):
    """What colleagues say about the piece, which nobody outside ever reads, however open the piece is."""
    editor = make_user("editor")
    Note.objects.create(
        review=piece,
        author=editor,
        text=canary(hiding, "note"),
        quote=canary(hiding, "quote"),
        created_at=NOON,
    )
    tell([editor], Sort.NOTE, canary(hiding, "notice"), piece.path or "")


# Every public address


def every_address() -> Iterator[str]:
    """All that the map of addresses can lead to, for everything there is, public or not."""
    for name, pattern in named_patterns():
        yield from ADDRESSES[name](pattern)


def named_patterns() -> Iterator[tuple[str, str]]:
    def walk(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                if pattern.app_name != "admin":
                    yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                yield pattern.name, route

    yield from walk(get_resolver().url_patterns)


def itself(route) -> list[str]:
    return [f"/{route}"]


def these(*addresses) -> Callable:
    return lambda route: list(addresses)


def of_each(model, address: str) -> Callable:
    return lambda route: [address.format(slug=row.slug) for row in model.objects.all()]


def every_edition(route) -> list[str]:
    return [
        f"/festivals/{row.festival.slug}/{row.year}/" for row in Edition.objects.select_related("festival")
    ]


def every_picture(route) -> list[str]:
    return [
        f"/pictures/{image.key}/{width}.{extension}"
        for image in Image.objects.all()
        for kind, extension in (("jpeg", "jpg"), ("avif", "avif"), ("webp", "webp"))
        for width in image.renditions.get(kind, [360])
    ]


def every_piece(route) -> list[str]:
    paths = list(Review.objects.exclude(path=None).values_list("path", flat=True))
    paths += OldPath.objects.values_list("path", flat=True)
    paths += [f"/2024/02/{slug}/" for slug in Review.objects.exclude(slug="").values_list("slug", flat=True)]
    below = [
        f"{path}pictures/{key}/"
        for path, key in PictureUse.objects.exclude(review__path=None).values_list(
            "review__path", "image__key"
        )
    ]
    shared = [f"{path}share.jpg" for path in paths]
    return [*paths, *(path.rstrip("/") for path in paths), *below, *shared]


def every_preview(route) -> list[str]:
    """What is left in the address of each link once its token is gone."""
    return ["/preview/read/x/", *(f"/preview/read/{link.handle}/" for link in PreviewLink.objects.all())]


def every_report(route) -> list[str]:
    paths = Review.objects.exclude(path=None).values_list("path", flat=True)
    return [
        "/report/",
        *(f"/report/?url={path}" for path in paths),
        *(f"/report/?url={path}&kind=copyright" for path in paths),
    ]


def every_status(route) -> list[str]:
    return [
        "/report/status/x/",
        *(f"/report/status/{tokens.status_of(one)}/" for one in Report.objects.all()),
    ]


ADDRESSES: dict[str, Callable] = {
    **{f"kind-{kind}": itself for kind in KINDS.values()},
    **{f"feed-{kind}": itself for kind in KINDS.values()},
    **dict.fromkeys(
        ("healthz", "home", "archive", "contributors", "masthead", "festivals", "corrections", "about", "feed", "feeds",
         "feed-atom", "robots", "sitemap", "sitemap-films", "neutral-colour", "dmca",
         "transparency", "transparency-json", "transparency-csv"), itself,
    ),
    "films": lambda route: ["/films/", "/films/?letter=Q", *of_each(Film, "/films/?after={slug}")(route)],
    "people": lambda route: ["/people/", "/people/?letter=Q", *of_each(Person, "/people/?after={slug}")(route)],
    "film": of_each(Film, "/films/{slug}/"),
    "feed-film": of_each(Film, "/films/{slug}/feed/"),
    "person": of_each(Person, "/people/{slug}/"),
    "feed-person": of_each(Person, "/people/{slug}/feed/"),
    "contributor": of_each(Contributor, "/contributors/{slug}/"),
    "feed-contributor": of_each(Contributor, "/contributors/{slug}/feed/"),
    "tag": of_each(Tag, "/tags/{slug}/"),
    "feed-tag": of_each(Tag, "/tags/{slug}/feed/"),
    "section": of_each(Section, "/sections/{slug}/"),
    "festival": every_edition,
    "picture": every_picture,
    "piece": every_piece,
    "report": every_report,
    "register": these("/transparency/notices/M-2024-0001/"),
    "receipt": these("/report/sent/", "/report/sent/?receipt=x"),
    "confirm": these("/report/confirm/x/"),
    "status": every_status,
    "counter": these("/report/counter/x/"),
    "search": these("/search/", *(f"/search/?q={word}" for word in ("moss", "moss&in=texts", "here", "devos", "qz"))),
    "archive-year": these("/archive/2023/", "/archive/2024/"),
    "archive-month": these("/archive/2024/1/", "/archive/2024/2/", "/archive/2024/3/"),
    "preview": these(f"/preview/{'x' * 43}/"),
    "preview-read": every_preview,
    "sitemap-year": these("/sitemap-2023.xml", "/sitemap-2024.xml"),
    "film-colour": these("/colours/90-40.css"),
}  # fmt: skip


def bytes_of(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{response.status_code}\n{headers}\n{body.decode('utf-8', 'replace')}"


CANARY = re.compile(r"qz[a-z]+xq")


def found_in(text: str) -> set[str]:
    # Capital letters and the small forms that search and slugs make are the same word.
    return set(CANARY.findall(text.casefold()))


def same_question_about_nothing(text: str) -> str:
    """The text with each canary replaced by a word as long that stands nowhere at all."""
    return CANARY.sub(lambda found: f"qj{'w' * (len(found[0]) - 4)}jq", text)


# A token, a nonce and a moment differ between any two answers.
RESTLESS = re.compile(r'value="[\w.:=-]{20,}"|etag: \S+|content-length: \d+')


# What stands below a piece goes where the piece goes.
BELOW = re.compile(r"(pictures/[^/]+|share\.jpg)/$")


class Reader:
    """Asks for addresses; for one that holds a canary itself, asks about nothing too and compares."""

    def __init__(self, client):
        self.client = client
        self.about_nothing: dict[str, str] = {}

    def leaks(self, address) -> set[str]:
        text = bytes_of(self.client.get(address)).casefold()
        if not CANARY.search(address.casefold()):
            return found_in(text)
        control = same_question_about_nothing(address.casefold())
        if control not in self.about_nothing:
            self.about_nothing[control] = RESTLESS.sub("", bytes_of(self.client.get(control)).casefold())
        as_if = RESTLESS.sub("", same_question_about_nothing(text))
        return set() if as_if == self.about_nothing[control] else {"as if it were there"}


def searches(hiding) -> Iterator[str]:
    for place in ("headline", "body", "film", "alternative", "director", "writer"):
        yield f"/search/?{urlencode({'q': canary(hiding, place), 'in': 'texts'})}"
    yield f"/search/?{urlencode({'q': f'qz{hiding}'})}"


def asked_about(address: str) -> str:
    return address.removeprefix("/report/?url=").removesuffix("&kind=copyright")


def test_the_walk_leaves_no_pattern_out():
    assert {name for name, _route in named_patterns()} == set(ADDRESSES)


def test_nothing_hidden_is_found_anywhere(client, world):
    pieces = {hiding: hide(world, hiding) for hiding in HIDINGS}
    # Where readers once knew an address, that something is gone is no secret: it answers 410 or 451.
    once_public = {
        piece.path for piece in pieces.values() if piece.path and piece.absence(NOON) != Absence(404)
    }
    assert len(once_public) == 6
    reader, leaked = Reader(client), {}
    for address in chain(every_address(), *map(searches, HIDINGS)):
        path = BELOW.sub("", f"{asked_about(address).rstrip('/')}/")
        if path in once_public:
            slug = Review.objects.get(path=path).slug
            found = found_in(bytes_of(client.get(address)).replace(slug, ""))
        else:
            found = reader.leaks(address)
        if found:
            leaked[address] = sorted(found)
    assert leaked == {}


@pytest.mark.parametrize("hiding", ["withdrawn", "binned", "restricted"])
def test_who_read_it_before_is_not_told_that_nothing_has_changed(client, world, hiding):
    """A browser that kept the pages asks whether they are still true."""
    state = world.plant(hiding)
    piece = make_published(at=NOON - 5 * DAY, **state)
    kept = {}
    for address in every_address():
        response = client.get(address)
        if found_in(bytes_of(response)):
            kept[address] = response.get("ETag")
    assert len(kept) > 15
    if hiding == "withdrawn":
        take_back(piece)
    elif hiding == "binned":
        put_columns(piece, deleted_at=NOON)
    else:
        restrict(mode=Restriction.Mode.FULL, review=piece)
    tomorrow = "Sat, 10 Feb 2024 12:00:00 GMT"
    for address, etag in kept.items():
        for headers in (
            {"if-none-match": etag or "*"},
            {"if-none-match": f'W/{etag}, "x"'},
            {"if-modified-since": tomorrow},
        ):
            response = client.get(address, headers=headers)
            assert response.status_code != 304, (address, headers)
            own = CANARY.search(address)
            assert own or not found_in(bytes_of(response).replace(piece.slug, "")), address


def test_the_same_words_are_found_once_the_piece_is_open(client, world):
    piece = hide(world, "draft")
    workflow.publish(piece, by=None, version=piece.version)
    found = set()
    for address in every_address():
        response = client.get(address)
        assert response.status_code < 500, address
        if response.status_code == 200:
            found |= found_in(bytes_of(response))
    assert {canary("draft", place) for place in PRINTED} - found == set()
    assert {canary("draft", place) for place in ("note", "quote", "notice")} & found == set()


@pytest.mark.parametrize(
    "place", ["headline", "dek", "film", "original", "alternative", "director", "writer", "body"]
)
def test_and_search_finds_them(client, world, place):
    piece = hide(world, "draft")
    workflow.publish(piece, by=None, version=piece.version)
    word = canary("draft", place)
    html = bytes_of(client.get("/search/", {"q": word, "in": "texts"}))
    assert piece.path in html


class TestPartsOfAnOpenPiece:
    """What is hidden within a piece that shows."""

    def read_everything(self, client):
        found = {}
        for address in every_address():
            if words := found_in(bytes_of(client.get(address))):
                found[address] = sorted(words)
        return found

    def test_a_restricted_picture_s_words(self, client, world):
        still = make_image(alt="qzalphaxq", caption="qzbetaxq", credit="qzgammaxq", source="qzdeltaxq")
        piece = make_published(
            film=world.film,
            lead=still,
            pictures=[picture(still, "gallery", alt="qzepsilonxq", caption="qzzetaxq")],
        )
        restrict(mode=Restriction.Mode.IMAGE, image=still)
        assert self.read_everything(client) == {}
        Restriction.objects.update(ends_at=NOON)
        assert "qzgammaxq" in self.read_everything(client)[piece.path]

    def test_the_words_of_a_picture_whose_licence_has_run_out(self, client, world):
        still = make_image(alt="qzalphaxq", caption="qzbetaxq", credit="qzgammaxq")
        make_published(film=make_film(poster=still), lead=still, contributor=make_contributor(portrait=still))
        put_columns(still, rights_until=NOON)
        assert self.read_everything(client) == {}

    def test_a_restricted_passage_in_the_first_sentence(self, client, world):
        piece = make_published(
            film=world.film,
            dek="",
            body="<p>It is said that qzalphaxq did it. Moss grows.</p>",
            headline="Moss grows",
        )
        restrict(
            mode=Restriction.Mode.PASSAGE, review=piece,
            locator={"quote": "It is said that qzalphaxq did it.", "prefix": "", "suffix": ""},
        )  # fmt: skip
        assert self.read_everything(client) == {}
        for words in ("qzalphaxq", "said that"):
            html = bytes_of(client.get("/search/", {"q": words, "in": "texts"}))
            assert piece.path not in html

    def test_a_restricted_link(self, client, world):
        row = OutsideLink.objects.create(film=world.film, url="https://qzalphaxq.example/", title="qzbetaxq")
        assert self.read_everything(client)
        restrict(mode=Restriction.Mode.LINK, link=row)
        assert self.read_everything(client) == {}

    def test_a_link_that_came_with_a_hidden_piece_about_an_open_film(self, client, world):
        make_review(film=world.film, links=[link("https://qzalphaxq.example/", "qzbetaxq")])
        assert self.read_everything(client) == {}

    def test_who_writes_under_a_pen_name(self, client, world):
        account = make_user(
            "contributor", username="qzalphaxq", name="qzbetaxq", email="qzgammaxq@example.org"
        )
        critic = make_contributor("Pen Name", user=account, is_pen_name=True, email="qzdeltaxq@example.org")
        put_columns(make_published(contributor=critic, film=world.film), created_by=account)
        assert self.read_everything(client) == {}

    def test_where_a_picture_came_from(self, client, world):
        """The source is a note for the desk; a person may stand in it."""
        make_published(film=world.film, lead=make_image(source="qzalphaxq"))
        assert self.read_everything(client) == {}
