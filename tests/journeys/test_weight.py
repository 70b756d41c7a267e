"""What a reader's browser fetches on a first visit, and how still the page stands while it arrives."""

import gzip
from urllib.parse import urlsplit

import brotli
import pytest

pytestmark = pytest.mark.browser

KB = 1024
HOME, PIECE, FILM = "", "2024/02/here-review/", "films/here-2023/"
PIECES = [PIECE, "2025/08/skarholm-2025-eight-films/", "2025/09/the-dry-lake-review/"]
# The billing block has a cut of its own, which no other page asks for.
CREDITS = 12 * KB

# By how much something moved, and whose child it was, as Chromium counts it.
WATCH_SHIFTS = """
window.shifts = []
new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.shifts.push(
  [entry.value, entry.sources.map(({node}) => node?.parentElement?.className || node?.nodeName).join(" ")],
))).observe({type: "layout-shift", buffered: true})
"""
TO_THE_END = """async () => {
  for (let at = 0; at < document.body.scrollHeight; at += innerHeight / 2) {
    scrollTo({top: at, behavior: "instant"})
    await new Promise(requestAnimationFrame)
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}"""


def on_the_line(answer) -> int:
    """Bytes as a public site sends them: files packed once by WhiteNoise, pages by the server before it."""
    kind, body = answer.request.resource_type, answer.body()
    if kind == "document":
        return len(gzip.compress(body))
    return len(brotli.compress(body)) if kind == "stylesheet" else len(body)


def beyond_latin(answer) -> bool:
    """A file that only a page with a Polish or a Turkish name asks for."""
    return "-ext." in answer.url


@pytest.fixture
def visit(reader, site):
    """A first visit, read to its end: the page, and what was fetched by kind, without pictures."""

    def go(address, **screen):
        page = reader(**screen)
        page.add_init_script(WATCH_SHIFTS)
        answers = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(site / address, wait_until="networkidle")
        page.evaluate(TO_THE_END)
        page.wait_for_load_state("networkidle")
        fetched = {"document": [], "stylesheet": [], "font": [], "script": []}
        for answer in answers:
            if answer.request.resource_type not in ("image", "other"):  # "other": the sign on the tab
                fetched[answer.request.resource_type].append(answer)
        return page, fetched

    return go


def weight(answers) -> int:
    return sum(on_the_line(answer) for answer in answers if not beyond_latin(answer))


@pytest.mark.parametrize("address", PIECES)
def test_a_piece_and_its_sheets_are_light(visit, address):
    _page, fetched = visit(address)
    assert len(gzip.compress(fetched["document"][0].body())) <= 14 * KB
    colours, site_sheet = sorted(fetched["stylesheet"], key=lambda sheet: len(sheet.body()))
    assert len(gzip.compress(site_sheet.body())) <= 10 * KB
    assert len(gzip.compress(colours.body())) <= 200
    assert fetched["script"] == []


@pytest.mark.screens
@pytest.mark.parametrize("address", [HOME, *PIECES, FILM])
def test_what_the_first_words_wait_for_is_light(visit, address):
    page, fetched = visit(address)
    preloaded = page.locator("link[rel=preload]").evaluate_all("links => links.map((link) => link.href)")
    assert len(preloaded) == 2
    fonts = [font for font in fetched["font"] if font.url in preloaded]
    assert len(fonts) == 2
    assert weight(fetched["document"] + fetched["stylesheet"] + fonts) <= 60 * KB


@pytest.mark.screens
@pytest.mark.parametrize(("address", "more"), [*((one, 0) for one in [HOME, *PIECES]), (FILM, CREDITS)])
def test_all_but_the_pictures_of_a_first_visit_is_light(visit, address, more):
    _page, fetched = visit(address)
    assert weight(answer for answers in fetched.values() for answer in answers) <= 115 * KB + more


@pytest.mark.screens
def test_a_second_page_fetches_itself_and_no_more_than_a_colour(visit):
    page, _fetched = visit(HOME)
    again = []
    page.on("response", lambda answer: again.append(answer))
    page.get_by_role("main").get_by_role("link", name="HERE Review").click()
    page.wait_for_url("**/here-review/")
    page.wait_for_load_state("networkidle")
    new = [answer for answer in again if answer.request.resource_type in ("document", "stylesheet", "script")]
    sheets = [urlsplit(answer.url).path for answer in new if answer.request.resource_type == "stylesheet"]
    assert [path for path in sheets if not path.startswith("/colours/") and "/site." not in path] == []
    assert weight(answer for answer in new if "/site." not in answer.url) <= 14 * KB


@pytest.mark.screens
@pytest.mark.parametrize("address", PIECES)
def test_the_first_picture_is_not_kept_waiting_and_the_others_wait(visit, address):
    page, _fetched = visit(address)
    assert page.locator("img:not([loading=lazy])").count() <= 3
    assert page.locator(".hero .frame img").first.get_attribute("fetchpriority") == "high"


@pytest.mark.screens
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", [HOME, *PIECES, FILM])
def test_nothing_moves_while_a_page_arrives(visit, address, width):
    page, _fetched = visit(address, width=width)
    shifts = page.evaluate("window.shifts")
    assert sum(value for value, _what in shifts) <= 0.001, shifts
