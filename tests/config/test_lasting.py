"""A connection that lasts does not hold on to a file that is no longer the database."""

import os
import shutil
from pathlib import Path

import pytest
from django.db import connection

from config import lasting
from reviews.models import Section


@pytest.mark.django_db
def test_there_is_a_database():
    """Which the others copy."""
    assert not Section.objects.exists()


@pytest.fixture
def file(committing):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is no file of ours")
    lasting.watch()
    connection.close()
    return connection.settings_dict["NAME"]


def test_what_is_still_there_stays_open(file):
    Section.objects.create(name="Moss")
    open_before = connection.connection
    lasting.let_go_of_what_has_moved()
    assert connection.connection is open_before


def test_a_backup_that_was_put_in_its_place_is_what_is_asked_next(file, tmp_path):
    shutil.copy(file, tmp_path / "backup")
    Section.objects.create(name="Moss")
    os.replace(tmp_path / "backup", file)
    for suffix in ("-wal", "-shm"):
        Path(file + suffix).unlink(missing_ok=True)
    assert Section.objects.exists()  # the old file, which has no name any more
    lasting.let_go_of_what_has_moved()
    assert not Section.objects.exists()
