"""What was online when the report came, whatever becomes of the piece."""

import pytest

from accounts.models import AuditEntry
from moderation import services
from moderation.evidence import is_genuine
from moderation.models import Case, EvidenceSnapshot
from tests.factories import fresh, make_image, make_published, make_user
from tests.moderation.reporting import make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return make_published(
        headline="Forest, early", body="<p>The moss, seen from below.</p>", lead=make_image()
    )


def test_it_keeps_the_text_and_what_proves_its_pictures(review):
    case = make_case(review)
    kept = case.evidence.get()
    assert (kept.review, kept.state["headline"]) == (review, "Forest, early")
    assert "The moss" in kept.state["body"]
    assert kept.pictures == [[review.lead_image.pk, review.lead_image.checksum]]
    assert is_genuine(kept)


def test_what_is_changed_later_leaves_it_as_it_was(review):
    case = make_case(review)
    type(review).objects.filter(pk=review.pk).update(body="<p>Nothing of the kind.</p>")
    later = make_case(fresh(review))
    assert ["The moss" in one.evidence.get().state["body"] for one in (case, later)] == [True, False]


def test_the_same_text_is_kept_once_however_many_report_it(review):
    cases = [make_case(review) for _ in range(3)]
    assert EvidenceSnapshot.objects.count() == 1
    assert list(EvidenceSnapshot.objects.get().cases.order_by("pk")) == cases


def test_a_picture_brings_the_pieces_that_show_it(review):
    case = make_case(image=review.lead_image)
    assert [kept.review for kept in case.evidence.all()] == [review]


def test_a_case_about_nothing_of_ours_has_none():
    assert not make_case().evidence.exists()


def test_of_child_safety_only_the_digest_is_kept(review):
    kept = make_case(review, "child_safety").evidence.get()
    assert (kept.state, is_genuine(kept)) == (None, False)
    make_case(review)
    assert is_genuine(fresh(kept))


def test_what_was_tampered_with_shows(review):
    kept = make_case(review).evidence.get()
    kept.state["headline"] = "Another"
    assert not is_genuine(kept)


def test_a_report_that_is_not_taken_leaves_none(review):
    with pytest.raises(services.NotAllowed):
        services.submit_report(kind="content", review=review, by=make_user("editor"))
    assert not EvidenceSnapshot.objects.exists()
    assert not Case.objects.exists()
    assert not AuditEntry.objects.filter(action="case.receive").exists()
