"""A real Varnish with the file that operators are given, in front of the demo magazine."""

import gzip
import re
import time
from http.client import HTTPConnection
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.browser import Site, free_port
from tests.pagecache.test_two_processes import LIFT, TAKE_DOWN
from tests.varnish import Varnish

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.varnish]

PATIENCE = 60  # seconds, on a busy machine
RETITLE = """
from django.db import transaction
from reviews import workflow
from reviews.models import Review
from tests.factories import fresh, rewrite
review = Review.objects.get(path={path!r})
rewrite(review, headline={headline!r})
workflow.publish_change(fresh(review), by=None, version=fresh(review).version)
"""
# Takes down and lifts in one process, whenever it is sent a line, and prints when it was down: a command takes long to
# start.
UP_AND_DOWN = """
import time
from reviews.models import Restriction, Review
from reviews.restrictions import lift, restrict
piece = Review.objects.get(path={path!r})
for _ in range({times}):
    input()
    restriction = restrict(mode=Restriction.Mode.FULL, review=piece)
    print(time.time(), flush=True)
    input()
    lift(restriction)
"""
# One piece is to go and another to come at the same moment, which it prints.
LATER = """
from datetime import timedelta
from pagecache.clock import now
from reviews.models import Restriction, Review
from reviews.restrictions import restrict
from tests.factories import make_published
moment = now() + timedelta(seconds=20)
restrict(mode=Restriction.Mode.FULL, review=Review.objects.get(path={path!r}), starts_at=moment)
print(moment.timestamp(), make_published(at=moment, headline="The Hour Has Come", kind="news").path)
"""


@pytest.fixture(scope="module")
def magazine(tmp_path_factory):
    """(the site, the Varnish in front of it)"""
    folder = tmp_path_factory.mktemp("edge")
    port = free_port()
    site = Site(folder, PAGE_CACHE_MEGABYTES="32", PURGE_URLS=f"http://127.0.0.1:{port}")
    varnish = Varnish(folder / "varnish", port, site.url)
    try:
        varnish.open()
        site.open()
        yield site, varnish
    finally:
        varnish.close()
        site.close()


@pytest.fixture
def site(magazine):
    return magazine[0]


@pytest.fixture
def varnish(magazine):
    return magazine[1]


class Answer:
    def __init__(self, answer):
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()

    @property
    def text(self) -> str:
        packed = self.headers["Content-Encoding"] == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    @property
    def was_kept(self) -> bool:
        """Whether Varnish answered by itself: it says how long it has had the page."""
        return int(self.headers["Age"] or 0) > 0


def ask(varnish, path: str, method: str = "GET", **headers: str) -> Answer:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(varnish.url + path, None, headers, method=method), timeout=60) as answer:
            return Answer(answer)
    except HTTPError as refusal:
        return Answer(refusal)


def soon(question) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.1)
    return False


def pieces(varnish) -> list[str]:
    return re.findall(r'<h[23][^>]*><a href="(/\d{4}/\d\d/[^"]+)"', ask(varnish, "/").text)


def kept(varnish, path: str) -> bool:
    return soon(lambda: ask(varnish, path).was_kept)


def test_a_page_is_kept_and_the_reader_is_told_what_they_need(varnish):
    path = pieces(varnish)[0]
    assert kept(varnish, path)
    whole = ask(varnish, path, Accept_Encoding="gzip, br")
    assert whole.was_kept
    assert (whole.headers["Cache-Control"], whole.headers["Vary"]) == ("no-cache", "Accept-Encoding")
    assert not {"Surrogate-Key", "Surrogate-Control", "xkey"} & set(whole.headers)
    again = ask(varnish, path, Accept_Encoding="gzip, br", If_None_Match=whole.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    head = ask(varnish, path, "HEAD", Accept_Encoding="gzip, br")
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])
    assert head.headers["Content-Length"] == str(len(whole.body))
    plain = ask(varnish, path)
    assert plain.was_kept
    assert plain.text == whole.text
    assert ask(varnish, path + "?utm_source=mail&fbclid=x").was_kept


def test_what_is_not_for_everybody_passes(varnish):
    for path in ("/search/?q=moss", "/admin/login/", "/report/", "/no/such/page/", "/healthz"):
        for _ in range(3):
            assert not ask(varnish, path).was_kept, path
            time.sleep(0.4)
    path = pieces(varnish)[0]
    assert kept(varnish, path)
    assert not ask(varnish, path, Cookie=f"session={'m' * 32}").was_kept


def test_what_is_edited_is_new_and_others_stay(site, varnish):
    path = pieces(varnish)[0]
    assert kept(varnish, path)
    assert kept(varnish, "/about/")
    site.manage("shell", "-c", RETITLE.format(path=path, headline="Lichen, again"))
    assert soon(lambda: "Lichen, again" in ask(varnish, path).text)
    assert soon(lambda: "Lichen, again" in ask(varnish, "/").text)
    assert soon(lambda: "Lichen, again" in ask(varnish, "/feed/").text)
    assert ask(varnish, "/about/").was_kept
    assert kept(varnish, path)


def test_what_is_taken_down_is_gone_within_a_second(site, varnish):
    path = pieces(varnish)[1]
    process = site.start("shell", "-v", "0", "-c", UP_AND_DOWN.format(path=path, times=3))
    stale = []
    for _ in range(3):
        assert kept(varnish, path)  # or there would be nothing to forget
        print(file=process.stdin, flush=True)
        answers = asked_until_gone(varnish, path)
        gone = float(process.stdout.readline())
        # 503: it had more to make at once than it takes on
        assert {status for _began, status in answers} <= {200, 451, 503}
        assert 451 in {status for _began, status in answers}
        stale.append(max((began - gone for began, status in answers if status == 200), default=0))
        print(file=process.stdin, flush=True)
        assert soon(lambda: ask(varnish, path).status == 200)
    assert process.wait(PATIENCE) == 0
    print("last stale answer after", [f"{seconds:.3f}" for seconds in stale])
    assert max(stale) <= 1


def asked_until_gone(varnish, path: str) -> list[tuple[float, int]]:
    """When it was asked for and the status of the answer, over and over, for three seconds beyond the first 451."""
    answers, ends = [], time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        began = time.time()
        answers.append((began, ask(varnish, path).status))
        if answers[-1][1] == 451:
            ends = min(ends, time.monotonic() + 3)
        time.sleep(0.02)
    return answers


def test_what_goes_or_comes_at_a_moment_does_so_within_a_second_of_it(site, varnish):
    going = pieces(varnish)[4]
    said, coming = site.manage("shell", "-v", "0", "-c", LATER.format(path=going)).split()
    moment = float(said)
    assert kept(varnish, going)
    assert kept(varnish, "/news/")
    answers = []
    while time.time() < moment + 5:
        began = time.time()
        is_there = ask(varnish, going).status == 200
        is_new = coming in ask(varnish, "/news/").text
        answers.append((began - moment, time.time() - moment, is_there, is_new))
        time.sleep(0.05)
    before = {(is_there, is_new) for _began, ended, is_there, is_new in answers if ended < 0}
    after = {(is_there, is_new) for began, _ended, is_there, is_new in answers if began > 1}
    assert (before, after) == ({(True, False)}, {(False, True)})
    assert kept(varnish, "/news/")
    site.manage("shell", "-c", LIFT.format(path=going))


def test_one_that_was_away_is_told_later(site, varnish):
    """It kept its pages, and only the line to it was cut: as far as we can see it is the same."""
    path = pieces(varnish)[2]
    varnish.refuse_purges()  # what changed before is still told again for some seconds
    assert kept(varnish, path)
    site.manage("shell", "-c", TAKE_DOWN.format(path=path))
    time.sleep(3)
    assert ask(varnish, path).status == 200  # it does not know
    varnish.take_purges()
    assert soon(lambda: ask(varnish, path).status == 451)
    site.manage("shell", "-c", LIFT.format(path=path))
    assert soon(lambda: ask(varnish, path).status == 200)


def test_one_that_starts_again_starts_empty_and_is_told_on(site, varnish):
    path = pieces(varnish)[0]
    varnish.close()
    site.manage("shell", "-c", TAKE_DOWN.format(path=path))
    varnish.open()
    assert ask(varnish, path).status == 451
    site.manage("shell", "-c", LIFT.format(path=path))
    assert soon(lambda: ask(varnish, path).status == 200)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"xkey-purge": "no-such-key"}, 200),
        ({"xkey-purge": "site", "X-Forwarded-For": "192.0.2.1"}, 403),
    ],
)
def test_a_reader_behind_another_server_purges_nothing(varnish, headers, status):
    line = HTTPConnection(urlsplit(varnish.url).netloc, timeout=30)
    line.request("PURGE", "/", headers=headers)
    assert line.getresponse().status == status
    line.close()


def test_while_the_application_is_away_what_is_kept_is_shown(site, varnish):
    path = pieces(varnish)[3]
    varnish.refuse_purges()
    assert kept(varnish, path)
    site.close()
    try:
        assert ask(varnish, path).status == 200
        assert ask(varnish, "/contact-nobody-asked/").status == 503
    finally:
        site.open()
        varnish.take_purges()
