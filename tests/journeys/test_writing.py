"""From a thought to the front page: a piece is written and published, and everything in it is there to read."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.writing import PAINTED

pytestmark = pytest.mark.browser


def test_an_editor_writes_about_a_film_that_nobody_had_heard_of(writing, reader, site, problems):
    desk = writing("editor")
    page, keyboard = desk.page, desk.page.keyboard

    desk.field("Kind").select_option("Review")
    # The film: first the one that is there already, which is not meant, then a new one.
    film = desk.panel("Film").get_by_label("Film", exact=True)
    desk.choose(film, "Here", "New film")
    desk.field("Year").fill("2023")
    keyboard.press("Enter")
    double = "There is already Here (2023) by Bas Devos. Use it, or say why this is another film."
    expect(desk.panel("Film").get_by_role("alert")).to_have_text(double)
    problems.expect("status of 400")
    film.fill("")
    desk.choose(film, "The Weight of Fog", "New film")
    desk.field("Year").fill("2025")
    desk.field("Director").fill("Ilse Maartens")
    keyboard.press("Enter")
    expect(film).to_have_value("The Weight of Fog (2025)")

    # The headline has begun by itself; the director is suggested as a tag, and one is added by hand.
    expect(desk.field("Headline")).to_have_value("THE WEIGHT OF FOG Review: ")
    desk.field("Headline").press("End")
    keyboard.type("What the Ferry Saw")
    desk.field("Dek").fill("Ilse Maartens crosses a strait and sees nothing of it.")
    desk.panel("Tags").get_by_label("Ilse Maartens").check()
    desk.choose(desk.panel("Tags").get_by_placeholder("Another tag"), "fog signals", "New tag")

    desk.upload("harbour.jpg", "lighthouse.jpg")
    harbour, lighthouse = desk.panel("Pictures").locator(".row").all()
    harbour.get_by_label("Alternative text").fill("A harbour at dusk")
    harbour.get_by_label("Credit").fill("Illustration: the desk")
    harbour.get_by_role("button", name="Make it the lead").click()
    lighthouse.get_by_label("Alternative text").fill("A lighthouse with its lamp lit")
    lighthouse.get_by_label("Credit").fill("Illustration: the night desk")

    desk.text.click()
    keyboard.type("The ferry waits for nobody, and ")
    desk.tool("Bold")
    keyboard.type("nobody")
    desk.tool("Bold")
    keyboard.type(" waits for the ferry. Ask @maart")
    page.get_by_role("option", name="Ilse Maartens director").click()
    keyboard.type(", or the ")
    desk.tool("Link")
    page.get_by_role("dialog").get_by_label("Address").fill("https://example.org/tides")
    page.get_by_role("dialog").get_by_label("Words to show").fill("tide table")
    keyboard.press("Enter")
    keyboard.type(".")
    desk.tool("Picture")
    page.get_by_role("dialog").get_by_role("button", name="A lighthouse").click()
    keyboard.type("Fog is a colour.")
    desk.tool("Pull quote")
    keyboard.press("Enter")
    keyboard.press("Enter")
    keyboard.type("They never land.")
    desk.tool("Spoiler")

    # A second name, of somebody who writes here for the first time.
    byline = desk.panel("Byline")
    byline.get_by_role("button", name="Another name").click()
    desk.choose(byline.get_by_label("Name", exact=True).nth(1), "Oda Linnqvist", "New guest")
    desk.field("Section").select_option("International")
    desk.field("Rating").select_option("3½ stars")
    desk.press(re.compile("^Publish"))
    expect(page.locator(".standing b")).to_have_text("Live")
    path = page.get_by_role("link", name="See it").get_attribute("href")

    live = reader()
    live.goto(site / path)
    expect(live.get_by_role("heading", level=1)).to_have_text("THE WEIGHT OF FOG Review: What the Ferry Saw")
    expect(live.locator(".dek")).to_have_text("Ilse Maartens crosses a strait and sees nothing of it.")
    expect(live.get_by_role("img", name="3.5 out of 5")).to_be_visible()
    expect(live.locator(".hero").get_by_role("img", name="A harbour at dusk")).to_be_visible()
    expect(live.locator(".hero .credit")).to_contain_text("Illustration: the desk")
    text = live.locator(".text")
    expect(text.locator("strong")).to_have_text("nobody")
    expect(text.get_by_role("link", name="Ilse Maartens")).to_have_attribute("href", "/people/ilse-maartens/")
    expect(text.get_by_role("link", name="tide table")).to_have_attribute("href", "https://example.org/tides")
    expect(text.get_by_role("img", name="A lighthouse with its lamp lit")).to_be_visible()
    expect(text.locator("figcaption")).to_contain_text("Illustration: the night desk")
    expect(text.locator(".pull")).to_contain_text("Fog is a colour.")
    expect(text.get_by_text("They never land.")).to_be_hidden()
    text.locator("summary").click()
    expect(text.get_by_text("They never land.")).to_be_visible()
    names = live.locator(".byline").get_by_role("link").all_inner_texts()
    assert names == ["Callum Ferrie", "Oda Linnqvist"]
    expect(live.get_by_role("list", name="Tags")).to_contain_text("fog signals")
    live.get_by_role("list", name="Tags").get_by_role("link", name="Ilse Maartens").click()
    expect(live).to_have_url(site / "people/ilse-maartens/")
    expect(live.get_by_role("link", name="What the Ferry Saw")).to_be_visible()

    feed = live.request.get(site / "feed/").text()
    assert "What the Ferry Saw" in feed
    assert "They never land" not in feed


def test_pictures_are_looked_for_beside_what_stands_in_the_form(writing):
    desk = writing("editor")
    desk.choose(desk.panel("Film").get_by_label("Film", exact=True), "Ghost T", "Ghost Tropic")
    desk.upload("harbour.jpg")
    film = desk.panel("Film").locator("input[name='subjects-0-film']").input_value()
    harbour = desk.panel("Pictures").locator("input[name='pictures-0-image']").input_value()
    desk.panel("Pictures").get_by_role("button", name="A picture from the library").click()
    field = desk.panel("Pictures").get_by_label("From the library").last
    with desk.page.expect_request(re.compile("lookup/image/")) as asked:
        field.press_sequentially("a")
    assert f"film={film}&picture={harbour}" in asked.value.url
    expect(desk.page.get_by_role("listbox", name="Found").get_by_role("option").first).to_be_visible()


def test_the_same_without_javascript(writing, reader, site, problems):
    desk = writing("editor", javascript=False)
    page = desk.page
    desk.field("Kind").select_option("Review")
    desk.field("Headline").fill("BEACONS Review: Eleven Lamps and a Dog")
    desk.field("Dek").fill("A short film about long nights.")
    desk.field("Section").select_option("Indie")
    desk.panel("Tags").get_by_placeholder("Another tag").fill("lamps, night ferries")

    # What is new is asked about once, beside the field in which it was typed, and nothing else is lost.
    desk.panel("Film").get_by_label("Film", exact=True).fill("Beacons of the North")
    desk.panel("Byline").get_by_role("button", name="Another name").click()
    desk.panel("Byline").get_by_label("Name", exact=True).nth(1).fill("Tove Brandal")
    desk.field("Add pictures from this computer").set_input_files(
        [PAINTED / "lighthouse.jpg", PAINTED / "poster-here.jpg"]
    )
    desk.press("Upload")
    problems.expect("status of 422")
    desk.panel("Film").get_by_text("New: “Beacons of the North”").click()
    desk.panel("Byline").get_by_text("New: “Tove Brandal”").click()
    lighthouse, poster = desk.panel("Pictures").locator(".row").filter(has=page.locator("img")).all()
    for row in (lighthouse, poster):
        row.locator("summary").click()
        row.get_by_label("Alternative text").fill("A lamp")
        row.get_by_label("Credit").fill("Illustration: the desk")
    lighthouse.get_by_label("Place", exact=True).first.select_option("Lead")
    number = poster.locator("input[name$='-image']").input_value()
    desk.field("Text").fill(
        f"""<p>Eleven lamps, <strong>one</strong> dog and a <a href="https://example.org/tides">tide table</a>.</p>
<aside class="pull"><p>The dog sees first.</p></aside>
<figure data-image="{number}"></figure>
<details class="spoiler"><summary>Spoiler: the dog</summary><p>It sleeps through it.</p></details>"""
    )
    desk.press(re.compile("^Publish"))
    expect(page.locator(".standing b")).to_have_text("Live")
    path = page.get_by_role("link", name="See it").get_attribute("href")

    live = reader(javascript=False)
    live.goto(site / path)
    expect(live.get_by_role("heading", level=1)).to_have_text("BEACONS Review: Eleven Lamps and a Dog")
    expect(live.locator(".hero").get_by_role("img", name="A lamp")).to_be_visible()
    text = live.locator(".text")
    expect(text.locator("strong")).to_have_text("one")
    expect(text.locator(".pull")).to_contain_text("The dog sees first.")
    expect(text.get_by_role("img", name="A lamp")).to_be_visible()
    expect(text.get_by_text("It sleeps through it.")).to_be_hidden()
    names = live.locator(".byline").get_by_role("link").all_inner_texts()
    assert names == ["Callum Ferrie", "Tove Brandal"]
    expect(live.get_by_role("list", name="Tags").get_by_role("link")).to_have_text(["lamps", "night ferries"])
    live.get_by_role("link", name="Beacons of the North").first.click()
    expect(live.get_by_role("region", name="More about Beacons of the North")).to_contain_text("Eleven Lamps")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(writing, javascript):
    desk = writing("editor", javascript=javascript)
    page = desk.page
    desk.field("Kind").select_option("Review")
    desk.field("Headline").fill("A Review of Nothing Yet")
    desk.field("Disclosure").fill("The reviewer fell asleep.")
    if javascript:
        desk.text.click()
        page.keyboard.type("Zzz.")
        desk.upload("harbour.jpg")
    else:
        desk.field("Text").fill("<p>Zzz.</p>")
        desk.field("Add pictures from this computer").set_input_files(PAINTED / "harbour.jpg")
        desk.press("Upload")
    desk.press(re.compile("^Publish"))

    assert desk.said.startswith("Saved, but not published:")
    assert desk.error_at("pictures-0-alt") == (
        "Picture 1 has no alternative text. Describe it, or mark it as decorative."
    )
    assert desk.error_at("pictures-0-credit") == "Picture 1 has no credit."
    assert desk.error_at("section") == "Choose a section."
    expect(desk.panel("Film")).to_contain_text("A review needs its film.")
    stops = desk.panel("Before publishing").locator(".stop")
    expect(stops).to_have_count(4)
    expect(page.get_by_role("button", name="Publish: 4 things first")).to_be_visible()
    expect(desk.field("Headline")).to_have_value("A Review of Nothing Yet")
    expect(desk.field("Disclosure")).to_have_value("The reviewer fell asleep.")
    expect(page.locator("textarea[name=body]")).to_have_value("<p>Zzz.</p>")
    expect(desk.panel("Pictures").locator(".thumb img")).to_have_count(1)
    expect(page.locator(".standing b")).to_have_text("Draft")

    # A link of the list leads to the field; what is mended there is no longer said.
    desk.panel("Pictures").get_by_label("Credit").fill("Illustration: the desk")
    stops.filter(has_text="no alternative text").get_by_role("link").click()
    field = desk.panel("Pictures").get_by_label("Alternative text")
    expect(field).to_be_in_viewport()
    field.fill("A harbour at dusk")
    desk.field("Section").select_option("Indie")
    desk.press("Save")
    expect(stops).to_have_text([re.compile("A review needs its film.")])
