"""The watch that browser tests rely on sees what it should: here it looks at pages that are wrong."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.browser import accessibility_problems, sideways_scroll

pytestmark = pytest.mark.browser

PAGES = {
    "/good": "<!doctype html><html lang=en><title>A</title><main><h1>A</h1><p>Words.</main>",
    "/inline": "<!doctype html><title>A</title><h1>A</h1><script>document.title = 'B'</script>",
    "/missing": "<!doctype html><title>A</title><script src=/nowhere.js></script>",
    "/throws": "<!doctype html><title>A</title><script src=/throws.js></script>",
    "/throws.js": "throw new Error('broken')",
    "/grey": '<!doctype html><html lang=en><title>A</title><main><h1>A</h1><img src="data:,"></main>',
    "/wide": "<!doctype html><title>A</title><link rel=stylesheet href=/wide.css><p>Words</p>",
    "/wide.css": "p { width: 500px }",
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGES.get(self.path)
        self.send_response(200 if body else 404)
        kind = {"js": "text/javascript", "css": "text/css"}.get(self.path.rsplit(".", 1)[-1], "text/html")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src data:")
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address():
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_good_page_has_no_problems(page, address):
    page.goto(address + "/good")
    assert accessibility_problems(page) == []
    assert sideways_scroll(page) == 0


@pytest.mark.parametrize(
    ("path", "problem"),
    [("/inline", "content security policy: script-src"), ("/missing", "404"), ("/throws", "broken")],
)
def test_the_watch_sees_a_wrong_page(page, problems, address, path, problem):
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    problems.expect(problem)
    problems.clear()


def test_axe_sees_a_picture_without_words(page, address):
    page.goto(address + "/grey")
    assert accessibility_problems(page) == ["image-alt (critical): img"]


def test_a_page_wider_than_its_window_is_measured(open_page, address):
    page = open_page(width=390)
    page.goto(address + "/wide")
    assert sideways_scroll(page) > 0
