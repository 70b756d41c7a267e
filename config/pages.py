"""The templates of pages for readers: Jinja2's, with what Django's would print."""

from html import escape

import jinja2
from django.template import defaultfilters
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.timezone import template_localtime
from django.utils.translation import get_language, get_language_bidi

from accounts.addresses import address
from config.sentences import Sentences
from images.printing import picture
from images.urls_for import colour_url
from reviews import printing

FUNCTIONS = {
    "colour_url": colour_url,
    "language": get_language,
    "picture": picture,
    "runs_to_the_left": get_language_bidi,
    "static": static,
    "url": address,
} | {
    function.__name__: function
    for function in (
        printing.all_kinds,
        printing.card,
        printing.discs,
        printing.footer,
        printing.headline,
        printing.label,
        printing.menu,
        printing.meta,
        printing.names,
        printing.speaks,
        printing.title,
        printing.with_others,
        printing.wordmark,
        printing.years_of_archive,
    )
}


def date(moment, style: str | None = None) -> str:
    return defaultfilters.date(template_localtime(moment), style)


def machine_time(moment) -> str:
    return printing.machine_time(template_localtime(moment))


FILTERS = {
    filter.__name__: filter
    for filter in (
        date,
        defaultfilters.capfirst,
        defaultfilters.filesizeformat,
        defaultfilters.join,
        defaultfilters.urlencode,
        machine_time,
        defaultfilters.truncatechars,
        printing.by_year,
        printing.direction,
        printing.hue,
        printing.language_name,
        printing.minutes,
        printing.place,
        printing.span_of_days,
        printing.title_size,
        printing.web_links,
    )
} | {"linebreaks": defaultfilters.linebreaks_filter}


def environment(**options) -> jinja2.Environment:
    made = jinja2.Environment(
        **options
        | {
            "extensions": [Sentences],
            "finalize": printed,
            "keep_trailing_newline": True,
            "undefined": jinja2.ChainableUndefined,
        }
    )
    made.globals.update(FUNCTIONS)
    made.filters.update(FILTERS)
    return made


def printed(value) -> SafeString:
    """Numbers and times as the language has them, markup as it is, and whatever else escaped as Django does it."""
    if type(value) is str:  # most of them
        return SafeString(escape(value))
    if not isinstance(value, str):
        value = str(localize(template_localtime(value)))
    return conditional_escape(value)
