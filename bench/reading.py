"""`python -m bench.reading`: when a reader on a slow telephone sees what a review is about.

Largest contentful paint of a first visit in Chromium at 390 pixels, on a line of 1.6 Mbit/s with 150 ms and a quarter
of the processor, beside the same page without its sheets and fonts, filled up to the same number of bytes: what no
page with that text and that picture could beat. Medians of alternating visits of one run; only the ratio means much.

Both come from one small server that packs pages and sheets, as the one in front of a public site does.
"""

import gzip
import os
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

PIECE = "/2024/02/here-review/"
BARE = "/bare"
VISITS, WARM_UP = 11, 1
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
SECONDS_TO_DRAW = 240
PATIENCE = 120_000  # milliseconds, on a busy machine
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True}
WATCH = """
window.painted = {}
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  window.painted.largest = entry.startTime
  window.painted.what = entry.element?.tagName.toLowerCase()
})).observe({type: "largest-contentful-paint", buffered: true})
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  if (entry.name === "first-contentful-paint") window.painted.first = entry.startTime
})).observe({type: "paint", buffered: true})
"""


def bare(html: bytes) -> bytes:
    """The page without sheets and fonts, as long as it was."""
    stripped = re.sub(rb'<link rel="(?:stylesheet|preload)"[^>]*>', b"", html)
    return stripped + b"<!--" + b" " * (len(html) - len(stripped) - 7) + b"-->"


def wait_for_the_pictures(address: str) -> None:
    """Until the worker has drawn every size of every picture of the page: before, the widest JPEG stands for all."""
    deadline = time.monotonic() + SECONDS_TO_DRAW
    while time.monotonic() < deadline:
        with urlopen(address) as fetched:
            html = fetched.read()
        if html.count(b"<picture>") == html.count(b'<source type="image/avif"'):
            return
        time.sleep(1)
    sys.exit(f"The pictures of {address} were not drawn in {SECONDS_TO_DRAW} seconds")


def in_front_of(site) -> ThreadingHTTPServer:
    @cache
    def answer(path: str) -> tuple[str, bytes, bool]:
        with urlopen(site / path.removeprefix(BARE)) as fetched:
            kind, body = fetched.headers["Content-Type"], fetched.read()
        if path.startswith(BARE):
            body = bare(body)
        packed = kind.startswith("text/") or "svg" in kind
        return kind, gzip.compress(body) if packed else body, packed

    class Front(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            kind, body, packed = answer(self.path)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if packed:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            with suppress(ConnectionError):  # the visitor has left
                self.wfile.write(body)

        def log_message(self, *told):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Front)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def visited(browser, address: str) -> dict:
    """One first visit: milliseconds to the first and to the largest paint, and what that was."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load")
    for _more_time_on_a_busy_machine in range(10):
        page.wait_for_timeout(700)
        if "largest" in (painted := page.evaluate("window.painted")):
            break
    context.close()
    return painted


def main() -> None:
    import django
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()  # the tests' site knows the demo's people, who come with their models
    from tests import chromium
    from tests.browser import Site

    folder = Path(tempfile.mkdtemp(prefix="halation-reading-"))
    site = Site(folder)
    try:
        site.open()
        wait_for_the_pictures(site / PIECE)
        server = in_front_of(site)
        host = f"http://127.0.0.1:{server.server_address[1]}"
        with sync_playwright() as playwright:
            browser = chromium.launch(playwright)
            addresses = {"review": host + PIECE, "bare": host + BARE + PIECE}
            report({name: (browser, address) for name, address in addresses.items()})
            browser.close()
        server.shutdown()
    finally:
        site.close()
        shutil.rmtree(folder, ignore_errors=True)


def report(pages: dict) -> None:
    measured: dict[str, list[dict]] = {name: [] for name in pages}
    for number in range(VISITS + WARM_UP):
        for name, (browser, address) in pages.items():
            painted = visited(browser, address)
            if "largest" not in painted:
                sys.exit(f"{address} painted nothing")
            if number >= WARM_UP:
                measured[name].append(painted)
    print(f"{'page':10}{'first paint':>14}{'largest':>10}{'from':>8}{'to':>8}  what")
    largest = {}
    for name, visits in measured.items():
        times = sorted(visit["largest"] for visit in visits)
        largest[name] = statistics.median(times)
        first = statistics.median(visit["first"] for visit in visits)
        what = statistics.mode(visit["what"] or "" for visit in visits)
        print(f"{name:10}{first:14.0f}{largest[name]:10.0f}{times[0]:8.0f}{times[-1]:8.0f}  {what}")
    print(f"ratio of the largest: {largest['review'] / largest['bare']:.2f}")


if __name__ == "__main__":
    main()
