"""Clicks and keys, counted: how much work something is for who does it every day."""

from playwright.sync_api import Locator, Page, expect

PASTE = """([html, text]) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData("text/html", html)
  clipboardData.setData("text/plain", text)
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""


class Acts:
    """Somebody's hands on the page. Every click and every key counts as one; words of the piece count nothing."""

    def __init__(self, page: Page):
        self.page = page
        self.count = 0

    def click(self, what: Locator, **more) -> None:
        self.count += 1
        what.click(**more)

    def key(self, name: str) -> None:
        self.count += 1
        self.page.keyboard.press(name)

    def type(self, letters: str) -> None:
        """Letters that look something up: each is a key."""
        self.count += len(letters)
        self.page.keyboard.type(letters, delay=10)

    def choose(self, field: Locator, option: str) -> None:
        """From a drop-down: opened, and taken."""
        self.count += 2
        field.select_option(option)

    def words(self, text: str) -> None:
        """Words of the piece, as they were sent."""
        self.page.keyboard.insert_text(text)

    def paste(self, html: str, text: str) -> None:
        """One key; the clipboard is ours, because a browser without a window has none."""
        self.count += 1
        self.page.evaluate(PASTE, [html, text])

    def take(self, option: str) -> None:
        """What a list offers first."""
        expect(self.page.get_by_role("option").filter(has_text=option).first).to_be_visible()
        self.key("Enter")
