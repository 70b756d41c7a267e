"""The newsroom without a mouse: only keys, and whoever presses them sees at each where they are."""

from playwright.sync_api import Locator, Page

AT_MOST = 120  # keys from one place of a page to another
PATIENCE = 30  # tenths of a second
# A field that is drawn by its label is seen there.
SEEN = """() => {
  const on = document.activeElement
  if (!on || on === document.body) return "nothing is focused"
  const drawn = on.matches("input") ? [on, on.nextElementSibling, on.closest("label")].filter(Boolean) : [on]
  const name = `${on.tagName} ${on.getAttribute("aria-label") || on.name || on.textContent.trim().slice(0, 40)}`
  const isRinged = (one) => {
    // The button inside a date's field has a ring of its own, which no script can see.
    if (one.matches("[type^=date]:not(:focus-visible)")) return true
    const looks = getComputedStyle(one)
    return (looks.outlineStyle !== "none" && parseFloat(looks.outlineWidth) >= 1) || looks.boxShadow !== "none"
  }
  if (!drawn.some(isRinged)) return `no ring: ${name}`
  const places = drawn.flatMap((one) => [...one.getClientRects()]).filter((box) => box.width > 1 && box.height > 1)
  const inside = (box) => box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight
  if (!places.some(inside)) return `out of sight: ${name}`
  const isOpen = (box) => {
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth)
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight)
    return [0.1, 0.5, 0.9].some((share) => {
      const hit = document.elementFromPoint((left + right) / 2, top + (bottom - top) * share)
      return hit && drawn.some((one) => one.contains(hit) || hit.contains(one))
    })
  }
  return places.filter(inside).some(isOpen) ? "" : `covered: ${name}`
}"""


class Keyboard:
    """Keys pressed one after the other. After each the focus has to be in sight, ringed and not covered."""

    def __init__(self, page: Page):
        self.page = page

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words, delay=5)

    def to(self, what: Locator, by: str = "Tab") -> None:
        """On, or with Shift+Tab back, until that is focused."""
        what.wait_for(state="attached")
        for _ in range(AT_MOST):
            self.press(by)
            self.look()
            if what.evaluate("what => what === document.activeElement"):
                return
        raise AssertionError(f"no key leads to {what}")

    def look(self) -> None:
        """Not at once: while a page fades into the next one, nothing can be pointed at."""
        for _ in range(PATIENCE):
            if (unseen := self.page.evaluate(SEEN)) == "":
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(unseen)

    def open(self, what: Locator, key: str = "Enter", by: str = "Tab") -> None:
        """To a link or a button, and through it to the next page."""
        self.to(what, by)
        with self.page.expect_event("load"):
            self.press(key)
