import pytest
from django.db import connection, connections

from config.postgresql.base import TRUSTED

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite is never away"),
]


@pytest.mark.parametrize(("seconds", "asked"), [(TRUSTED / 2, 0), (TRUSTED * 2, 1)])
def test_who_has_just_answered_is_not_asked_whether_they_are_there(monkeypatch, seconds, asked):
    connection.ensure_connection()
    looked = []
    monkeypatch.setattr(connections["default"], "is_usable", lambda: looked.append(1) or True)
    monkeypatch.setattr(connections["default"], "health_check_enabled", True)
    connection.health_check_done = False  # as after each request
    connection.cursor().close()
    looked.clear()
    connection.health_check_done = False
    monkeypatch.setattr(
        "config.postgresql.base.time.monotonic", lambda then=connection.asked_at: then + seconds
    )
    connection.cursor().close()
    assert len(looked) == asked
