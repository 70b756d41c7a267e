"""Django's PostgreSQL, with one cursor more: for statements that the database plans once a connection. And a
connection that has just been asked something is not asked first whether it is there.

Django writes a statement's values into it before it sends it. To the database each is then a new one, to be read and
planned from the beginning, which costs more than answering what a page asks.
"""

import re
import time

from django.db.backends.postgresql import base, operations
from psycopg import ClientCursor, RawCursor
from psycopg.types.numeric import Int8

PLANNED = "planned"
TRUSTED = 1.0  # seconds since it was last asked something
MARK = re.compile(r"\$(\d+)(?=::)")


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor, sql, params):
        if not isinstance(cursor, RawCursor):
            return super().last_executed_query(cursor, sql, params)
        return MARK.sub(lambda mark: self.connection.written(params[int(mark[1]) - 1]), sql)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    asked_at = 0.0

    def close_if_health_check_failed(self):
        if time.monotonic() - self.asked_at > TRUSTED:
            super().close_if_health_check_failed()

    def create_cursor(self, name=None):
        self.asked_at = time.monotonic()
        return RawCursor(self.connection) if name == PLANNED else super().create_cursor(name)

    def planning_cursor(self):
        """Takes statements with `$1::bigint`, `$2::text` and so on, and their values as `bound` gives them.

        Each is planned `prepare_threshold` times and then once more; where that is None, each time.
        """
        return self._cursor(PLANNED)

    def bound(self, values):
        """The values as they are to stand beside a statement: a number is as wide whatever it is."""
        return [Int8(value) if type(value) is int else value for value in values]

    def written(self, value) -> str:
        """The value as it is to stand in a statement."""
        self.ensure_connection()
        assert self.connection
        return ClientCursor(self.connection).mogrify("%s", [value])
