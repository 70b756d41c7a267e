"""Take the pictures of the public site again: python docs/pictures/take.py

Opens the demo magazine, which takes a minute, photographs pages and their parts in Chromium, and writes them beside
this file as WebP. Those of the newsroom (desk, writing, reports, case, case-phone, confirm) are taken by hand.
"""

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

FOLDER = Path(__file__).resolve().parent
HERE, LAKE, DISPATCH = (
    "2024/02/here-review/",
    "2025/09/the-dry-lake-review/",
    "2025/08/skarholm-2025-eight-films/",
)
DESK, TALL, PHONE = (1280, 900), (1280, 1250), (390, 844)

# name: address, window, whether dark, and of which part (the window itself when left empty)
PAGES = {
    "home": ("", TALL, False, ""),
    "home-phone": ("", PHONE, False, ""),
    "piece": (HERE, TALL, False, ""),
    "piece-dark": (HERE, DESK, True, ""),
    "piece-phone": (HERE, PHONE, False, ""),
    "piece-wide": (LAKE, DESK, False, ".hero"),
    "piece-arabic": ("2025/04/بعد-الظهر-داخلي/", DESK, False, ""),
    "film": ("films/here-2023/", TALL, False, ""),
    "film-phone": ("films/here-2023/", PHONE, False, ""),
    "search": ("search/?q=here", DESK, False, ""),
    "report": (f"report/?url=/{HERE}", DESK, False, ""),
    "part-text": (HERE, DESK, False, ".reading"),
    "part-sheet": ("", DESK, False, ".sheet"),
    "part-rows": ("", DESK, False, ".rows"),
    "part-billing": ("films/here-2023/", DESK, False, ".billing"),
    "part-timeline": ("films/here-2023/", DESK, False, ".timeline"),
    "part-gallery": (DISPATCH, DESK, False, "[aria-labelledby=pictures] .sheet"),
    "part-focus": ("", DESK, False, ".masthead"),
}
TALLEST = 1250  # of a part, in pixels


def photograph(browser, site, address, window, dark, part) -> bytes:
    page = browser.new_page(
        viewport={"width": window[0], "height": window[1]}, color_scheme="dark" if dark else "light"
    )
    page.goto(site / address, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    if not part:
        taken = page.screenshot()
    else:
        one = page.locator(part).first
        one.scroll_into_view_if_needed()
        if part == ".masthead":  # the ring around whatever has the focus
            page.get_by_role("link", name="Interviews").first.focus()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        taken = one.screenshot()
    page.close()
    return taken


def main() -> None:
    import django
    from PIL import Image
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()  # the tests' site knows the demo's people, who come with their models
    from tests import chromium
    from tests.browser import Site

    only = set(sys.argv[1:]) or set(PAGES)
    folder = Path(tempfile.mkdtemp(prefix="halation-pictures-"))
    site = Site(folder)
    try:
        site.open()
        with sync_playwright() as playwright:
            browser = chromium.launch(playwright)
            for name in [name for name in PAGES if name in only]:
                taken = Image.open(io.BytesIO(photograph(browser, site, *PAGES[name]))).convert("RGB")
                taken = taken.crop((0, 0, taken.width, min(taken.height, TALLEST)))
                taken.save(FOLDER / f"{name}.webp", quality=72, method=6)
                print(
                    f"{name:14}{taken.width} × {taken.height}, {(FOLDER / f'{name}.webp').stat().st_size} bytes"
                )
            browser.close()
    finally:
        site.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
