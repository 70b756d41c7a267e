"""Every page for readers is HTML without an error, says the checker of the W3C."""

import re
from html import unescape
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlencode
from urllib.request import urlopen

import pytest
from django.test import RequestFactory

from moderation.public.kinds import CHOICES
from reviews.views.site import broken
from tests import validator
from tests.journeys.pieces import made
from tests.journeys.test_every_page import FOR_READERS

pytestmark = [pytest.mark.slow, pytest.mark.html]

TEMPLATES = Path(__file__).parents[2] / "pages"
# One address of each template, and what else could go wrong in it.
PAGES = {
    "reviews/home.html": [""],
    "reviews/review.html": ["2024/02/here-review/", "2025/04/بعد-الظهر-داخلي/", "2025/01/understudies-snow/"],
    "reviews/picture.html": ["the first picture of a gallery"],
    "reviews/film.html": ["films/here-2023/", "films/afternoon-interior/", "films/the-accordion-tax-2009/"],
    "reviews/films.html": ["films/", "films/?letter=H", "films/?letter=%C3%98"],
    "reviews/person.html": ["people/bas-devos/"],
    "reviews/people.html": ["people/", "people/?letter=D"],
    "reviews/contributor.html": ["contributors/radovan-hlinka/", "contributors/lupe-arrieta-sol/"],
    "reviews/contributors.html": ["contributors/"],
    "reviews/list.html": ["reviews/", "news/", "tags/moss/", "sections/weird/"],
    "reviews/festivals.html": ["festivals/"],
    "reviews/festival.html": ["festivals/berlin/2023/"],
    "reviews/archive.html": ["archive/"],
    "reviews/archive_year.html": ["archive/2024/"],
    "reviews/archive_month.html": ["archive/2024/11/"],
    "reviews/search.html": ["search/", "search/?q=here", "search/?q=ghost+tropik", "search/?q=%3Cb%3E%22%26"],
    "reviews/corrections.html": ["corrections/"],
    "reviews/masthead.html": ["masthead/"],
    "reviews/about.html": ["about/"],
    "reviews/feeds.html": ["feeds/"],
    "moderation/dmca.html": ["dmca/"],
    "moderation/transparency.html": ["transparency/"],
    "moderation/register.html": ["a notice of the register"],
    "moderation/report_kind.html": ["report/", "report/?url=/2024/02/here-review/", "report/?step=2"],
    "moderation/report.html": [
        *(f"report/?url=/2024/02/here-review/&kind={kind}" for kind in CHOICES),
        "report/ with faults",
    ],
    "moderation/confirm.html": ["report/confirm/ of a report", "report/confirm/ again"],
    "moderation/status.html": ["report/status/ of a report", "report/status/ of a running clock"],
    "moderation/counter_warning.html": ["report/counter/ before"],
    "moderation/counter.html": ["report/counter/", "report/counter/ with faults"],
    "moderation/counter_sent.html": ["report/counter/ after"],
    "errors/403.html": ["a form that is too old"],
    "errors/404.html": ["2024/02/there-was-never-such-a-piece/"],
    "errors/410.html": ["a withdrawn piece"],
    "errors/451.html": ["a piece taken down"],
    "errors/500.html": ["an error of ours"],
    "preview/refused.html": ["preview/read/000000000000/"],
}
GALLERY = "2025/08/skarholm-2025-eight-films/"


def asked(site, address: str, /, **form: str) -> str:
    """The page, whatever its status."""
    data = urlencode(form).encode() if form else None
    try:
        with urlopen(site / quote(address, safe="/?=&%+"), data) as answer:
            return answer.read().decode()
    except HTTPError as error:
        return error.read().decode()


def made_here(site) -> dict[str, str]:
    """Pages that take more than an address."""
    empty = asked(site, "report/?kind=copyright")
    token = unescape(re.search(r'name="token" value="([^"]+)"', empty)[1])
    held = made(site, "complained")
    picture = re.search(r'href="/([^"]+/pictures/[^"/]+/)"', asked(site, GALLERY))[1]
    gone = made(site, "gone")
    return {
        "report/ with faults": asked(site, "report/", token=token, kind="copyright", email="nobody"),
        "report/confirm/ of a report": asked(site, held["unconfirmed"]),
        "report/confirm/ again": asked(site, held["confirmed"]),
        "report/status/ of a report": asked(site, held["incomplete"]),
        "report/status/ of a running clock": asked(site, held["running"]),
        "report/counter/ before": asked(site, held["counter"]),
        "report/counter/": asked(site, f"{held['counter']}?country=SK"),
        "report/counter/ with faults": asked(site, held["counter"], country="US"),
        "report/counter/ after": asked(site, held["countered"]),
        "a notice of the register": asked(site, made(site, "told")["register"].lstrip("/")),
        "the first picture of a gallery": asked(site, picture),
        "a form that is too old": asked(site, "admin/login/", username="somebody"),
        "a withdrawn piece": asked(site, gone["410"]),
        "a piece taken down": asked(site, gone["451"]),
        "an error of ours": broken(RequestFactory().get("/")).content.decode(),
    }


def mapped(site) -> list[str]:
    """Whatever the sitemaps name: every piece and every film."""
    maps = re.findall(r"/(sitemap-[^<]+)</loc>", asked(site, "sitemap.xml"))
    named = [
        path for one in maps for path in re.findall(r"<loc>https?://[^/]+/([^<]*)</loc>", asked(site, one))
    ]
    return [unquote(unescape(path)) for path in named]


@pytest.fixture(scope="module")
def faults(site, tmp_path_factory):
    """What is wrong with each page, told by one run of the checker."""
    pages = made_here(site)
    listed = {*FOR_READERS.values(), *(one for several in PAGES.values() for one in several), *mapped(site)}
    pages |= {address: asked(site, address) for address in listed - set(pages)}
    return validator.faults(pages, tmp_path_factory.mktemp("pages"))


@pytest.mark.parametrize("template", PAGES)
def test_each_template_makes_html_without_an_error(faults, template):
    assert {address: faults[address] for address in PAGES[template] if faults[address]} == {}


def test_no_piece_film_or_list_is_wrong_where_its_template_is_right(faults):
    assert len(faults) > 300
    assert {address: found for address, found in faults.items() if found} == {}


def test_every_template_of_a_page_for_readers_is_checked():
    folders = ("reviews", "errors", "moderation")
    pages = {
        f"{folder}/{path.name}"
        for folder in folders
        for path in (TEMPLATES / folder).glob("*.html")
        if re.match(r'{% extends "base.html" %}|.*<!doctype', path.read_text())
    }
    assert pages - set(PAGES) == set()


def test_the_checker_objects_where_it_should(tmp_path):
    page = '<!doctype html><html lang="en"><title>A</title><p><time datetime="{}">Then</time>'
    pages = {"right": page.format("2024-02-07"), "wrong": page.format("2024-02-31")}
    found = validator.faults(pages, tmp_path)
    assert found["right"] == []
    assert "line 1: Bad value “2024-02-31”" in found["wrong"][0]
