"""Four processes with finished pages in their memories, readers on each of them, and a page that is taken down."""

import re
import subprocess
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote

import pytest

from config.run import server
from tests.browser import Site, as_from_a_terminal, free_port
from tests.journeys.pieces import made

pytestmark = [pytest.mark.slow, pytest.mark.browser]

AT_MOST = 1.0  # seconds after the commit, in which somebody may still ask and be shown it
WATCHED = 3.0
ROUNDS = 3
WORD = "Kestrelwood"
TAKE_DOWN = """
import time
from accounts.models import User
from moderation import services
from moderation.models import Case
from reviews.models import Review
review = Review.objects.get(path={path!r})
case, _ = services.submit_report(kind="content", review=review, address=review.path, explanation=str(time.time()))
services.take_page_down(case, by=User.objects.get(username="moderator"), version=1, reason="Under load.")
print(time.time())
"""
LIFT = """
from accounts.models import User
from moderation import services
from moderation.models import Case
case = Case.objects.filter(state="restricted", review__path={path!r}).last()
services.lift(case, by=User.objects.get(username="moderator"), version=case.version, reason="A mistake.")
"""


class Reader(threading.Thread):
    """Asks one server for one address over and over, and notes when it last asked for what it was then shown."""

    def __init__(self, port: int, path: str, shows):
        super().__init__(daemon=True)
        self.port, self.path, self.shows = port, path, shows
        self.over, self.asked, self.last_shown, self.last_gone = False, 0, 0.0, 0.0
        self.start()

    def run(self):
        while not self.over:
            asked_at = time.time()
            try:
                line = HTTPConnection("127.0.0.1", self.port, timeout=30)
                line.request("GET", quote(self.path, safe="/?=&"))
                answer = line.getresponse()
                status, body = answer.status, answer.read()
                line.close()
            except (OSError, HTTPException):
                continue
            self.asked += 1
            if status == 503:
                continue
            if self.shows(status, body):
                self.last_shown = asked_at
            else:
                self.last_gone = asked_at
            time.sleep(0.002)


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    """The demo magazine, and two more processes on the same data behind another port."""
    site = Site(tmp_path_factory.mktemp("loaded"), PAGE_CACHE_MEGABYTES="32")
    port, beside = free_port(), None
    try:
        site.open()
        beside = subprocess.Popen(
            server(port), env=site.environment | {"PORT": str(port)}, preexec_fn=as_from_a_terminal
        )
        wait_for(port)
        yield site, [int(site.url.rsplit(":", 1)[1]), port]
    finally:
        site.close()
        if beside:
            beside.terminate()
            beside.wait(30)


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            line = HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/healthz")
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The second server did not open.")


def test_nobody_is_shown_it_a_second_after_it_was_taken_down(four):
    site, ports = four
    piece = made(
        site, "publish", headline=f"{WORD} at Noon", film="here-2023", section="Weird", tags=["moss"]
    )
    path = piece["path"]
    line = HTTPConnection("127.0.0.1", ports[0], timeout=30)
    line.request("GET", quote(path))
    picture = re.search(rf"/pictures/{piece['picture']}/\d+\.jpg", line.getresponse().read().decode())[0]

    def names_it(status, body):
        return status == 200 and (path.encode() in body or WORD.encode() in body)

    def links_to_it(status, body):
        return status == 200 and path.encode() in body

    def hands_it_out(status, body):
        return status == 200

    watched = [
        (path, names_it), ("/", names_it), ("/films/here-2023/", names_it), ("/feed/", names_it),
        ("/feed/atom/", names_it), (f"/search/?q={WORD.lower()}", links_to_it), (picture, hands_it_out),
    ]  # fmt: skip
    readers = [Reader(port, address, shows) for port in ports for address, shows in watched]
    try:
        for _ in range(ROUNDS):
            until(lambda: all(reader.last_shown > reader.last_gone for reader in readers))
            time.sleep(0.5)  # finished pages in every process
            committed = float(site.manage("shell", "-v0", "-c", TAKE_DOWN.format(path=path)))
            time.sleep(WATCHED)
            late = {
                (reader.port, reader.path): round(reader.last_shown - committed, 3)
                for reader in readers
                if reader.last_shown > committed + AT_MOST
            }
            assert late == {}
            assert all(reader.last_gone > committed for reader in readers)
            site.manage("shell", "-v0", "-c", LIFT.format(path=path))
    finally:
        for reader in readers:
            reader.over = True
        for reader in readers:
            reader.join(30)
    assert min(reader.asked for reader in readers) > 20


def until(question) -> None:
    deadline = time.monotonic() + 60
    while not question():
        assert time.monotonic() < deadline, "It never showed."
        time.sleep(0.1)
