"""Release sentences in the tense of the day they are read."""

from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.dates import format_date
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from films.models import Film, Release
from films.vocabulary import Medium, Precision


def locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))


def day(moment: date, *, year: bool = True) -> str:
    """ "9 February 2024", as the interface language writes it."""
    return format_date(moment, "d MMMM yyyy" if year else "d MMMM", locale=locale())


def when(release: Release) -> str:
    """The date as far as it is known."""
    if release.date is None or release.precision == Precision.UNKNOWN:
        return _("date to be announced")
    pattern = {Precision.DAY: "d MMMM yyyy", Precision.MONTH: "MMMM yyyy", Precision.YEAR: "yyyy"}
    return format_date(release.date, pattern[Precision(release.precision)], locale=locale())


def where(release: Release) -> str:
    """The most telling place we know: city and venue, else the country, else nothing."""
    if release.medium in (Medium.STREAMING, Medium.DISC) and release.distributor:
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


def lines(film: Film, today: date, limit: int = 3) -> list[Line]:
    """What readers of that day want to know first: what is still to come, then the latest that has come.

    `today`: the date in the magazine's zone.
    """
    releases = [release for release in film.releases.all() if release.date]
    coming = sorted((r for r in releases if not has_come(r, today)), key=lambda r: (r.date, r.pk))
    come = sorted((r for r in releases if has_come(r, today)), key=lambda r: (r.date, r.pk))
    chosen = (coming + (come[-limit:] if not coming else come[-1:]))[:limit]
    chosen.sort(key=lambda r: (r.date, r.pk))
    return [Line(label(r, today), ", ".join(filter(None, [when(r), where(r)])), r) for r in chosen]


def opening(today: date):
    """What opens from that day on, soonest first, with its film."""
    return Release.objects.opening_from(today).filter(film__merged_into=None).select_related("film")


def country_names(codes: list[str]) -> list[str]:
    return [locale().territories.get(code, code) for code in codes]


def language_names(tags: list[str]) -> list[str]:
    return [locale().languages.get(tag.split("-")[0], tag) for tag in tags]
