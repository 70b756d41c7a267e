"""Every screen of the newsroom in a real browser: no breach of the policy, no error, no sideways scroll."""

import re

import pytest

from tests.browser import accessibility_problems, sideways_scroll

pytestmark = pytest.mark.browser

SCREEN = re.compile(r"^/admin/(\w+/\w+)/$")
WRITING = "admin/reviews/review/add/"


def screens(page) -> list[str]:
    """The lists that the menu of this page leads to, and its writing page."""
    found = page.locator(".top a").evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    return [path for path in dict.fromkeys(found) if SCREEN.match(path)]


def first_row(page) -> str | None:
    links = page.locator("#result_list tbody th a, #result_list tbody td a").evaluate_all(
        "links => links.map(link => new URL(link.href).pathname)"
    )
    return next((path for path in links if path.endswith("/change/")), None)


@pytest.mark.parametrize("name", ["chief", "writer", "moderator"])
def test_every_screen_opens_without_a_breach_of_the_policy(page, login, site, name):
    login(page, name)
    for screen in screens(page):
        page.goto(site / screen)
        row = first_row(page)
        for address in filter(None, [f"{screen}add/", row, row and row.replace("/change/", "/history/")]):
            answer = page.request.get(site / address)
            if answer.status == 200:
                page.goto(site / address)
                page.wait_for_load_state()


@pytest.mark.parametrize(
    "address", ["admin/", "admin/reviews/review/", "admin/films/film/", WRITING, "admin/images/image/"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_daily_screens_have_no_barriers(open_page, login, site, address, scheme):
    page = login(open_page(scheme=scheme), "editor")
    page.goto(site / address)
    assert accessibility_problems(page) == []


@pytest.mark.parametrize(
    "address", ["admin/", "admin/reviews/review/", "admin/films/film/", "admin/films/film/add/", WRITING]
)
def test_the_daily_screens_fit_a_phone_and_a_desk_zoomed_to_400_percent(open_page, login, site, address):
    for width in (390, 320):
        page = login(open_page(width=width), "editor")
        page.goto(site / address)
        assert sideways_scroll(page) == 0


def test_names_are_found_by_the_keyboard_alone(page, login, site):
    login(page, "editor")
    page.goto(site / WRITING)
    film = page.get_by_role("combobox", name="Film", exact=True)
    film.focus()
    page.keyboard.type("ghost tro", delay=20)
    found = page.get_by_role("option", name="Ghost Tropic")
    found.wait_for()
    assert film.get_attribute("aria-expanded") == "true"
    assert film.get_attribute("aria-activedescendant") == found.get_attribute("id")
    page.keyboard.press("Enter")
    assert film.input_value() == "Ghost Tropic (2019)"
    page.get_by_role("checkbox", name="Bas Devos").wait_for()
    page.keyboard.press("Escape")
    # Leaving what is not saved asks first.
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(site / "admin/")
