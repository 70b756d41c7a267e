"""From one piece to the next: by mouse and finger, by keyboard, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser import sideways_scroll
from tests.journeys.keyboard import Keyboard

pytestmark = pytest.mark.browser

SCREENS = [
    pytest.param({"width": 1280}, id="desk"),
    pytest.param({"width": 390, "has_touch": True}, id="phone"),
    pytest.param({"width": 1280, "javascript": False}, id="no-javascript"),
]
HERE = "HERE Review: Soup, Moss and the Long Way to the Bus"
OTHER_HERE = "The Other HERE: What to Do When Two Films Want One Drawer"


@pytest.mark.parametrize("screen", SCREENS)
def test_from_the_home_page_to_everything_about_a_film_and_on(reader, site, screen):
    page = reader(**screen)
    main = page.get_by_role("main")

    def arrived(address, heading):
        expect(page).to_have_url(site / address)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        if screen.get("javascript", True):
            assert sideways_scroll(page) == 0

    page.goto(site / "")
    main.get_by_role("link", name=HERE).click()
    arrived("2024/02/here-review/", HERE)
    main.get_by_role("link", name="The film’s page").click()
    arrived("films/here-2023/", "Here")
    about = page.get_by_role("region", name="More about Here (2023)")
    expect(about.get_by_role("link", name=HERE)).to_be_visible()
    expect(main.get_by_role("link", name=OTHER_HERE)).to_have_count(0)

    main.get_by_role("link", name="Bas Devos").first.click()
    arrived("people/bas-devos/", "Bas Devos")
    main.get_by_role("link", name="GHOST TROPIC Review").click()
    expect(page).to_have_url(site / "2020/01/ghost-tropic-review/")
    page.go_back()
    main.get_by_role("link", name="Looking Down: Slow Cinema").click()
    main.get_by_role("list", name="Tags").get_by_role("link", name="moss").click()
    arrived("tags/moss/", "moss")
    expect(main.get_by_role("listitem").filter(has=page.get_by_role("link"))).to_have_count(2)

    page.get_by_role("contentinfo").get_by_role("link", name="Hollywood").click()
    arrived("sections/hollywood/", "Hollywood")
    page.get_by_role("contentinfo").get_by_role("link", name="Archive").click()
    arrived("archive/", "The archive")
    main.get_by_role("link", name="2024").click()
    main.get_by_role("link", name="November").click()
    arrived("archive/2024/11/", "November 2024")
    main.get_by_role("link", name=OTHER_HERE).click()
    arrived("2024/11/the-other-here/", OTHER_HERE)

    # Half a word of a name, in small letters, without its accent.
    masthead = page.get_by_role("banner")
    if screen["width"] < 760:  # where the masthead has no room for a field, its button leads to one
        masthead.get_by_role("button", name="Search").click()
        masthead = main
    masthead.get_by_role("searchbox", name="Search").fill("ines quadr")
    page.keyboard.press("Enter")
    arrived("search/?q=ines+quadr", "“ines quadr”")
    main.get_by_role("link", name="Berlin 2023").click()
    expect(page.locator(".byline")).to_contain_text("Inês Quadrado Lima")


def test_two_films_of_one_name_never_mix(reader, site):
    page = reader()
    page.goto(site / "search/?q=here")
    found = page.get_by_role("region", name="Films and people").get_by_role("link").all_inner_texts()
    assert found[:2] == ["Here (2023)", "Here (2024)"]
    page.get_by_role("link", name="Here (2024)").click()
    expect(page).to_have_url(site / "films/here-2024/")
    pieces = page.get_by_role("region", name="More about Here (2024)").get_by_role("heading", level=3)
    expect(pieces).to_have_text([OTHER_HERE])
    assert "Devos" not in page.get_by_role("main").inner_text()

    for address in ("films/here-2023/", "films/here-2023/feed/", "2024/02/here-review/", "people/bas-devos/"):
        answer = page.request.get(site / address)
        assert answer.ok
        for other in ("the-other-here", "here-2024", "Zemeckis"):
            assert other not in answer.text(), f"{other} on {address}"


def test_everything_can_be_reached_with_the_keyboard_alone(reader, site):
    page = reader(reduced_motion="reduce")
    page.goto(site / "2024/02/here-review/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    # Wherever the focus goes it can be seen, and it gets to the end.
    reached = []
    while "Transparency" not in reached and "Report a page" not in reached:
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["ring"] >= 2, f"no ring around {focus['name']!r}"
        assert focus["seen"], f"{focus['name']!r} has the focus out of sight"
        reached.append(focus["name"])
        assert len(reached) < 200
    assert reached[:2] == ["Review", "Here (2023)"]
    assert "Spoiler: the last scene" in reached
    assert "Click here to report it" in reached

    # A spoiler opens with a key, and a card is followed with one.
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("She smiles at that; then the film is over.")).to_be_visible()
    page.get_by_role("link", name="Questions for Bas Devos").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(site / "2024/02/bas-devos-questions/")


@pytest.mark.screens
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ["", "2024/02/here-review/", "films/here-2023/"])
def test_tab_stops_at_everything_once_in_the_order_of_the_page_and_is_seen(reader, site, address, width):
    page = reader(width=width, reduced_motion="reduce")
    keys = Keyboard(page)
    page.goto(site / address)
    names = page.evaluate(STOPS)
    reached = []
    while len(reached) < len(names):
        keys.press("Tab")
        keys.look()
        stop = page.evaluate("window.stops.indexOf(document.activeElement)")
        reached.append(names[stop] if stop >= 0 else "something else")
    assert reached == names


# What a person can act on and is shown now, in the order in which it is written.
STOPS = """() => {
  window.stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((one) => one.tabIndex >= 0 && one.checkVisibility() && one.getClientRects().length)
  return window.stops.map((one, place) => `${place} ${one.getAttribute("aria-label") || one.innerText}`)
}"""
FOCUS = """() => {
  const there = document.activeElement
  const box = there.getBoundingClientRect()
  const rings = [there, ...there.querySelectorAll("*")].flatMap((part) =>
    [null, "::after"].map((pseudo) => getComputedStyle(part, pseudo)))
  return {
    name: there.innerText || there.getAttribute("aria-label") || there.tagName,
    ring: Math.max(...rings.map((style) => style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth))),
    seen: box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  }
}"""
