"""What a contributor's account, or a link given to an outsider, must not open: one attempt a test."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from pagecache import clock
from reviews import workflow
from reviews.models import Contributor, Review
from tests.factories import (
    make_published,
    make_user,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    cache.clear()
    with clock.freeze(NOON):
        yield


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def type_into(review: Review, *, by, **changes) -> None:
    """What the page stores while somebody types."""
    copy = workflow.working_copy(review)
    workflow.autosave(review, copy.state | changes, by=by, version=copy.version)


# Addresses


def test_the_way_from_the_newsroom_to_the_site_does_not_tell_the_address_of_what_is_to_come():
    hidden = make_published(headline="Secret kumquat", at=NOON + DAY)
    kind = ContentType.objects.get_for_model(Review).pk
    client = signed_in(make_user(Role.CONTRIBUTOR))
    for spelt in (str(kind), f"+{kind}", f" {kind}"):
        answer = client.get(reverse("admin:view_on_site", args=[spelt, hidden.pk]))
        assert answer.status_code == 404, spelt
        assert "kumquat" not in answer.headers.get("Location", "") + answer.text
    answer = signed_in(make_user(Role.EDITOR)).get(reverse("admin:view_on_site", args=[kind, hidden.pk]))
    assert answer["Location"] == hidden.path


# Names


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_the_history_of_a_byline_tells_nobody_but_chiefs_who_made_it(role):
    writer = make_user(Role.CONTRIBUTOR, username="real.name", name="Real Name")
    posted = {"name": "Pen Name", "status": Contributor.Status.values[0]}
    assert signed_in(writer).post(reverse("admin:reviews_contributor_add"), posted).status_code == 302
    page = reverse("admin:reviews_contributor_history", args=[Contributor.objects.get(name="Pen Name").pk])
    seen = signed_in(make_user(role)).get(page).text
    assert "Added" in seen
    assert "Real Name" not in seen
    assert "real.name" not in seen
    assert "real.name" in signed_in(make_user(Role.CHIEF)).get(page).text
    assert "real.name" in signed_in(writer).get(page).text, "everybody knows their own name"
