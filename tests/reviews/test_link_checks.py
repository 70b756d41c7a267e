"""Links to other sites that do not answer: which are asked, how often, and where it is said."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pagecache import clock
from reviews import link_checks, workflow
from reviews.link_checks import check_links
from reviews.models import LinkCheck, OutsideLink
from tests.desk import change, parsed, words_of
from tests.factories import fresh, make_film, make_published, make_review, make_user, put_columns

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture(autouse=True)
def asked(monkeypatch) -> list[str]:
    """What is asked; whatever has "gone" in it is."""
    found: list[str] = []

    def why_no_answer(address):
        found.append(address)
        return "answered 404" if "gone" in address else ""

    monkeypatch.setattr(link_checks.fetching, "why_no_answer", why_no_answer)
    return found


def link(url: str) -> dict:
    return {"url": url, "title": "A link", "source": "", "language": ""}


def text(*addresses: str) -> str:
    return "".join(f'<p><a href="{address}">There</a>.</p>' for address in addresses)


def check(at=NOON, **how) -> list[LinkCheck]:
    with clock.freeze(at):
        return check_links(at, **how)


class TestWhatIsAsked:
    def test_links_of_texts_and_around_the_internet_each_once(self, asked):
        make_published(
            body=text(
                "https://a.example/moss", "https://a.example/moss#two", "/films/", "mailto:ann@example.org"
            ),
            links=[link("https://b.example/")],
        )
        make_published(body=text("https://a.example/moss"))
        OutsideLink.objects.create(film=make_film(), url="http://c.example/", title="A link")
        check()
        assert asked == ["http://c.example/", "https://a.example/moss", "https://b.example/"]

    @pytest.mark.parametrize("status", ["draft", "submitted", "ready", "published", "withdrawn"])
    def test_not_those_that_only_their_writer_knows(self, asked, status):
        make_review(status, body=text("https://a.example/"), links=[link("https://b.example/")])
        check()
        assert bool(asked) == (status in ("submitted", "ready", "published"))

    def test_not_those_of_the_bin(self, asked):
        put_columns(make_review("ready", body=text("https://a.example/")), deleted_at=NOON)
        check()
        assert asked == []

    def test_each_again_after_a_week_and_one_in_trouble_after_a_day(self, asked):
        make_published(body=text("https://a.example/", "https://gone.example/"))
        check()
        check(NOON + HOUR)
        assert len(asked) == 2
        check(NOON + DAY + HOUR)
        assert asked[2:] == ["https://gone.example/"]
        check(NOON + 8 * DAY)
        assert sorted(asked[3:]) == ["https://a.example/", "https://gone.example/"]

    def test_no_more_at_once_than_wanted_and_the_rest_next_time(self, asked):
        make_published(body=text(*(f"https://{letter}.example/" for letter in "abcde")))
        check(limit=3)
        assert len(asked) == 3
        check(NOON + HOUR, limit=3)
        assert len(set(asked)) == 5

    def test_what_nothing_links_to_any_more_is_forgotten(self, asked):
        piece = make_published(body=text("https://gone.example/"))
        check()
        put_columns(piece, body="<p>Moss.</p>")
        check(NOON + HOUR)
        assert not LinkCheck.objects.exists()

    def test_the_command_says_what_it_found(self):
        make_published(body=text("https://a.example/", "https://gone.example/"))
        said = StringIO()
        call_command("check_links", stdout=said)
        assert said.getvalue().splitlines() == [
            "https://gone.example/ answered 404",
            "2 checked, 1 in trouble.",
        ]


class TestWhereItIsSaid:
    def before_publishing(self, piece) -> str:
        client = Client()
        client.force_login(make_user("editor"))
        page = parsed(client.get(change(piece)))
        return words_of(next(one for one in page.iter("section") if one.get("id") == "before-publishing"))

    def test_before_publishing_with_the_time_and_it_stops_nothing(self):
        piece = make_review(
            "ready",
            body=text("https://www.gone.example/moss#two", "https://a.example/"),
            links=[link("https://gone.example.net/")],
        )
        check(NOON - HOUR)
        said = self.before_publishing(piece)
        for host in ("gone.example", "gone.example.net"):
            sentence = (
                f"The link to {host} answered 404 (Fri 9 Feb 2024, 12:00 Brussels). Check it, or keep it."
            )
            assert sentence in said
        assert "a.example answered" not in said
        workflow.publish(fresh(piece), by=make_user("editor"), version=piece.version)
        assert fresh(piece).is_live(NOON)

    def test_no_longer_once_it_answers_or_is_taken_out(self):
        piece = make_review("ready", body=text("https://gone.example/"))
        check()
        assert "answered 404" in self.before_publishing(piece)
        LinkCheck.objects.update(trouble="")
        assert "answered 404" not in self.before_publishing(piece)

    def test_for_one_question_however_many_links_there_are(self):
        states = [
            workflow.working_copy(
                make_review(body=text(*(f"https://{n}.gone.example/" for n in range(many))))
            ).state
            for many in (1, 9)
        ]
        for state in states:
            with CaptureQueriesContext(connection) as queries:
                link_checks.troubles(state)
            assert len(queries) == 1
