"""The newsroom is really stopped and started again while somebody writes: no word is lost."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_keeping import COPIED, KEPT, begun, body, note
from tests.journeys.worker import stopped

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOT_SAVED = "Not saved. We keep trying; your text is safe in this browser."


def typed_to_nobody(desk, words):
    """Goes on at the end of the text until the line below says that nobody keeps it, and this browser has it all."""
    desk.text.click()
    desk.page.keyboard.press("Control+End")
    desk.page.keyboard.type(words)
    expect(desk.page.locator("#saved")).to_have_text(NOT_SAVED)
    desk.page.wait_for_function(COPIED, arg=words.strip())


def test_what_is_typed_while_the_newsroom_is_stopped_arrives_once_it_is_back(writing, site, problems):
    desk = begun(writing, "The Power Cut")
    page = desk.page
    with stopped(site):
        typed_to_nobody(desk, " It went dark.")
        # A button is no way out: the page stays, and so does the text.
        page.keyboard.press("Control+s")
        expect(page.locator("#saved")).to_have_text(NOT_SAVED)
        typed_to_nobody(desk, " We went on by candle.")
        problems.expect("ERR_CONNECTION")
    expect(page.locator("#saved")).to_have_text(KEPT)
    whole = "<p>The first sentence. It went dark. We went on by candle.</p>"
    expect(body(desk)).to_have_value(whole)
    problems.clear()  # the last tries before it was open

    page.reload()
    expect(body(desk)).to_have_value(whole)
    expect(page.locator(".notice")).to_have_count(0)
    desk.press("Save")
    assert desk.said == "Saved."
    expect(body(desk)).to_have_value(whole)


def test_a_page_that_is_opened_again_after_a_restart_offers_what_this_browser_kept(writing, site, problems):
    desk = begun(writing, "The Second Power Cut")
    page = desk.page
    address = page.url
    with stopped(site):
        typed_to_nobody(desk, " It went dark again.")
        # Somebody leaves the page before anybody answers again, so that nothing of it can arrive.
        page.once("dialog", lambda leaving: leaving.accept())
        page.goto("about:blank")
        problems.expect("ERR_CONNECTION")
    page.goto(address)
    problems.clear()
    expect(body(desk)).to_have_value("<p>The first sentence.</p>")
    note(desk, "You have newer text from").get_by_role("button", name="Use it").click()
    whole = "<p>The first sentence. It went dark again.</p>"
    expect(body(desk)).to_have_value(whole)
    expect(page.locator("#saved")).to_have_text(KEPT)

    page.reload()
    expect(body(desk)).to_have_value(whole)
    expect(page.locator(".notice")).to_have_count(0)
