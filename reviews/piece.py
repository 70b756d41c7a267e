"""Everything the page of one piece prints, each loaded once.

The piece may be one that is only being previewed: nothing here asks whether it is published, except of other pieces.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from django.conf import settings

from films.models import Film
from films.vocabulary import Coverage
from images.models import Image
from images.ratios import BESIDE_UP_TO
from images.renditions import path_of
from images.urls_for import rendition_url
from reviews import body, rendering, structured_data
from reviews.bylines import Byline
from reviews.cards import Card, cards, reading_minutes
from reviews.film_facts import FilmFacts
from reviews.frames import Frame, Gallery, Gap
from reviews.kinds import BY_VALUE
from reviews.models import OutsideLink, PictureUse, RelatedList, Restriction, Review, Subject
from reviews.piece_rows import LINKS, Rows
from reviews.related import Sources, more_about
from reviews.share_image import Told
from reviews.titles import Run, runs

FIRST_TAGS = 16
MID_HEADLINE, LONG_HEADLINE = 90, 140
FIT_TO_SHARE = 1200
# Less than it is: a telephone of 390 px at two pixels each then takes the file of 640, in which nobody misses those of
# the 828, and has it sooner.
ON_A_PHONE = "82vw"
OUTSIDE = re.compile(r'<a href="(https?://[^"]+)"')
SHORTEST_WITH_INITIAL = 120
# A capital of a script whose capitals stand alone; not a digit, not a quotation mark.
INITIAL = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff]")


def picture_path(path: str, key: str) -> str:
    return f"{path.rstrip('/')}/pictures/{key}/"


def each_once(links: Iterable[OutsideLink]) -> list[OutsideLink]:
    """Of those with the same address the first."""
    first: dict[str, OutsideLink] = {}
    for link in links:
        first.setdefault(link.url, link)
    return list(first.values())


class Piece:
    def __init__(
        self, review: Review, at: datetime, picture_address=None, related: RelatedList | None = None
    ):
        self.review = review
        self.at = at
        self.picture_address = picture_address or rendition_url
        self.sources = Sources(review, at, related)

    @cached_property
    def rows(self) -> Rows:
        return Rows(self.review, self.at, self.sources)

    # Its head

    @property
    def kind(self):
        return BY_VALUE[self.review.kind]

    @property
    def film(self) -> Film | None:
        return self.review.main_film

    @cached_property
    def subjects(self) -> list[Subject]:
        return list(self.rows.subjects)

    @cached_property
    def headline(self) -> list[Run]:
        return runs(self.review.headline, [subject.film for subject in self.subjects if subject.film])

    @cached_property
    def dek(self) -> list[Run]:
        return runs(self.review.dek, [subject.film for subject in self.subjects if subject.film])

    @cached_property
    def about(self) -> str:
        """One sentence on the piece, for machines."""
        return self.review.dek or ("" if self.is_cut else self.review.excerpt)

    @property
    def is_cut(self) -> bool:
        return any(row.mode == Restriction.Mode.PASSAGE for row in self.gallery.restrictions)

    @cached_property
    def byline(self) -> Byline:
        return Byline(list(self.rows.authorships))

    @property
    def minutes(self) -> int:
        return reading_minutes(self.review.word_count)

    @property
    def date(self) -> datetime:
        return self.review.first_published_at or self.review.visible_from or self.at

    @property
    def ran_before(self) -> bool:
        """Whether it came from somewhere else, or came back to the top of the lists since it was first published."""
        review = self.review
        came_back = review.ordered_at is not None and review.first_published_at != review.ordered_at
        return bool(review.first_published_where or came_back)

    @property
    def rated_films(self) -> list[Subject]:
        """Of a dispatch: the other films it rates or discusses."""
        return [s for s in self.subjects if s.film_id != self.review.main_film_id or s.rating is not None]

    @property
    def hero_class(self) -> str:
        """How the head bends: to the picture's ratio and to the headline's length."""
        length = len(self.review.headline)
        size = "long" if length > LONG_HEADLINE else "mid" if length > MID_HEADLINE else ""
        if self.lead is None:
            shape = "bare"
        else:
            shape = "beside" if self.lead.image.ratio <= BESIDE_UP_TO else "stacked"
            shape += " tall" if isinstance(self.lead, Frame) and self.lead.is_tall else ""
        return f"{shape} {size}".strip()

    @property
    def has_initial(self) -> bool:
        """A first letter three lines high, where the paragraph can carry it."""
        first = body.plain_text(self.review.body).partition("\n\n")[0]
        return len(first) >= SHORTEST_WITH_INITIAL and bool(INITIAL.match(first))

    @property
    def notices(self) -> bool:
        """Whether something is said before the text."""
        review = self.review
        told = (review.updated_at, review.content_warning, review.canonical_url, self.translations)
        return any(told) or review.spoilers == Review.Spoilers.FULL

    # Its pictures

    @cached_property
    def uses(self) -> list[PictureUse]:
        return list(self.rows.uses)

    @cached_property
    def gallery(self) -> Gallery:
        return Gallery([], self.at, self.review, self.rows.restrictions)

    @cached_property
    def lead(self) -> Frame | Gap | None:
        return next(
            (self.gallery.frame(use) for use in self.uses if use.place == PictureUse.Place.LEAD), None
        )

    @cached_property
    def frames(self) -> list[tuple[Frame | Gap, str]]:
        """The gallery below the text, each picture with the address of its own page."""
        shown = (self.gallery.frame(use) for use in self.uses if use.place == PictureUse.Place.GALLERY)
        return [(frame, self.page_of(frame.image)) for frame in shown if frame]

    @cached_property
    def shown_pictures(self) -> list[Frame]:
        """Every picture of the piece that readers may see, each once: lead, text, gallery."""
        places = list(PictureUse.Place.values)
        ordered = sorted(self.uses, key=lambda use: (places.index(use.place), use.position, use.pk))
        frames = {use.image_id: self.gallery.frame(use) for use in reversed(ordered)}
        once = dict.fromkeys(use.image_id for use in ordered)
        return [frame for pk in once if isinstance(frame := frames[pk], Frame)]

    def page_of(self, image: Image) -> str:
        """The address at which a picture of the piece stands alone; none while it is previewed."""
        is_previewed = self.picture_address is not rendition_url
        return "" if is_previewed or not self.review.path else picture_path(self.review.path, image.key)

    @property
    def poster(self) -> Image | None:
        return self.gallery.shown(self.film.poster) if self.film else None

    @property
    def portrait(self) -> Image | None:
        return self.gallery.shown(self.byline.portrait)

    @property
    def lead_sizes(self) -> str:
        wide = "53vw" if self.hero_class.startswith("beside") else "100vw"
        return f"(min-width:761px) {wide}, {ON_A_PHONE}"

    @property
    def share_picture(self) -> str:
        """The path of the picture for other sites' previews; nothing when there is none to show."""
        if not isinstance(self.lead, Frame) or not (widths := self.lead.image.renditions.get("jpeg")):
            return ""
        fitting = [width for width in widths if width <= FIT_TO_SHARE]
        return self.picture_address(self.lead.image, max(fitting, default=min(widths)), "jpg")

    @property
    def share_image(self) -> str:
        """The path of the picture that other sites show beside a link."""
        return f"{self.review.path.rstrip('/')}/share.jpg" if self.review.path else ""

    @property
    def told_to_share(self) -> Told:
        """What that picture says. A still that may not be shown leaves the words alone."""
        film = self.film
        told = Told(
            headline=self.review.headline,
            kicker=" · ".join([str(self.kind.label), *([film.label] if film else [])]),
            site=settings.SITE_NAME,
            hue=film.hue if film else None,
            saturation=film.saturation if film else None,
            language=self.review.language,
        )
        if not isinstance(self.lead, Frame):
            return told
        image = self.lead.image
        fitting = [width for width in image.renditions.get("jpeg", ()) if width <= FIT_TO_SHARE]
        file = path_of(image, max(fitting, default=0), "jpg")
        if file is None or not file.is_file():
            return told
        return replace(told, picture=str(file), checksum=image.checksum, credit=image.credit)

    # Its text and what stands around it

    @cached_property
    def text(self) -> rendering.OpenText:
        return rendering.OpenText(self.review, self._bound, self.at)

    @property
    def _bound(self) -> list[Restriction]:
        return [row for row in self.gallery.restrictions if row.review_id]

    @cached_property
    def body(self):
        # A picture that stands in several places is printed in the text as its use there says.
        uses = sorted(self.uses, key=lambda use: use.place == PictureUse.Place.BODY)
        frames = {use.image_id: self.gallery.frame(use) for use in uses}
        return rendering.body(
            self.review, self.at, frames=frames, restrictions=self._bound, text=self.text,
            picture_address=self.picture_address, picture_page=self.page_of,
        )  # fmt: skip

    @property
    def addresses_in_text(self) -> list[str]:
        """Where the text links to on other sites, for readers on paper."""
        return list(dict.fromkeys(map(html.unescape, OUTSIDE.findall(self.body))))

    @property
    def facts(self) -> FilmFacts | None:
        return self.rows.facts

    @cached_property
    def tags(self) -> list:
        return [row.tag for row in self.rows.tagged]

    @property
    def first_tags(self) -> list:
        return self.tags[:FIRST_TAGS]

    @property
    def more_tags(self) -> list:
        return self.tags[FIRST_TAGS:]

    @cached_property
    def corrections(self) -> list:
        return list(self.rows.corrections)

    @property
    def updated_words(self) -> str:
        """What was changed; nothing while it might repeat a passage that is restricted."""
        return "" if self.is_cut else self.review.updated_words

    @cached_property
    def translations(self) -> list[Review]:
        """The same piece in other languages, public ones only."""
        return list(self.rows.translations)

    @cached_property
    def more(self) -> list[Card]:
        found = more_about(self.review, self.at, sources=self.sources, also=self.text.questions)
        return cards(
            [item.review for item in found],
            self.at,
            {item.review.pk: item.reason for item in found},
            authorships=[row for item in found for row in item.authorships],
        )

    @cached_property
    def links(self) -> list[OutsideLink]:
        """Around the Internet: what came with the piece, then some of what else is known of the film."""
        return [*each_once(self.rows.links), *each_once(self.rows.links_about_film)[:LINKS]]

    @property
    def structured_data(self):
        return structured_data.script(structured_data.of_piece(self))

    @property
    def modified(self) -> datetime | None:
        """When readers were last told of a change; what nobody was told of changes no date."""
        told = [self.review.updated_at, *(correction.made_at for correction in self.corrections)]
        return max((moment for moment in told if moment), default=None)

    @property
    def is_rated(self) -> bool:
        return self.review.rating is not None and self.review.kind == Coverage.REVIEW

    @property
    def keys(self) -> list[str]:
        """What the page shows: a change to any of it makes the page anew."""
        keys = [f"review:{self.review.pk}", *(f"review:{card.review.pk}" for card in self.more)]
        keys += [f"review:{piece.pk}" for piece in self.translations]
        keys += [f"film:{subject.film_id}" for subject in self.subjects if subject.film_id]
        keys += [f"person:{person.pk}" for person in self.facts.directors] if self.facts else []
        keys += [f"tag:{tag.pk}" for tag in self.tags]
        keys += [f"contributor:{row.contributor_id}" for row in self.byline.authorships]
        keys += [f"image:{use.image_id}" for use in self.uses]
        return keys + ([f"image:{self.film.poster_id}"] if self.film and self.film.poster_id else [])

    @property
    def picture_keys(self) -> list[str]:
        """The same for what shows the pictures alone, under the headline."""
        keys = [f"review:{self.review.pk}", *(f"image:{use.image_id}" for use in self.uses)]
        return keys + [f"film:{subject.film_id}" for subject in self.subjects if subject.film_id]
