"""Pieces appear at their second, by themselves: the worker sleeps all the while."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BRUSSELS = ZoneInfo("Europe/Brussels")
AHEAD = timedelta(seconds=8)


def test_a_piece_appears_at_its_second(writing, reader, site):
    desk = writing("editor")
    page = desk.page
    desk.field("Kind").select_option("News")
    desk.field("Headline").fill("The Lamp Will Be Lit at Once")
    desk.text.click()
    page.keyboard.type("Not a second sooner.")
    desk.field("Section").select_option("Indie")
    at = (datetime.now(BRUSSELS) + AHEAD).replace(microsecond=0)
    desk.field("When").fill(at.strftime("%Y-%m-%dT%H:%M:%S"))
    desk.press("Schedule")
    expect(page.locator(".standing b")).to_contain_text("Scheduled for")
    assert "it appears on" in desk.said

    readers = reader()
    path = f"/{at:%Y/%m}/the-lamp-will-be-lit-at-once/"
    places = [path, "/", "/news/", "/sections/indie/", "/feed/"]

    def seen() -> list[str]:
        answers = {place: readers.request.get(site / place) for place in places}
        return [
            place for place, answer in answers.items() if answer.ok and "Lamp Will Be Lit" in answer.text()
        ]

    assert datetime.now(BRUSSELS) < at, "too late to look before it appears"
    assert seen() == []
    assert readers.request.get(site / path).status == 404
    wait = at - datetime.now(BRUSSELS)
    readers.wait_for_timeout(max(0.0, wait.total_seconds() * 1000) + 20)
    assert seen() == places


def test_the_demo_has_a_piece_that_will_appear_by_itself(newsroom, site):
    page = newsroom("editor")
    page.goto(site / "admin/reviews/review/?q=ferry+screening")
    row = page.get_by_role("row").filter(has_text="The Ferry Screening")
    expect(row).to_contain_text(re.compile("Scheduled for|Live"))
    page.goto(site / "admin/reviews/review/?state=scheduled")
    expect(page.get_by_role("row").filter(has_text="QUIET ENGINE")).to_have_count(2)
