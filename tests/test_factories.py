from datetime import timedelta

import pytest

from pagecache.clock import now
from reviews.models import Review
from tests.factories import make_film, make_image, make_published, make_review, make_tag, make_user

pytestmark = pytest.mark.django_db


def test_a_draft_is_a_draft():
    assert make_review().status == Review.Status.DRAFT


def test_a_published_piece_is_live_at_once():
    assert make_published().is_published(now())


def test_a_piece_of_last_year_is_live_and_one_of_tomorrow_waits():
    assert make_published(at=now() - timedelta(days=365)).is_published(now())
    assert not make_published(at=now() + timedelta(days=1)).is_published(now())


def test_a_piece_carries_what_was_asked_for():
    film, picture = make_film("Here", 2023, director="Bas Devos"), make_image()
    piece = make_published(film=film, lead=picture, tags=["moss", make_tag("Brussels")])
    assert piece.main_film == film
    assert piece.lead_image == picture
    assert [row.tag.name for row in piece.tagged.all()] == ["moss", "Brussels"]


def test_two_pieces_share_nothing_but_the_section():
    one, other = make_published(), make_published()
    assert one.main_film != other.main_film
    assert one.section == other.section
    assert not set(one.authors.all()) & set(other.authors.all())


def test_an_account_holds_its_role():
    assert make_user("chief").roles == {"chief"}
    assert make_user(None).roles == frozenset()
