"""The change log: in the transaction that changes, in the order of commits, without a gap."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from pagecache import clock
from pagecache.changes import changed
from pagecache.models import Change, Counter
from tests.transactions import at_once

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)


@pytest.mark.django_db
class TestSayingSo:
    def test_one_row_a_key_with_one_number(self):
        with clock.freeze(NOON):
            n = changed("film:1", "latest")
        assert list(Change.objects.order_by("id").values_list("n", "key", "at", "effective_at")) == [
            (n, "film:1", NOON, None), (n, "latest", NOON, None),
        ]  # fmt: skip

    def test_a_key_named_twice_is_written_once(self):
        changed("film:1", "film:1")
        assert Change.objects.count() == 1

    def test_a_time_to_come_is_written_beside(self):
        changed("film:1", effective_at=NOON)
        assert Change.objects.get().effective_at == NOON

    def test_numbers_count_up_from_one(self):
        assert [changed("a"), changed("b"), changed("c")] == [1, 2, 3]
        assert Counter.objects.get().n == 3

    def test_what_is_undone_takes_no_number(self):
        first = changed("a")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            changed(str(1 / (changed("b") * 0)))
        assert changed("c") == first + 1
        assert list(Change.objects.order_by("n").values_list("key", flat=True)) == ["a", "c"]

    def test_there_is_one_counter(self):
        changed("a")
        with pytest.raises(IntegrityError), transaction.atomic():
            Counter.objects.create(id=2, n=7)


def test_outside_a_transaction_it_is_refused(committing):
    with pytest.raises(transaction.TransactionManagementError):
        changed("film:1")
    assert not Change.objects.exists()


class TestManyAtOnce:
    def test_no_number_is_given_twice_and_none_is_missing(self, committing):
        def act(name):
            for _ in range(15):
                with transaction.atomic():
                    changed(name)

        assert at_once(*[lambda name=name: act(name) for name in "abcd"]) == [None] * 4
        assert sorted(Change.objects.values_list("n", flat=True)) == list(range(1, 61))

    def test_the_first_two_ever_agree_on_the_counter(self, committing):
        Counter.objects.all().delete()

        def act():
            with transaction.atomic():
                return changed("a")

        assert sorted(at_once(act, act, act)) == [1, 2, 3]

    def test_numbers_follow_commits_so_no_reader_passes_one_that_is_still_to_come(self, committing):
        """A row that becomes visible after a higher number was read would never be read."""
        written, release = threading.Event(), threading.Event()
        seen = []

        def slow():
            with transaction.atomic():
                changed("slow")
                written.set()
                release.wait(30)

        def quick():
            written.wait(30)
            threading.Timer(0.3, release.set).start()
            with transaction.atomic():
                changed("quick")
            seen.extend(Change.objects.order_by("n").values_list("key", flat=True))

        assert at_once(slow, quick) == [None, None]
        assert seen == ["slow", "quick"]


class TestTheClock:
    def test_it_stands_still_where_it_is_stopped(self):
        with clock.freeze(NOON):
            assert clock.now() == NOON
            with clock.freeze(NOON + timedelta(hours=1)):
                assert clock.now() == NOON + timedelta(hours=1)
            assert clock.now() == NOON
        assert clock.now() > NOON

    def test_it_goes_on_after_a_fault(self):
        with pytest.raises(ZeroDivisionError), clock.freeze(NOON):
            raise ZeroDivisionError
        assert clock.now() > NOON

    def test_it_is_stopped_for_one_thread_only(self):
        found = []
        with clock.freeze(NOON):
            thread = threading.Thread(target=lambda: found.append(clock.now()))
            thread.start()
            thread.join(10)
        assert found[0] > NOON + timedelta(days=1)

    def test_it_knows_its_zone(self):
        assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.django_db
class TestTheDatabasesClock:
    @pytest.fixture(autouse=True)
    def as_if_just_started(self, monkeypatch):
        monkeypatch.setattr(clock, "_offset", timedelta(0))
        monkeypatch.setattr(clock, "_synchronised", float("-inf"))

    def test_it_is_asked_once_a_minute_at_most(self, django_assert_max_num_queries):
        with django_assert_max_num_queries(1):
            for _ in range(5):
                clock.synchronise()

    def test_a_stopped_clock_asks_nobody(self, django_assert_num_queries):
        with django_assert_num_queries(0), clock.freeze(NOON):
            clock.synchronise()

    def test_ours_agrees_with_it(self):
        clock.synchronise()
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
