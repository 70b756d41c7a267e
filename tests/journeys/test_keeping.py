"""Nothing that was typed is lost: not by a crash, nor by a lost network, another person, or a session that ended."""

import re

import pytest
from playwright.sync_api import expect

from importers.demo.desk import PASSWORD
from tests.browser import accessibility_problems, watch
from tests.journeys.writing import WritingPage

pytestmark = pytest.mark.browser

KEPT = re.compile(r"^Saved \d\d:\d\d, every change is kept$")
HERE = "Not saved: your text is safe in this browser."
# What a process that is killed does on its way out: nothing.
NO_FAREWELL = """() => ["pagehide", "visibilitychange", "beforeunload"].forEach((farewell) =>
  window.addEventListener(farewell, (event) => event.stopImmediatePropagation(), true))"""
# What every quarter of a minute brings, and a page that is come back to: it asks for the piece.
BEAT = "() => window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
COPIED = "(words) => Object.values(localStorage).some((copy) => copy.includes(words))"


def begun(writing, headline, name="editor", **screen):
    """A piece of which the server has the headline and the first sentence, without a button pressed."""
    desk = writing(name, **screen)
    desk.field("Kind").select_option("News")
    desk.field("Headline").fill(headline)
    desk.text.click()
    desk.page.keyboard.type("The first sentence.")
    expect(desk.page.locator("#saved")).to_have_text(KEPT)
    return desk


def body(desk):
    return desk.page.locator("textarea[name=body]")


def note(desk, words):
    return desk.page.locator(".notice").filter(has_text=words)


def test_a_browser_that_crashes_mid_sentence_loses_at_most_five_seconds(writing, problems):
    desk = begun(writing, "A Lamp Goes Out")
    page = desk.page
    address = page.url
    assert re.search(r"/review/\d+/change/$", address)
    page.reload()
    expect(body(desk)).to_have_value("<p>The first sentence.</p>")

    # From here on the server hears nothing any more.
    page.context.route("**/autosave/", lambda route: route.abort())
    desk.text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" And the lamp")
    page.wait_for_function(COPIED, arg="And the lamp", timeout=6000)
    page.evaluate(NO_FAREWELL)
    page.close()
    problems.clear()
    page.context.unroute("**/autosave/")

    desk = WritingPage(page.context.new_page())
    watch(desk.page, problems)
    desk.page.goto(address)
    expect(body(desk)).to_have_value("<p>The first sentence.</p>")
    offer = note(desk, "You have newer text from")
    offer.get_by_role("button", name="Compare").click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.locator(".differs td")).to_have_text(
        ["The first sentence.", "The first sentence. And the lamp"]
    )
    assert accessibility_problems(desk.page) == []
    dialog.get_by_role("button", name="Use the text").click()
    expect(body(desk)).to_have_value("<p>The first sentence. And the lamp</p>")
    expect(desk.page.locator("#saved")).to_have_text(KEPT)

    # Taking it can be undone, and the crashed page holds nobody up.
    note(desk, "This is your text from").get_by_role("button", name="Undo").click()
    expect(body(desk)).to_have_value("<p>The first sentence.</p>")
    expect(desk.page.locator("#saved")).to_have_text(KEPT)
    desk.page.reload()
    expect(body(desk)).to_have_value("<p>The first sentence.</p>")
    expect(desk.page.locator(".notice")).to_have_count(0)


def test_a_page_whose_farewell_is_lost_on_the_way_leaves_the_piece_free(writing):
    desk = begun(writing, "A Farewell")
    desk.page.evaluate("navigator.sendBeacon = () => true")
    desk.page.reload()
    desk.text.click()
    desk.page.keyboard.press("Control+End")
    desk.page.keyboard.type(" Nobody waved.")
    expect(desk.page.locator("#saved")).to_have_text(KEPT)
    expect(body(desk)).to_have_value("<p>The first sentence. Nobody waved.</p>")
    expect(desk.page.locator(".notice")).to_have_count(0)


def test_what_is_typed_while_the_newsroom_is_away_or_slow_arrives(writing, problems):
    desk = begun(writing, "Away and Slow")
    page = desk.page
    page.context.set_offline(True)
    desk.text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Typed while it was away.")
    expect(page.locator("#saved")).to_have_text(
        "Not saved. We keep trying; your text is safe in this browser."
    )
    # A button does not lead into the void either.
    page.keyboard.press("Control+s")
    expect(body(desk)).to_have_value("<p>The first sentence. Typed while it was away.</p>")
    page.wait_for_function(COPIED, arg="while it was away")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(KEPT)
    problems.clear()

    # An answer that takes its time, and is then lost: the words typed meanwhile are in the next.
    lost = []

    def lose(route):
        route.fetch()
        lost.append(route)
        page.keyboard.type(" Typed while it was slow.")
        route.abort()

    page.route("**/autosave/", lose, times=1)
    page.keyboard.type(" Sent.")
    expect(page.locator("#saved")).to_have_text(KEPT)
    page.wait_for_function("() => document.querySelector('#saved').textContent.startsWith('Saved')")
    expect(page.locator("#saved")).not_to_contain_text("last words")
    page.reload()
    whole = "The first sentence. Typed while it was away. Sent. Typed while it was slow."
    expect(body(desk)).to_have_value(f"<p>{whole}</p>")
    expect(page.locator(".notice")).to_have_count(0)
    assert len(lost) == 1
    problems.clear()


def test_somebody_elses_page_in_the_place_of_an_answer_is_none(writing):
    """As a hotel's network answers everything until one has paid."""
    desk = begun(writing, "A Hotel")
    page = desk.page

    def hotel(route):
        route.fulfill(content_type="text/html", body="<p>Welcome to our hotel.</p>")

    for door in ("**/presence/", "**/autosave/"):
        page.route(door, hotel)
    with page.expect_response("**/presence/"):
        page.evaluate(BEAT)
    desk.text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Typed in the lobby.")
    expect(page.locator("#saved")).to_have_text(
        "Not saved. We keep trying; your text is safe in this browser."
    )
    expect(desk.text).to_have_attribute("contenteditable", "true")
    for door in ("**/presence/", "**/autosave/"):
        page.unroute(door)
    expect(page.locator("#saved")).to_have_text(KEPT)
    page.reload()
    expect(body(desk)).to_have_value("<p>The first sentence. Typed in the lobby.</p>")


def test_who_takes_a_piece_over_is_told_of_and_the_other_can_only_read(writing, problems):
    first = begun(writing, "Whose Is It")
    # Their next save tells them, not their next beat, which may come sooner on a slow machine.
    first.page.route("**/presence/", lambda route: route.fulfill(json={"holds": True}))
    second = writing("chief", first.page.url.split("/")[-3])
    told = note(second, "Demo Editor is editing this.")
    told.get_by_role("button", name="Take over").click()
    expect(told).to_have_count(0)
    second.text.click()
    second.page.keyboard.press("Control+End")
    second.page.keyboard.type(" Mine now.")
    expect(second.page.locator("#saved")).to_have_text(KEPT)

    first.text.click()
    first.page.keyboard.type("Too late. ")
    expect(note(first, "Demo Chief Editor took over at")).to_contain_text("reload to go on")
    problems.expect("status of 423")
    expect(first.text).to_have_attribute("contenteditable", "false")
    expect(first.field("Headline")).not_to_be_editable()
    expect(first.page.locator(".bar").get_by_role("button", name="Save")).to_be_disabled()
    assert accessibility_problems(first.page) == []
    note(first, "took over").get_by_role("button", name="Reload").click()
    expect(body(first)).to_have_value("<p>The first sentence. Mine now.</p>")
    # What was typed too late is still there to be looked at.
    expect(note(first, "You have newer text from")).to_be_visible()


def test_a_session_that_ends_is_begun_again_in_place(writing, problems):
    desk, ended = ended_while_typing(writing, problems, "An Ended Session")
    page = desk.page
    assert accessibility_problems(page) == []

    def sign_in(name):
        ended.get_by_label("Name").fill(name)
        ended.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")

    # Another account is no reason to save this under its name.
    sign_in("chief")
    other = note(desk, "You are signed in as Demo Chief Editor now.")
    expect(other).to_contain_text("nothing of it is saved")
    other.get_by_role("button", name="Sign in again").click()
    # A beat of the other account's meanwhile leaves the form where it is.
    ended.get_by_label("Name").fill("edit")
    with page.expect_response("**/admin/sign-in/"):
        page.evaluate(BEAT)
    expect(ended.get_by_label("Name")).to_have_value("edit")
    problems.expect("status of 403")
    sign_in("editor")
    expect(page.locator("#saved")).to_have_text(KEPT)
    expect(body(desk)).to_have_value("<p>The first sentence. Typed after it ended.</p>")
    desk.press("Save")
    assert desk.said == "Saved."
    expect(body(desk)).to_have_value("<p>The first sentence. Typed after it ended.</p>")


def test_who_signs_in_again_in_another_window_goes_on_in_this_one(writing, login, problems):
    desk, ended = ended_while_typing(writing, problems, "Elsewhere Again")
    login(desk.page.context.new_page(), "editor")
    desk.page.evaluate(BEAT)
    expect(ended).to_have_count(0)
    expect(desk.page.locator("#saved")).to_have_text(KEPT)
    desk.page.reload()
    expect(body(desk)).to_have_value("<p>The first sentence. Typed after it ended.</p>")
    problems.clear()


def ended_while_typing(writing, problems, headline):
    """A writing page that has just learnt that nobody is signed in any more, and what it says of that."""
    desk = begun(writing, headline, width=390)
    page = desk.page
    page.context.clear_cookies()
    desk.text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Typed after it ended.")
    ended = note(desk, "Your session ended. Sign in here and your text will be waiting.")
    expect(ended).to_be_visible()
    expect(page.locator("#saved")).to_have_text(HERE)
    problems.expect("status of 40[13]")
    return desk, ended
