"""The night in which the clocks are put back, lived through: a magazine in New York, its editor in Berlin."""

import re
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser import Site
from tests.journeys.pieces import made
from tests.journeys.worker import asleep, stopped
from tests.journeys.writing import WritingPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
HOUR, HALF = timedelta(hours=1), timedelta(minutes=30)
PUBLISH = re.compile("^(Publish|Schedule)")  # whatever it says is left to do


def next_change(after: datetime, *, back: bool) -> datetime:
    """The first whole hour after that moment, in UTC, at which New York has put its clocks back, or forward."""
    hour = after.replace(minute=0, second=0, microsecond=0)
    while True:
        before, hour = hour, hour + HOUR
        moved = hour.astimezone(NEW_YORK).utcoffset() - before.astimezone(NEW_YORK).utcoffset()
        if moved and back is (moved < timedelta(0)):
            return hour


# The real ones, and always to come: a session of the newsroom would be over for a browser otherwise.
PUT_BACK = next_change(datetime.now(UTC) + timedelta(days=2), back=True)
PUT_FORWARD = next_change(PUT_BACK, back=False)
EVE = PUT_BACK - 6 * HOUR


@pytest.fixture(scope="module")
def site():
    """A magazine of its own in New York, where it is the evening before."""
    folder = Path(tempfile.mkdtemp(prefix="halation-site-"))
    own = Site(folder, TIME_ZONE=NEW_YORK.key)
    own.set_clock(EVE)
    try:
        own.open()
        with asleep(own):
            yield own
    finally:
        own.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def sessions():
    return {}


def typed(moment: datetime) -> str:
    return f"{moment.astimezone(NEW_YORK):%Y-%m-%dT%H:%M}"


def day(moment: datetime, zone=NEW_YORK) -> str:
    there = moment.astimezone(zone)
    return f"{there:%a} {there.day} {there:%b}"


def begun(newsroom, site, headline):
    """A piece that lacks nothing but its time, on the page of somebody in Berlin."""
    page = newsroom("editor", timezone_id=BERLIN.key)
    page.goto(site / "admin/reviews/review/add/")
    desk = WritingPage(page)
    desk.field("Kind").select_option("News")
    desk.field("Headline").fill(headline)
    desk.text.click()
    page.keyboard.type("Nobody could say which.")
    desk.field("Section").select_option("Indie")
    return desk


def scheduled(desk, moment: datetime, hour: str):
    """Scheduled for a time that comes twice: its number and its address."""
    page = desk.page
    desk.field("When").fill(typed(moment))
    expect(desk.panel("When").locator("output")).to_have_text("")  # nobody knows yet which is meant
    desk.press(PUBLISH)
    there = moment.astimezone(NEW_YORK)
    assert desk.error_at("when") == (
        f"01:30 comes twice on {there.day} {there:%B} in New York. Choose the first or the second."
    )
    page.get_by_label(hour).check()
    desk.press(PUBLISH)
    assert desk.said.strip() == f"Scheduled: it appears on {day(moment)} {there.year}, 01:30 New York."
    expect(page.get_by_label(hour)).to_be_checked()
    yours = moment.astimezone(BERLIN)
    beside = desk.panel("When").locator("time + .yours")
    expect(beside).to_have_text(re.compile(rf"\(yours: (\w+ \d+ \w+, )?{yours:%H:%M}\)"))
    number = int(page.url.split("/")[-3])
    page.close()
    return number


def test_each_of_two_equal_hours_comes_at_its_own_moment(newsroom, reader, site, problems):
    # The hour that does not exist, next spring.
    desk = begun(newsroom, site, "The First of Two Hours")
    expect(desk.panel("When")).to_contain_text("New York time")
    never = f"{typed(PUT_FORWARD - HALF)[:10]}T02:30"
    desk.field("When").fill(never)
    desk.press(PUBLISH)
    spring = PUT_FORWARD.astimezone(NEW_YORK)
    assert desk.error_at("when") == (
        f"02:30 does not exist on {spring.day} {spring:%B} in New York. Choose 03:00."
    )
    desk.field("When").fill(typed(PUT_FORWARD))
    beside = desk.panel("When").locator("output")
    expect(beside).to_have_text(f"yours: {PUT_FORWARD.astimezone(BERLIN):%H:%M}")

    # The hour that comes twice, tonight.
    first, second = PUT_BACK - HALF, PUT_BACK + HALF
    assert typed(first) == typed(second)
    one = scheduled(desk, first, "the first, EDT (UTC−04:00)")
    desk = begun(newsroom, site, "The Second of Two Hours")
    other = scheduled(desk, second, "the second, EST (UTC−05:00)")
    problems.expect("status of 422")
    assert [made(site, "moment_of", pk=pk) for pk in (one, other)] == [first.isoformat(), second.isoformat()]

    # The first of them, and the second, as the night goes on.
    month = f"/{first.astimezone(NEW_YORK):%Y/%m}"
    paths = [f"{month}/the-first-of-two-hours/", f"{month}/the-second-of-two-hours/"]
    for clock, statuses in ((first, [200, 404]), (second, [200, 200])):
        with stopped(site):
            site.set_clock(clock)
        readers = reader()
        assert [readers.request.get(site / path).status for path in paths] == statuses
    readers.goto(site / paths[1])
    expect(readers.locator("article time").first).to_have_attribute("datetime", re.compile(":30:00-05:00$"))
