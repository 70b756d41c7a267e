"""A piece is looked at before it is published: beside the text, in a tab, and by somebody outside."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import accessibility_problems, sideways_scroll

pytestmark = pytest.mark.browser


def test_the_page_beside_the_text_follows_what_is_typed(writing):
    desk = writing("editor")
    page = desk.page
    desk.field("Headline").fill("What the Tide Left")
    desk.text.click()
    page.keyboard.type("A shoe, and then another shoe.")
    page.keyboard.press("Control+p")
    pane = page.get_by_role("complementary", name="Preview of what you have typed")
    shown = pane.frame_locator("iframe")
    expect(shown.get_by_role("heading", level=1)).to_have_text("What the Tide Left")
    expect(shown.locator(".text")).to_contain_text("another shoe")

    # The page is changed where it stands, so its readers' place in it is kept.
    shown.locator("html").evaluate("page => { page.dataset.same = 'yes' }")
    page.keyboard.type(" Nobody came for them.")
    expect(shown.locator(".text")).to_contain_text("Nobody came for them.")
    expect(shown.locator("html")).to_have_attribute("data-same", "yes")
    expect(shown.get_by_role("link", name="About")).to_have_attribute("target", "_blank")

    ground = "page => getComputedStyle(page.ownerDocument.body).backgroundColor"
    assert shown.locator("h1").evaluate(ground) == "rgb(248, 249, 246)"
    pane.get_by_role("button", name="Dark").click()
    expect(shown.locator("body")).to_have_css("background-color", "rgb(16, 18, 16)")
    pane.get_by_role("button", name="Share card").click()
    expect(shown.locator(".share-card .title")).to_have_text("What the Tide Left")
    pane.get_by_role("button", name="Phone").click()
    expect(shown.locator(".text")).to_be_visible()  # the share card, too, has a heading
    assert shown.locator("html").evaluate("page => page.clientWidth") <= 390
    assert accessibility_problems(page) == []

    # What is typed is kept while one looks.
    expect(page.locator("#saved")).to_contain_text("every change is kept")
    pane.get_by_role("button", name="Phone").press("Escape")
    expect(pane).to_be_hidden()
    expect(page.get_by_role("button", name="Preview")).to_be_focused()


def test_the_same_in_a_tab_without_javascript(writing):
    desk = writing("editor", javascript=False, width=390)
    desk.field("Headline").fill("What the Tide Left")
    desk.field("Text").fill("<p>A shoe, and then another shoe.</p>")
    with desk.page.expect_popup() as opened:
        desk.page.get_by_role("button", name="Preview").click()
    tab = opened.value
    expect(tab.get_by_role("heading", level=1)).to_have_text("What the Tide Left")
    expect(tab.get_by_role("region", name="Preview")).to_contain_text("Preview of what you have typed")
    tab.get_by_role("button", name="Print").click()
    expect(tab.locator(".masthead")).to_be_hidden()
    expect(tab.locator(".text")).to_contain_text("another shoe")
    tab.get_by_role("button", name="Phone").click()
    expect(tab.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text("What the Tide Left")
    expect(desk.field("Headline")).to_have_value("What the Tide Left")


def test_somebody_outside_reads_it_until_the_link_is_revoked(writing, open_page, site, problems):
    desk = writing("editor")
    page = desk.page
    desk.field("Headline").fill("What the Tide Left")
    desk.press("Save")
    page.get_by_role("link", name="Links for people outside").click()
    page.get_by_label("For whom").fill("The distributor")
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_role("button", name="Copy")).to_be_visible()
    address = page.get_by_label("The link", exact=True).input_value()
    assert accessibility_problems(page) == []

    outside = open_page(width=390)
    outside.goto(address)
    expect(outside.get_by_role("heading", level=1)).to_have_text("What the Tide Left")
    expect(outside.get_by_role("region", name="Preview")).to_contain_text("Please do not share.")
    assert re.fullmatch(re.escape(site / "preview/read/") + r"[0-9a-f]+/", outside.url)
    [cookie] = outside.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], site / cookie["path"]) == (True, "Lax", outside.url)
    assert outside.evaluate("document.referrer + document.cookie") == ""
    assert accessibility_problems(outside) == []
    assert sideways_scroll(outside) == 0

    page.goto(page.url)
    page.get_by_text("Opened 1 time").click()
    expect(page.get_by_role("listitem").filter(has_text=re.compile("Chrome|browser"))).not_to_have_count(0)
    page.get_by_role("button", name="Revoke the link for The distributor").click()
    expect(page.locator(".messagelist")).to_contain_text("It shows nothing any more.")
    outside.reload()
    expect(outside.get_by_role("heading", level=1)).to_have_text("There is no preview here")
    problems.expect("status of 404")
