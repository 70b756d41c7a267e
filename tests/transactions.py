"""Real transactions in real threads, on a copy of the empty database that is thrown away afterwards.

    def test_one_of_two_wins(committing):
        case = make_case()
        first, second = at_once(lambda: ..., lambda: ...)

Django's own way would empty the tables in the end, which the audit log's triggers refuse, as they should.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections

PATIENCE = 60  # seconds


@pytest.fixture
def committing(django_db_setup, django_db_blocker, tmp_path):
    """What this test writes is committed, and other threads see it."""
    with django_db_blocker.unblock(), copied_database(tmp_path):
        yield


def at_once(*acts: Callable) -> list:
    """Do all of it at the same moment, each in a thread with a connection of its own.

    Returns what each returned or, in its place, the exception it ended with.
    """
    start = threading.Barrier(len(acts))
    results: list = [None] * len(acts)

    def run(place, act):
        try:
            start.wait(PATIENCE)
            results[place] = act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "still waiting: a deadlock"
    return results


@contextmanager
def copied_database(folder: Path) -> Iterator[None]:
    usual = connections["default"]
    with instead(_copy_sqlite(usual, folder) if usual.vendor == "sqlite" else _copy_postgresql(usual)):
        yield


@contextmanager
def empty_database(file: Path) -> Iterator[None]:
    """One without any tables; SQLite keeps it in `file`."""
    usual = connections["default"]
    with instead(str(file) if usual.vendor == "sqlite" else _create_postgresql(usual, "empty")):
        yield


@contextmanager
def instead(name: str) -> Iterator[None]:
    """Use the database of that name for a while; one on a server is gone afterwards."""
    usual, settings = connections["default"], connections.settings["default"]
    connections.settings["default"] = settings | {"NAME": name}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = settings, usual
        if usual.vendor == "postgresql":
            with usual._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _copy_sqlite(usual, folder: Path) -> str:
    """The tests' database lives in memory, where threads lock whole tables from each other."""
    usual.ensure_connection()
    file = folder / "copy.sqlite3"
    copy = sqlite3.connect(file)
    usual.connection.backup(copy)
    copy.close()
    return str(file)


def _copy_postgresql(usual) -> str:
    usual.close()  # nobody may use what is copied
    return _create_postgresql(usual, "copy", template=usual.settings_dict["NAME"])


def _create_postgresql(usual, end: str, template: str = "template0") -> str:
    name = f"{usual.settings_dict['NAME']}_{end}"
    with usual._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name
