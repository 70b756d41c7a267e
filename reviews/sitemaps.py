"""Sitemaps by year and of films. No dates in the answers' headers: what disappears makes nothing newer."""

from datetime import MAXYEAR, MINYEAR, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from films.models import Film
from pagecache.responses import checked_by_content, name_keys
from reviews.models import Correction, Review

LIMIT = 50_000  # addresses in one sitemap, by the protocol


def years(at: datetime) -> list[int]:
    """Years with something published, newest first; two index seeks."""
    published = Review.objects.published(at).order_by("ordered_at").values_list("ordered_at", flat=True)
    first, last = published.first(), published.last()
    if first is None:
        return []
    zone = ZoneInfo(settings.TIME_ZONE)
    return list(range(last.astimezone(zone).year, first.astimezone(zone).year - 1, -1))


def year_span(year: int) -> tuple[datetime, datetime]:
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


@require_safe
def index(request):
    paths = [reverse("sitemap-year", args=[year]) for year in years(request.at)] + [reverse("sitemap-films")]
    addresses = [(path, None) for path in paths]
    return _answer(request, "sitemaps/index.xml", addresses)


@require_safe
def of_year(request, year):
    if not MINYEAR < year < MAXYEAR:
        raise Http404
    start, end = year_span(year)
    pieces = Review.objects.published(request.at).between(start, end).newest_first()
    corrected = Correction.objects.filter(review=OuterRef("pk")).newest_first().values("made_at")[:1]
    rows = pieces.annotate(corrected_at=Subquery(corrected)).values_list("path", "updated_at", "corrected_at")
    # Only what readers were told of is a change; a spelling mistake brings no crawler back.
    told = [(path, max(filter(None, moments), default=None)) for path, *moments in rows[:LIMIT]]
    return _answer(request, "sitemaps/addresses.xml", told)


@require_safe
def of_films(request):
    covered = Review.objects.published(request.at).filter(subjects__film=OuterRef("pk"))
    films = Film.objects.current().filter(Exists(covered)).values_list("slug", flat=True)
    addresses = [(reverse("film", args=[slug]), None) for slug in films[:LIMIT]]
    return _answer(request, "sitemaps/addresses.xml", addresses)


def _answer(request, template, told):
    """`told`: (path, when it last changed or None)."""
    addresses = [(settings.SITE_URL + path, changed) for path, changed in told]
    response = render(request, template, {"addresses": addresses}, content_type="application/xml")
    response["X-Robots-Tag"] = "noindex"
    name_keys(response, "latest")
    return checked_by_content(request, response)
