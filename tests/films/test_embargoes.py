"""What an embargo covers, and what its form refuses. Whom it binds is told in tests/reviews/test_visibility.py."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from films.models import Embargo
from films.vocabulary import Coverage
from tests.factories import make_embargo, make_film

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", Coverage.values)
def test_an_embargo_that_names_no_kind_covers_all(kind):
    assert Embargo(kinds=[]).covers(kind)
    assert Embargo(kinds=[kind]).covers(kind)
    assert not Embargo(kinds=[other for other in Coverage.values if other != kind]).covers(kind)


def test_it_is_active_until_its_second():
    film = make_film()
    embargo = make_embargo(film, NOON)
    assert list(Embargo.objects.active(NOON - timedelta(microseconds=1))) == [embargo]
    assert list(Embargo.objects.active(NOON)) == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("zone", "Brussels"),
        ("zone", ""),
        ("kinds", ["poem"]),
        ("kinds", "review"),
        ("kinds", {"review": 1}),
        ("ends_at", None),
    ],
)
def test_forms_know_wrong_from_right(field, wrong):
    embargo = make_embargo(make_film(), NOON, kinds=["review", "interview"])
    embargo.clean_fields()
    setattr(embargo, field, wrong)
    with pytest.raises(ValidationError) as refused:
        embargo.clean_fields()
    assert list(refused.value.message_dict) == [field]
