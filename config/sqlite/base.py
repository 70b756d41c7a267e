"""Django's SQLite, but for one thing: Django writes each statement in SQLite's way with an expression that looks at
every letter, and those of a page are up to twenty thousand letters long.
"""

from django.db.backends.sqlite3 import base


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query, *, param_names=None):
        if param_names is None and "%%" not in query:
            return query.replace("%s", "?")
        return base.SQLiteCursorWrapper.convert_query(self, query, param_names=param_names)


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)
