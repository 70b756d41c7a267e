"""What the site refuses to start with, and what Django's own review of a public site says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import environment

PUBLIC = {
    "ALLOWED_HOSTS": "magazine.example",
    "SITE_URL": "https://magazine.example",
    "SECRET_KEY": "a-key-of-its-own-" + "k5Jq8Zt2Wv9Xy4Bn7Mc1" * 3,
    "DATABASE_URL": "sqlite:///:memory:",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


def check(**values) -> subprocess.CompletedProcess:
    """`manage.py check --deploy` with nothing but these values in its environment."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "DATA_DIR") if name in os.environ}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=keep | values, capture_output=True, text=True)


def test_a_public_site_passes_djangos_review():
    answer = check(**PUBLIC)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"HALATION_DEMO": "1"}, "only run on this machine"),
        ({"DEBUG": "1"}, "only run on this machine"),
        ({"DEBUG": "perhaps"}, "DEBUG must be 1 or 0"),
        ({"HALATION_HELD_PIECES": "-1"}, "HALATION_HELD_PIECES must be a whole number"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT must be a whole number"),
        (
            {"PAGE_CACHE_MEGABYTES": "9", "PAGE_CACHE_URL": "valkey"},
            "PAGE_CACHE_URL must begin with redis://",
        ),
        ({"PURGE_URLS": "varnish:6081"}, "PURGE_URLS must be addresses"),
        ({"PURGE_HEADERS": "TOKEN"}, "PURGE_HEADERS must be headers such as"),
        ({"PAGE_CACHE_MEGABYTES": "0", "PURGE_URLS": "http://varnish"}, "work behind PAGE_CACHE_MEGABYTES"),
        ({"DMCA_AGENT_TIME_ZONE": "New York"}, "DMCA_AGENT_TIME_ZONE must be a zone"),
        ({"DATABASE_URL": "mysql://somewhere"}, "DATABASE_URL must begin with"),
        (
            {"DATABASE_URL": "postgres:///x?prepare_threshold=often"},
            "prepare_threshold in DATABASE_URL must be",
        ),
    ],
)
def test_it_refuses_what_would_be_unsafe_or_unclear(change, sentence):
    answer = check(**PUBLIC | change)
    assert answer.returncode != 0
    assert sentence in answer.stderr


@pytest.mark.parametrize(
    ("query", "times"), [("", 0), ("?prepare_threshold=5", 5), ("?prepare_threshold=none", None)]
)
def test_who_pools_connections_may_say_that_no_plans_are_kept(query, times):
    settings = environment.database(f"postgres://halation@db.example/halation{query}", Path("unused"))
    assert settings["OPTIONS"] == {"prepare_threshold": times}
