"""The templates of pages for readers: Jinja2's, which print what Django's would in two thirds of the time."""

from datetime import date as day
from functools import lru_cache
from html import escape

import jinja2
from django.template import defaultfilters
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]  # django-stubs lacks it
from django.utils.translation import get_language, get_language_bidi
from jinja2.compiler import CodeGenerator

from accounts.addresses import address
from config.sentences import Sentences
from images.printing import picture
from images.urls_for import colour_url
from reviews import printing


def environment(**options) -> jinja2.Environment:
    options |= {"finalize": printed, "keep_trailing_newline": True, "undefined": jinja2.ChainableUndefined}
    made = jinja2.Environment(**options | {"extensions": [Sentences], "autoescape": True})  # noqa: S701  # it is on
    made.code_generator_class = Once
    made.globals.update(FUNCTIONS)
    made.filters.update(FILTERS)
    return made


class Once(CodeGenerator):
    """Escapes by `printed` alone. Otherwise the same comes out, looked at twice."""

    def _output_child_pre(self, node, frame, finalize):
        self.write("environment.finalize(")

    def _output_child_post(self, node, frame, finalize):
        self.write(")")


def printed(value) -> SafeString:
    """Times and fractions as the language has them, markup as it is, and whatever else escaped as Django does it."""
    kind = type(value)
    if kind is str:  # most of them
        return SafeString(escape(value))
    if kind is SafeString:
        return value
    if not isinstance(value, str):
        value = str(value if kind is int else localize(template_localtime(value)))
    return conditional_escape(value)


# Functions


FUNCTIONS = {
    "all_kinds": printing.all_kinds,
    "card": printing.card,
    "colour_url": colour_url,
    "discs": printing.discs,
    "each_card": printing.each_card,
    "footer": printing.footer,
    "headline": printing.headline,
    "kept": printing.kept,
    "label": printing.label,
    "language": get_language,
    "menu": printing.menu,
    "meta": printing.meta,
    "names": printing.names,
    "picture": picture,
    "runs_to_the_left": get_language_bidi,
    "speaks": printing.speaks,
    "static": printing.file,
    "title": printing.title,
    "url": address,
    "with_others": printing.with_others,
    "wordmark": printing.wordmark,
    "years_of_archive": printing.years_of_archive,
}


# Filters


def date(moment, style: str | None = None) -> str:
    """ "7 February 2024", or in Django's letters for `style`."""
    if type(moment) is day:
        return _day(moment, style, get_language())
    return defaultfilters.date(template_localtime(moment), style)


@lru_cache(maxsize=1024)
def _day(it: day, style: str | None, _language: str | None) -> str:
    return defaultfilters.date(it, style)


def machine_time(moment) -> str:
    return printing.machine_time(template_localtime(moment))


FILTERS = {
    "by_year": printing.by_year,
    "capfirst": defaultfilters.capfirst,
    "date": date,
    "direction": printing.direction,
    "filesizeformat": defaultfilters.filesizeformat,
    "hue": printing.hue,
    "join": defaultfilters.join,
    "language_name": printing.language_name,
    "linebreaks": defaultfilters.linebreaks_filter,
    "machine_time": machine_time,
    "minutes": printing.minutes,
    "place": printing.place,
    "span_of_days": printing.span_of_days,
    "title_size": printing.title_size,
    "truncatechars": defaultfilters.truncatechars,
    "urlencode": defaultfilters.urlencode,
    "web_links": printing.web_links,
}
