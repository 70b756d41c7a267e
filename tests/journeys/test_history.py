"""Going back and taking that back again; a writer's change on its way to readers."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import accessibility_problems, sideways_scroll
from tests.journeys.pieces import made

pytestmark = pytest.mark.browser


def test_a_text_is_restored_and_that_is_undone_on_a_phone(writing, site):
    desk = writing("editor", width=390)
    page = desk.page
    desk.field("Headline").fill("On Curtains")
    desk.text.click()
    page.keyboard.type("They are red and they are heavy.")
    desk.press("Save")
    desk.text.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("They are blue and they are heavy.")
    desk.press("Save")

    page.goto(site / page.url.split("/", 3)[3].replace("/change/", "/history/"))
    assert accessibility_problems(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_label("From number 1").check()
    page.get_by_role("button", name="Compare them").click()
    expect(page.locator(".line del")).to_have_text("red")
    expect(page.locator(".line ins")).to_have_text("blue")
    assert accessibility_problems(page) == []
    assert sideways_scroll(page) == 0

    page.get_by_role("link", name="Restore number 1").click()
    expect(page.locator(".line ins")).to_have_text("red")
    page.get_by_role("button", name="Restore number 1").click()
    expect(page.locator("textarea[name=body]")).to_have_value("<p>They are red and they are heavy.</p>")
    page.get_by_role("link", name="Undo: go back to number 2").click()
    page.get_by_role("button", name="Restore number 2").click()
    expect(page.locator("textarea[name=body]")).to_have_value("<p>They are blue and they are heavy.</p>")


def test_a_writer_proposes_a_change_and_an_editor_takes_it(writing, newsroom, reader, site):
    given = {"film": "here-2023", "section": "Weird", "tags": [], "writer": "Radovan Hlinka"}
    piece = made(site, "publish", headline="Umbrellas", **given)
    desk = writing("writer", piece["pk"])
    page = desk.page
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    desk.field("Headline").fill("Umbrellas in the Third Row")
    expect(page.locator("#saved")).to_have_text("Kept once you send it")
    desk.press("Send change to editor")
    assert "Your change is with the editor" in desk.said

    editor = newsroom("editor")
    editor.goto(site / "admin/")
    editor.get_by_role("link", name="Compare and decide: Umbrellas").click()
    expect(editor.locator(".line ins")).to_contain_text("in the Third Row")
    assert accessibility_problems(editor) == []
    editor.get_by_role("button", name="Take it into the text").click()
    expect(editor.get_by_label("Headline", exact=True)).to_have_value("Umbrellas in the Third Row")
    editor.get_by_role("button", name=re.compile("^Publish change$")).click()
    expect(editor.get_by_text("Live at")).to_be_visible()
    public = reader()
    public.goto(site / piece["path"])
    expect(public.get_by_role("heading", level=1)).to_have_text("Umbrellas in the Third Row")
