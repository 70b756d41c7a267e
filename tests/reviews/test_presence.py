"""Who is at a piece: one lease, told at opening, taken over on purpose, gone when its tab is silent."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from pagecache import clock
from reviews import presence, workflow
from reviews.models import Lease
from tests.desk import change
from tests.factories import fresh, make_contributor, make_review, make_user

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
SECONDS = timedelta(seconds=1)


@pytest.fixture
def review():
    return make_review()


@pytest.fixture
def ana():
    return make_user("editor", name="Ana Example")


@pytest.fixture
def bo():
    return make_user("editor", name="Bo Other")


def beat(review, by, tab, after=0, **wish):
    with clock.freeze(NOON + after * SECONDS):
        return presence.beat(review, by=by, tab=tab, **wish)


def test_the_first_who_asks_has_it_and_goes_on_having_it(review, ana):
    beat(review, ana, "one")
    lease = beat(review, ana, "one", after=50)
    assert lease.is_of(ana, "one")
    assert (lease.taken_at, lease.seen_at) == (NOON, NOON + 50 * SECONDS)


def test_nobody_gets_it_while_it_lasts(review, ana, bo):
    beat(review, ana, "one")
    assert beat(review, bo, "two", after=59).is_of(ana, "one")
    assert beat(review, ana, "another", after=59).is_of(ana, "one")


def test_after_a_minute_of_silence_it_is_free(review, ana, bo):
    beat(review, ana, "one")
    assert beat(review, bo, "two", after=60).is_of(bo, "two")


def test_taking_over_says_who_and_when(review, ana, bo):
    beat(review, ana, "one")
    beat(review, bo, "two", after=10, take_over=True)
    lease = beat(review, ana, "one", after=15)
    assert lease.is_of(bo, "two")
    assert lease.taken_at == NOON + 10 * SECONDS


def test_leaving_frees_it_and_nobody_elses(review, ana, bo):
    beat(review, ana, "one")
    presence.release(review, by=bo, tab="one")
    presence.release(review, by=ana, tab="two")
    assert Lease.objects.count() == 1
    presence.release(review, by=ana, tab="one")
    assert beat(review, bo, "two").is_of(bo, "two")


def test_a_tab_that_somebody_else_signed_in_at_is_another(review, ana, bo):
    beat(review, ana, "one")
    assert not beat(review, bo, "one", after=5).is_of(bo, "one")


def test_an_autosave_of_a_lost_lease_is_refused(review, ana, bo):
    beat(review, ana, "one")
    beat(review, bo, "two", after=10, take_over=True)
    copy = workflow.working_copy(review)
    with clock.freeze(NOON + 15 * SECONDS), pytest.raises(workflow.InOtherHands) as held:
        workflow.autosave(review, copy.state | {"headline": "Late"}, by=ana, version=copy.version, tab="one")
    assert held.value.lease.holder == bo
    assert workflow.working_copy(review).version == copy.version
    with clock.freeze(NOON + 15 * SECONDS):
        workflow.autosave(review, copy.state | {"headline": "Mine"}, by=bo, version=copy.version, tab="two")
    assert fresh(review).headline == "Mine"


def test_only_the_tab_that_stored_last_is_forgiven_an_old_version(review, ana):
    first = workflow.working_copy(review)
    workflow.autosave(review, first.state, by=ana, version=first.version, tab="one")
    known = presence.version_known(review, by=ana, tab="one", version=first.version)
    assert known == first.version + 1
    workflow.save(review, first.state, by=ana, version=known)
    other = first.state | {"headline": "Other"}
    with pytest.raises(workflow.Conflict):
        workflow.autosave(review, other, by=ana, version=first.version, tab="one")


@pytest.mark.parametrize(
    "columns", [{"token": ""}, {"seen_at": NOON - SECONDS}], ids=["without a tab", "seen too early"]
)
def test_the_database_refuses_a_lease_that_makes_no_sense(review, ana, columns):
    beat(review, ana, "one")
    with pytest.raises(IntegrityError), transaction.atomic():
        Lease.objects.update(**columns)


# What the desk says about it


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(client, review, tab, wish=""):
    address = reverse("admin:reviews_review_presence", args=[review.pk])
    with clock.freeze(NOON):
        return client.post(address, {"tab": tab, "wish": wish}).json()


def test_who_comes_second_is_told_and_may_take_over(review, ana, bo):
    first, second = signed_in(ana), signed_in(bo)
    assert ask(first, review, "one") == {"holds": True}
    told = ask(second, review, "two")
    assert told["editing"] == "Ana Example is editing this."
    assert "own_tab" not in told
    with clock.freeze(NOON):
        assert "Ana Example is editing this." in second.get(change(review)).content.decode()
        assert "is editing this" not in first.get(change(review)).content.decode()
    assert ask(second, review, "two", "take") == {"holds": True}
    assert ask(first, review, "one")["took_over"] == "Bo Other took over at 13:00."
    assert ask(second, review, "two", "leave") == {"holds": False}
    assert ask(first, review, "one") == {"holds": True}


def test_another_window_of_ones_own_is_called_that(review, ana):
    client = signed_in(ana)
    ask(client, review, "one")
    said = ask(client, review, "two")
    assert (said["editing"], said["own_tab"]) == ("You are editing this in another window.", "one")
    assert ask(client, review, "two", "take") == {"holds": True}
    assert ask(client, review, "one")["took_over"] == "You took over in another window at 13:00."


def test_a_pen_name_stays_one(ana):
    usher = make_user("contributor", name="Real Name")
    review = make_review(contributor=make_contributor("The Usher", user=usher, is_pen_name=True))
    ask(signed_in(usher), review, "one")
    assert ask(signed_in(ana), review, "two")["editing"] == "The Usher is editing this."
    chief = make_user("chief")
    assert ask(signed_in(chief), review, "two")["editing"] == "Real Name is editing this."


def test_who_may_not_change_a_piece_does_not_hold_it_up():
    writer = make_user("contributor")
    review = make_review("submitted", contributor=make_contributor(user=writer))
    assert ask(signed_in(writer), review, "one") == {"reason": "denied"}
    assert not Lease.objects.exists()
