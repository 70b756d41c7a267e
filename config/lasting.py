"""Connections to SQLite last from one request to the next. What they hold open must still be the database.

A file that was moved, or replaced from a backup, stays open under its old name's back: who wrote on into it would lose
what they wrote.
"""

import os
from weakref import WeakKeyDictionary

from django.core.signals import request_started
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

_opened: WeakKeyDictionary[BaseDatabaseWrapper, tuple[int, int] | None] = WeakKeyDictionary()


def watch() -> None:
    """From now on in this process."""
    connection_created.connect(_note, dispatch_uid="lasting.note")
    request_started.connect(let_go_of_what_has_moved, dispatch_uid="lasting.let_go")


def let_go_of_what_has_moved(**_given) -> None:
    """Close this thread's connection to a file that is no longer there; the next question opens what is."""
    for connection in connections.all(initialized_only=True):
        if (
            connection in _opened
            and _opened[connection] != _file_of(connection)
            and not connection.in_atomic_block
        ):
            connection.close()


def _note(sender, connection: BaseDatabaseWrapper, **_given) -> None:
    if connection.vendor == "sqlite":
        _opened[connection] = _file_of(connection)


def _file_of(connection: BaseDatabaseWrapper) -> tuple[int, int] | None:
    """Which file stands there; None for none, and for a database in memory."""
    try:
        found = os.stat(connection.settings_dict["NAME"])
    except OSError:
        return None
    return found.st_dev, found.st_ino
