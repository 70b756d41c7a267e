"""What a page must survive: narrow screens and long words, no pictures, forced colours, paper."""

import pytest

from tests.browser import sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.screens]

# Words of headings and of the magazine's own name that stand in more than one line.
BROKEN = """(selector) => {
  const broken = [];
  for (const heading of document.querySelectorAll(selector)) {
    const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/[\\p{Script=Latin}’]+/gu)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1) broken.push(word[0]);
      }
    }
  }
  return broken;
}"""
RATED = "films/the-glass-orchard-2024/"


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize(
    "address", ["", "reviews/", "films/the-understudies-2024/", "films/the-harbourmasters-2025/"]
)
def test_no_word_of_a_heading_is_broken_and_no_page_wider_than_its_window(reader, site, address, width):
    page = reader(width=width)
    page.goto(site / address)
    page.evaluate("document.fonts.ready")
    headings = "h1, .wordmark" if width < 360 else "h1, h2, h3, .wordmark"
    assert page.evaluate(BROKEN, headings) == []
    assert sideways_scroll(page) == 0


def test_a_word_too_long_for_the_screen_is_broken_and_not_pushed_out(reader, site):
    page = reader(width=320)
    page.goto(site / "2025/06/the-longest-word-in-any-cinema/")
    assert len(page.evaluate(BROKEN, "h1")) == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_foot_of_a_short_page_is_the_foot_of_the_window(reader, site):
    page = reader(width=1280, height=1400)
    page.goto(site / "masthead/")
    assert page.evaluate("document.querySelector('.footer').getBoundingClientRect().bottom") == 1400


def test_on_paper_a_rating_keeps_its_discs(reader, site):
    page = reader()
    page.goto(site / RATED)
    page.emulate_media(media="print")
    inks = "all => all.map((disc) => getComputedStyle(disc).printColorAdjust)"
    assert set(page.locator(".discs i").evaluate_all(inks)) == {"exact"}


def test_in_forced_colours_a_rating_wears_the_readers_colour(reader, site):
    page = reader(scheme="dark")
    page.emulate_media(forced_colors="active")
    page.goto(site / RATED)
    worn = "disc => getComputedStyle(disc).borderTopColor === getComputedStyle(disc.closest('li')).color"
    assert page.locator(".verdicts .discs i").first.evaluate(worn)


def test_a_headline_in_arabic_stands_over_its_dek(reader, site):
    page = reader()
    page.goto(site / "reviews/")
    dek = page.locator(".rows .dek[dir=rtl]").first
    assert dek.evaluate("dek => getComputedStyle(dek).textAlign") == "left"
