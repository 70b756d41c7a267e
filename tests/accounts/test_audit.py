"""The log of who did what: only ever added to, and every change to it shows."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.audit import FIRST, first_broken_entry, record
from accounts.audit_triggers import MESSAGE, POSTGRESQL, POSTGRESQL_BACK, SQLITE, SQLITE_BACK
from accounts.models import AuditEntry
from pagecache import clock
from tests.factories import make_tag, make_user
from tests.transactions import at_once

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)


def execute(sql, params=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@contextmanager
def unguarded():
    """What somebody could do who owns the database: without the triggers."""
    on_sqlite = connection.vendor == "sqlite"
    for statement in SQLITE_BACK if on_sqlite else POSTGRESQL_BACK:
        execute(statement)
    yield
    for statement in SQLITE if on_sqlite else POSTGRESQL:
        execute(statement)


def entries(count: int) -> list[AuditEntry]:
    return [record(f"act.{number}") for number in range(1, count + 1)]


@pytest.mark.django_db
class TestRecording:
    def test_an_entry_says_who_did_what_to_what_and_when(self):
        chief, tag = make_user("chief"), make_tag("moss")
        with clock.freeze(NOON):
            record(
                "tag.merge", by=chief, obj=tag, reference="M-2024-0001", from_state="a", to_state="b", into=7
            )
        entry = AuditEntry.objects.get()
        assert (entry.seq, entry.at, entry.actor, entry.actor_roles) == (1, NOON, chief, "chief")
        assert (entry.action, entry.object_type, entry.object_id) == ("tag.merge", "reviews.tag", tag.pk)
        assert (entry.reference, entry.from_state, entry.to_state) == ("M-2024-0001", "a", "b")
        assert entry.facts == {"into": 7}

    def test_roles_are_those_of_the_moment(self):
        user = make_user("editor")
        user.grants.create(role="moderator")
        record("first.act", by=type(user).objects.get(pk=user.pk))
        user.grants.all().delete()
        assert AuditEntry.objects.get().actor_roles == "editor moderator"

    def test_the_clock_acts_for_nobody(self):
        record("embargo.end")
        assert (AuditEntry.objects.get().actor, AuditEntry.objects.get().actor_roles) == (None, "")

    def test_each_entry_builds_on_the_one_before(self):
        first, second, third = entries(3)
        assert (first.previous_hash, second.previous_hash, third.previous_hash) == (
            FIRST,
            first.hash,
            second.hash,
        )
        assert [entry.seq for entry in (first, second, third)] == [1, 2, 3]

    def test_an_act_that_is_undone_leaves_no_entry_and_no_gap(self):
        record("first.act")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record("undone.act", divided=1 / 0)
        record("second.act")
        assert list(AuditEntry.objects.order_by("seq").values_list("seq", "action")) == [
            (1, "first.act"), (2, "second.act"),
        ]  # fmt: skip
        assert first_broken_entry() is None

    def test_an_account_that_acted_is_not_deleted(self):
        user = make_user()
        record("first.act", by=user)
        with pytest.raises(Exception, match="protected"):
            user.delete()


def test_outside_a_transaction_nothing_is_recorded(committing):
    with pytest.raises(transaction.TransactionManagementError):
        record("first.act")


@pytest.mark.django_db
class TestTheDatabaseRefuses:
    STATEMENTS = {
        "a change": "UPDATE accounts_auditentry SET action = 'other.act' WHERE seq = 2",
        "a change of everything": "UPDATE accounts_auditentry SET actor_id = NULL",
        "a change that changes nothing": "UPDATE accounts_auditentry SET action = action",
        "a deletion": "DELETE FROM accounts_auditentry WHERE seq = 2",
        "a deletion of everything": "DELETE FROM accounts_auditentry",
    }
    OF_SQLITE = {
        "a replacement by number": "INSERT OR REPLACE INTO accounts_auditentry SELECT id + 100, seq, at, 'other.act', "
        "actor_roles, object_type, object_id, reference, from_state, to_state, facts, previous_hash || 'x', "
        "hash || 'x', actor_id FROM accounts_auditentry WHERE seq = 2",
        "an update that replaces": "UPDATE OR REPLACE accounts_auditentry SET seq = 1 WHERE seq = 2",
    }
    OF_POSTGRESQL = {
        "emptying": "TRUNCATE accounts_auditentry",
        "emptying with all that hangs on it": "TRUNCATE accounts_auditentry CASCADE",
        "an insert that turns into an update": "INSERT INTO accounts_auditentry SELECT * FROM accounts_auditentry "
        "WHERE seq = 2 ON CONFLICT (id) DO UPDATE SET action = 'other.act'",
    }

    def statements(self) -> dict[str, str]:
        return self.STATEMENTS | (self.OF_SQLITE if connection.vendor == "sqlite" else self.OF_POSTGRESQL)

    def test_every_statement_that_would_change_or_remove_an_entry(self, subtests):
        entries(3)
        before = list(AuditEntry.objects.values())
        for what, statement in self.statements().items():
            with subtests.test(what):
                with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
                    execute(statement)
                assert list(AuditEntry.objects.values()) == before

    def test_another_row_in_its_place(self):
        """SQLite's REPLACE removes the old row without asking the trigger on deletion."""
        entry = entries(3)[1]
        columns = [field.column for field in AuditEntry._meta.fields]
        row = AuditEntry.objects.values(*columns).get(pk=entry.pk) | {"action": "other.act", "facts": "{}"}
        verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
        marks = ", ".join(["%s"] * len(columns))
        with pytest.raises(DatabaseError), transaction.atomic():
            execute(
                f"{verb} INTO accounts_auditentry ({', '.join(columns)}) VALUES ({marks})", [*row.values()]
            )
        assert first_broken_entry() is None

    @pytest.mark.parametrize("verb", ["save", "delete"])
    def test_models_are_refused_as_well(self, verb):
        entry = entries(2)[0]
        with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
            getattr(entry, verb)()

    @pytest.mark.parametrize(
        "act",
        [
            lambda rows: rows.update(action="x"),
            lambda rows: rows.delete(),
            lambda rows: rows._raw_delete(rows.db),
        ],
    )
    def test_so_are_querysets(self, act):
        entries(2)
        with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
            act(AuditEntry.objects.all())


@pytest.mark.django_db
class TestTheChain:
    def test_it_is_whole(self):
        assert first_broken_entry() is None
        entries(5)
        assert first_broken_entry() is None

    @pytest.mark.parametrize(
        "column_and_value",
        [
            ("action", "other.act"), ("at", "2020-01-01 00:00:00+00:00"), ("actor_roles", "chief"),
            ("object_type", "reviews.tag"), ("object_id", 12), ("reference", "M-2024-0001"), ("from_state", "x"),
            ("to_state", "x"), ("facts", '{"into": 8}'), ("previous_hash", "0" * 63 + "1"), ("hash", "f" * 64),
        ],
        ids=lambda pair: pair[0],
    )  # fmt: skip
    def test_every_changed_column_shows(self, column_and_value):
        column, value = column_and_value
        entries(5)
        with unguarded():
            execute(f"UPDATE accounts_auditentry SET {column} = %s WHERE seq = 3", [value])
        assert first_broken_entry() == 3

    def test_another_name_under_it_shows(self):
        editor, other = make_user(), make_user()
        record("first.act", by=editor)
        with unguarded():
            AuditEntry.objects.update(actor=other)
        assert first_broken_entry() == 1

    def test_a_missing_entry_shows(self):
        entries(5)
        with unguarded():
            execute("DELETE FROM accounts_auditentry WHERE seq = 3")
        assert first_broken_entry() == 4

    def test_a_missing_beginning_shows(self):
        entries(3)
        with unguarded():
            execute("DELETE FROM accounts_auditentry WHERE seq = 1")
        assert first_broken_entry() == 2

    def test_two_that_changed_places_show(self):
        entries(4)
        with unguarded():
            for old, new in ((2, 100), (3, 2), (100, 3)):
                execute("UPDATE accounts_auditentry SET seq = %s WHERE seq = %s", [new, old])
        assert first_broken_entry() == 2

    def test_facts_are_hashed_as_they_are_stored(self):
        record("first.act", words="日本語 – “x”", number=1.5, many=[1, None, True], inner={"b": 1, "a": 2})
        assert first_broken_entry() is None


class TestManyAtOnce:
    def test_all_entries_are_there_and_the_chain_is_whole(self, committing):
        def act(name):
            for number in range(10):
                with transaction.atomic():
                    record(f"{name}.{number}")

        ended = at_once(*[lambda name=name: act(name) for name in "abcd"])
        assert ended == [None] * 4
        assert list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 41))
        assert first_broken_entry() is None

    def test_who_is_slow_to_commit_makes_others_wait(self, committing):
        """A second writer must not build on a last entry that a third has already built on."""
        recorded, release = threading.Event(), threading.Event()

        def slow():
            with transaction.atomic():
                record("slow.act")
                recorded.set()
                release.wait(30)

        def quick():
            recorded.wait(30)
            threading.Timer(0.3, release.set).start()
            with transaction.atomic():
                record("quick.act")

        assert at_once(slow, quick) == [None, None]
        acts = AuditEntry.objects.order_by("seq").values_list("action", flat=True)
        assert list(acts) == ["slow.act", "quick.act"]
        assert first_broken_entry() is None

    def test_the_clock_of_an_entry_may_go_back_and_the_order_stays(self, committing):
        for hours in (2, 1, 3):
            with clock.freeze(NOON + timedelta(hours=hours)), transaction.atomic():
                record("first.act")
        assert first_broken_entry() is None
