"""Where Chromium is, and how it is started for a test."""

import os
import shutil
from functools import cache

from playwright.sync_api import Browser, Playwright

HOW_TO_GET_IT = (
    "no Chromium was found; on Debian and Ubuntu: apt install chromium, "
    "elsewhere: .venv/bin/playwright install chromium"
)
NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
FLAGS = [
    "--no-sandbox",  # root in a container has none to give
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The same pixels on every machine.
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--hide-scrollbars",
]


@cache
def installed() -> str | None:
    """The machine's own browser, or the one that Playwright has fetched; None without either."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        fetched = playwright.chromium.executable_path
    return fetched if os.path.exists(fetched) else None


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=installed(), args=FLAGS)
