"""Caches in front of us, a Varnish or a CDN, are told by `manage.py purge` which pages they have to forget.

What to tell is the change log itself, and how much of it a cache knows stands in the database (`models.Edge`). It is
written after the cache has confirmed, so that whatever ends this process, or the cache, or the line between them, what
was not confirmed is told later.

Telling once is not enough. A cache that has just forgotten a page asks for it again, and may ask a process that has not
read of the change yet. Such a process keeps up after a quarter of a second as a rule, and after SILENT_FOR seconds at
the latest, or lets nobody keep its pages (`PageCache.for_caches`). So a change is told in every round until then, and
once more when all that was on its way has arrived.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.db.models import Q

from pagecache import clock
from pagecache.changes import KEPT_FOR
from pagecache.models import Change, Counter, Edge
from pagecache.tail import EVERY, SILENT_FOR

log = logging.getLogger(__name__)

EVERYTHING = "site"  # the key that all pages name
MOST = 2000  # keys; more at once, and it is quicker to forget everything
UNREAD = timedelta(seconds=SILENT_FOR)  # after a change some process may not know of it
AGAIN = UNREAD + timedelta(seconds=3)  # after it, the last time
RECENT = 1000  # changes that are told again to a cache of which nothing is known
LONGEST_HEADER = 4000  # characters; Varnish takes 8,192
PATIENCE = 5.0  # seconds for an answer
LONGEST_PAUSE = 10.0  # seconds between two attempts
REMEMBERED = timedelta(hours=1)  # for which a cursor that only time moves is not written


class Refused(Exception):
    """The cache did not confirm."""


def purge(address: str, keys: Sequence[str]) -> None:
    """Tell one cache to forget every page that names one of the keys, as settings say it wants to be told.

    Raises Refused, OSError or HTTPException when it has not confirmed.
    """
    parts = urlsplit(address)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = connect(parts.hostname or "", parts.port, timeout=PATIENCE)
    headers = dict(settings.PURGE_HEADERS)
    if settings.PURGE_HEADER:
        headers[settings.PURGE_HEADER] = " ".join(keys)
    body = settings.PURGE_BODY.replace("{keys}", json.dumps(list(keys))) or None
    if body:
        headers.setdefault("Content-Type", "application/json")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        line.request(settings.PURGE_METHOD, target, body, headers)
        answer = line.getresponse()
        answer.read()
    finally:
        line.close()
    if not 200 <= answer.status < 300:
        raise Refused(f"it answered {answer.status} {answer.reason}")


def parts(keys: Sequence[str], most: int) -> Iterator[list[str]]:
    """The keys by so many at once, and fewer where they would not fit into a header."""
    some: list[str] = []
    for key in keys:
        if some and (len(some) >= most or len(" ".join([*some, key])) > LONGEST_HEADER):
            yield some
            some = []
        some.append(key)
    if some:
        yield some


class Messenger:
    """Tells one cache. `tell`: as `purge`."""

    def __init__(self, address: str, tell: Callable[[str, Sequence[str]], None] = purge):
        self.address, self.tell = address, tell
        self.edge: Edge | None = None  # as it is known here; in the database it may be older
        self.seen: dict[int, datetime] = {}  # when each change that is told again was read here
        self.written_until = clock.now()
        self.failures = 0

    def run(self, told_to_stop: Event) -> None:
        """Tell it what there is to tell until the end, whatever goes wrong."""
        pause = 0.0
        while not told_to_stop.wait(pause):
            close_old_connections()
            pause = EVERY if self.go() else min(EVERY * 2**self.failures, LONGEST_PAUSE)
        connection.close()

    def go(self) -> bool:
        """One round; whether all of it was confirmed."""
        try:
            self.round()
        except (Refused, OSError, HTTPException) as error:
            if not self.failures:
                log.warning("%s is told again what has changed, because %s", self.name, error)
        except DatabaseError as error:
            log.warning("The change log cannot be read: %s", error)
            connection.close()
        except Exception:
            log.exception("%s could not be told", self.name)
            connection.close()
        else:
            if self.failures:
                log.warning("%s has been told all that has changed meanwhile", self.name)
            self.failures = 0
            return True
        self.failures += 1
        self.edge = None
        return False

    @property
    def name(self) -> str:
        """Its address without what may be secret in it."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"

    def round(self) -> list[str]:
        """Tell what is due and remember it. Gives the keys; raises as `purge` does."""
        clock.synchronise()
        at = clock.now()
        # The counter before the rows, as in `tail`.
        count, epoch = Counter.objects.filter(id=1).values_list("n", "epoch").first() or (0, "")
        known = self.edge or Edge.objects.filter(address=self.name).first()
        if known is None or known.epoch != epoch or known.told > count or known.told_until < at - KEPT_FOR:
            keys, again = [EVERYTHING], max(count - RECENT, 0)
        else:
            keys, again = self.news(known, count, at)
        for some in parts(keys, settings.PURGE_AT_ONCE):
            self.tell(self.address, some)
        self.remember(
            known, Edge(address=self.name, epoch=epoch, told=count, told_again=again, told_until=at)
        )
        return keys

    def news(self, known: Edge, count: int, at: datetime) -> tuple[list[str], int]:
        """The keys to tell, and the newest change that does not have to be told again."""
        past = at - AGAIN
        keys: dict[str, None] = {}
        again = count
        if known.told_again < count:
            rows = Change.objects.filter(n__gt=known.told_again, n__lte=count).order_by("n")
            for n, key in rows.values_list("n", "key"):
                # Not when it was written: that is another machine's clock, and its transaction may have been long.
                when = self.seen.setdefault(n, at)
                if when > past:
                    again = min(again, n - 1)
                if n > known.told or n <= again or when > at - UNREAD:
                    keys[key] = None
        self.seen = {n: when for n, when in self.seen.items() if n > again}
        begun = Q(effective_at__gt=min(known.told_until, at - UNREAD), effective_at__lte=at)
        begun_a_while_ago = Q(effective_at__gt=known.told_until - AGAIN, effective_at__lte=past)
        keys |= dict.fromkeys(Change.objects.filter(begun | begun_a_while_ago).values_list("key", flat=True))
        if len(keys) > MOST or not all(re.fullmatch("[!-~]+", key) for key in keys):
            return [EVERYTHING], again
        return list(keys), again

    def remember(self, before: Edge | None, edge: Edge) -> None:
        same = before and (before.epoch, before.told, before.told_again) == (
            edge.epoch,
            edge.told,
            edge.told_again,
        )
        if not same or edge.told_until - self.written_until > REMEMBERED:
            values = {name: getattr(edge, name) for name in ("epoch", "told", "told_again", "told_until")}
            Edge.objects.update_or_create(address=self.name, defaults=values)
            self.written_until = edge.told_until
        self.edge = edge
