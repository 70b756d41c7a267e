"""Reads settings from the environment, with a sentence for every value that cannot be used."""

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if not value else value in {"1", "true", "yes", "on"}
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if value.isascii() and value.isdecimal() and len(value) < 10:
        return int(value)
    raise ImproperlyConfigured(f"{name} must be a whole number from 0 on, not {value!r}.")


def zone(name: str, default: str) -> str:
    value = os.environ.get(name, "").strip() or default
    try:
        ZoneInfo(value)
    except (ValueError, ZoneInfoNotFoundError):
        raise ImproperlyConfigured(f"{name} must be a zone such as Europe/Brussels, not {value!r}.") from None
    return value


def weekdays(name: str, default: str) -> frozenset[int]:
    """Days of the week by their English names or the first three letters of them; Monday is 0."""
    known = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    named = [word.strip().lower()[:3] for word in (os.environ.get(name, "").strip() or default).split(",")]
    if not all(day in known for day in named):
        raise ImproperlyConfigured(f"{name} must be days such as mon,tue,wed,thu,fri.")
    return frozenset(map(known.index, named))


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def web_addresses(name: str) -> list[str]:
    found = words(name)
    if not all(
        urlsplit(address).scheme in {"http", "https"} and urlsplit(address).hostname for address in found
    ):
        raise ImproperlyConfigured(f"{name} must be addresses that begin with http:// or https://.")
    return found


def headers(name: str) -> dict[str, str]:
    pairs = [pair.partition(":") for pair in words(name)]
    if not all(colon and header.strip() for header, colon, _value in pairs):
        raise ImproperlyConfigured(f"{name} must be headers such as 'Name: value', separated by commas.")
    return {header.strip(): value.strip() for header, _colon, value in pairs}


def shared_pages(url: str) -> dict:
    """Django's settings for pages in a Valkey or Redis at `redis://host:port/number`, `rediss://` or `unix://path`."""
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("PAGE_CACHE_URL must begin with redis://, rediss:// or unix://.")
    if not find_spec("redis"):
        raise ImproperlyConfigured("PAGE_CACHE_URL needs a package: uv sync --frozen --no-dev --extra valkey")
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "halation",
        # Readers wait for it, so it answers at once or not at all.
        "OPTIONS": {
            "serializer": "pagecache.shared.Untouched",
            "socket_connect_timeout": 0.05,
            "socket_timeout": 0.05,
        },
    }


def database(url: str, sqlite_file: Path) -> dict:
    """Django's settings for a `postgres://user:password@host:port/name` or `sqlite:///path` address.

    Without an address: SQLite in `sqlite_file`. `?prepare_threshold=` says how many times PostgreSQL plans a page's
    statement before it keeps the plan (`reviews/planned.py`), or `none`, for what pools connections and cannot pass
    that on.
    """
    parts = urlsplit(url)
    if not url or parts.scheme == "sqlite":
        return {
            "ENGINE": "config.sqlite",
            "NAME": unquote(parts.path) or str(sqlite_file),
            # A new connection reads the whole schema first, and has nothing of the file in memory.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                # A transaction that reads first and writes later must not find the lock taken.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;"
                    "PRAGMA mmap_size=2147418112; PRAGMA temp_store=MEMORY;"
                    "PRAGMA journal_size_limit=67108864;"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(parse_qsl(parts.query))
        threshold = query.pop("prepare_threshold", "0")
        if threshold != "none" and not threshold.isdecimal():
            raise ImproperlyConfigured("prepare_threshold in DATABASE_URL must be a number, or none.")
        return {
            "ENGINE": "config.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", None) or parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": query | {"prepare_threshold": None if threshold == "none" else int(threshold)},
        }
    raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///.")
