from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from config.sqlite.base import Cursor


def test_statements_are_written_as_django_writes_them(subtests):
    for statement in ("SELECT 1", "SELECT %s, %s", "SELECT '%%'", "SELECT '%%s', %s", "SELECT '%%%s'"):
        with subtests.test(statement):
            ours, django = (kind.convert_query(None, statement) for kind in (Cursor, SQLiteCursorWrapper))
            assert ours == django
