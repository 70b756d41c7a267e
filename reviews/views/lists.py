"""Lists of pieces: the home page, kinds, sections, the archive, search, and the index of films."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pagecache.responses import checked_by_content, name_keys, never_keep, true_until
from reviews import coverage
from reviews.asking import at_once
from reviews.cards import cards, keys_of_cards, know_directors
from reviews.clocks import end_of_day
from reviews.departments import departments
from reviews.frames import Gallery
from reviews.front import Home
from reviews.kinds import BY_VALUE
from reviews.models import Correction, Review, Section
from reviews.search import Found, Question
from reviews.sponsors import slot
from reviews.titles import Run, runs
from reviews.turning import NoSuchPage, Turning, list_of, span_of_month

Kind = Review.Kind
SHEET_IN_LIST = 3
ROWS = 24
IN_INDEX = 120
NOT_PRINTED = ("review__body", "review__folded", "review__folded_body")


@require_safe
def home(request):
    at = request.at
    strip, opening = coverage.newest_films(at=at), coverage.opening(today=today(at), at=at)
    first_and_last = coverage.first_and_last(at)
    found = Home(at, also=(strip, opening, *first_and_last, departments(request)))
    top, essays, news = found.front, found.essays, found.news
    lead = top.lead or next(iter(essays + news), None)
    posters = Gallery([film.poster for film in strip], at)
    context = {
        "lead": lead,
        "reviews": top.sheet,
        "essays": [card for card in essays if card is not lead],
        "news": [card for card in news if card is not lead],
        "opening": opening,
        "strip": [(film, posters.shown(film.poster)) for film in strip],
        "years": coverage.years_between(*first_and_last),
        "today": at,
        "slot": (sponsored := slot(at)),
    }
    true_until(request, end_of_day(at))  # it prints the date, and what opens from that day on
    response = render(request, "reviews/home.html", context)
    name_keys(response, "home", "latest", *sponsored.keys, *keys_of_cards([*top.shown, *essays, *news]))
    name_keys(response, *(f"film:{film.pk}" for film in strip))
    return checked_by_content(request, response)


@require_safe
def kind(request, kind):
    return list_page(
        request,
        of_kind,
        f"kind:{kind}",
        given={"kind": kind},
        heading=BY_VALUE[kind].plural,
        feed=reverse(f"feed-{kind}"),
        mixed=False,
    )


@require_safe
def section(request, slug):
    section = get_object_or_404(Section, slug=slug)
    return list_page(
        request,
        in_section,
        f"section:{section.pk}",
        given={"section": section.pk},
        heading=section.name,
        lede=section.standfirst,
    )


def list_page(request, pieces: Turning, key, *, given, heading, lede="", feed="", mixed=True):
    """Pieces newest first: the first three as a contact sheet, then rows. `mixed`: of several kinds."""
    found = turn(pieces, request, at=request.at, **given)
    shown = cards(found.rows, request.at)
    sheet = SHEET_IN_LIST if found.is_first else 0
    context = {
        "heading": heading, "lede": lede, "feed": feed, "mixed": mixed,
        "sheet": shown[:sheet], "cards": shown[sheet:], "page": found, "slot": (sponsored := slot(request.at)),
    }  # fmt: skip
    response = render(request, "reviews/list.html", context)
    name_keys(response, key, *sponsored.keys, *keys_of_cards(shown))
    return checked_by_content(request, response)


@list_of(ROWS)
def of_kind(kind: str, at: datetime):
    return Review.objects.published(at).of_kind(kind).for_cards(at)


@list_of(ROWS)
def in_section(section: int, at: datetime):
    return Review.objects.published(at).in_section(section).for_cards(at)


@list_of(ROWS)
def from_until(start: datetime, end: datetime, at: datetime):
    return Review.objects.published(at).between(start, end).for_cards(at)


@list_of(ROWS, by="made_at")
def told_corrections(at: datetime):
    rows = Correction.objects.published(at).told(at).select_related("review__main_film")
    return rows.defer(*NOT_PRINTED)


# The archive


@require_safe
def archive(request):
    response = render(request, "reviews/archive.html", {"years": coverage.years(request.at)})
    return checked_by_content(request, name_keys(response, "latest"))


@require_safe
def archive_year(request, year):
    years = coverage.years(request.at)
    if year not in years:
        raise Http404
    pieces = Review.objects.published(request.at)
    spans = [span_of_month(year, month) for month in range(1, 13)]
    found = {start: coverage.to_count(pieces.between(start, end)) for start, end in spans}
    at_once(*found.values())
    months = [(start, coverage.Count(len(rows))) for start, rows in found.items() if rows]
    context = {"year": year, "months": months, "years": years}
    response = render(request, "reviews/archive_year.html", context)
    return checked_by_content(request, name_keys(response, "latest"))


@require_safe
def archive_month(request, year, month):
    if not 1 <= month <= 12 or year not in coverage.years(request.at):
        raise Http404
    start, end = span_of_month(year, month)
    turned = turn(from_until, request, start=start, end=end, at=request.at)
    if not turned.rows:
        raise Http404
    shown = cards(turned.rows, request.at)
    response = render(request, "reviews/archive_month.html", {"month": start, "cards": shown, "page": turned})
    name_keys(response, f"archive:{start:%Y-%m}", *keys_of_cards(shown))
    return checked_by_content(request, response)


def today(at: datetime):
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


# Indexes


@require_safe
def films(request):
    """Every film we cover, by title, from a letter or after a film on."""
    fields = ("title", "title_language", "year", "slug", "sort_title", "shares_name_and_year")
    context = index(request, coverage.films(request.at), "sort_title", fields)
    know_directors(context["found"])
    response = render(request, "reviews/films.html", context)
    return checked_by_content(request, name_keys(response, "latest"))


@require_safe
def people(request):
    """Everybody who made a film we cover, by surname, from a letter or after somebody on."""
    fields = ("name", "sort_name", "native_name", "native_language", "slug")
    context = index(request, coverage.people(request.at), "sort_name", fields)
    response = render(request, "reviews/people.html", context)
    return checked_by_content(request, name_keys(response, "latest"))


def index(request, covered, column, fields) -> dict:
    """A stretch of an index, and where its letters and its next stretch lead."""
    letter = request.GET.get("letter", "")[:1].upper()
    after = request.GET.get("after")
    # What nothing public covers must not be told from what is not here at all.
    last = get_object_or_404(covered, slug=after) if after else None
    rows = coverage.under_letter(covered, column, letter) if letter else covered
    found = list(coverage.in_index_after(rows, column, last).only(*fields)[: IN_INDEX + 1])
    more = len(found) > IN_INDEX
    return {
        "found": found[:IN_INDEX],
        "letter": letter,
        "letters": coverage.ALPHABET,
        "next": found[IN_INDEX - 1].slug if more else "",
    }


@require_safe
def contributors(request):
    people = coverage.contributors(request.at).order_by("sort_name", "pk")[:1000]
    response = render(request, "reviews/contributors.html", {"contributors": people})
    return checked_by_content(request, name_keys(response, "latest"))


@require_safe
def festivals(request):
    turned = turn(of_kind, request, kind=str(Kind.DISPATCH), at=request.at)
    shown = cards(turned.rows, request.at)
    context = {
        "editions": coverage.newest_editions(request.at),
        "cards": shown,
        "page": turned,
    }
    response = render(request, "reviews/festivals.html", context)
    name_keys(response, "latest", *keys_of_cards(shown))
    return checked_by_content(request, response)


@require_safe
def corrections(request):
    """What was wrong in pieces that readers see, newest first."""
    turned = turn(told_corrections, request, at=request.at)
    know_directors([row.review.main_film for row in turned.rows if row.review.main_film])
    context = {"corrections": [(row, headline_of(row.review)) for row in turned.rows], "page": turned}
    response = render(request, "reviews/corrections.html", context)
    name_keys(response, "latest", *(f"review:{row.review_id}" for row in turned.rows))
    return checked_by_content(request, response)


def headline_of(review: Review) -> list[Run]:
    return runs(review.headline, [review.main_film] if review.main_film else [])


# Search


@require_safe
def search(request):
    asked, found = Question.from_query(request.GET), None
    if asked.words:
        found = answer(request, asked)
        if not found.page.rows and not asked.in_texts:
            found = answer(request, asked.in_every_text())
    years = found.all_years if found else coverage.years(request.at)
    context = {
        "asked": found.asked if found else asked,
        "found": found,
        "first_year": min(years, default=None),
    }
    return never_keep(render(request, "reviews/search.html", context))


def answer(request, asked: Question) -> Found:
    found, pieces = Found(asked, request.at), asked.pieces(request.at).for_cards(request.at)
    # Another list for each question.
    found.page = turn(Turning(lambda: pieces, ROWS), request, also=found.questions)
    return found


def turn(pieces: Turning, request, also=(), **given):
    """The page that the address asks for. An invented place in a list is no page at all."""
    try:
        return pieces.page(request.GET, (*also, departments(request)), **given)
    except NoSuchPage as error:
        raise Http404 from error
