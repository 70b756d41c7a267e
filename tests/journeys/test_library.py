"""The library is put in order: what was entered twice becomes one and two again, and stills come in by the dozen."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.pieces import made
from tests.journeys.sound import STANDARD, faults_of_looks
from tests.journeys.writing import PAINTED

pytestmark = pytest.mark.browser

# What somebody does who lets go of files above a point of the page: the browser's own dropping, not an event of ours.
STEPS = ("dragEnter", "dragOver", "drop")


def drop(page, onto, paths) -> None:
    onto.scroll_into_view_if_needed()
    box = onto.bounding_box()
    files = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for step in STEPS:
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        session.send("Input.dispatchDragEvent", {"type": step, "data": files} | at)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("film", ("Salt on the Stairs", "Sel sur l’escalier")),
        ("person", ("Odile Vanhecke", "Odille Vanhecke")),
    ],
)
def test_what_was_entered_twice_is_merged_and_parted(newsroom, reader, site, kind, names):
    number = "a" if kind == "film" else "b"
    given = {"title": f"Salt on the Stairs {number}", "other": f"Sel sur l’escalier {number}"}
    rows = made(
        site, "doubles", **given, director=f"Odile Vanhecke {number}", again=f"Odille Vanhecke {number}"
    )
    (stays, goes), (name, other) = rows["films" if kind == "film" else "people"], names
    readers = reader()

    def shown(row) -> tuple[str, list[str]]:
        """Where its address leads, and which of both reviews the page tells of."""
        assert readers.goto(site / row["path"]).status == 200
        found = [f"On {title}" for title in given.values() if readers.get_by_text(f"On {title}").count()]
        return readers.url.removeprefix(site.url), found

    apart = [shown(stays), shown(goes)]
    assert apart == [(stays["path"], [f"On {given['title']}"]), (goes["path"], [f"On {given['other']}"])]

    page = newsroom("chief")
    page.goto(site / f"admin/films/{kind}/{stays['pk']}/change/")
    page.get_by_role("link", name="Merge with another").click()
    page.get_by_role("combobox", name=f"The other {kind}").press_sequentially(f"{other} {number}", delay=5)
    page.get_by_role("option").filter(has_text=f"{other} {number}").first.click()
    page.get_by_role("button", name="See what would move").click()
    preview = page.get_by_role("region", name=re.compile("becomes part of"))
    expect(preview).to_contain_text(f"On {given['other']}" if kind == "film" else f"of {given['other']}")
    expect(preview).to_contain_text("Both addresses go on working. You can undo this for 24 hours.")
    assert faults_of_looks(page, STANDARD) == []
    preview.get_by_label(re.compile("^Type “")).fill(f"{other} {number}")
    preview.get_by_role("button", name="Merge").click()
    expect(page.locator(".messagelist")).to_contain_text("You can undo this for 24 hours.")
    both = [f"On {title}" for title in given.values()]
    assert [shown(stays), shown(goes)] == [(stays["path"], both)] * 2

    page.get_by_role("link", name=re.compile(f"^{other} {number}.* into {name} {number}")).click()
    page.get_by_role("button", name="Undo this merge").click()
    expect(page.locator(".messagelist")).to_contain_text("are two again, as they were.")
    assert [shown(stays), shown(goes)] == apart


def test_twenty_stills_are_dropped_on_a_film_at_once(writing, newsroom, site):
    film = made(site, "embargo", title="Twenty Frames", publicist="Nobody yet")
    page = newsroom("editor")
    page.goto(site / f"admin/films/film/{film['pk']}/change/")
    stills = page.get_by_role("region", name="Stills")
    expect(stills).to_contain_text("None yet.")
    paths = sorted(path for path in PAINTED.glob("*.jpg") if not path.name.startswith("p"))[:20]
    assert len(paths) == 20
    field = stills.get_by_label("Files")
    drop(page, field, paths)
    assert field.evaluate("field => field.files.length") == 20
    stills.get_by_label("Credit").fill("Mossfilm")
    stills.get_by_label("Source").fill("Press kit of the festival")
    stills.get_by_label("Why we may use them").select_option("Press kit")
    stills.get_by_role("button", name="Add these stills").click()
    expect(page.locator(".messagelist")).to_have_text(re.compile(f"20 stills of {re.escape(film['film'])}"))
    expect(stills.get_by_role("listitem")).to_have_count(20)
    assert faults_of_looks(page, STANDARD) == []

    # What was said once stands at each; whoever writes about the film has them at hand.
    stills.get_by_role("listitem").nth(19).get_by_role("link").click()
    expect(page.get_by_label("Credit")).to_have_value("Mossfilm")
    expect(page.get_by_label("Source")).to_have_value("Press kit of the festival")
    desk = writing("editor")
    desk.choose(desk.page.get_by_role("combobox", name="Film", exact=True), "twenty fr", film["film"])
    desk.field("Headline").fill("Frame by Frame")
    desk.press("Save")
    expect(desk.page.locator("button[value^='still-']")).to_have_count(20)
