"""The yearly numbers: counts and medians, and never a name."""

import csv
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command

from moderation import services, transparency
from moderation.models import Case, TransparencyPeriod
from moderation.tokens import status_of
from pagecache import clock
from tests.desk import parsed, words_of
from tests.factories import make_contributor, make_published, make_user
from tests.markup import errors
from tests.moderation.reporting import COUNTER, MONDAY, make_case
from tests.moderation.test_counter_notices import PLANNED

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)


def case(kind="copyright", state="received", year=2024, days=None) -> Case:
    number = Case.objects.filter(year=year).count() + 1
    opened = NOON.replace(year=year)
    return Case.objects.create(
        year=year, number=number, kind=kind, state=state, opened_at=opened, due_at=opened,
        decided_at=None if days is None else opened + timedelta(days=days), raw_url="https://example.org/secret",
    )  # fmt: skip


def several(how_many=3, **given) -> None:
    for _ in range(how_many):
        case(**given)


def test_each_kind_is_counted_by_what_became_of_it():
    case(state="restricted", days=1), case(state="restricted", days=2), case(state="refused", days=9)
    (
        case(state="restored", days=1),
        several(kind="personal", state="needs_info"),
        several(year=2023, state="closed"),
    )
    this, last = transparency.years()
    copyright_, personal = this.lines
    assert (copyright_.received, copyright_.acted_on, copyright_.refused, copyright_.put_back) == (4, 2, 1, 1)
    assert (personal.received, personal.waiting) == (3, 3)
    assert (last.year, last.received, last.lines[0].closed) == (2023, 3, 3)


def test_kinds_of_which_few_came_are_told_together():
    several(), case(kind="intimate", state="restricted", days=1), several(2, kind="defamation")
    lines = transparency.years()[0].lines
    assert [(line.label, line.received, line.acted_on) for line in lines] == [
        ("Copyright", 3, 0), ("Other kinds", 3, 1),
    ]  # fmt: skip


def test_the_time_to_a_decision_is_the_median():
    for days in (1, 2, 30):
        case(state="refused", days=days)
    case(year=2023)
    this, last = transparency.years()
    assert (this.days_to_decision, last.days_to_decision) == (2, None)
    assert this.figures["days_to_nine_decisions_in_ten"] == 30


def test_what_was_hidden_objected_to_and_put_back_is_counted_where_it_happened():
    writer, moderator = make_user("contributor", email="milo@example.org"), make_user("moderator")
    with clock.freeze(MONDAY):
        first = make_case(make_published(at=MONDAY, contributor=make_contributor(user=writer)))
        rude, wrong = make_case(make_published(), "content"), make_case(make_published(), "content")
    with clock.freeze(MONDAY + timedelta(days=2)):
        services.take_page_down(first, by=moderator, version=1, reason="Hers.")
        services.hide_passage(rude, by=moderator, version=1, quote="Text", reason="Rude.")
        services.refuse(wrong, by=moderator, version=1, reason="No.")
        services.submit_counter_notice(first, by=writer, **COUNTER)
    with clock.freeze(PLANNED + timedelta(days=3)):
        services.put_back(first, version=first.version)
    told = transparency.years()[0].figures
    assert {name: number for name, number in told.items() if number} == {
        "by_law": 1, "by_our_rules": 1, "pages": 1, "passages": 1, "counter_notices": 1, "put_back_by_the_clock": 1,
        "median_days_to_first_look": 2, "median_days_to_decision": 2, "days_to_nine_decisions_in_ten": 2,
    }  # fmt: skip
    assert told["automated_decisions"] == 0


def test_the_page_and_its_twins_for_machines_say_the_same_and_name_nobody(client):
    several(2, state="restricted", days=3), several(2), several(kind="content")
    page = client.get("/transparency/")
    said = words_of(parsed(page))
    assert "7 reports, decided within 3 days at the median." in said
    assert "Copyright: 4 received, 2 acted on, 2 still open." in said
    assert "Inappropriate: 3 received, 3 still open." in said
    assert "These numbers still move." in said
    assert errors(page.content.decode()) == []
    numbers = client.get("/transparency.json").json()["years"][0]
    assert (numbers["received"], numbers["median_days_to_decision"]) == (7, 3)
    table = client.get("/transparency.csv")
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert ["2024", "", "Copyright", "received", "4"] in list(csv.reader(table.content.decode().splitlines()))
    for answer in (page.content.decode(), str(numbers), table.content.decode()):
        assert "secret" not in answer
        assert "M-2024" not in answer


def test_the_ways_by_which_reports_came_are_counted_and_those_of_few_together(client):
    came = ["web"] * 4 + ["email"] * 3 + ["post", "staff"]
    with clock.freeze(NOON):
        made = [make_case(make_published(), "content", channel=way, without_original="Lost.") for way in came]
        # What is added later came with the first word.
        services.complete(made[0], receipt=status_of(made[0].reports.get()), notice={}, explanation="More.")
    ways = {"web": 4, "email": 3, "other": 2}
    assert transparency.years()[0].channels == ways
    said = words_of(parsed(client.get("/transparency/")))
    assert "How they came: by our form 4, by e-mail 3, in other ways 2." in said
    assert client.get("/transparency.json").json()["years"][0]["channels"] == ways
    assert "2024,,,received_by_email,3" in client.get("/transparency.csv").content.decode()


def test_a_magazine_that_nobody_complained_about_says_so(client):
    assert "Nothing has been reported to us yet." in client.get("/transparency/").content.decode()


def test_the_footer_leads_there(client):
    assert 'href="/transparency/"' in client.get("/about/").content.decode()


class TestAYearThatIsFrozen:
    @pytest.fixture(autouse=True)
    def in_january(self):
        with clock.freeze(datetime(2025, 1, 9, 12, tzinfo=UTC)):
            yield

    def test_stays_as_it_was_published(self, client):
        several(state="refused", days=3)
        kept = services.freeze(2024)
        several()
        assert transparency.years()[0].received == 3
        assert client.get("/transparency.json").json()["years"][0]["sha256"] == kept.sha256
        canonical = json.dumps(kept.numbers, sort_keys=True, separators=(",", ":"))
        assert sha256(canonical.encode()).hexdigest() == kept.sha256
        assert "2024,1,Copyright,received,3" in kept.csv

    def test_is_corrected_by_a_new_version_with_a_note(self, client):
        several()
        call_command("transparency", "2024")
        call_command("transparency", "2024")
        assert TransparencyPeriod.objects.count() == 1
        several()
        with pytest.raises(CommandError, match="Say what was corrected"):
            call_command("transparency", "2024")
        call_command("transparency", "2024", note="Three letters were found.")
        assert list(TransparencyPeriod.objects.values_list("version", "numbers__lines__0__received")) == [
            (2, 6), (1, 3),
        ]  # fmt: skip
        assert "version 2. Three letters were found." in words_of(parsed(client.get("/transparency/")))

    def test_that_did_not_count_ways_says_unknown_and_stays(self, client):
        several()
        kept = services.freeze(2024)
        numbers = {name: told for name, told in kept.numbers.items() if name != "channels"}
        TransparencyPeriod.objects.update(numbers=numbers, sha256="of old")
        assert services.freeze(2024).sha256 == "of old"
        assert "How they came: unknown 3." in words_of(parsed(client.get("/transparency/")))
        assert client.get("/transparency.json").json()["years"][0]["channels"] == {"unknown": 3}
        assert "2024,1,,received_by_unknown,3" in client.get("/transparency.csv").content.decode()
        several(1)
        with pytest.raises(services.Incomplete):
            services.freeze(2024)

    def test_is_over(self):
        with pytest.raises(services.WrongStep, match="2025 is not over yet"):
            services.freeze(2025)
