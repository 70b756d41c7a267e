"""The one clock. Requests, the workflow and commands all ask here, and tests stop it here."""

import time
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.db import connection

RESYNC_SECONDS = 60

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_offset = timedelta(0)
_synchronised = float("-inf")


def now() -> datetime:
    """The present moment in UTC, as the database's clock tells it (see `synchronise`)."""
    return _frozen.get() or datetime.now(UTC) + _offset


def synchronise() -> None:
    """Learn how far this machine's clock is from the database's; at most one query a minute and process.

    SQLite lives on this machine, so its clock is ours.
    """
    global _offset, _synchronised
    if _frozen.get() or connection.vendor == "sqlite" or time.monotonic() - _synchronised < RESYNC_SECONDS:
        return
    _synchronised = time.monotonic()
    before = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    after = datetime.now(UTC)
    _offset = theirs - (before + (after - before) / 2)


@contextmanager
def freeze(at: datetime):
    """Within the block every `now()` is `at` (aware)."""
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield at
    finally:
        _frozen.reset(token)
