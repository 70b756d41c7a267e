"""What helps while one writes: the list that follows, names that link themselves, keys; and how little it takes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import accessibility_problems, sideways_scroll
from tests.journeys.acts import Acts
from tests.journeys.pieces import made

pytestmark = pytest.mark.browser


def test_a_review_that_was_sent_is_live_after_25_clicks_and_keys(newsroom, site):
    page = newsroom("editor")
    page.goto(site / "admin/")
    acts = Acts(page)
    acts.click(page.get_by_role("link", name="Write", exact=True))
    acts.choose(page.get_by_label("Kind", exact=True), "Review")
    acts.click(page.get_by_role("combobox", name="Film", exact=True))
    acts.type("ghost t")
    acts.take("Ghost Tropic")
    acts.click(page.get_by_label("Headline", exact=True))
    acts.key("End")
    acts.words("The Last Metro")
    acts.click(page.get_by_label("Dek", exact=True))
    acts.words("A cleaner walks home through Brussels.")
    acts.click(page.locator(".ProseMirror"))
    acts.paste("<p>She falls asleep, and <i>wakes</i> at the end of the line.</p>", "She falls asleep.")
    acts.choose(page.get_by_label("Section", exact=True), "International")
    acts.choose(page.get_by_label("Rating", exact=True), "4 stars")
    expect(page.locator("#before-publishing .stop")).to_have_count(0)
    acts.click(page.locator(".bar").get_by_role("button", name="Publish now"))
    expect(page.locator(".standing b")).to_have_text("Live")
    assert acts.count <= 25


def test_a_typo_in_a_live_piece_is_gone_after_8(newsroom, reader, site):
    piece = made(
        site,
        "publish",
        headline="A Tyop at Night",
        film="night-bus-to-ostrava-2024",
        section="Weird",
        tags=[],
    )
    page = newsroom("editor")
    page.goto(site / "admin/")
    acts = Acts(page)
    acts.key("/")
    expect(page.locator("#searchbar")).to_be_focused()
    acts.words("tyop")
    acts.key("Enter")
    acts.click(page.get_by_role("link", name="A Tyop at Night"))
    headline = page.get_by_label("Headline", exact=True)
    acts.click(headline, click_count=3)
    acts.words("A Typo at Night")
    acts.click(page.locator(".bar").get_by_role("button", name="Publish change"))
    expect(page.locator(".messagelist")).to_be_visible()
    assert acts.count <= 8
    live = reader()
    live.goto(site / piece["path"])
    expect(live.get_by_role("heading", level=1)).to_have_text("A Typo at Night")


def test_who_types_on_while_the_list_is_behind_makes_the_whole_name(writing):
    desk = writing("editor")
    page = desk.page
    desk.text.click()
    page.keyboard.type("With @orsolya k")
    behind = page.get_by_role("option", name="New person “orsolya k”")
    expect(behind).to_be_visible()
    page.route("**/lookup/**", lambda route: None)  # nobody answers what is asked from now on
    page.keyboard.type("err")
    behind.click()
    expect(page.get_by_role("dialog").get_by_label("Name")).to_have_value("orsolya kerr")


def test_the_list_follows_and_names_link_themselves(writing, problems):
    desk = writing("editor")
    page, keyboard = desk.page, desk.page.keyboard
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url) if request.url.endswith("/checks/") else None
    )
    desk.choose(page.get_by_role("combobox", name="Film", exact=True), "ghost", "Ghost Tropic")
    before = desk.panel("Before publishing")
    desk.text.click()
    asked.clear()
    keyboard.type("In Ghost Tropic, Bas Devos and Bas Devis walk by night. TK")
    assert len(asked) <= 2  # not at each key
    expect(before.locator(".stop").filter(has_text="“TK”")).to_be_visible()
    expect(before).to_contain_text("“Bas Devis”: the credits say Bas Devos.")
    expect(page.locator("#length")).to_have_text("12 words, 1 min read")
    for _ in range(3):
        keyboard.press("Backspace")
    expect(before.locator(".stop").filter(has_text="“TK”")).to_have_count(0)

    source = page.locator("textarea[name=body]")
    page.get_by_role("button", name="Link 2 names?").click()
    page.get_by_role("button", name="Link them").click()
    expect(source).to_have_value(
        re.compile(r"<a data-film=\"\d+\">Ghost Tropic</a>, <a data-person=\"\d+\">Bas Devos</a>")
    )
    keyboard.press("Control+z")
    expect(source).to_have_value("<p>In Ghost Tropic, Bas Devos and Bas Devis walk by night.</p>")
    keyboard.type(" ")
    page.wait_for_timeout(1500)
    expect(page.locator("#link-names")).to_be_hidden()

    # A name nobody knows is made on the spot; one that somebody has already is asked about.
    keyboard.type("With @bas devo")
    page.get_by_role("option", name="New person").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Bas Devos")
    keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("There is already Bas Devos")
    problems.expect("status of 400")
    page.get_by_role("dialog").get_by_role("button", name="Use Bas Devos").click()
    expect(page.locator(".ProseMirror a")).to_have_text(["Bas Devos"])
    expect(page.locator(".ProseMirror")).to_be_focused()
    keyboard.type(" and @orsolya kerr")
    page.get_by_role("option", name="New person").click()
    keyboard.press("Enter")
    expect(page.locator(".ProseMirror a")).to_have_text(["Bas Devos", "orsolya kerr"])

    # The keys: the list of them, and the way to what is left.
    keyboard.press("Control+Enter")
    expect(before.locator(".stop a").first).to_be_focused()
    keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("History")
    assert accessibility_problems(page) == []
    keyboard.press("Escape")
    with page.expect_event("load"):
        keyboard.press("Control+s")
    expect(page.locator(".standing b")).to_have_text("Draft")
    keyboard.press("Control+Shift+H")
    page.wait_for_url(re.compile("/history/$"))


def test_on_a_phone_the_bar_says_what_is_left_and_a_finger_finds_it(writing):
    desk = writing("editor", width=390)
    page = desk.page
    desk.field("Headline").fill("A Note from the Ferry")
    button = page.locator(".bar button.solid")
    expect(button).to_have_text(re.compile(r"^Publish: \d things first"))
    expect(page.get_by_role("link", name="History")).to_be_visible()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(button).to_be_in_viewport()
    small = page.locator(
        ".bar .button:visible, .checks a, .body-toolbar button:visible, #link-names button:visible"
    ).evaluate_all(
        "all => all.filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.textContent)"
    )
    assert small == []
    assert sideways_scroll(page) == 0
    assert accessibility_problems(page) == []
