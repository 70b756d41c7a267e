"""Planning in the newsroom: an hour that comes twice, an embargo lifted on a phone, the calendar by keyboard."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser import accessibility_problems, sideways_scroll
from tests.journeys.pieces import made

pytestmark = pytest.mark.browser

# So far ahead that no clock of a machine reaches it; the last Sundays of March and October.
SKIPPED, REPEATED = "2099-03-29T02:30", "2099-10-25T02:30"
BRUSSELS = ZoneInfo("Europe/Brussels")
AHEAD = timedelta(seconds=12)
PUBLISH = re.compile("^(Publish|Schedule)")  # whatever it says is left to do


def test_scheduling_over_a_change_of_the_clocks_from_another_zone(writing, problems):
    desk = writing("editor", timezone_id="America/New_York")
    page = desk.page
    desk.field("Kind").select_option("News")
    desk.field("Headline").fill("The Night Has an Hour More")
    desk.text.click()
    page.keyboard.type("Nobody could say which.")
    desk.field("Section").select_option("Indie")
    desk.field("When").fill(SKIPPED)
    desk.press(PUBLISH)
    assert desk.error_at("when") == "02:30 does not exist on 29 March in Brussels. Choose 03:00."
    desk.field("When").fill("2099-03-29T03:00")
    expect(desk.panel("When").locator("output")).to_have_text("yours: Sat 28 Mar, 21:00")
    desk.field("When").fill(REPEATED)
    desk.press(PUBLISH)
    assert (
        desk.error_at("when")
        == "02:30 comes twice on 25 October in Brussels. Choose the first or the second."
    )
    problems.expect("status of 422")
    page.get_by_label("the second, CET (UTC+01:00)").check()
    desk.press(PUBLISH)
    assert desk.said.strip() == "Scheduled: it appears on Sun 25 Oct 2099, 02:30 Brussels."
    expect(page.get_by_label("the second, CET (UTC+01:00)")).to_be_checked()
    expect(desk.panel("When").locator("time + .yours")).to_have_text(re.compile("yours: Sat 24 Oct, 21:30"))


def test_an_embargo_is_lifted_on_a_phone(newsroom, reader, site):
    piece = made(
        site, "plan", headline="Held on a Phone", at="2024-02-09T08:00:00+00:00",
        embargo="2099-02-09T08:00:00+00:00", publicist="The distributor",
    )  # fmt: skip
    phone, readers = newsroom("editor", width=390), reader(width=390)
    assert readers.request.get(site / piece["path"]).status == 404
    phone.goto(site / "admin/")
    phone.get_by_role("link", name=re.compile("embargo(es)?, .* waiting")).click()
    phone.get_by_role("link", name=f"Lift: {piece['film']}").click()
    expect(phone.get_by_role("heading", name="Readers will see at once")).to_be_visible()
    expect(phone.locator(".consequences")).to_contain_text("Held on a Phone")
    assert sideways_scroll(phone) == 0
    assert accessibility_problems(phone) == []
    phone.get_by_label("Why").fill("The distributor agreed on the telephone.")
    phone.get_by_role("button", name="Lift the embargo").click()
    expect(phone.locator(".messagelist")).to_contain_text("is lifted. 1 piece is live.")
    assert readers.goto(site / made(site, "path_of", pk=piece["pk"])).status == 200


def test_a_dispatch_waits_for_the_embargo_on_one_of_its_capsules(writing, newsroom, reader, site, problems):
    held = made(site, "embargo", title="The Second Capsule", publicist="The distributor")
    desk = writing("editor")
    page = desk.page
    desk.field("Kind").select_option("Festival dispatch")
    films = desk.panel("Film")
    desk.choose(films.get_by_role("combobox", name="Film", exact=True).first, "ghost t", "Ghost Tropic")
    films.get_by_role("button", name="Another film").click()
    desk.choose(films.get_by_role("combobox", name="Film", exact=True).last, "second caps", held["film"])
    desk.field("Headline").fill("Two Films Before Breakfast")
    desk.text.click()
    page.keyboard.type("One of them may be told of.")
    desk.field("Section").select_option("International")
    at = (datetime.now(BRUSSELS) + AHEAD).replace(microsecond=0)
    desk.field("When").fill(at.strftime("%Y-%m-%dT%H:%M:%S"))
    button = page.locator(".bar").get_by_role("button", name="Schedule for Mon 9 Feb 2099, 09:00 Brussels")
    expect(button).to_be_visible()
    desk.press(PUBLISH)
    embargo = page.get_by_role("region", name="Embargo")
    waits = (
        f"This dispatch waits until Mon 9 Feb 2099, 09:00 Brussels: {held['film']} is under embargo. "
        "Take the capsule out, or wait."
    )
    assert desk.said.strip() == f"Scheduled: it appears on Mon 9 Feb 2099, 09:00 Brussels. {waits}"
    expect(embargo).to_contain_text(f"{held['film']} until Mon 9 Feb 2099, 09:00 Brussels")
    expect(embargo).to_contain_text("This dispatch waits for it. Take the capsule out, or wait.")
    expect(embargo.get_by_role("listitem")).to_have_count(1)
    pk = int(page.url.split("/")[-3])

    # The chief is warned on landing, and told at the piece which capsule it is.
    chief = newsroom("chief")
    chief.goto(site / "admin/")
    chief.get_by_role("link", name=re.compile("embargo(es)?, .* waiting")).click()
    row = chief.get_by_role("region", name="Embargoes").get_by_role("listitem").filter(has_text=held["film"])
    expect(row).to_contain_text("1 piece waits: Two Films Before Breakfast.")
    row.get_by_role("link", name="Two Films Before Breakfast").click()
    expect(chief.get_by_role("region", name="Embargo")).to_contain_text(
        f"{held['film']} until Mon 9 Feb 2099, 09:00 Brussels"
    )
    assert accessibility_problems(chief) == []

    # Its own time comes and goes without it.
    readers = reader()

    def seen() -> list[str]:
        places = [made(site, "path_of", pk=pk), "/", "/dispatches/", "/feed/"]
        answers = {place: readers.request.get(site / place) for place in places}
        return [
            place for place in places if answers[place].ok and "Two Films Before" in answers[place].text()
        ]

    wait = at - datetime.now(BRUSSELS)
    readers.wait_for_timeout(max(0.0, wait.total_seconds() * 1000) + 20)
    assert seen() == []

    chief.get_by_role("region", name="Embargo").get_by_role("link", name="Lift it").click()
    expect(chief.locator(".consequences")).to_have_text("Two Films Before Breakfast Festival dispatch")
    lift = chief.get_by_role("button", name="Lift the embargo")
    chief.get_by_label("Why").fill(" ")
    lift.click()
    expect(chief.get_by_text("Say why the embargo is lifted.")).to_be_visible()
    problems.expect("status of 422")
    chief.get_by_label("Why").fill("The festival moved the screening.")
    lift.click()
    expect(chief.locator(".messagelist")).to_contain_text("is lifted. 1 piece is live.")
    assert seen() == [made(site, "path_of", pk=pk), "/", "/dispatches/", "/feed/"]
    readers.goto(site / made(site, "path_of", pk=pk))
    expect(readers.get_by_role("link", name="The Second Capsule").first).to_be_visible()
    chief.goto(site / "admin/films/embargo/?q=second+capsule&state=over")
    expect(chief.get_by_role("row").last).to_contain_text("The festival moved the screening.")


def test_the_calendar_by_keyboard_by_mouse_and_from_right_to_left(newsroom, site):
    made(site, "plan", headline="Moved by Hand", at="2099-06-10T08:00:00+00:00")
    page = newsroom("editor")
    page.goto(site / "admin/reviews/review/calendar/?on=2099-06-01")
    page.get_by_role("link", name="Move Moved by Hand to…").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Move to, Brussels time").fill("2099-06-17T09:30")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("it appears on Wed 17 Jun 2099, 09:30 Brussels.")
    day = page.locator("[data-day='2099-06-17']")
    expect(day).to_contain_text("Moved by Hand")

    day.locator("[data-move]").drag_to(page.locator("[data-day='2099-06-19']"))
    expect(page.locator(".messagelist")).to_contain_text("it appears on Fri 19 Jun 2099, 09:30 Brussels.")
    assert accessibility_problems(page) == []

    page.evaluate("document.documentElement.dir = 'rtl'")
    first, last = (page.locator(f"[data-day='2099-06-{number}']") for number in ("15", "21"))
    assert first.bounding_box()["x"] > last.bounding_box()["x"]
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways_scroll(page) == 0
    expect(page.locator("[data-day='2099-06-18']")).to_be_hidden()
