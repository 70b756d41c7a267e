"""A notice at the moderators' desk: four acts from the list to the hidden picture, and by keyboard alone on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard
from tests.journeys.pieces import made
from tests.journeys.sound import faults_of_looks

pytestmark = pytest.mark.browser


def test_a_valid_notice_hides_a_picture_in_four_acts(newsroom, site):
    piece = made(site, "reported", headline="The Lamp, Reported")
    page = newsroom("moderator", scheme="dark")
    file = file_of(page, site, piece)
    page.goto(site / "admin/moderation/case/")
    steps = [
        page.get_by_role("listitem").filter(has_text=piece["reference"]).get_by_role("link"),
        page.get_by_role("link", name="Hide the picture"),
        page.get_by_role("button", name="See what will happen"),
        page.get_by_role("button", name="Hide the picture"),
    ]
    for step in steps:
        if step is steps[2]:
            page.get_by_label("Why it may not stay").fill("It is hers.")
        with page.expect_event("load"):
            step.click()
        if step is not steps[3]:
            assert page.request.get(file).status == 200
            assert faults_of_looks(page) == []
        if step is steps[2]:
            expect(page.get_by_role("article").first).to_contain_text("Hidden from readers since")
            shown = page.frame_locator("iframe").get_by_text("An image was removed")
            expect(shown.first).to_be_visible()
    expect(page.locator(".messagelist")).to_contain_text("The picture is hidden wherever we used it.")
    assert page.request.get(file).status == 451


def test_the_same_by_keyboard_alone_on_a_phone(newsroom, site):
    piece = made(site, "reported", headline="The Lamp, by Hand")
    page = newsroom("moderator", width=390, height=844)
    keys, file = Keyboard(page), file_of(page, site, piece)
    page.goto(site / "admin/moderation/case/")
    keys.press("/")
    keys.type(piece["reference"])
    with page.expect_event("load"):
        keys.press("Enter")
    keys.press("j")
    expect(page.get_by_role("link", name="The Lamp, by Hand")).to_be_focused()
    keys.look()
    with page.expect_event("load"):
        keys.press("Enter")
    with page.expect_event("load"):
        keys.press("a")
    expect(page.get_by_text("Assigned to you")).to_be_visible()
    with page.expect_event("load"):
        keys.press("h")
    expect(page.get_by_label("Why it may not stay")).to_be_focused()
    keys.look()
    keys.type("It is hers, h and all.")
    keys.open(page.get_by_role("button", name="See what will happen"))
    confirm = page.get_by_role("button", name="Hide the picture")
    expect(confirm).to_be_focused()
    keys.look()
    assert faults_of_looks(page) == []
    with page.expect_event("load"):
        keys.press("Enter")
    assert page.request.get(file).status == 451

    # And back, after a look at the keys.
    keys.press("?")
    expect(page.get_by_text("These keys")).to_be_visible()
    with page.expect_event("load"):
        keys.press("p")
    expect(page.get_by_label("Why it comes back")).to_be_focused()
    keys.type("She has given leave.")
    keys.open(page.get_by_role("button", name="See what will happen"))
    with page.expect_event("load"):
        keys.press("Enter")
    assert page.request.get(file).status == 200


def file_of(page, site, piece) -> str:
    """The address of a file of the piece's picture, as its page names it."""
    html = page.request.get(site / piece["path"]).text()
    return site / re.search(rf"pictures/{piece['picture']}/[\w.]+", html)[0]
