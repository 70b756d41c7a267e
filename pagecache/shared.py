"""The second level: pages that all processes share, in Valkey or Redis, behind the memory of each.

A page from there is judged as one of our own: by its number, moment, end and keys. It stands there whole, with all
its codings: who reads it answers from memory from then on, in any coding, and no half of it can be evicted.

Who can write to Valkey must not be able to write our pages. So an entry is no pickle but a head in JSON and bodies, and
it is signed with the site's secret key together with the name it was kept under. Release and epoch are parts of that
name: another version of the program, and a database that was restored, never meet what they did not make.

Valkey may be slow, full, empty or away; each of these is a page that is not there.
"""

import gzip
import hashlib
import json
import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.core.cache import caches
from django.utils.crypto import constant_time_compare, salted_hmac

from pagecache import clock
from pagecache.memory import Page

log = logging.getLogger(__name__)

REST = 5.0  # seconds for which a level that failed is not asked again
SALT = "pagecache.shared"
SIGNATURE = 32  # bytes
LENGTH = 4  # bytes that say how long the head is


class Shared:
    """`alias`: the name of Django's cache. `release`: what another version of the program calls otherwise."""

    def __init__(self, alias: str, release: str):
        self.alias, self.release = alias, release
        self.resting_until = 0.0

    def get(self, name: str, epoch: str) -> Page | None:
        """The page; None as well for what is damaged, forged, or cannot be asked for."""
        name = self._full(name, epoch)
        entry = self._ask(lambda cache: cache.get(key_of(name)))
        return unpack(name, entry) if entry else None

    def put(self, name: str, epoch: str, page: Page) -> None:
        name = self._full(name, epoch)
        seconds = int((page.until - clock.now()).total_seconds())
        if seconds > 0:
            self._ask(lambda cache: cache.set(key_of(name), pack(name, page), seconds))

    def _full(self, name: str, epoch: str) -> str:
        return json.dumps([self.release, epoch, name])

    def _ask(self, question: Callable):
        """What it answers; None while it rests after a failure. One at a time tries whether it is back."""
        if self.resting_until:
            if time.monotonic() < self.resting_until:
                return None
            self.resting_until = time.monotonic() + REST
        try:
            answer = question(caches[self.alias])
        except Exception as error:  # noqa: BLE001 - the errors of a package that need not be installed
            if not self.resting_until:
                log.warning("Pages cannot be shared: %s", error)
            self.resting_until = time.monotonic() + REST
            return None
        if self.resting_until:
            log.warning("Pages are shared again")
        self.resting_until = 0.0
        return answer


class Untouched:
    """Django would pickle what it gives to Redis; ours are bytes already."""

    def dumps(self, entry: bytes) -> bytes:
        return entry

    def loads(self, entry: bytes) -> bytes:
        return entry


def key_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:40]


def pack(name: str, page: Page) -> bytes:
    bodies = {coding: body for coding, body in page.bodies.items() if coding}  # the plain one is in the gzip
    head = {
        "n": page.n,
        "at": page.at.isoformat(),
        "until": page.until.isoformat(),
        "keys": page.keys,
        "etag": page.etag,
        "headers": page.headers,
        "bodies": {coding: len(body) for coding, body in bodies.items()},
    }
    packed = json.dumps(head).encode()
    data = b"".join([len(packed).to_bytes(LENGTH), packed, *bodies.values()])
    return signature(name, data) + data


def unpack(name: str, entry: bytes) -> Page | None:
    """The page; None when we have not made it under this name."""
    data = entry[SIGNATURE:]
    if not constant_time_compare(entry[:SIGNATURE], signature(name, data)):
        return None
    start = LENGTH + int.from_bytes(data[:LENGTH])
    head = json.loads(data[LENGTH:start])
    bodies = {}
    for coding, length in head["bodies"].items():
        bodies[coding] = data[start : start + length]
        start += length
    return Page(
        n=head["n"],
        at=datetime.fromisoformat(head["at"]),
        until=datetime.fromisoformat(head["until"]),
        keys=tuple(head["keys"]),
        etag=head["etag"],
        headers=tuple((key, value) for key, value in head["headers"]),
        bodies=bodies | {"": gzip.decompress(bodies["gzip"])},
    )


def signature(name: str, data: bytes) -> bytes:
    return salted_hmac(SALT, name.encode() + b"\0" + data, algorithm="sha256").digest()
