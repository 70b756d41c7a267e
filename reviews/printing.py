"""How the magazine prints things: titles, names, ratings, the languages words are in."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import pass_context

from accounts.addresses import address
from films import releases
from films.releases import language_names, where
from films.vocabulary import Coverage
from images.colour import hue_class
from reviews.cards import Given, Printed
from reviews.departments import departments, in_menu
from reviews.kinds import BY_VALUE, KINDS
from reviews.models.review import HALF_STARS
from reviews.search import marked as stretches

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "yi", "ckb", "ps", "dv", "ug"}
NOTHING = SafeString()
TITLE_SIZES = ((8, "short"), (20, "middling"), (45, "lengthy"))
WIDE = 3  # Latin letters to one Chinese or Japanese
BROAD_WORD, BROADEST_WORD = 10, 13  # letters that a column beside a poster does not hold at full size
IN_MENU = (Coverage.REVIEW, Coverage.INTERVIEW, Coverage.FEATURE, Coverage.NEWS)


def direction(language: str) -> str:
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


# Languages


def speaks(language: str, around: str = "") -> SafeString:
    """The `lang` and `dir` of words in `language` that stand among words in `around` (left empty: the site's).

    Nothing where both are the same, so that pages are not littered.
    """
    return _speaks(language, around or get_language() or settings.LANGUAGE_CODE)


@lru_cache(maxsize=256)
def _speaks(language: str, around: str) -> SafeString:
    if not language or language.split("-")[0] == around.split("-")[0]:
        return NOTHING
    if direction(language) == direction(around):
        return format_html(' lang="{}"', language)
    return format_html(' lang="{}" dir="{}"', language, direction(language))


def language_name(code: str) -> str:
    """ "nl" becomes "Dutch", in the site's language; an unknown code stays."""
    return language_names([code])[0]


# Titles


def title(film, around: str = "") -> SafeString:
    """The film's title as a title."""
    return _cite(film.title, film.title_language, around)


def label(film, around: str = "") -> SafeString:
    """ "Here (2023)" with the title as a title."""
    rest = film.label.removeprefix(film.title)
    return format_html("<bdi>{}</bdi>{}", _cite(film.title, film.title_language, around), rest)


def headline(runs, around: str = "", asked: str = "") -> SafeString:
    """A headline or a dek with its film titles set as titles; those in capitals stay upright (`cite.caps`).

    `asked`: what somebody searched for, which stands in `<mark>`.
    """
    if len(runs) == 1 and runs[0].film is None and not asked:
        return escape(runs[0].text)  # most of them
    return format_html_join("", "{}", ((_run(run, around, asked),) for run in runs))


def _run(run, around: str, asked: str):
    words = marked(run.text, asked) if asked else run.text
    if run.film is None:
        return words
    return _cite(words, run.film.title_language, around, css_class="caps" if run.in_capitals else "")


def _cite(text: str | SafeString, language: str, around: str, css_class: str = "") -> SafeString:
    attributes = format_html(' class="{}"', css_class) if css_class else NOTHING
    return format_html("<cite{}{}>{}</cite>", attributes, speaks(language, around), text)


def title_size(text: str) -> str:
    """The classes that set a film's title as large as its length and its longest word allow."""
    length = sum(WIDE if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    size = next((name for longest, name in TITLE_SIZES if length <= longest), "endless")
    word = max(map(len, re.findall(r"[\w’']+", text)), default=0)
    if word < BROAD_WORD:
        return size
    return f"{size} broad" if word < BROADEST_WORD else f"{size} broadest"


def hue(film) -> str:
    return hue_class(film.hue)


def place(release) -> str:
    return where(release)


# Names


def names(people, others: int = 0, links: bool = True) -> SafeString:
    """ "A, B and C", each with a link to their page; with `others`, "A, B and 10 others"."""
    printed = [
        format_html('<a href="{}">{}</a>', person.get_absolute_url(), person.name) if links else person.name
        for person in people
    ]
    return with_others(printed, others)


def with_others(names, others: int = 0) -> SafeString:
    if others:
        names = [*names, ngettext("%(count)d other", "%(count)d others", others) % {"count": others}]
    return listed(names)


def listed(things: Sequence) -> SafeString:
    """Things in a row with commas and a last "and", as the site's language has them."""
    if not things:
        return NOTHING
    return format_html(_row_of(len(things), releases.locale()), *things)


@lru_cache(maxsize=64)
def _row_of(number: int, locale: Locale) -> str:
    return format_list(["{}"] * number, locale=locale)


def web_links(handles) -> list[tuple[str, str]]:
    """(name, address) of a contributor's handles that lead to the web; what was typed as anything else stays out."""
    pairs = [pair for pair in handles if isinstance(pair, list | tuple) and len(pair) == 2]
    return [
        (name, address) for name, address in pairs if str(address).lower().startswith(("https://", "http://"))
    ]


def wordmark(name: str) -> SafeString:
    """The magazine's name, its last round letter overexposed: that is what halation does to film."""
    place = max(name.rfind("o"), name.rfind("O"))
    if place < 0:
        return format_html("{}", name)
    return format_html('{}<span class="halo">{}</span>{}', name[:place], name[place], name[place + 1 :])


@pass_context
def meta(context, card, **given) -> SafeString:
    """Who and when, under a card. `kind_below`: of which kind it is, too; `with_minutes`: how long it takes instead of
    when. Both are also taken from the context."""
    kind_below, with_minutes = (given.get(name, context.get(name)) for name in ("kind_below", "with_minutes"))
    minutes = card.reading_minutes if with_minutes else 0
    return kept(
        "includes/meta.html",
        kind=str(card.kind.label) if kind_below else "",
        names=tuple(person.name for person in card.names),
        others=card.others,
        site_name=context.get("site_name", ""),
        date=None if minutes else card.date,
        minutes=minutes,
    )


CARD_OPTIONS = ("site_name", "below", "kind_above", "kind_below", "one_row", "with_dek", "with_minutes")


@pass_context
def card(context, template: str, card) -> SafeString:
    """One card. What it prints besides its own comes from the context by the names above, and `on_its_film`: it stands
    on a page or below a piece about the same film."""
    [printed] = _cards(context, template, [card])
    return printed


@pass_context
def each_card(context, template: str, cards) -> SafeString:
    """The cards of a list, a line each."""
    return SafeString("".join(f"{printed}\n" for printed in _cards(context, template, cards)))


def _cards(context, template: str, cards) -> list[SafeString]:
    given = tuple((name, context.get(name, "")) for name in CARD_OPTIONS)
    there, film = (template, get_language(), get_script_prefix(), given), context.get("page_film")
    return [
        _card(*there, Printed(card), place == 0, bool(film) and card.film == film)
        for place, card in enumerate(cards)
    ]


@lru_cache(maxsize=2048)
def _card(
    template: str, _language: str, _script_prefix: str, given: tuple, printed: Printed, is_first: bool,
    on_its_film: bool,
) -> SafeString:  # fmt: skip
    """About one kilobyte each. Most of a list's cards are as they were when the next piece comes out."""
    said = {"card": printed.take(), "is_first": is_first, "on_its_film": on_its_film}
    return SafeString(render_to_string(template, {**dict(given), **said}))


# Times


def machine_time(at: datetime | None) -> str:
    """The moment as a `datetime` attribute has it, "2024-02-07T10:30:00+01:00": HTML knows no smaller part of a second
    than a thousandth."""
    return at.isoformat(timespec="seconds") if at else ""


# Ratings


def discs(half_stars: int) -> SafeString:
    """Five discs for 0 to 10 half stars, and the same in words."""
    return _discs(half_stars, get_language())


@lru_cache
def _discs(half_stars: int, _language: str) -> SafeString:
    full, half = divmod(half_stars, 2)
    drawn = ("f",) * full + ("h",) * half + ("",) * (HALF_STARS // 2 - full - half)
    words = gettext("%(stars)s out of 5") % {"stars": f"{half_stars / 2:g}"}
    return kept("includes/discs.html", discs=drawn, words=words)


# The frame of every page


@pass_context
def menu(context) -> SafeString:
    """What stands in the masthead; the page itself and the list it belongs to (`current`) are marked."""
    path, current = getattr(context.get("request"), "path", ""), context.get("current")
    entries = _entries(get_language(), get_script_prefix())
    marks = (
        "page" if address == path else "true" if address == current else "" for _name, address in entries
    )
    marked = tuple((name, address, mark) for (name, address), mark in zip(entries, marks, strict=True))
    return kept("includes/menu.html", entries=marked)


@lru_cache
def _entries(_language: str, _script_prefix: str) -> tuple[tuple[str, str], ...]:
    entries = ((str(BY_VALUE[value].plural), BY_VALUE[value].get_absolute_url()) for value in IN_MENU)
    return (*entries, (gettext("Festivals"), address("festivals")), (gettext("Films A–Z"), address("films")))


@pass_context
def footer(context) -> SafeString:
    found = departments(request) if (request := context.get("request")) else in_menu()
    sections = tuple((section.name, section.get_absolute_url()) for section in found)
    of_site = {name: context.get(name, "") for name in ("site_name", "site_strapline")}
    return kept("includes/footer.html", departments=sections, **of_site)


def years_of_archive(years) -> SafeString:
    return kept("includes/years.html", years=tuple(years))


def kept(template: str, **given) -> SafeString:
    """The template, which prints nothing but what it is given: rendered once for each of that. Rows beside a row have
    to be given as well."""
    return _rendered(template, get_language(), get_script_prefix(), Printed(Given(given)))


@lru_cache(maxsize=2048)
def _rendered(template: str, _language: str, _script_prefix: str, printed: Printed) -> SafeString:
    """Up to four kilobytes each, with a picture."""
    return SafeString(render_to_string(template, printed.take()))


def file(path: str) -> str:
    """As the tag `static`, for what stands on every page: looked up once."""
    return _file(path, get_script_prefix())


_file = lru_cache(lambda path, _script_prefix: static(path))


def all_kinds():
    return KINDS


def by_year(cards) -> list[tuple[int, list]]:
    """(year, its cards) of cards in their order."""
    return [(year, list(those)) for year, those in groupby(cards, attrgetter("year"))]


def span_of_days(edition) -> str:
    """ "16–26 February 2023": months in full, which the ready-made interval formats do not have."""
    start, end = edition.starts_on, edition.ends_on or edition.starts_on
    if start == end:
        return releases.day(start)
    differs = "y" if start.year != end.year else "M" if start.month != end.month else "d"
    patterns = releases.locale().interval_formats["yMMMd"][differs]
    days = zip((start, end), patterns, strict=True)
    return "".join(
        format_date(day, pattern.replace("MMM", "MMMM"), releases.locale()) for day, pattern in days
    )


def minutes(number: int) -> str:
    """ "2 min read"."""
    return gettext("%(minutes)d min read") % {"minutes": number}


def marked(text: str, words: str) -> SafeString:
    """The text with what was asked for in `<mark>`."""
    parts = (format_html("<mark>{}</mark>", part) if hit else part for part, hit in stretches(text, words))
    return format_html_join("", "{}", ((part,) for part in parts))
