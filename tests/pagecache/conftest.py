import pytest
from django.db import connections


@pytest.fixture
def one_connection(monkeypatch):
    """The end of a request ends neither the test's connection nor its transaction, as with Django's own test client,
    which after its own requests puts back what would."""
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)
