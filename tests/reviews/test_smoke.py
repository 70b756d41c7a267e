"""The walk that an operator takes after an upgrade: what it says, and that it leaves nothing behind."""

import os
import re
import signal
import subprocess
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from pagecache import clock
from reviews import smoke, workflow
from reviews.models import Restriction, Review
from reviews.restrictions import restrict
from tests.browser import Site
from tests.factories import make_published, make_section


@pytest.fixture
def outside(client, monkeypatch):
    """Asks as a reader does, without a server in between; `.broken` answers for a path instead of the site."""
    broken = {}

    def ask(address):
        path = address.removeprefix("http://site.example")
        if path in broken:
            return broken[path]
        answer = client.get(path)
        return answer.status_code, answer.content.decode()

    monkeypatch.setattr(smoke, "ask", ask)
    monkeypatch.setattr(smoke, "PAUSE", 0)
    ask.broken = broken
    return ask


def walk() -> list[str]:
    said: list[str] = []
    smoke.walk("http://site.example/", said.append, patience=0)
    return said


def left_behind():
    return Review.objects.filter(headline__startswith=smoke.HEADLINE)


@pytest.mark.django_db
class TestWalking:
    @pytest.fixture(autouse=True)
    def section(self):
        return make_section()

    def test_it_sees_a_piece_come_and_go(self, outside):
        said = [re.sub(r"\d+\.\d s", "N s", line) for line in walk()]
        piece = left_behind().get()
        assert said == [
            f"Published a test at http://site.example{piece.path}",
            "  The piece is there after N s.",
            "  The home page shows it after N s.",
            "  The news shows it after N s.",
            "  The feed shows it after N s.",
            "Took it down.",
            "  The piece is gone (451) after N s.",
            "  The home page is without it after N s.",
            "  The news is without it after N s.",
            "  The feed is without it after N s.",
            "Put it into the bin.",
        ]

    def test_nothing_stays_for_readers(self, outside, client):
        walk()
        piece = left_behind().get()
        assert piece.deleted_at is not None
        assert client.get(piece.path).status_code == 410
        for path in ("/", "/news/", "/feed/", "/sitemap.xml", "/search/?q=test", "/masthead/"):
            assert smoke.HEADLINE not in client.get(path).content.decode(), path
        assert client.get("/contributors/the-machine-room/").status_code == 404
        assert not Restriction.objects.filter(ends_at=None).exists()

    def test_a_second_walk_needs_no_second_byline(self, outside):
        walk(), walk()
        assert left_behind().count() == 2
        assert smoke.Contributor.objects.filter(name=smoke.BYLINE).count() == 1

    @pytest.mark.parametrize(
        ("path", "answer", "sentence"),
        [
            (
                "/healthz",
                (0, "did not answer (refused)"),
                "does not answer with ok after 0 seconds; it did not answer",
            ),
            (
                "/",
                (200, "an old page"),
                "http://site.example/ does not show it after 0 seconds; it answered 200.",
            ),
            (
                "/feed/",
                (503, ""),
                "http://site.example/feed/ does not show it after 0 seconds; it answered 503.",
            ),
        ],
    )
    def test_what_is_wrong_is_said_and_the_test_is_put_away(self, outside, path, answer, sentence):
        outside.broken[path] = answer
        with pytest.raises(smoke.Failed, match=re.escape(sentence)):
            walk()
        assert not left_behind().filter(deleted_at=None).exists()

    def test_a_page_that_still_shows_what_was_taken_down_is_a_failure(self, outside, monkeypatch):
        usual = smoke.restrict

        def too_late(**given):
            outside.broken["/feed/"] = smoke.ask("http://site.example/feed/")
            return usual(**given)

        monkeypatch.setattr(smoke, "restrict", too_late)
        with pytest.raises(smoke.Failed, match="/feed/ still shows it"):
            walk()
        assert not left_behind().filter(deleted_at=None).exists()

    def test_what_an_earlier_walk_left_when_it_was_killed_is_put_away(self, outside, client):
        with clock.freeze(clock.now() - timedelta(hours=1)):
            left = make_published(headline=f"{smoke.HEADLINE}0123abcd")
            hidden = make_published(headline=f"{smoke.HEADLINE}4567abcd")
            restrict(mode=Restriction.Mode.FULL, review=hidden)
        Review.objects.filter(pk__in=[left.pk, hidden.pk]).update(created_at=clock.now() - timedelta(hours=1))
        walk()
        assert not left_behind().filter(deleted_at=None).exists()
        assert client.get(left.path).status_code == 410

    def test_one_that_is_under_way_elsewhere_is_left_alone(self, outside):
        other = make_published(headline=f"{smoke.HEADLINE}0123abcd")
        walk()
        assert list(left_behind().filter(deleted_at=None)) == [other]

    def test_a_test_that_was_never_published_is_put_away_too(self, outside, monkeypatch):
        def refuse(*_, **__):
            raise workflow.NotReady([])

        monkeypatch.setattr(workflow, "publish", refuse)
        with pytest.raises(workflow.NotReady):
            walk()
        assert not left_behind().filter(deleted_at=None).exists()


@pytest.mark.django_db
def test_without_a_section_it_asks_for_one(outside):
    with pytest.raises(smoke.Failed, match="has no section yet"):
        walk()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["file:///etc/passwd", "localhost:8000", ""])
def test_an_address_that_is_none_is_said_in_words(address):
    with pytest.raises(CommandError, match="must begin with http"):
        call_command("smoke", base_url=address)


@pytest.fixture(scope="module")
def cached(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("smoke"), PAGE_CACHE_MEGABYTES="32")
    try:
        site.open()
        yield site
    finally:
        site.close()


@pytest.mark.slow
@pytest.mark.browser
class TestOnARunningSite:
    def left(self, site) -> str:
        question = (
            "from reviews.smoke import HEADLINE; from reviews.models import Review;"
            "print(Review.objects.filter(headline__startswith=HEADLINE, deleted_at=None).count())"
        )
        return site.manage("shell", "-v", "0", "-c", question).strip()

    def test_all_is_well_where_pages_are_kept_by_two_processes(self, cached):
        for path in ("/", "/news/", "/feed/"):
            for _ in range(20):
                smoke.ask(cached / path)  # both have the pages of before
        said = cached.manage("smoke", "--base-url", cached.url)
        assert said.endswith("Put it into the bin.\nAll is well.\n")
        assert self.left(cached) == "0"

    @pytest.mark.parametrize("reason", [signal.SIGINT, signal.SIGTERM])
    @pytest.mark.parametrize("line", ["Published", "Took it down", "  The news is without it"])
    def test_who_stops_it_leaves_nothing(self, cached, reason, line):
        process = cached.start("smoke", "--base-url", cached.url)
        for said in process.stdout:
            if said.startswith(line):
                break
        os.kill(process.pid, reason)
        assert process.wait(60) != 0
        assert self.left(cached) == "0"
        assert smoke.HEADLINE not in smoke.ask(cached / "/")[1]

    def test_where_nobody_answers_it_says_so_and_fails(self, cached):
        start = time.monotonic()
        with pytest.raises(subprocess.CalledProcessError):
            cached.manage("smoke", "--base-url", "http://127.0.0.1:9", "--patience", "1")
        assert time.monotonic() - start < 60
