"""Rows first, then the audit log, then the change log: all or nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from pagecache.clock import now
from pagecache.models import Change
from reviews import workflow
from reviews.models import Review
from reviews.unit import unit
from tests.factories import fresh, make_published, make_review, make_tag

pytestmark = pytest.mark.django_db


def kind_of(sql: str) -> str | None:
    """What a statement writes to."""
    if not sql.startswith(("INSERT", "UPDATE", "DELETE")):
        return None
    table = sql.split('"')[1]
    return {"accounts_auditentry": "audit", "pagecache_change": "change", "pagecache_counter": "change"}.get(
        table, "rows"
    )


def order_of_writes(queries) -> list[str]:
    kinds = [kind for query in queries.captured_queries if (kind := kind_of(query["sql"]))]
    return [kind for kind, before in zip(kinds, [None, *kinds], strict=False) if kind != before]


def test_one_verb_writes_in_that_order():
    review = make_review()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        workflow.publish(review, by=None, version=review.version, at=now() + timedelta(days=1))
    assert order_of_writes(queries) == ["rows", "audit", "change"]


def test_so_does_a_bundle():
    reviews = [make_review() for _ in range(3)]
    with CaptureQueriesContext(connection) as queries, unit():
        for review in reviews:
            workflow.publish(review, by=None, version=review.version)
    assert order_of_writes(queries) == ["rows", "audit", "change"]
    assert first_broken_entry() is None
    assert {fresh(review).status for review in reviews} == {"published"}


def test_a_key_that_many_name_is_written_once():
    Change.objects.all().delete()
    with unit():
        for _ in range(3):
            make_published()
    assert Change.objects.filter(key="latest").count() == 1


def test_a_bundle_that_fails_leaves_nothing():
    review, other = make_review(), make_review()
    entries, changes = AuditEntry.objects.count(), Change.objects.count()

    def publish_both():
        with unit():
            workflow.publish(review, by=None, version=review.version)
            workflow.publish(other, by=None, version=other.version + 1)

    with pytest.raises(workflow.Conflict):
        publish_both()
    assert (fresh(review).status, fresh(other).status) == ("draft", "draft")
    assert (AuditEntry.objects.count(), Change.objects.count()) == (entries, changes)


def test_what_failed_within_a_bundle_is_not_told_of():
    """Somebody catches the refusal of one piece and goes on with the next."""

    def fail():
        with unit() as inner:
            inner.record("tag.begin", obj=make_tag("moss"))
            inner.changed("film:1", "film:2", effective_at=now())
            raise ZeroDivisionError

    with unit() as work:
        work.changed("film:1")
        work.record("first.act")
        with pytest.raises(ZeroDivisionError):
            fail()
        work.record("last.act")
    acts = AuditEntry.objects.order_by("seq").values_list("action", flat=True)
    assert list(acts) == ["first.act", "last.act"]
    assert list(Change.objects.values_list("key", "effective_at")) == [("film:1", None)]


def test_a_unit_after_one_that_failed_starts_empty():
    def fail():
        with unit() as work:
            work.record("lost.act")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with unit() as work:
        work.record("kept.act")
    assert [entry.action for entry in AuditEntry.objects.all()] == ["kept.act"]


def test_nothing_is_shown_of_a_piece_whose_log_could_not_be_written(monkeypatch):
    def full(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("reviews.unit.record", full)
    with pytest.raises(OSError, match="disk full"):
        make_published()
    assert not Review.objects.exists()
