"""Release sentences in the tense of the day they are read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from films.models import Release
from films.vocabulary import Medium, Precision


def locale() -> Locale:
    return _locale(get_language() or "en")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(to_locale(language))


def day(moment: date, *, year: bool = True) -> str:
    """ "9 February 2024", as the interface language writes it."""
    return format_date(moment, "d MMMM yyyy" if year else "d MMMM", locale=locale())


def when(release: Release) -> str:
    """The date as far as it is known."""
    if release.date is None or release.precision == Precision.UNKNOWN:
        return _("date to be announced")
    pattern = {Precision.DAY: "d MMMM yyyy", Precision.MONTH: "MMMM yyyy", Precision.YEAR: "yyyy"}
    return format_date(release.date, pattern[Precision(release.precision)], locale=locale())


def when_within_year(release: Release) -> str:
    """As `when`, under a heading that says the year; empty where no more is known than that."""
    if release.date is None or release.precision in (Precision.YEAR, Precision.UNKNOWN):
        return ""
    pattern = "d MMMM" if release.precision == Precision.DAY else "MMMM"
    return format_date(release.date, pattern, locale=locale())


def where(release: Release) -> str:
    """The most telling place we know: city and venue, else the country, else nothing."""
    if release.medium != Medium.CINEMA and release.distributor:
        return release.distributor
    if release.city:
        return ", ".join(filter(None, [release.city, release.venue]))
    return locale().territories.get(release.territory, "") if release.territory else ""


def has_come(release: Release, today: date) -> bool:
    """Whether the whole of what is known of the date lies no later than today."""
    if release.date is None or release.precision == Precision.UNKNOWN:
        return False
    if release.precision == Precision.DAY:
        return release.date <= today
    if release.precision == Precision.MONTH:
        return (release.date.year, release.date.month) < (today.year, today.month)
    return release.date.year < today.year


@dataclass(frozen=True)
class Line:
    """One line of a film card: "Opens" or "Opened", and where and when."""

    label: str
    text: str
    release: Release


def label(release: Release, today: date) -> str:
    come = has_come(release, today)
    if release.medium == Medium.STREAMING:
        return _("Streaming") if come else _("Streams from")
    if release.medium == Medium.DISC:
        return _("On disc") if come else _("On disc from")
    if release.medium == Medium.TELEVISION:
        return _("Broadcast") if come else _("To be broadcast")
    return _("Opened") if come else _("Opens")


def lines(releases: Iterable[Release], today: date) -> list[Line]:
    """As on a card. `today`: the date in the magazine's zone."""
    return [
        Line(label(release, today), ", ".join(filter(None, [when(release), where(release)])), release)
        for release in telling(releases, today)
    ]


def telling(releases: Iterable[Release], today: date, limit: int = 3) -> list[Release]:
    """What readers of that day want to know first: what is still to come, then the latest that has come."""
    dated = [release for release in releases if release.date]
    coming = sorted((r for r in dated if not has_come(r, today)), key=lambda r: (r.date, r.pk))
    come = sorted((r for r in dated if has_come(r, today)), key=lambda r: (r.date, r.pk))
    chosen = (coming + (come[-limit:] if not coming else come[-1:]))[:limit]
    return sorted(chosen, key=lambda r: (r.date, r.pk))


# What a release does once it has come, and until then.
VERBS = {
    Medium.CINEMA: (_lazy("opened"), _lazy("opens")),
    Medium.STREAMING: (_lazy("is now streaming"), _lazy("streams")),
    Medium.DISC: (_lazy("is out on disc"), _lazy("comes out on disc")),
    Medium.TELEVISION: (_lazy("was broadcast"), _lazy("is to be broadcast")),
}


def verb(release: Release, today: date) -> str:
    come, coming = VERBS[Medium(release.medium)]
    return str(come if has_come(release, today) else coming)


def happening(release: Release, today: date) -> str:
    """ "opened in New York": what it is about, where the day stands beside it."""
    return " ".join(filter(None, [verb(release, today), _at(release)]))


def note(releases: Iterable[Release], today: date) -> str:
    """ "opened in New York on 9 February 2024 and opens in Los Angeles on 16 February 2024"; the film is its subject.

    Empty where no date is known.
    """
    together = groupby(telling(releases, today), key=lambda release: verb(release, today))
    told = [
        " ".join([words, _and([_at_its_day(r, today) for r in found])]).strip() for words, found in together
    ]
    return _and(told)


def _at(release: Release) -> str:
    place = where(release)
    if not place:
        return ""
    if release.medium != Medium.CINEMA and release.distributor:
        words = _("from %(name)s") if release.medium == Medium.DISC else _("on %(name)s")
        return words % {"name": place}
    if release.city and release.venue:
        return _("in %(city)s (%(venue)s)") % {"city": release.city, "venue": release.venue}
    return _("in %(place)s") % {"place": place}


def _at_its_day(release: Release, today: date) -> str:
    if release.medium == Medium.STREAMING and has_come(release, today):
        return _at(release)  # since when no longer matters
    known = {"date": when(release)}
    day = _("on %(date)s") % known if release.precision == Precision.DAY else _("in %(date)s") % known
    if release.medium == Medium.STREAMING:
        day = _("from %(date)s") % known
    return " ".join(filter(None, [_at(release), day]))


def _and(words: list[str]) -> str:
    return format_list([word for word in words if word], locale=locale())


def opening(today: date):
    """What opens from that day on, soonest first, with its film."""
    return Release.objects.opening_from(today).filter(film__merged_into=None).select_related("film")


def country_names(codes: list[str]) -> list[str]:
    return [locale().territories.get(code, code) for code in codes]


def language_names(tags: list[str]) -> list[str]:
    return [locale().languages.get(tag.split("-")[0], tag) for tag in tags]
