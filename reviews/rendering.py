"""The body of a piece as readers get it: ids become pictures and links, and what is withheld is not there.

`render` is pure; `body` finds what a piece names, in a fixed number of queries. The text is sanitised once more
on its way out, and this is the one place where it is marked as safe.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from films.models import Film, Person
from images.models import Image
from reviews import body as bodies
from reviews import coverage
from reviews.asking import Question, at_once, question
from reviews.body import embeds
from reviews.body.blocks import (
    MARKS,
    Block,
    Embed,
    Heading,
    Inlines,
    Link,
    List,
    Note,
    Paragraph,
    Picture,
    PullQuote,
    Quote,
    Rule,
    Run,
    Sheet,
    Spoiler,
    Style,
    attribute,
    text_of,
    write_inlines,
)
from reviews.body.passages import Passage, core, plain, without_passages
from reviews.frames import Frame, Gallery, Gap
from reviews.models import PictureUse, Restriction, Review

SIZES_IN_TEXT = "(min-width:1101px) 50rem, 100vw"
SIZES_ON_A_SHEET = "(min-width:761px) 40vw, 100vw"

type Frames = Mapping[int, Frame | Gap | None]
type Addresses = Mapping[int, str | None]


# A piece


class OpenText:
    """A piece's words without what is restricted, and where the films and people that they name have their pages.

    `questions` are to be asked, along with others or not, before it is printed. Raises PassageNotFound as `body` does.
    """

    def __init__(self, review: Review, restrictions: Iterable[Restriction], at: datetime):
        self.html = without_restricted(review.body, restrictions)
        named = bodies.references(self.html)
        self.images = named.images
        self.films = Pages(film_ids(named=[*named.films]), film_pages(named=[*named.films], at=at))
        self.people = Pages(person_ids(named=[*named.people]), person_pages(named=[*named.people], at=at))
        self.questions = (*self.films.questions, *self.people.questions)


def body(
    review: Review,
    at: datetime,
    *,
    frames: Frames | None = None,
    restrictions: Iterable[Restriction] | None = None,
    text: OpenText | None = None,
    picture_address=None,
    picture_page: Callable[[Image], str] | None = None,
    spoilers: bool = True,
) -> SafeString:
    """The public body at one moment, under the restrictions of that moment.

    `frames`, the piece's pictures by id, `restrictions`, those in force on it, and its `text` under them are asked for
    unless given. Without `spoilers` they are left out (feeds). Raises PassageNotFound when a restricted passage can no
    longer be found: then nothing of the piece may be shown.
    """
    if restrictions is None:
        restrictions = Restriction.objects.active(at).filter(review=review)
    restrictions = list(restrictions)
    text = text or OpenText(review, restrictions, at)
    at_once(*text.questions)
    return render(
        text.html,
        frames=frames_of(review, text.images, at) if frames is None else frames,
        films=text.films.addresses,
        people=text.people.addresses,
        removed_embeds={
            listed[1]: removal(restriction)
            for restriction in restrictions
            if restriction.mode == Restriction.Mode.EMBED
            and (listed := embeds.provider_of(restriction.locator.get("address", "")))
        },
        picture_address=picture_address,
        picture_page=picture_page,
        spoilers=spoilers,
    )


def open_text(review: Review, at: datetime) -> str:
    """The body, still as stored, without the passages restricted at that moment: for excerpts, feeds and search.

    Raises PassageNotFound as `body` does.
    """
    return without_restricted(review.body, Restriction.objects.active(at).filter(review=review))


def without_restricted(html: str, restrictions: Iterable[Restriction]) -> str:
    passages = [
        Passage(
            quote=restriction.locator.get("quote", ""),
            prefix=restriction.locator.get("prefix", ""),
            suffix=restriction.locator.get("suffix", ""),
            words=removal(restriction),
        )
        for restriction in restrictions
        if restriction.mode == Restriction.Mode.PASSAGE
    ]
    return without_passages(html, passages) if passages else html


def removal(restriction: Restriction) -> str:
    """What readers are told in its place."""
    since = date_format(localtime(restriction.starts_at or restriction.created_at), "DATE_FORMAT")
    said = {
        Restriction.Mode.PASSAGE: _("A passage was removed on %(date)s"),
        Restriction.Mode.EMBED: _("A video was removed on %(date)s"),
    }[Restriction.Mode(restriction.mode)] % {"date": since}
    return f"{said}. {restriction.public_words}" if restriction.public_words else said


def frames_of(review: Review, image_ids: tuple[int, ...], at: datetime) -> Frames:
    """Each named picture as this piece uses it; one that is not among the piece's pictures is not there."""
    if not image_ids:
        return {}
    uses = list(PictureUse.objects.filter(review=review, image__in=image_ids).select_related("image"))
    uses.sort(key=lambda use: use.place != PictureUse.Place.BODY, reverse=True)
    gallery = Gallery([use.image for use in uses], at, review)
    return {use.image_id: gallery.frame(use) for use in uses}


class Pages:
    """Where films or people have their pages. `survivors`: (id, what it was merged into); `public`: whose pages there
    are."""

    def __init__(self, survivors: Question, public: Question):
        self.questions = self._survivors, self._public = survivors, public

    @property
    def addresses(self) -> Addresses:
        """The page of each that exists, merges followed; None while readers may not know that page."""
        pages = {thing.pk: thing.get_absolute_url() for thing in self._public}
        return {pk: pages.get(into or pk) for pk, into in self._survivors}


@question
def film_ids(named: list[int]):
    return Film.objects.filter(pk__in=named).values_list("pk", "merged_into")


@question
def person_ids(named: list[int]):
    return Person.objects.filter(pk__in=named).values_list("pk", "merged_into")


@question
def film_pages(named: list[int], at: datetime):
    return _and_survivors(coverage.films(at), named)


@question
def person_pages(named: list[int], at: datetime):
    return _and_survivors(coverage.people(at), named)


def _and_survivors(public, named: list[int]):
    if not named:
        return public.none()
    rows = public.model.objects.filter(pk__in=named).order_by()
    survivors = rows.filter(merged_into__isnull=False).values("merged_into")
    # One list: beside an "or" PostgreSQL would hold every film there is against both.
    return public.filter(pk__in=rows.values("pk").union(survivors))


# HTML


def render(
    html: str,
    *,
    frames: Frames | None = None,
    films: Addresses | None = None,
    people: Addresses | None = None,
    removed_embeds: Mapping[str, str] | None = None,
    picture_address: Callable | None = None,
    picture_page: Callable[[Image], str] | None = None,
    spoilers: bool = True,
) -> SafeString:
    """The public HTML of a body. Asks no database: what is not given is not there.

    `films` and `people` give the address of each page by id, or None while it is not public; an id that is
    missing is unknown and its words are plain. `picture_page`: where a picture of a contact sheet has a page of its
    own. `removed_embeds`: by address, what is said instead.
    """
    blocks = bodies.blocks_of(bodies.sanitise(html))
    links = {"film": films or {}, "person": people or {}}
    printer = Printer(
        frames or {}, links, removed_embeds or {}, picture_address, picture_page, spoilers, blocks
    )
    # Every part is escaped or written by us, from blocks that can hold nothing else.
    return mark_safe(printer.piece(blocks))


@dataclass
class Printer:
    frames: Frames
    links: Mapping[str, Addresses]
    removed_embeds: Mapping[str, str]
    picture_address: Callable | None
    picture_page: Callable[[Image], str] | None
    spoilers: bool
    whole: tuple[Block, ...]
    heading_seen: bool = False
    notes: list[tuple[int, str]] = field(default_factory=list)
    numbered: int = 0

    @cached_property
    def said(self) -> str:
        return core(plain(self.whole))

    def piece(self, blocks: tuple[Block, ...]) -> str:
        return "\n".join(part for part in (self.blocks(blocks), self.footnotes()) if part)

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "\n".join(printed for block in blocks if (printed := self.block(block)))

    def block(self, block: Block) -> str:
        match block:
            case Paragraph(inlines):
                return f"<p>{self.inlines(inlines)}</p>"
            case Heading(level, inlines):
                # An h3 without an h2 before it would skip a level of the page.
                level = level if self.heading_seen else 2
                self.heading_seen = True
                return f"<h{level}>{self.inlines(inlines)}</h{level}>"
            case Quote(blocks):
                return f"<blockquote>\n{self.blocks(blocks)}\n</blockquote>"
            case List():
                return self.points(block)
            case PullQuote():
                return self.pull_quote(block)
            case Spoiler():
                return self.spoiler(block)
            case Picture(image_id):
                return self.picture(self.frames.get(image_id))
            case Sheet(image_ids):
                return self.sheet(image_ids)
            case Embed(address):
                return self.embed(address)
            case Rule():
                return "<hr>"
        raise TypeError(f"not a block: {block!r}")

    def points(self, block: List) -> str:
        tag = "ol" if block.ordered else "ul"
        start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
        return "\n".join([f"<{tag}{start}>", *map(self.item, block.items), f"</{tag}>"])

    def item(self, blocks: tuple[Block, ...]) -> str:
        match blocks:
            case (Paragraph(inlines),):
                return f"<li>{self.inlines(inlines)}</li>"
        return f"<li>\n{self.blocks(blocks)}\n</li>"

    def pull_quote(self, block: PullQuote) -> str:
        words = core(" ".join(text_of(paragraph.inlines) for paragraph in block.blocks))
        if words not in self.said:
            return f'<aside class="pull">\n{self.blocks(block.blocks)}\n</aside>'
        # Said twice only to the eye; nothing in it may take the focus.
        silent = [
            Paragraph(tuple(without_link(i) for i in p.inlines if isinstance(i, Run))) for p in block.blocks
        ]
        return f'<aside class="pull" aria-hidden="true">\n{self.blocks(silent)}\n</aside>'

    def spoiler(self, block: Spoiler) -> str:
        if not self.spoilers:
            return ""
        outside, self.notes = self.notes, []
        covered = self.blocks(block.blocks)
        # Its notes stay under the cover.
        covered = "\n".join(part for part in (covered, self.footnotes()) if part)
        self.notes = outside
        summary = block.summary
        if not summary.casefold().startswith(_("Spoiler").casefold()):
            summary = _("Spoiler: %(what)s") % {"what": summary}
        return f'<details class="spoiler">\n<summary>{escape(summary)}</summary>\n{covered}\n</details>'

    def picture(self, frame: Frame | Gap | None, sizes: str = SIZES_IN_TEXT, own_page: str = "") -> str:
        if frame is None:
            return ""
        given = {
            "frame": frame,
            "sizes": sizes,
            "eager": False,
            "picture_address": self.picture_address,
            "own_page": own_page,
        }
        return render_to_string("includes/frame.html", given).strip()

    def sheet(self, image_ids: tuple[int, ...]) -> str:
        """A contact sheet: every picture whole, in order, with its caption and credit. One alone is a picture."""
        shown = [frame for image_id in image_ids if (frame := self.frames.get(image_id))]
        if len(shown) < 2:
            return "\n".join(map(self.picture, shown))
        page_of = self.picture_page or (lambda image: "")
        frames = "\n".join(
            f'<li class="{frame.image.ratio_class}">'
            f"{self.picture(frame, SIZES_ON_A_SHEET, page_of(frame.image))}</li>"
            for frame in shown
        )
        return f'<ul class="sheet">\n{frames}\n</ul>'

    def embed(self, address: str) -> str:
        if words := self.removed_embeds.get(address):
            return format_html('<p class="removed">{}</p>', words)
        listed = embeds.provider_of(address)
        if listed is None:
            return ""
        provider = listed[0]
        label = _("Listen on %(site)s") if provider.kind == "sound" else _("Watch on %(site)s")
        return format_html(
            '<div class="embed"><a href="{}" rel="external noopener">{}</a></div>',
            address,
            label % {"site": provider.name},
        )

    # Text

    def inlines(self, inlines: Inlines) -> str:
        return write_inlines(inlines, self.tags, self.note)

    def tags(self, style: Style) -> list[tuple[str, str]]:
        marks = style.marks
        opening = ""
        if style.link:
            opening, title = self.link(style.link)
            marks = marks | {"cite"} if title else marks
        tags = [(mark, f"<{mark}>") for mark in MARKS if mark in marks]
        return [("a", opening), *tags] if opening else tags

    def link(self, link: Link) -> tuple[str, bool]:
        """(the opening tag or nothing, whether the words are a film's title)."""
        if link.kind == "address":
            outside = ' rel="external noopener"' if link.target.startswith("http") else ""
            return f'<a href="{attribute(link.target)}"{outside}>', False
        known = self.links[link.kind]
        if int(link.target) not in known:
            return "", False
        address = known[int(link.target)]
        return f'<a href="{attribute(address)}">' if address else "", link.kind == "film"

    def note(self, note: Note) -> str:
        self.numbered += 1
        self.notes.append((self.numbered, note.text))
        mark = '<sup><a href="#note-{0}" id="to-note-{0}" role="doc-noteref" aria-label="{1}">{0}</a></sup>'
        return format_html(mark, self.numbered, _("Note %(number)d") % {"number": self.numbered})

    def footnotes(self) -> str:
        if not self.notes:
            return ""
        back = '<a href="#to-note-{0}" role="doc-backlink" aria-label="{2}">↩</a>'
        line = f'<li id="note-{{0}}" value="{{0}}">{{1}} {back}</li>'
        lines = [format_html(line, number, text, _("Back to the text")) for number, text in self.notes]
        opening = format_html('<section class="footnotes" aria-label="{}">', _("Notes"))
        return "\n".join([opening, "<ol>", *lines, "</ol>", "</section>"])


def without_link(run: Run) -> Run:
    return Run(run.text, Style(run.style.marks))
