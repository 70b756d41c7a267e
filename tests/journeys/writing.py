"""The writing page as somebody uses it: fields by their labels, names found while typing, buttons by their words."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PAINTED = Path(__file__).parents[2] / "importers" / "demo" / "pictures"


class WritingPage:
    def __init__(self, page: Page):
        self.page = page

    def panel(self, heading: str) -> Locator:
        """The part of the panel under that heading."""
        return self.page.get_by_role("region", name=re.compile(f"^{heading}"))

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    @property
    def text(self) -> Locator:
        """What one writes in."""
        return self.page.locator(".ProseMirror")

    def choose(self, field: Locator, words: str, option: str) -> None:
        """Type, wait for the list below the field, and take what is called so."""
        field.press_sequentially(words, delay=5)
        found = self.page.get_by_role("option").filter(has_text=option)
        expect(found.first).to_be_visible()
        found.first.click()

    def tool(self, name: str) -> None:
        self.page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()

    def upload(self, *names: str) -> None:
        """Pictures of the demo magazine from this computer, until each has its row."""
        rows = self.panel("Pictures").locator(".thumb img")
        there = rows.count()
        self.field("Add pictures from this computer").set_input_files([PAINTED / name for name in names])
        expect(rows).to_have_count(there + len(names))

    def press(self, name: str | re.Pattern) -> None:
        """A button of the form, and the page with which the newsroom answers.

        Not any navigation: an autosave that comes in between gives this page its address without leaving it.
        """
        with self.page.expect_event("load"):
            self.page.locator("#piece").get_by_role("button", name=name).click()

    @property
    def said(self) -> str:
        return self.page.locator(".messagelist").inner_text()

    def error_at(self, field: str) -> str:
        """What stands in red at the field of that name, as the form posts it: "pictures-0-alt"."""
        return self.page.locator(f"#id_{field}_error").inner_text()
