"""Long lists of the desk are walks along an index, never a sort of all that match."""

import pytest
from django.db import connection

from pagecache.clock import now
from reviews.admin.standing import live
from reviews.models import Review

pytestmark = pytest.mark.django_db


def test_the_live_pieces_come_in_the_order_of_their_changes_without_a_sort():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by how many rows there are.")
    listed = Review.objects.filter(live(now()), deleted_at=None).order_by("-changed_at", "-pk")[:100]
    assert "review_by_standing" in listed.explain()
    assert "TEMP B-TREE" not in listed.explain()
