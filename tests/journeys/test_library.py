"""What a chief and a writer do in the library: two records made one and two again, stills dropped and used."""

import io
import re

import pytest
from playwright.sync_api import expect

from tests.images.pictures import drawing

pytestmark = pytest.mark.browser


def new_film(page, site, title: str) -> str:
    """A film of that title; the address of its page on the desk."""
    page.goto(site / "admin/films/film/add/")
    page.get_by_label("Title", exact=True).first.fill(title)
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_url(re.compile(r"/film/\d+/change/"))
    return page.url


def test_a_chief_merges_two_films_after_a_look_and_takes_it_back(newsroom, site):
    page = newsroom("chief")
    new_film(page, site, "Moss on stone")
    new_film(page, site, "Mosses on a stone")
    page.get_by_role("link", name="Merge with another").click()
    page.get_by_role("combobox", name="The other film").press_sequentially("moss on st", delay=5)
    page.get_by_role("option", name="Moss on stone").click()
    page.get_by_role("button", name="See what would move").click()
    preview = page.get_by_role("region", name="Moss on stone becomes part of Mosses on a stone")
    expect(preview).to_contain_text("You can undo this for 24 hours.")
    preview.get_by_label("Type “Moss on stone” to merge").fill("Moss on stone")
    preview.get_by_role("button", name="Merge").click()
    expect(page.locator(".messagelist")).to_contain_text("Moss on stone is now part of Mosses on a stone.")
    page.get_by_role("link", name="Moss on stone into Mosses on a stone").click()
    page.get_by_role("button", name="Undo this merge").click()
    expect(page.locator(".messagelist")).to_contain_text("are two again, as they were.")


def test_stills_dropped_on_a_film_are_used_with_one_press(newsroom, site):
    page = newsroom("editor")
    address = new_film(page, site, "Lichen at dusk")
    files = []
    for number in range(2):
        data = io.BytesIO()
        drawing((400 + number, 300)).save(data, "JPEG")
        files.append({"name": f"still{number}.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()})
    files.append({"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"hello"})
    stills = page.get_by_role("region", name="Stills")
    stills.get_by_label("Files").set_input_files(files)
    stills.get_by_label("Credit").fill("Mossfilm")
    stills.get_by_label("Why we may use them").select_option("Press kit")
    stills.get_by_role("button", name="Add these stills").click()
    said = page.locator(".messagelist")
    expect(said).to_contain_text("2 stills of Lichen at dusk.")
    expect(said).to_contain_text("“notes.jpg”: This file says .jpg but is not a picture.")
    page.goto(site / f"admin/reviews/review/add/?film={re.search(r'/film/(\d+)/', address)[1]}")
    page.get_by_role("button", name=re.compile("^Use ")).first.click()
    pictures = page.get_by_role("region", name=re.compile("^Pictures"))
    expect(pictures.locator(".thumb img")).to_have_count(1)
    expect(page.get_by_role("button", name=re.compile("^Use "))).to_have_count(1)
    pictures.get_by_label("Alternative text").first.fill("Grey lichen on a wall, late light.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(site / "admin/")
