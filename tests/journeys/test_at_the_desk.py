"""An editor's work around the texts, by keyboard: asking for a piece, and several pieces at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import accessibility_problems, sideways_scroll

pytestmark = pytest.mark.browser


def test_a_piece_is_asked_for_by_keyboard_and_lies_on_its_writers_desk(newsroom, site):
    page = newsroom("editor")
    page.goto(site / "admin/reviews/review/commission/")
    assert accessibility_problems(page) == []
    page.get_by_label("Writer", exact=True).focus()
    for words, found in (("hlin", "Radovan Hlinka"), ("ghost tro", "Ghost Tropic")):
        page.keyboard.type(words, delay=5)
        expect(page.get_by_role("option").filter(has_text=found).first).to_be_visible()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    page.get_by_label("Words", exact=True).focus()
    page.keyboard.type("800")
    page.get_by_label("Due", exact=True).fill("2199-02-16")
    page.get_by_label("Note to the writer").focus()
    page.keyboard.type("Nothing of the ending, please.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Commissioned from Radovan Hlinka: 800 words")

    desk = newsroom("writer", width=390)
    desk.goto(site / "admin/")
    row = desk.get_by_role("listitem").filter(has_text="Nothing of the ending, please.")
    expect(row).to_contain_text("0 of 800 words. Due Sat 16 Feb.")
    assert sideways_scroll(desk) == 0
    row.get_by_role("link", name="Go on writing: GHOST TROPIC").click()
    expect(desk.locator(".in-hand")).to_contain_text("Commissioned: 800 words")
    assert accessibility_problems(desk) == []


def test_pieces_sent_back_together_leave_alone_what_a_colleague_took(newsroom, site, writing):
    for headline in ("A Note on Lobbies", "A Note on Balconies"):
        desk = writing("editor")
        desk.field("Kind").select_option("Feature")
        desk.field("Headline").fill(headline)
        desk.text.click()
        desk.page.keyboard.type("They echo.")
        desk.press("Make ready")
    page = newsroom("editor")
    page.goto(site / "admin/reviews/review/?q=a+note+on&state=ready")
    for headline in ("A Note on Lobbies", "A Note on Balconies"):
        page.get_by_label(f"Choose {headline}").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="With the chosen…").press("Enter")
    expect(page.get_by_role("heading", name="2 pieces")).to_be_visible()
    assert accessibility_problems(page) == []

    colleague = newsroom("chief")
    colleague.goto(site / "admin/reviews/review/?q=lobbies")
    colleague.get_by_role("link", name="A Note on Lobbies").click()
    colleague.get_by_role("button", name="I have this").press("Enter")
    expect(colleague.locator(".standing")).to_contain_text("You have this")

    page.get_by_label("Reason").fill("Which lobby?")
    with page.expect_navigation():
        page.get_by_role("button", name="Send them back").press("Enter")
    said = page.locator(".messagelist")
    expect(said).to_contain_text("1 piece sent back.")
    expect(said).to_contain_text("“A Note on Lobbies” was changed after you opened the list")
    page.goto(site / "admin/reviews/review/?q=a+note+on")
    expect(page.get_by_role("row").filter(has_text="Lobbies")).to_contain_text(re.compile("Ready"))
    expect(page.get_by_role("row").filter(has_text="Balconies")).to_contain_text("Draft")
