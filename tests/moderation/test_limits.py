"""How many reports may come in, and what is taken all the same."""

from datetime import timedelta

import pytest

from moderation import throttling
from moderation.models import Case, Letter, Report
from pagecache import clock
from tests.factories import make_published
from tests.moderation.reporting import COMPLETE, MONDAY, make_case, send

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNKIND = {"kind": "content", "explanation": "It is unkind."}


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def review():
    return make_published(headline="Moss")


def come(count: int, at=MONDAY, **columns) -> None:
    """So many reports have come in by the form."""
    with clock.freeze(at):
        for _ in range(count):
            case = make_case(kind="other", email="")
            Report.objects.filter(case=case).update(**columns)


def ours(client, review) -> str:
    """How a report remembers the network that these tests come from."""
    send(client, url=review.path, **UNKIND)
    found = Report.objects.get()
    Case.objects.filter(pk=found.case_id).update(review=None, raw_url="")
    return found.sender_hash


class TestLimits:
    def test_a_network_sends_ten_an_hour_and_nothing_typed_is_lost(self, client, review):
        come(9, sender_hash=ours(client, review))
        response = send(client, url=review.path, **UNKIND)
        assert response.status_code == 429
        assert "from your network" in response.content.decode()
        assert "dmca@example.org" in response.content.decode()
        assert response.context["form"]["explanation"].value() == "It is unkind."
        with clock.freeze(MONDAY + HOUR + timedelta(minutes=2)):
            assert send(client, url=review.path, **UNKIND).status_code == 302

    def test_a_network_sends_thirty_a_day_over_midnight_too(self, client, review):
        evening = MONDAY.replace(hour=22)
        with clock.freeze(evening):
            come(29, at=evening, sender_hash=ours(client, review))
        with clock.freeze(evening + 4 * HOUR):
            assert send(client, url=review.path, **UNKIND).status_code == 429
        with clock.freeze(evening + DAY + HOUR):
            assert send(client, url=review.path, **UNKIND).status_code == 302

    def test_no_row_knows_the_address_of_a_network_and_each_day_has_a_name_of_its_own(self, client, review):
        names = set()
        for day in range(2):
            with clock.freeze(MONDAY + day * DAY):
                send(client, url=review.path, **UNKIND)
                names.add(Report.objects.latest("pk").sender_hash)
        assert len(names) == 2
        assert "127.0.0.1" not in "".join(names)

    def test_an_address_has_five_reports_that_nobody_confirmed(self, client, review):
        for _ in range(5):
            make_case(kind="other", email="Noor@example.org", confirmed=False)
        response = send(client, url=review.path, email="noor@example.org", **UNKIND)
        assert response.status_code == 429
        assert "wait for a click" in response.content.decode()

    @pytest.mark.parametrize("limit", ["ABOUT_ONE_PAGE", "FROM_EVERYBODY"])
    def test_a_page_and_the_whole_site_have_limits(self, client, review, monkeypatch, limit):
        monkeypatch.setattr(throttling, limit, 2)
        for _ in range(2):
            make_case(review, "content", email="")
        assert send(client, url=review.path, **UNKIND).status_code == 429

    def test_what_the_law_does_not_let_us_lose_is_taken_marked_and_writes_to_nobody(
        self, client, review, monkeypatch
    ):
        monkeypatch.setattr(throttling, "FROM_EVERYBODY", 0)
        for kind in throttling.LOSES_NOTHING:
            said = COMPLETE | {"kind": kind, "explanation": "It is mine."}
            assert send(client, url=review.path, **said).status_code == 302
        assert set(Case.objects.values_list("kind", flat=True)) == throttling.LOSES_NOTHING
        assert all(Report.objects.values_list("is_throttled", flat=True))
        assert not Letter.objects.exists()

    def test_three_letters_a_day_go_to_an_address_that_nobody_has_proven(self, client, review, monkeypatch):
        monkeypatch.setattr(throttling, "WAITING_FOR_ONE_ADDRESS", 99)
        for _ in range(4):
            send(client, url=review.path, email="victim@example.org", **UNKIND)
        assert [letter.code for letter in Letter.objects.all()] == ["E1"] * 3
        assert Case.objects.filter(state="unconfirmed").count() == 4
        with clock.freeze(MONDAY + DAY + HOUR):
            send(client, url=review.path, email="victim@example.org", **UNKIND)
        assert Letter.objects.count() == 4
