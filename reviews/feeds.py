"""RSS of what is published: the site's (in Atom too), a kind's, a film's, a person's, a contributor's, a tag's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from films.models import Film, Person
from pagecache.responses import checked_by_content, moved_to, name_keys, true_until
from reviews.cards import know_directors
from reviews.coverage import about_person
from reviews.models import Contributor, Restriction, Review, Tag

NEWEST = 30
TOLD_FOR = timedelta(days=30)  # that a piece is gone


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def told_of(review: Review) -> Iterator[str]:
    """What readers were told of changes, a sentence each, dated."""
    if review.updated_at:
        # Where something is cut from the text, what was said of a change may repeat it.
        words = "" if review.is_cut else review.updated_words  # type: ignore[attr-defined]  # from for_cards()
        said = {"date": day(review.updated_at), "words": words}
        yield (_("Updated %(date)s: %(words)s") if words else _("Updated %(date)s.")) % said
    for row in review.corrections.all():
        words = row.words  # type: ignore[attr-defined]  # from told(), as for_feeds() has them
        said = {"date": day(row.made_at), "words": words}
        yield (_("Corrected on %(date)s. %(words)s") if words else _("Corrected on %(date)s.")) % said


def guid(pk: int) -> str:
    """Readers' programs know a piece by this for ever, whatever its address becomes."""
    return f"tag:{settings.SITE_URL.split('//')[1].split(':')[0]},2004:review:{pk}"


def gone(at: datetime) -> list[tuple[int, datetime]]:
    """Pieces that readers could see and that are taken down or withdrawn, for thirty days; the latest first."""
    whole = Restriction.objects.full().active(at).filter(review=OuterRef("pk"))
    since = whole.annotate(since=Coalesce("starts_at", "created_at")).order_by("-since").values("since")[:1]
    seen = Review.objects.filter(first_published_at__lte=at).annotate(hidden_at=Subquery(since))
    lately = at - TOLD_FOR
    left = seen.filter(Q(withdrawn_at__gt=lately) | Q(deleted_at__gt=lately) | Q(hidden_at__gt=lately))
    rows = left.exclude(pk__in=Review.objects.published(at).values("pk")).order_by("pk")
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


class WithUpdates(Rss201rev2Feed):
    """RSS has no date for a change of an item; Atom's word for it is read in RSS too."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item["updateddate"]:
            handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


class WithTombstones(Atom1Feed):
    """RFC 6721: what readers' programs are to forget, by its id and without a word of it."""

    def root_attributes(self):
        return super().root_attributes() | {"xmlns:at": "http://purl.org/atompub/tombstones/1.0"}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for guid, when in self.feed["gone"]:
            handler.addQuickElement("at:deleted-entry", None, {"ref": guid, "when": rfc3339_date(when)})


class Moved(Exception):
    """The subject was merged into another, whose feed has its pieces."""

    def __init__(self, survivor: Model):
        self.survivor = survivor


class ReviewFeed(Feed):
    """Pieces in list order, with dek or excerpt: spoilers stay on the page.

    What a reader should know of a piece comes with it: how it was seen, what was updated, what was wrong.
    """

    feed_type: type[SyndicationFeed] = WithUpdates

    def __call__(self, request, *args, **kwargs):
        try:
            response = super().__call__(request, *args, **kwargs)
        except Moved as moved:
            survivor: Any = moved.survivor
            if not self.pieces(request.at, survivor).exists():
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
        return Review.objects.published(at)

    def name(self, subject) -> str:
        return str(subject) if subject else ""

    def items(self, asked):
        found = list(self.pieces(asked.at, asked.subject).for_feeds(asked.at).newest_first()[:NEWEST])
        # An address that never had anything public must not say that the film or the person exists here.
        if isinstance(asked.subject, Model) and not found:
            raise Http404
        know_directors([review.main_film for review in found if review.main_film])
        asked.shown.extend(review.pk for review in found)
        return found

    def feed_url(self, asked):
        return absolute(asked.path)

    def title(self, asked):
        name = self.name(asked.subject)
        return f"{name} · {settings.SITE_NAME}" if name else settings.SITE_NAME

    def description(self):
        return settings.SITE_STRAPLINE

    def link(self, asked):
        return absolute(asked.path.removesuffix("feed/"))

    def item_title(self, review):
        return review.headline

    def item_description(self, review):
        # Where something is cut from the text, its first sentence may be what was cut.
        about = review.dek or ("" if review.is_cut else review.excerpt)
        return "\n\n".join(filter(None, [about, review.disclosure, *told_of(review)]))

    def item_updateddate(self, review):
        """When readers were last told of a change; none when they never were."""
        told = [review.updated_at, *(row.made_at for row in review.corrections.all())]
        return max((moment for moment in told if moment), default=None)

    def item_link(self, review):
        return absolute(review.path)

    def item_guid(self, review):
        return guid(review.pk)

    item_guid_is_permalink = False

    def item_pubdate(self, review):
        return review.first_published_at

    def item_author_name(self, review):
        return ", ".join(row.contributor.name for row in review.authorships.all()) or settings.SITE_NAME

    def item_categories(self, review):
        return [review.get_kind_display(), *([review.main_film.label] if review.main_film else [])]


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

    def item_updateddate(self, review):
        return super().item_updateddate(review) or review.first_published_at


class KindFeed(ReviewFeed):
    def find(self, kind):
        return Review.Kind(kind)

    def key(self, kind):
        return f"kind:{kind}"

    def pieces(self, at, kind):
        return super().pieces(at, kind).of_kind(kind)

    def name(self, kind):
        return str(kind.label)


class FilmFeed(ReviewFeed):
    def find(self, slug):
        return followed(get_object_or_404(Film.objects.select_related("merged_into"), slug=slug))

    def key(self, film):
        return f"film:{film.pk}"

    def pieces(self, at, film):
        return super().pieces(at, film).about(film)

    def name(self, film):
        return _("More about %(film)s") % {"film": film.label}


class PersonFeed(ReviewFeed):
    def find(self, slug):
        return followed(get_object_or_404(Person.objects.select_related("merged_into"), slug=slug))

    def key(self, person):
        return f"person:{person.pk}"

    def pieces(self, at, person):
        return about_person(at, person)


class ContributorFeed(ReviewFeed):
    def find(self, slug):
        return get_object_or_404(Contributor, slug=slug)

    def key(self, contributor):
        return f"contributor:{contributor.pk}"

    def pieces(self, at, contributor):
        return super().pieces(at, contributor).by_contributor(contributor)


class TagFeed(ReviewFeed):
    def find(self, slug):
        return followed(get_object_or_404(Tag.objects.select_related("merged_into"), slug=slug))

    def key(self, tag):
        return f"tag:{tag.pk}"

    def pieces(self, at, tag):
        return super().pieces(at, tag).tagged_as(tag)
