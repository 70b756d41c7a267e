"""Ways of looking at the list that somebody keeps for themselves."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation.models import Case, SavedFilter
from pagecache import clock
from tests.factories import make_published, make_user
from tests.moderation.reporting import MONDAY, make_case
from tests.moderation.test_desk import LIST

pytestmark = pytest.mark.django_db
KEEP = f"{LIST}filters/keep/"


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def moderator(client):
    user = make_user("moderator")
    client.force_login(user)
    return user


def keep(client, name="Late", query="due=late&place=todo&p=2") -> str:
    return client.post(f"{KEEP}?{query}", {"name": name}, follow=True).content.decode()


def saved(client) -> list[tuple[str, str, bool]]:
    found = client.get(LIST).context["saved"]
    return [(one.name, one.query, one.is_here) for one in found]


def test_what_the_list_shows_is_kept_under_a_name_and_found_again(client, moderator):
    case = make_case(make_published())
    Case.objects.update(due_at=MONDAY - timedelta(hours=1))
    page = keep(client, "  Late & mine ")
    assert "“Late &amp; mine” stands beside the tabs" in page
    assert saved(client) == [("Late & mine", "place=todo&due=late", False)]
    response = client.get(f"{LIST}?place=todo&due=late")
    assert [one.is_here for one in response.context["saved"]] == [True]
    assert 'id="filter-name"' not in response.content.decode()  # it has a name
    assert [row.case for row in response.context["rows"]] == [case]


def test_a_name_used_again_stands_for_the_new_one(client, moderator):
    keep(client), keep(client, query="whose=mine")
    assert saved(client) == [("Late", "whose=mine", False)]


def test_each_has_their_own_and_removes_their_own(client, moderator):
    keep(client)
    mine = SavedFilter.objects.get()
    client.force_login(make_user("auditor"))
    assert saved(client) == []
    client.post(f"{LIST}filters/{mine.pk}/remove/")
    assert SavedFilter.objects.exists()
    client.force_login(moderator)
    assert client.post(f"{LIST}filters/{mine.pk}/remove/?place=hidden")["Location"] == f"{LIST}?place=hidden"
    assert saved(client) == []


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("Late", "place=hidden&p=3", "Choose a filter first."),
        (" ", "due=late", "Give it a name"),
        ("x" * 41, "due=late", "Give it a name"),
        ("x\x00", "due=late", "Give it a name"),
        ("Late", f"q={'moss' * 200}", "too long to be kept"),
    ],
)
def test_what_cannot_be_kept_is_said(client, moderator, name, query, sentence):
    assert sentence in keep(client, name, query)
    assert not SavedFilter.objects.exists()


def test_there_are_twelve_at_most_and_they_cost_one_query(client, moderator):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        return len(seen)

    keep(client, "0")
    client.get(LIST)
    with_one = queries()
    for number in range(1, 12):
        keep(client, str(number))
    assert queries() == with_one
    assert "You have 12 already" in keep(client, "one more")
    assert SavedFilter.objects.count() == 12


def test_who_sees_no_list_keeps_none(client):
    client.force_login(make_user("editor"))
    assert client.post(f"{KEEP}?due=late", {"name": "Late"}).status_code == 403
    assert not SavedFilter.objects.exists()
