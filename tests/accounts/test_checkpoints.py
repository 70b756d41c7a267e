"""That the log's end was cut off, which the chain itself does not notice; and the command that checks all of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts import checkpoints
from accounts.audit import keyed, record
from accounts.audit_triggers import (
    CHECKPOINTS_POSTGRESQL,
    CHECKPOINTS_POSTGRESQL_BACK,
    CHECKPOINTS_SQLITE,
    CHECKPOINTS_SQLITE_BACK,
    MESSAGE,
)
from accounts.checkpoints import make_checkpoint, verify
from accounts.models import AuditCheckpoint, AuditEntry
from tests.accounts.test_audit import entries, execute, unguarded
from tests.transactions import at_once

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def forge(statement, params=None):
    """What somebody could do to the checkpoints who owns the database."""
    on_sqlite = connection.vendor == "sqlite"
    for line in CHECKPOINTS_SQLITE_BACK if on_sqlite else CHECKPOINTS_POSTGRESQL_BACK:
        execute(line)
    execute(statement, params)
    for line in CHECKPOINTS_SQLITE if on_sqlite else CHECKPOINTS_POSTGRESQL:
        execute(line)


def cut_off(after: int):
    with unguarded():
        execute("DELETE FROM accounts_auditentry WHERE seq > %s", [after])


@pytest.mark.django_db
class TestACheckpoint:
    def test_it_notes_how_far_the_log_has_come_once_a_day(self):
        last = entries(3)[-1]
        made = make_checkpoint(NOON)
        record("later.act")
        assert make_checkpoint(NOON + timedelta(hours=11)) is None
        assert (made.day, made.last_seq, made.head, made.count) == (NOON.date(), 3, last.hash, 3)
        assert make_checkpoint(NOON + DAY).last_seq == 4

    def test_of_an_empty_log_there_is_none(self):
        assert make_checkpoint(NOON) is None

    def test_the_database_refuses_to_change_or_remove_one(self, subtests):
        entries(3)
        made = make_checkpoint(NOON)
        statements = [
            "UPDATE accounts_auditcheckpoint SET last_seq = 2",
            "DELETE FROM accounts_auditcheckpoint",
        ]
        if connection.vendor == "sqlite":
            statements.append(
                "INSERT OR REPLACE INTO accounts_auditcheckpoint (day, made_at, last_seq, head, count, mac) "
                "SELECT day, made_at, 2, head, count, mac FROM accounts_auditcheckpoint"
            )
        else:
            statements.append("TRUNCATE accounts_auditcheckpoint")
        for statement in statements:
            with subtests.test(statement):
                with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
                    execute(statement)
                assert AuditCheckpoint.objects.get().last_seq == made.last_seq == 3


@pytest.mark.django_db
class TestTheWholeLog:
    def test_it_is_whole(self):
        assert verify().first_bad is None
        last = entries(5)[-1]
        make_checkpoint(NOON)
        record("later.act")
        verdict = verify(f"5:{last.hash}")
        assert (verdict.count, verdict.first_bad) == (6, None)

    def test_a_cut_end_shows(self):
        entries(5)
        make_checkpoint(NOON)
        cut_off(3)
        assert verify().first_bad == 4

    def test_so_does_an_end_that_was_written_anew(self):
        entries(5)
        make_checkpoint(NOON)
        cut_off(4)
        record("other.act")
        assert verify().first_bad == 5

    def test_a_checkpoint_cannot_be_made_to_fit_without_the_key(self):
        entries(5)
        make_checkpoint(NOON)
        head = entries_head(3)
        cut_off(3)
        forge("UPDATE accounts_auditcheckpoint SET last_seq = 3, count = 3, head = %s", [head])
        assert verify().first_bad == 3

    def test_a_line_kept_elsewhere_outlives_even_the_checkpoints(self):
        last = entries(5)[-1]
        make_checkpoint(NOON)
        cut_off(3)
        forge("DELETE FROM accounts_auditcheckpoint")
        assert verify().first_bad is None
        assert verify(f"5:{last.hash}").first_bad == 4

    def test_a_former_secret_key_still_counts(self, settings):
        entries(2)
        settings.AUDIT_KEY = "the key of last year"
        make_checkpoint(NOON)
        settings.AUDIT_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", ["the key of last year"]
        assert verify().first_bad is None
        settings.SECRET_KEY_FALLBACKS = []
        assert verify().first_bad == 2


@pytest.mark.django_db
class TestTheCommand:
    def test_it_says_how_many_and_where_it_ends(self, capsys):
        last = entries(4)[-1]
        call_command("verify_audit")
        assert capsys.readouterr().out == f"4 entries, all whole.\n4:{last.hash}\n"

    def test_it_ends_with_1_and_the_first_bad_entry(self, capsys):
        entries(4)
        with unguarded():
            execute("UPDATE accounts_auditentry SET action = 'other.act' WHERE seq = 3")
        with pytest.raises(SystemExit) as ended:
            call_command("verify_audit")
        assert ended.value.code == 1
        assert capsys.readouterr().err.startswith("Entry 3 was changed")

    def test_it_compares_with_a_line_that_it_printed_before(self, capsys):
        entries(4)
        call_command("verify_audit")
        line = capsys.readouterr().out.splitlines()[-1]
        cut_off(2)
        with pytest.raises(SystemExit):
            call_command("verify_audit", "--expect", line)
        assert capsys.readouterr().err.startswith("Entry 3 and what followed")


@pytest.mark.django_db
def test_an_address_is_named_by_what_nobody_can_guess_back(settings):
    assert keyed("Noor@example.org ") == keyed("noor@example.org")
    assert "noor" not in keyed("noor@example.org")
    before = keyed("noor@example.org")
    settings.AUDIT_KEY = "another"
    assert keyed("noor@example.org") != before


def test_of_several_beats_one_makes_the_checkpoint(committing):
    with transaction.atomic():
        entries(3)
    results = at_once(*[lambda: make_checkpoint(NOON)] * 4)
    assert [type(one) for one in results if one is not None] == [AuditCheckpoint]
    assert checkpoints.verify().first_bad is None


def entries_head(seq: int) -> str:
    return AuditEntry.objects.get(seq=seq).hash
