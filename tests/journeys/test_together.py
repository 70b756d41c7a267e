"""Several people at one piece: whoever writes it, whoever edits it, and two who save at the same time."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import accessibility_problems

pytestmark = pytest.mark.browser


def test_a_contributor_hands_a_piece_in_and_gets_it_back(writing, newsroom, site):
    desk = writing("writer")
    page = desk.page
    expect(page.get_by_role("button", name=re.compile("^Publish"))).to_have_count(0)
    desk.field("Kind").select_option("Feature")
    desk.field("Headline").fill("On Umbrellas in the Third Row")
    desk.text.click()
    page.keyboard.type("They drip.")
    desk.field("Section").select_option("Weird")
    desk.press("Save")
    address = page.url

    # The list holds what this writer wrote, and nothing that anybody else has in hand.
    page.goto(site / "admin/reviews/review/")
    titles = page.locator(".field-title, .field-__str__").all_inner_texts()
    assert "On Umbrellas in the Third Row" in titles
    mine = {"Radovan Hlinka", "The Night Usher"}
    writers = page.locator(".field-writers").all_inner_texts()
    assert writers
    assert [names for names in writers if not mine & set(names.split(", "))] == []
    page.goto(site / "admin/reviews/review/?q=quiet+engine")
    expect(page.get_by_role("main")).to_contain_text("0 results")

    page.goto(address)
    desk.press("Send to editor")
    assert "Sent to the editor" in desk.said
    expect(page.locator(".standing b")).to_have_text("Waiting for an editor")
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)

    editor = writing("editor", address.split("/")[-3])
    editor.panel("Steps").get_by_label("Reason").fill("Which row exactly?")
    editor.press("Send back")
    assert "Sent back to the writer" in editor.said

    page.goto(site / "admin/")
    expect(page.get_by_role("main")).to_contain_text("Sent back: Which row exactly?")
    page.get_by_role("link", name="Go on writing: On Umbrellas").click()
    expect(page.locator("#piece")).to_contain_text("Sent back: Which row exactly?")
    desk.text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" In seat nine.")
    desk.press("Send to editor")
    expect(page.locator(".standing b")).to_have_text("Waiting for an editor")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_of_two_who_save_at_once_neither_loses_a_word(writing, site, problems, javascript):
    first = writing("editor", javascript=javascript)
    first.field("Headline").fill("A Note on Curtains")
    write(first, "Red ones.", javascript)
    first.press("Save")
    second = writing("chief", first.page.url.split("/")[-3], javascript=javascript)

    first.field("Headline").fill("A Longer Note on Curtains")
    write(first, "Red ones, mostly.", javascript)
    first.press("Save")
    second.field("Dek").fill("On velvet.")
    write(second, "Blue ones.", javascript)
    second.press("Save")
    problems.expect("status of 409")

    conflict = second.page.locator("#conflict")
    expect(conflict).to_contain_text("Demo Editor saved at")
    headline, dek, text = conflict.get_by_role("group").all()
    expect(headline.locator(".side p")).to_have_text(["A Longer Note on Curtains", "A Note on Curtains"])
    expect(dek.locator(".side p")).to_have_text(["Nothing", "On velvet."])
    expect(text.locator(".side p")).to_have_text(["Red ones, mostly.", "Blue ones."])
    if javascript:
        assert accessibility_problems(second.page) == []
    expect(second.field("Dek")).to_have_value("On velvet.")
    expect(second.page.locator("textarea[name=body]")).to_have_value("<p>Blue ones.</p>")

    # Nothing was written over; what was refused lies in the history, and can now be saved on purpose.
    first.page.reload()
    expect(first.page.locator("textarea[name=body]")).to_have_value("<p>Red ones, mostly.</p>")
    headline.get_by_label("Theirs").check()
    text.get_by_label("Both").check()
    second.press("Keep what I chose")
    first.page.reload()
    expect(first.field("Headline")).to_have_value("A Longer Note on Curtains")
    expect(first.field("Dek")).to_have_value("On velvet.")
    expect(first.page.locator("textarea[name=body]")).to_have_value(
        "<p>Red ones, mostly.</p>\n<p>Blue ones.</p>"
    )
    first.page.get_by_role("link", name="History").click()
    expect(first.page.get_by_role("row").filter(has_text="somebody else had saved in between")).to_have_count(
        1
    )


def write(desk, words, javascript):
    if not javascript:
        desk.field("Text").fill(f"<p>{words}</p>")
        return
    desk.text.click()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type(words)
