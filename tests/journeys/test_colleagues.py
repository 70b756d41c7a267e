"""Two colleagues over one text: a passage, a name, a notice, an answer; and a mistake owned up to in public."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import accessibility_problems, sideways_scroll
from tests.journeys.pieces import made

pytestmark = pytest.mark.browser


def test_a_note_on_a_passage_reaches_who_is_named_and_is_resolved(writing, newsroom, site):
    desk = writing("editor")
    page = desk.page
    desk.field("Kind").select_option("Feature")
    desk.field("Headline").fill("On Doors That Squeak")
    desk.text.click()
    page.keyboard.type("Only the left one does.")
    desk.field("Section").select_option("Weird")
    desk.press("Save")

    # Words that nobody has saved yet stay where they are while a note goes out.
    desk.field("Dek").fill("Not saved yet.")
    desk.text.click()
    page.keyboard.press("Control+a")
    desk.tool("Write a note on these words")
    notes = page.get_by_role("region", name=re.compile("^Notes"))
    expect(notes.get_by_label("The passage, as it stands in the text")).to_have_value(
        "Only the left one does."
    )
    notes.get_by_label("A note for colleagues").fill("@Demo Chief Editor, which one?")
    notes.get_by_role("button", name="Write note").click()
    expect(notes.locator("blockquote")).to_have_text("Only the left one does.")
    expect(page.get_by_role("link", name="Notes 1")).to_be_visible()
    expect(desk.field("Dek")).to_have_value("Not saved yet.")
    assert accessibility_problems(page) == []
    desk.press("Save")

    chief = newsroom("chief", width=390)
    chief.goto(site / "admin/notices/")
    chief.get_by_role("link", name=re.compile("named you in a note on “On Doors That Squeak”")).click()
    said = chief.locator(".said-note")
    expect(said).to_contain_text("which one?")
    assert sideways_scroll(chief) == 0
    said.get_by_text("Answer", exact=True).first.click()
    said.get_by_label("Answer to Demo Editor").fill("The left, seen from the screen.")
    said.get_by_role("button", name="Answer").click()
    expect(said).to_contain_text("seen from the screen")
    said.get_by_role("button", name=re.compile("^Resolve")).click()
    expect(chief.get_by_text("1 resolved")).to_be_visible()

    page.goto(site / "admin/notices/")
    expect(page.get_by_text("resolved your note on “On Doors That Squeak”")).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".bell b")).to_have_count(0)


def test_a_new_piece_can_be_talked_about_as_soon_as_it_is_kept(writing):
    desk = writing("editor")
    page = desk.page
    desk.field("Headline").fill("On Doors That Hum")
    desk.text.click()
    page.keyboard.type("Only the right one does.")
    expect(page.get_by_role("link", name="History")).to_be_visible()
    page.keyboard.press("Control+a")
    desk.tool("Write a note on these words")
    notes = page.get_by_role("region", name=re.compile("^Notes"))
    said = notes.get_by_label("A note for colleagues")
    said.press_sequentially("@chief")
    called = notes.get_by_role("option")
    expect(called).to_have_text(["Demo Chief Editor"])
    assert accessibility_problems(page) == []
    page.keyboard.press("Escape")
    expect(called).to_have_count(0)
    page.keyboard.press("Backspace")
    expect(called).to_have_text(["Demo Chief Editor"])
    page.keyboard.press("Enter")
    expect(said).to_have_value("@Demo Chief Editor ")
    page.keyboard.type("which?")
    notes.get_by_role("button", name="Write note").click()
    marked = page.locator(".noted")
    expect(marked).to_have_text("Only the right one does.")
    assert accessibility_problems(page) == []
    notes.get_by_role("button", name=re.compile("^Resolve")).click()
    expect(marked).to_have_count(0)


def test_a_correction_is_made_and_appears(writing, reader, site):
    piece = made(site, "publish", headline="The Landing", film="here-2023", section="Weird", tags=[])
    desk = writing("editor", piece["pk"])
    desk.page.get_by_text("A correction", exact=True).click()
    desk.field("What was wrong, and what is right now").fill("The lamp hangs on the second landing.")
    desk.press("Publish correction")
    readers = reader()
    readers.goto(site / "corrections/")
    entry = readers.get_by_role("listitem").filter(has_text="second landing")
    entry.get_by_role("link").click()
    expect(readers.get_by_text("The lamp hangs on the second landing.")).to_be_visible()
    expect(readers.get_by_text(re.compile("^Corrected on"))).to_be_visible()
