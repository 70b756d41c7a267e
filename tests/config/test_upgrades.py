"""A magazine that was opened before its migrations were drawn together ends with the tables of a new one.

The order of columns is left out: Django names them, and each database has its own ideas about a changed one.
"""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tests.transactions import empty_database

PACKAGES = ["pagecache", "accounts", "images", "films", "reviews", "moderation"]
HALFWAY = [("accounts", "0003_checkpoints"), ("reviews", "0002_desk"), ("moderation", "0001_initial")]

CATALOGUE = {
    "sqlite": {
        "tables, indexes, triggers": "SELECT type, name, tbl_name, sql FROM sqlite_master",
        "columns": """SELECT t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden
            FROM sqlite_master t, pragma_table_xinfo(t.name) c WHERE t.type = 'table'""",
        "foreign keys": """SELECT t.name, k."from", k."table", k."to"
            FROM sqlite_master t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table'""",
    },
    "postgresql": {
        "columns": """SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,
            column_default, is_identity, is_generated, generation_expression, collation_name
            FROM information_schema.columns WHERE table_schema = 'public'""",
        "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
        "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "functions": """SELECT proname, pg_get_functiondef(oid)
            FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    },
}


def before_they_were_drawn_together(targets=None) -> None:
    """Apply the single migrations up to the `targets`, as it was done then; all when None."""
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    drawn_together = [
        m for (app, _), m in executor.loader.disk_migrations.items() if app in PACKAGES and m.replaces
    ]
    assert {migration.app_label for migration in drawn_together} == set(PACKAGES)
    executor.migrate(targets or [migration.replaces[-1] for migration in drawn_together])


def what_the_database_holds() -> dict[str, list]:
    with connection.cursor() as cursor:
        found = {}
        for subject, query in CATALOGUE[connection.vendor].items():
            cursor.execute(query)
            found[subject] = sorted([comparable(value) for value in row] for row in cursor.fetchall())
        return found


def comparable(value) -> str:
    """Without the order of columns, and without the types that PostgreSQL writes as it pleases beside each word."""
    text = str(value)
    if text.startswith("CREATE TABLE"):
        text = ", ".join(sorted(text.partition("(")[2].strip(" )").split(", ")))
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", text)


@pytest.mark.slow
@pytest.mark.parametrize("targets", [None, HALFWAY], ids=["whole", "halfway"])
def test_an_older_database_ends_like_a_new_one(targets, django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock():
        with empty_database(tmp_path / "new"):
            call_command("migrate", verbosity=0)
            new = what_the_database_holds()
        with empty_database(tmp_path / "older"):
            before_they_were_drawn_together(targets)
            call_command("migrate", verbosity=0)
            older = what_the_database_holds()
            call_command("migrate", check_unapplied=True, verbosity=0)
    assert older == new
