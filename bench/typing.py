"""`python -m bench.typing`: what one key costs on the writing page, in a text of 300 words and of 10,000.

Chromium's own account of the time spent in scripts, and of all its work, between the first key and the last; medians
of alternating rounds of one run on one machine. Only the ratio means anything.
"""

import os
import shutil
import statistics
import tempfile
from pathlib import Path

SHORT, LONG = 300, 10_000
KEYS, ROUNDS, WARM_UP = 40, 7, 2
SENTENCE = "The ferry waits for nobody and nobody waits for the ferry, says the lamp. "
SET = """(html) => {
  const body = document.querySelector("textarea[name=body]")
  body.value = html
  body.dispatchEvent(new Event("body-editor:read"))
  body.bodyEditor.commands.focus("end")
}"""


def text_of(words: int) -> str:
    paragraph = SENTENCE * 7
    return f"<p>{paragraph}</p>" * max(1, words // len(paragraph.split()))


def main() -> None:
    import django
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()  # the site's sign-in names come with its models
    from importers.demo.desk import PASSWORD
    from tests import chromium
    from tests.browser import Site

    folder = Path(tempfile.mkdtemp(prefix="halation-typing-"))
    site = Site(folder)
    try:
        site.open()
        with sync_playwright() as playwright:
            browser = chromium.launch(playwright)
            context = browser.new_context()
            page = context.new_page()
            page.goto(site / "admin/login/")
            page.fill("input[name=username]", "editor")
            page.fill("input[name=password]", PASSWORD)
            page.click("form [type=submit]")
            page.wait_for_url(lambda url: "/login/" not in url)
            report({words: opened(context, site, words) for words in (SHORT, LONG)})
            browser.close()
    finally:
        site.close()
        shutil.rmtree(folder, ignore_errors=True)


def opened(context, site, words: int):
    page = context.new_page()
    page.goto(site / "admin/reviews/review/add/")
    page.locator(".ProseMirror").wait_for()
    page.evaluate(SET, text_of(words))
    page.wait_for_timeout(1500)
    return page


def report(pages: dict) -> None:
    measured: dict[int, list[tuple[float, float]]] = {words: [] for words in pages}
    for number in range(ROUNDS + WARM_UP):
        for words, page in pages.items():
            page.bring_to_front()
            cost = typed(page)
            if number >= WARM_UP:
                measured[words].append(cost)
    print(f"{'words':>8}{'script ms a key':>18}{'all ms a key':>15}")
    medians = {
        words: [statistics.median(column) for column in zip(*costs, strict=True)]
        for words, costs in measured.items()
    }
    for words, (script, everything) in medians.items():
        print(f"{words:8}{script:18.2f}{everything:15.2f}")
    ratios = [long / short for short, long in zip(medians[SHORT], medians[LONG], strict=True)]
    print(f"{'ratio':>8}{ratios[0]:18.2f}{ratios[1]:15.2f}")


def typed(page) -> tuple[float, float]:
    """Milliseconds a key: in scripts, and in all."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.evaluate("document.querySelector('textarea[name=body]').bodyEditor.commands.focus('end')")
    before = metrics(session)
    for _ in range(KEYS):
        page.keyboard.press("a")
    page.wait_for_timeout(1500)  # what waits for a pause belongs to the cost
    after = metrics(session)
    session.detach()
    return tuple((after[name] - before[name]) * 1000 / KEYS for name in ("ScriptDuration", "TaskDuration"))  # type: ignore[return-value]  # of two


def metrics(session) -> dict[str, float]:
    return {entry["name"]: entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}


if __name__ == "__main__":
    main()
