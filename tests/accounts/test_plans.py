import pytest
from django.db import connection

from accounts.plans import RECKONINGS


@pytest.mark.django_db
@pytest.mark.parametrize("name", RECKONINGS)
def test_postgresql_reckons_as_it_was_told(name):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reckons with nothing")
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        assert cursor.fetchone() == (RECKONINGS[name],)
