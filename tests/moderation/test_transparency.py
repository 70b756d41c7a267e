"""The yearly numbers: counts and medians, and never a name."""

from datetime import UTC, datetime, timedelta

import pytest

from moderation import transparency
from moderation.models import Case
from tests.desk import parsed, words_of
from tests.markup import errors

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)


def case(kind="copyright", state="received", year=2024, days=None) -> Case:
    number = Case.objects.filter(year=year).count() + 1
    opened = NOON.replace(year=year)
    return Case.objects.create(
        year=year, number=number, kind=kind, state=state, opened_at=opened, due_at=opened,
        decided_at=None if days is None else opened + timedelta(days=days), raw_url="https://example.org/secret",
    )  # fmt: skip


def test_each_kind_is_counted_by_what_became_of_it():
    case(state="restricted", days=1), case(state="restricted", days=2), case(state="refused", days=9)
    case(state="restored", days=1), case(kind="personal", state="needs_info"), case(year=2023, state="closed")
    this, last = transparency.years()
    copyright_, personal = this.lines
    assert (copyright_.received, copyright_.acted_on, copyright_.refused, copyright_.put_back) == (4, 2, 1, 1)
    assert (personal.received, personal.waiting) == (1, 1)
    assert (last.year, last.received, last.lines[0].closed) == (2023, 1, 1)


def test_the_time_to_a_decision_is_the_median():
    for days in (1, 2, 30):
        case(state="refused", days=days)
    case(year=2023)
    this, last = transparency.years()
    assert (this.days_to_decision, last.days_to_decision) == (2, None)


def test_the_page_and_its_twin_for_machines_say_the_same_and_name_nobody(client):
    case(state="restricted", days=3), case(kind="content")
    page = client.get("/transparency/")
    said = words_of(parsed(page))
    assert "2 reports, decided within 3 days at the median." in said
    assert "Copyright: 1 received, 1 acted on." in said
    assert "Inappropriate: 1 received, 1 still open." in said
    assert errors(page.content.decode()) == []
    numbers = client.get("/transparency.json").json()["years"][0]
    assert (numbers["received"], numbers["median_days_to_decision"]) == (2, 3)
    for answer in (page.content.decode(), str(numbers)):
        assert "secret" not in answer
        assert "M-2024" not in answer


def test_a_magazine_that_nobody_complained_about_says_so(client):
    assert "Nothing has been reported to us yet." in client.get("/transparency/").content.decode()


def test_the_footer_leads_there(client):
    assert 'href="/transparency/"' in client.get("/about/").content.decode()
