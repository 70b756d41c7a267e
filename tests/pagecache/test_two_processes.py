"""The page cache on a real server with two processes: what is taken down is gone from both."""

import gzip
import re
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.browser import Site

pytestmark = [pytest.mark.slow, pytest.mark.browser]

TAKE_DOWN = """
from reviews.models import Restriction, Review
from reviews.restrictions import restrict
restrict(mode=Restriction.Mode.FULL, review=Review.objects.get(path={path!r}))
"""
LIFT = """
from reviews.models import Restriction
from reviews.restrictions import lift
for row in Restriction.objects.filter(mode="full", review__path={path!r}):
    lift(row)
"""
PATIENCE = 30  # seconds; a quarter of one is the rule, and a busy machine is no fault


@pytest.fixture(scope="module")
def cached(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("cached"), PAGE_CACHE_MEGABYTES="32")
    try:
        site.open()
        yield site
    finally:
        site.close()


def ask(site, path: str) -> tuple[int, str, str]:
    """(status, entity tag, text)"""
    try:
        with urlopen(Request(site / path, headers={"Accept-Encoding": "gzip"}), timeout=30) as answer:
            body = answer.read()
            if answer.headers["Content-Encoding"] == "gzip":
                body = gzip.decompress(body)
            return answer.status, answer.headers.get("ETag", ""), body.decode()
    except HTTPError as refusal:
        return refusal.code, "", refusal.read().decode()


def a_piece(site) -> str:
    _status, _tag, home = ask(site, "/")
    return re.search(r'<h2 id="lead"><a href="([^"]+)"', home)[1]


def everywhere(site, path: str, status: int) -> bool:
    """Whether thirty answers in a row, from whichever process, have that status."""
    return all(ask(site, path)[0] == status for _ in range(30))


def soon(question) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.1)
    return False


def test_pages_come_from_memory_packed(cached):
    path = a_piece(cached)
    assert soon(lambda: ask(cached, path)[1].endswith('-gzip"'))


def test_what_is_taken_down_is_gone_from_both_processes_and_comes_back(cached):
    path = a_piece(cached)
    assert everywhere(cached, path, 200)
    cached.manage("shell", "-c", TAKE_DOWN.format(path=path))
    assert soon(lambda: everywhere(cached, path, 451))
    assert soon(lambda: all(f'href="{path}"' not in ask(cached, "/")[2] for _ in range(20)))
    cached.manage("shell", "-c", LIFT.format(path=path))
    assert soon(lambda: everywhere(cached, path, 200))
