"""RSS of what is published: the site's (in Atom too), a kind's, a film's, a person's, a contributor's, a tag's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Exists, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from films.models import Film, Person
from pagecache.responses import checked_by_content, moved_to, name_keys, true_until
from reviews.asking import at_once, question
from reviews.cards import Printed, authorships_of, directors_of, loaded, name_directors
from reviews.coverage import about_person, bylines_of, tagged_with
from reviews.models import Contributor, Correction, Restriction, Review, Tag
from reviews.turning import Walk

NEWEST = 30
TOLD_FOR = timedelta(days=30)  # that a piece is gone


def absolute(path: str) -> str:
    return settings.SITE_URL + path


@dataclass(frozen=True)
class Entry:
    """A piece as a feed tells of it."""

    review: Review
    corrections: list[Correction]
    authors: list[Contributor]

    @property
    def changed_at(self) -> datetime | None:
        """When readers were last told of a change; none when they never were."""
        told = [self.review.updated_at, *(row.made_at for row in self.corrections)]
        return max((moment for moment in told if moment), default=None)

    @property
    def facts(self) -> tuple:
        rows = (self.review, self.review.main_film, *self.corrections, *self.authors)
        return (len(self.corrections), *map(loaded, rows))


def told_of(entry: Entry) -> Iterator[str]:
    """What readers were told of changes, a sentence each, dated."""
    review = entry.review
    if review.updated_at:
        # Where something is cut from the text, what was said of a change may repeat it.
        words = "" if review.is_cut else review.updated_words  # type: ignore[attr-defined]  # from for_feeds()
        said = {"date": day(review.updated_at), "words": words}
        yield (_("Updated %(date)s: %(words)s") if words else _("Updated %(date)s.")) % said
    for row in entry.corrections:
        words = row.words  # type: ignore[attr-defined]  # from told()
        said = {"date": day(row.made_at), "words": words}
        yield (_("Corrected on %(date)s. %(words)s") if words else _("Corrected on %(date)s.")) % said


def guid(pk: int) -> str:
    """Readers' programs know a piece by this for ever, whatever its address becomes."""
    return f"tag:{settings.SITE_URL.split('//')[1].split(':')[0]},2004:review:{pk}"


def gone(at: datetime) -> list[tuple[int, datetime]]:
    """Pieces that readers could see and that are taken down or withdrawn, for thirty days; the latest first."""
    lately, pieces = at - TOLD_FOR, Review.objects.order_by()
    whole = Restriction.objects.full().active(at).annotate(since=Coalesce("starts_at", "created_at"))
    since = whole.filter(review=OuterRef("pk")).order_by("-since").values("since")[:1]
    # Found from what happened to them on, as that is little.
    hidden = pieces.filter(pk__in=whole.filter(since__gt=lately).order_by().values("review"))
    others = pieces.filter(withdrawn_at__gt=lately), pieces.filter(deleted_at__gt=lately)
    left = hidden.values("pk").union(*(found.values("pk") for found in others))
    seen = Review.objects.filter(pk__in=left, first_published_at__lte=at).annotate(hidden_at=Subquery(since))
    rows = seen.filter(~Exists(Review.objects.published(at).filter(pk=OuterRef("pk")))).order_by("pk")
    found = [
        (pk, max(moment for moment in moments if moment))
        for pk, *moments in rows.values_list("pk", "withdrawn_at", "deleted_at", "hidden_at")
    ]
    return sorted(found, key=lambda one: one[1], reverse=True)


def day(moment: datetime) -> str:
    return date_format(moment.astimezone(ZoneInfo(settings.TIME_ZONE)), "DATE_FORMAT")


@dataclass(frozen=True)
class Asked:
    """What one request asks. A feed is one object for all of them, so nothing about any stays on it."""

    at: datetime
    path: str
    subject: Any = None
    shown: list[int] = field(default_factory=list)  # ids of the pieces in it
    gone: list[tuple[int, datetime]] = field(
        default_factory=list
    )  # ids of those no longer in it, and since when


class InOnePiece(SyndicationFeed):
    """Django writes a feed's thousand bits into the response one by one, each of which is then packed by itself.

    Its items were written before (`written`).
    """

    def write(self, outfile, encoding):
        whole = StringIO()
        super().write(whole, encoding)
        outfile.write(whole.getvalue())

    def write_items(self, handler):
        for item in self.items:
            handler.ignorableWhitespace(item["written"])  # which is how it takes what is not to be escaped

    def items_alone(self) -> str:
        whole = StringIO()
        super().write_items(SimplerXMLGenerator(whole, "utf-8", short_empty_elements=True))
        return whole.getvalue()


class WithUpdates(InOnePiece, Rss201rev2Feed):
    """RSS has no date for a change of an item; Atom's word for it is read in RSS too."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item["updateddate"]:
            handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


class WithTombstones(InOnePiece, Atom1Feed):
    """RFC 6721: what readers' programs are to forget, by its id and without a word of it."""

    def root_attributes(self):
        return super().root_attributes() | {"xmlns:at": "http://purl.org/atompub/tombstones/1.0"}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for guid, when in self.feed["gone"]:
            handler.addQuickElement("at:deleted-entry", None, {"ref": guid, "when": rfc3339_date(when)})

    def add_item_elements(self, handler, item):
        # Every entry has such a date.
        super().add_item_elements(handler, item | {"updateddate": item["updateddate"] or item["pubdate"]})


def item(entry: Entry) -> dict:
    """An entry as an item of a feed, with dek or excerpt: spoilers stay on the page.

    What a reader should know of a piece comes with it: how it was seen, what was updated, what was wrong.
    """
    review = entry.review
    # Where something is cut from the text, its first sentence may be what was cut.
    about = review.dek or ("" if review.is_cut else review.excerpt)  # type: ignore[attr-defined]  # from for_feeds()
    kind = str(Review.Kind(review.kind).label)
    return {
        "title": review.headline,
        "link": absolute(review.path or ""),
        "description": "\n\n".join(filter(None, [about, review.disclosure, *told_of(entry)])),
        "unique_id": guid(review.pk),
        "unique_id_is_permalink": False,
        "pubdate": review.first_published_at,
        "updateddate": entry.changed_at,
        "author_name": ", ".join(author.name for author in entry.authors) or settings.SITE_NAME,
        "categories": [kind, review.main_film.label] if review.main_film else [kind],
    }


def of_site() -> tuple:
    """What an item says besides its entry's own."""
    return get_language(), settings.SITE_NAME, settings.SITE_URL, settings.TIME_ZONE


@lru_cache(maxsize=2048)
def written(kind: type[InOnePiece], printed: Printed, _of_site: tuple) -> str:
    """About one kilobyte each. Most of a feed's items are as they were when the next piece comes out."""
    alone = kind(title="", link="", description="")
    alone.add_item(**item(printed.take()))
    return alone.items_alone()


class Moved(Exception):
    """The subject was merged into another, whose feed has its pieces."""

    def __init__(self, survivor: Model):
        self.survivor = survivor


class ReviewFeed(Feed):
    """Pieces in list order; their items are written here, and what stands above them by Django."""

    feed_type: type[InOnePiece] = WithUpdates
    items = ()

    def __call__(self, request, *args, **kwargs):
        try:
            response = super().__call__(request, *args, **kwargs)
        except Moved as moved:
            survivor: Any = moved.survivor
            if not self.pieces(request.at, survivor):
                raise Http404 from None
            address = reverse(f"feed-{survivor._meta.model_name}", args=[survivor.slug])
            return moved_to(address, self.key(survivor))
        shown = (f"review:{pk}" for pk in request.asked.shown)
        name_keys(response, self.key(request.asked.subject), *shown)
        return checked_by_content(request, response)

    def get_object(self, request, **kwargs):
        request.asked = Asked(request.at, request.path, self.find(**kwargs))
        return request.asked

    def find(self):
        return None

    def key(self, subject) -> str:
        return "latest"

    def pieces(self, at, subject):
        return newest(at=at)

    def name(self, subject) -> str:
        return str(subject) if subject else ""

    def get_feed(self, asked, request):
        feed, site = super().get_feed(asked, request), of_site()
        feed.items = [
            {
                "pubdate": entry.review.first_published_at,
                "updateddate": entry.changed_at,
                "written": written(self.feed_type, Printed(entry), site),
            }
            for entry in self.entries(asked)
        ]
        return feed

    def entries(self, asked) -> list[Entry]:
        found = list(self.pieces(asked.at, asked.subject))
        # An address that never had anything public must not say that the film or the person exists here.
        if isinstance(asked.subject, Model) and not found:
            raise Http404
        asked.shown.extend(review.pk for review in found)
        films = [review.main_film for review in found if review.main_film]
        directors, authors = directors_of(films), authorships_of(reviews=asked.shown)
        corrections = corrections_of(reviews=asked.shown, at=asked.at)
        at_once(directors, authors, corrections)
        name_directors(films, directors)
        entries = {review.pk: Entry(review, [], []) for review in found}
        for correction in corrections:
            entries[correction.review_id].corrections.append(correction)
        for authorship in authors:
            entries[authorship.review_id].authors.append(authorship.contributor)
        return list(entries.values())

    def feed_url(self, asked):
        return absolute(asked.path)

    def title(self, asked):
        name = self.name(asked.subject)
        return f"{name} · {settings.SITE_NAME}" if name else settings.SITE_NAME

    def description(self):
        return settings.SITE_STRAPLINE

    def link(self, asked):
        return absolute(asked.path.removesuffix("feed/"))


def followed(subject):
    """The subject itself. Raises Moved for what was merged."""
    if subject.merged_into:
        raise Moved(subject.merged_into)
    return subject


class SiteFeed(ReviewFeed):
    pass


class SiteAtom(SiteFeed):
    """The same in Atom, which alone can say that a piece is gone."""

    feed_type = WithTombstones

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        for _pk, when in request.asked.gone[-1:]:
            true_until(request, when + TOLD_FOR)
        return response

    def link(self, asked):
        return absolute(reverse("home"))

    def subtitle(self):
        return self.description()

    def feed_extra_kwargs(self, asked):
        asked.gone.extend(gone(asked.at))
        return {"gone": [(guid(pk), when) for pk, when in asked.gone]}


class KindFeed(ReviewFeed):
    def find(self, kind):
        return Review.Kind(kind)

    def key(self, kind):
        return f"kind:{kind}"

    def pieces(self, at, kind):
        return newest_of_kind(kind=str(kind), at=at)

    def name(self, kind):
        return str(kind.label)


class FilmFeed(ReviewFeed):
    def find(self, slug):
        return followed(get_object_or_404(Film.objects.select_related("merged_into"), slug=slug))

    def key(self, film):
        return f"film:{film.pk}"

    def pieces(self, at, film):
        return newest_about(film=film.pk, at=at)

    def name(self, film):
        return _("More about %(film)s") % {"film": film.label}


class PersonFeed(ReviewFeed):
    def find(self, slug):
        return followed(get_object_or_404(Person.objects.select_related("merged_into"), slug=slug))

    def key(self, person):
        return f"person:{person.pk}"

    def pieces(self, at, person):
        return newest_with(person=person.pk, at=at)


class ContributorFeed(ReviewFeed):
    def find(self, slug):
        return get_object_or_404(Contributor, slug=slug)

    def key(self, contributor):
        return f"contributor:{contributor.pk}"

    def pieces(self, at, contributor):
        return newest_by(contributor=contributor.pk, at=at)


class TagFeed(ReviewFeed):
    def find(self, slug):
        return followed(get_object_or_404(Tag.objects.select_related("merged_into"), slug=slug))

    def key(self, tag):
        return f"tag:{tag.pk}"

    def pieces(self, at, tag):
        return newest_tagged(tag=tag.pk, at=at)


# What they ask


@question
def newest(at: datetime):
    return Review.objects.published(at).for_feeds(at).newest_first()[:NEWEST]


@question
def newest_of_kind(kind: str, at: datetime):
    return Review.objects.published(at).of_kind(kind).for_feeds(at).newest_first()[:NEWEST]


@question
def newest_about(film: int, at: datetime):
    return Review.objects.published(at).about(film).for_feeds(at).newest_first()[:NEWEST]


@question
def newest_with(person: int, at: datetime):
    pieces = Review.objects.published(at).for_feeds(at)
    return Walk(pieces, *about_person(person, at)).newest_first()[:NEWEST]


@question
def newest_by(contributor: int, at: datetime):
    pieces = Review.objects.published(at).for_feeds(at)
    return Walk(pieces, (bylines_of(contributor, at), "review")).newest_first()[:NEWEST]


@question
def newest_tagged(tag: int, at: datetime):
    pieces = Review.objects.published(at).for_feeds(at)
    return Walk(pieces, (tagged_with(tag, at), "content_object")).newest_first()[:NEWEST]


@question
def corrections_of(reviews: list[int], at: datetime):
    return Correction.objects.filter(review__in=reviews).told(at)
