"""What is due, told once a day, and what came of an authority's order."""

from datetime import timedelta

import pytest

from moderation import services
from moderation.models import Letter
from moderation.ticking import move_cases
from pagecache import clock
from tests.factories import make_published, make_user
from tests.moderation.reporting import MONDAY, make_case

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def lead():
    return make_user("lead", email="lead@example.org")


def digests(at, *, times=2) -> dict[str, str]:
    """The letters that are new after two beats at that moment, by address."""
    before = set(Letter.objects.values_list("pk", flat=True))
    with clock.freeze(at):
        for _ in range(times):
            move_cases(at)
    letters = Letter.objects.filter(code="E24D").exclude(pk__in=before)
    assert len(letters) == len({letter.address for letter in letters})
    return {letter.address: letter.text for letter in letters}


def test_leads_are_told_of_everything_and_moderators_of_what_is_theirs_once_a_working_day(lead):
    moderator = make_user("moderator", email="mo@example.org")
    with clock.freeze(MONDAY):
        late, today = make_case(make_published()), make_case(make_published())
        secret = make_case(make_published(), "child_safety")
        services.claim(today, by=moderator, version=1)
    with clock.freeze(MONDAY + 2 * DAY - timedelta(hours=4)):
        type(late).objects.filter(pk=late.pk).update(due_at=MONDAY + DAY)
    assert digests(MONDAY + 2 * DAY - timedelta(hours=4)) == {}  # six in the morning
    told = digests(MONDAY + 2 * DAY - timedelta(hours=1))
    assert (
        f"Late:\n- {late}, Copyright: 23 h late\n\nDue today:\n- {today}, Copyright: 1 h left"
        in told[lead.email]
    )
    assert str(late) not in told["mo@example.org"]
    assert str(today) in told["mo@example.org"]
    assert all(str(secret) not in text for text in told.values())
    assert digests(MONDAY + 2 * DAY + timedelta(hours=5)) == {}
    assert digests(MONDAY + 3 * DAY).keys() == {lead.email, "mo@example.org"}
    assert digests(MONDAY + 5 * DAY) == {}  # Saturday


def test_where_nothing_is_due_nobody_is_written_to(lead):
    with clock.freeze(MONDAY):
        make_case(make_published(), "content")
    assert digests(MONDAY + DAY) == {}


def test_leads_are_told_of_who_asks_to_be_erased(lead):
    with clock.freeze(MONDAY):
        services.ask_for_erasure("noor@example.org", by=lead)
    assert digests(MONDAY + 22 * DAY) == {}
    told = digests(MONDAY + 23 * DAY)[lead.email]
    assert "Asks to be erased, by 23 December 2026" in told
    assert "noor" not in told


@pytest.mark.parametrize("done", [True, False])
def test_an_authority_hears_what_came_of_its_order(done):
    case, moderator = make_case(make_published(), "order"), make_user("moderator")
    if done:
        services.take_page_down(case, by=moderator, version=1, reason="Ordered.")
    else:
        services.refuse(case, by=moderator, version=1, reason="No.", words="We have no such page.")
    told = Letter.objects.get(code="E27").text
    assert ("carried it out. Hidden from readers since" in told) == done
    assert ("could not carry it out.\n\nWe have no such page." in told) == (not done)
    assert not Letter.objects.filter(code__in=["E8", "E10"]).exists()
