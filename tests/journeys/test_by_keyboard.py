"""A day at the desk by keyboard alone: a review from sign-in to its readers, and each screen's main work."""

import re

import pytest
from playwright.sync_api import expect

from importers.demo.desk import PASSWORD
from tests.journeys.keyboard import Keyboard
from tests.journeys.pieces import made
from tests.journeys.writing import PAINTED, WritingPage

pytestmark = pytest.mark.browser


def test_a_review_from_sign_in_to_its_readers(open_page, site):
    page = open_page()
    keys, desk = Keyboard(page), WritingPage(page)
    page.on("filechooser", lambda chooser: chooser.set_files(PAINTED / "harbour.jpg"))
    page.goto(site / "admin/")
    if not desk.field("Name").evaluate("field => field === document.activeElement"):
        keys.to(desk.field("Name"))
    keys.type("editor")
    keys.to(desk.field("Password"))
    keys.type(PASSWORD)
    with page.expect_event("load"):
        keys.press("Enter")
    keys.open(page.get_by_role("link", name="Write", exact=True))

    keys.to(desk.field("Kind"))
    keys.type("Review")
    film = page.get_by_role("combobox", name="Film", exact=True)
    keys.to(film)
    keys.type("ghost t")
    expect(page.get_by_role("option").filter(has_text="Ghost Tropic").first).to_be_visible()
    keys.press("Enter")
    expect(film).to_have_value("Ghost Tropic (2019)")
    keys.to(desk.field("Headline"), by="Shift+Tab")
    keys.press("End")
    keys.type("By Hand")
    keys.to(desk.field("Dek"))
    keys.type("A cleaner walks home through Brussels.")
    keys.to(desk.text)
    keys.type("She falls asleep, and ")
    keys.press("Control+i")
    keys.type("wakes")
    keys.press("Control+i")
    keys.type(" at the end of the line.")
    # The buttons above the text, and back.
    keys.press("Alt+F10", "ArrowRight", "ArrowRight")
    keys.look()
    keys.to(desk.text)
    keys.press("Control+End")
    keys.type(" It rains.")

    upload = desk.field("Add pictures from this computer")
    keys.to(upload)
    keys.press("Enter")
    row = desk.panel("Pictures").locator(".row:not(.blank)")
    expect(row.locator(".thumb img")).to_have_count(1)
    keys.to(row.get_by_label("Alternative text"), by="Shift+Tab")
    keys.type("A harbour at dusk")
    keys.to(row.get_by_label("Credit"))
    keys.type("Illustration: the desk")
    keys.to(row.get_by_role("button", name="Make it the lead"))
    keys.press("Space")
    keys.to(desk.field("Section"))
    keys.type("International")
    keys.to(desk.field("Rating"))
    keys.type("4 stars")
    # All the way back up, under the bar that stays.
    keys.to(desk.field("Kind"), by="Shift+Tab")
    expect(page.locator("#before-publishing .stop")).to_have_count(0)
    keys.press("Control+Enter")
    button = page.locator(".bar").get_by_role("button", name="Publish now")
    expect(button).to_be_focused()
    keys.look()
    with page.expect_event("load"):
        keys.press("Enter")
    expect(page.locator(".standing b")).to_have_text("Live")
    keys.open(page.locator(".standing").get_by_role("link", name="See it"))
    expect(page.get_by_role("heading", level=1)).to_have_text("GHOST TROPIC Review: By Hand")
    expect(page.locator(".text em")).to_have_text("wakes")
    expect(page.locator(".hero").get_by_role("img", name="A harbour at dusk")).to_be_visible()
    expect(page.get_by_role("article").get_by_role("img", name="4 out of 5")).to_be_visible()


def test_the_field_one_is_in_does_not_slip_under_the_bar(login, open_page, site):
    """When something above it becomes shorter, as the checklist does, the browser holds the text beside it instead."""
    page = open_page()
    login(page, "editor")
    page.goto(site / "admin/reviews/review/add/")
    field = WritingPage(page).field("When")
    field.focus()
    below = """field => {
      const end = (one) => one.getBoundingClientRect().bottom
      return end(field) - end(document.querySelector(".bar"))
    }"""
    page.evaluate("distance => scrollBy(0, distance)", field.evaluate(below) - 40)
    page.wait_for_timeout(200)
    assert 0 < field.evaluate(below) < 60
    page.evaluate(
        """() => {
          const first = document.querySelector(".panel > section")
          first.style.cssText = `overflow: hidden; height: ${first.offsetHeight - 60}px`
        }"""
    )
    page.wait_for_function(f"() => ({below})(document.activeElement) > 0", timeout=5000)


def test_what_arrives_above_a_field_does_not_push_it_out_of_sight(newsroom, site):
    page = newsroom("editor", height=600)
    desk = WritingPage(page)
    page.goto(site / "admin/reviews/review/add/")
    desk.field("Headline").fill("What Comes Above")
    rating = desk.field("Rating")
    rating.focus()
    rating.evaluate("field => field.scrollIntoView({ block: 'end' })")
    desk.upload("harbour.jpg", "greenhouse.jpg")
    expect(rating).to_be_focused()
    expect(rating).to_be_in_viewport()


@pytest.mark.slow
def test_the_main_work_of_each_screen(newsroom, site):
    for number in (1, 2):
        made(site, "plan", headline=f"Keys Only {number}", at=f"2098-06-1{number}T08:00:00+00:00")
    made(site, "publish", headline="A Landing in the Dark", film="here-2023", section="Weird", tags=[])
    page = newsroom("chief")
    keys = Keyboard(page)
    main = page.get_by_role("main")

    # The desk: the one next act of a piece.
    page.goto(site / "admin/")
    keys.open(
        main.get_by_role(
            "link", name=re.compile("^(Go on writing|Look at it|Read it|Publish it|See it)")
        ).first
    )

    # Pieces: found, narrowed down, chosen, and something done with both.
    page.goto(site / "admin/reviews/review/")
    search(keys, "keys only")
    keys.open(page.get_by_role("link", name=re.compile("^Scheduled")).first)
    boxes = page.get_by_label(re.compile("^Choose Keys Only"))
    for place in (0, 1):
        keys.to(boxes.nth(place))
        keys.press("Space")
    keys.open(page.get_by_role("button", name="With the chosen…"))
    expect(page.get_by_role("heading", name="2 pieces")).to_be_visible()
    keys.to(page.get_by_role("textbox", name="Tag", exact=True))
    keys.type("only keys")
    keys.open(page.get_by_role("button", name="Tag them"))
    expect(page.locator(".messagelist")).to_contain_text("2 pieces tagged.")

    # Calendar: a piece moved to the next day.
    page.goto(site / "admin/reviews/review/calendar/?on=2098-06-01")
    keys.open(page.get_by_role("link", name="Move Keys Only 1 to…"))
    keys.to(page.get_by_label("Move to, Brussels time"))
    keys.press("ArrowRight", "ArrowUp")
    with page.expect_event("load"):
        keys.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("it appears on Thu 12 Jun 2098, 10:00 Brussels.")

    # Films: found, and looked at beside another one that may be the same.
    page.goto(site / "admin/films/film/")
    search(keys, "here")
    keys.open(main.get_by_role("link", name=re.compile(r"^Here\b")).first)
    keys.open(page.get_by_role("link", name="Merge with another"))
    keys.to(page.get_by_role("combobox", name="The other film"))
    keys.type("ghost t")
    expect(page.get_by_role("option").filter(has_text="Ghost Tropic").first).to_be_visible()
    keys.press("ArrowDown", "ArrowUp", "Enter")
    keys.open(page.get_by_role("button", name="See what would move"))
    preview = page.get_by_role("region", name=re.compile("becomes part of"))
    keys.to(preview.get_by_role("button", name="Merge"))

    # Pictures: found, narrowed down, and one described.
    page.goto(site / "admin/images/image/")
    search(keys, "lamp on a landing")
    keys.open(main.get_by_role("link").filter(has=page.get_by_role("img")).first)
    keys.to(page.locator("#id_alt"))
    keys.press("End")
    keys.type(", from below")
    keys.open(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator(".messagelist")).to_be_visible()


def test_a_text_is_compared_and_restored(writing):
    desk = writing("editor")
    page, keys = desk.page, Keyboard(desk.page)
    desk.field("Headline").fill("On Blinds")
    for words in ("They are red.", "They are blue."):
        desk.text.click()
        keys.press("Control+a")
        keys.type(words)
        desk.press("Save")
    with page.expect_event("load"):
        keys.press("Control+Shift+H")
    chosen = page.locator("input[name=from]:checked")
    keys.to(chosen)
    keys.press("ArrowDown")
    keys.look()
    expect(page.get_by_label("From number 1")).to_be_checked()
    keys.open(page.get_by_role("button", name="Compare them"), by="Shift+Tab")
    expect(page.locator(".line del")).to_have_text("red")
    keys.open(page.get_by_role("link", name="Restore number 1"))
    keys.open(page.get_by_role("button", name="Restore number 1"))
    expect(page.locator("textarea[name=body]")).to_have_value("<p>They are red.</p>")


def search(keys, words):
    keys.press("/")
    expect(keys.page.locator("#searchbar")).to_be_focused()
    keys.type(words)
    with keys.page.expect_event("load"):
        keys.press("Enter")
