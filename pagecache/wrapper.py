"""The page cache: a WSGI application in front of Django that answers finished pages from memory.

A page is kept when its view named what it shows (`Surrogate-Key`, see `responses.name_keys`), and served while
nothing of that has changed since before it was rendered (see `tail.Tail.has_changed`). Nothing is ever found and
deleted, so a late render of an old state is invalid by itself. Whatever is not clearly the same for every reader
goes to Django.
"""

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl

import brotli
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from pagecache import clock
from pagecache.memory import LIFETIME, Memory, Page
from pagecache.responses import AT, UNTIL, busy
from pagecache.shared import Shared
from pagecache.tail import Tail, tail

PARAMETERS = frozenset({"older", "newer", "letter", "after"})  # of public lists
IGNORED = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")  # what others add to links and no view reads
LONGEST = 500  # characters of a path or a parameter
LARGEST = 2_000_000  # bytes of a page
WAIT = 10.0  # seconds for somebody else's render of the same page, or of others
PASSED_FOR = 5.0  # seconds for which an answer that could not be kept is not waited for
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
NOT_IN_304 = ("content-type", "content-language", "content-encoding")
NOT_KEPT = ("content-length", "etag", "vary")  # headers that each coding gets anew
FOR_CACHES = ("surrogate-key", "surrogate-control")  # headers for a cache in front, and for nobody else
STALE_IF_ERROR = 24 * 3600  # seconds for which a cache in front may show a page past its day when we are away


class PageCache:
    """`most`: bytes kept. `renders`: pages rendered at once. `waiting`: readers of pages that are not ready, those
    rendered included; beyond that they are asked to come back. With fewer than the server has threads, a page that is
    ready always finds one.

    `never`: how paths begin that are not pages for everybody. `shared`: the second level. `edge`: whether a cache in
    front of us is told what it may keep; without one readers are not told either.

    `files`: how paths of files begin of which a page asks for ten. Nobody stands in line for one, and what is kept is
    no file but its name, in this process alone. `hands_over`: the header that gives that name to the server in front of
    us, which sends it.
    """

    def __init__(
        self,
        application: Callable,
        *,
        most: int,
        renders: int,
        waiting: int = 14,
        never: Sequence[str] = (),
        log: Tail = tail,
        shared: Shared | None = None,
        edge: bool = False,
        files: Sequence[str] = (),
        hands_over: str = "",
    ):
        self.application, self.tail, self.never = application, log, tuple(never)
        self.passing = application if edge else for_readers(application)
        self.shared, self.edge = shared, edge
        self.files, self.hands_over = tuple(files), hands_over.lower()
        self.not_in_304 = (*NOT_IN_304, self.hands_over)
        self.memory = Memory(most)
        self.gate, self.queue = threading.BoundedSemaphore(renders), threading.BoundedSemaphore(waiting)
        self.flights: dict[str, threading.Lock] = {}
        self.flights_lock = threading.Lock()
        self.passed: dict[str, float] = {}
        self.hosts: set[str] = set()
        self.generation = 0

    def __call__(self, environ, start_response):
        self.tail.start()
        name = self.name_of(environ)
        if name is None or not self.tail.can_be_trusted:
            return self.passing(environ, start_response)
        if self.generation != self.tail.generation:
            self.generation = self.tail.generation
            self.memory.clear()
        if page := self.fresh(name):
            return self.serve(page, environ, start_response)
        # A page that is not kept, or is only asked for by its head, nobody has to wait for.
        if environ["REQUEST_METHOD"] == "HEAD" or self.passed.get(name, 0) > time.monotonic():
            return self.passing(environ, start_response)
        if environ["PATH_INFO"].startswith(self.files):
            return self.render(name, environ, start_response)
        if not self.queue.acquire(blocking=False):
            return busy(start_response)
        try:
            return self.make(name, environ, start_response)
        finally:
            self.queue.release()

    def make(self, name: str, environ, start_response) -> Iterable[bytes]:
        """Wait for whoever renders this page, and for a place to render it."""
        with self.flight(name) as is_ours:
            if is_ours and (page := self.fresh(name) or self.shared_page(name)):  # made while we waited
                return self.serve(page, environ, start_response)
            if not is_ours or not self.gate.acquire(timeout=WAIT):
                return busy(start_response)
            try:
                return self.render(name, environ, start_response)
            finally:
                self.gate.release()

    def name_of(self, environ) -> str | None:
        """What the page is kept under; None for what is not kept."""
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_RANGE" in environ or len(path) > LONGEST:
            return None
        cookies = environ.get("HTTP_COOKIE")
        if path.startswith(self.never) or (cookies and f"{settings.SESSION_COOKIE_NAME}=" in cookies):
            return None
        asked = []
        if query := environ.get("QUERY_STRING"):
            if path.startswith(self.files):
                return None
            for name, value in parse_qsl(query, keep_blank_values=True):
                if not name.startswith(IGNORED):
                    if name not in PARAMETERS or len(value) > LONGEST:
                        return None
                    asked.append((name, value))
        host = environ.get("HTTP_HOST", "")
        if not self.is_ours(host):
            return None
        # Whoever came without TLS is sent away, and must not get what was made for who came with it.
        header, secure = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")
        page = f"{environ.get(header) == secure} {host} {path}"  # no host of ours has a space in it
        return repr((page, asked)) if asked else page

    def is_ours(self, host: str) -> bool:
        """Whether it may become part of a name: with any other, anybody could fill the memory or poison it."""
        if host in self.hosts:
            return True
        domain, _port = split_domain_port(host)
        if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
            return False
        if len(self.hosts) < 100:  # each port is another
            self.hosts.add(host)
        return True

    def fresh(self, name: str) -> Page | None:
        page = self.memory.get(name)
        if page and not self.is_true(page, clock.now()):
            self.memory.drop(name)
            return None
        return page

    def shared_page(self, name: str) -> Page | None:
        """One that another process made and that is still true; from now on it is ours, too."""
        if self.shared is None:
            return None
        generation = self.tail.generation
        page = self.shared.get(name, self.tail.epoch)
        if page is None or not self.is_true(page, clock.now()) or generation != self.tail.generation:
            return None
        self.memory.put(name, page)
        return page

    def is_true(self, page: Page, moment: datetime) -> bool:
        """What was found true stays so until the log is longer or the next moment of a key comes."""
        read = self.tail.generation, self.tail.n  # before its keys are looked up
        if page.found_true and page.found_true[:2] == read and moment < page.found_true[2]:
            return True
        if moment >= page.until or self.tail.has_changed(page.keys, page.n, page.at, moment):
            return False
        coming = self.tail.next_moment(page.keys, moment)
        page.found_true = *read, min(coming, page.until) if coming else page.until
        return True

    @contextmanager
    def flight(self, name: str):
        """Of many who want the same page one renders it; False for who has waited in vain."""
        with self.flights_lock:
            lock = self.flights.setdefault(name, threading.Lock())
        is_ours = lock.acquire(timeout=WAIT)
        try:
            yield is_ours
        finally:
            if is_ours:
                with self.flights_lock:
                    self.flights.pop(name, None)
                lock.release()

    def render(self, name: str, environ, start_response) -> Iterable[bytes]:
        # Before anything is read: what is committed from now on makes the page old. The number last: it is the one
        # that a restore sets back.
        generation, epoch, n = self.tail.generation, self.tail.epoch, self.tail.n
        asked = {key: value for key, value in environ.items() if key not in CONDITIONS}
        answer = Answer()
        body = self.application(asked, answer.start)
        is_file = environ["PATH_INFO"].startswith(self.files)
        if not answer.may_be_kept(self.hands_over if is_file else "") or AT not in asked:
            self.passed[name] = time.monotonic() + PASSED_FOR
            if len(self.passed) > 1000:
                self.passed.clear()
            start_response(answer.status, answer.headers if self.edge else without_surrogates(answer.headers))
            return body
        try:
            whole = b"".join(body)
        finally:
            getattr(body, "close", lambda: None)()
        at = asked[AT]
        page = Page(
            n=n,
            at=at,
            until=min(at + LIFETIME, asked.get(UNTIL, at + LIFETIME)),
            keys=answer.keys,
            etag=hashlib.sha256(whole).hexdigest()[:32] if whole else answer.header("etag").strip('"'),
            headers=tuple(
                pair for pair in without_surrogates(answer.headers) if pair[0].lower() not in NOT_KEPT
            ),
            bodies=codings_of(whole),
        )
        if len(whole) <= LARGEST and generation == self.tail.generation:
            self.memory.put(name, page)
            if self.shared is not None and not is_file:
                self.shared.put(name, epoch, page)
        return self.serve(page, environ, start_response)

    def serve(self, page: Page, environ, start_response) -> Iterable[bytes]:
        more = self.for_caches(page) if self.edge else []
        return serve(page, environ, start_response, more, self.not_in_304)

    def for_caches(self, page: Page) -> list[tuple[str, str]]:
        """What a cache in front of us may do with the page: keep it until it is told otherwise, or its time comes.

        A page that has changed while it was rendered is for this reader alone, and so is each while the log cannot be
        read: then nobody might be there to tell of a change.
        """
        moment = clock.now()
        said = "max-age=0"
        if self.tail.is_up_to_date and self.is_true(page, moment):
            coming = self.tail.next_moment(page.keys, moment) or page.until
            end = min(page.until, coming)
            said = f"max-age={int((end - moment).total_seconds())}"
            if end == page.at + LIFETIME:  # nothing that it says ends then
                said += f", stale-if-error={STALE_IF_ERROR}"
        return [("Surrogate-Key", " ".join(page.keys)), ("Surrogate-Control", said)]


class Answer:
    """What Django began to say."""

    status = "500 Internal Server Error"
    headers: list[tuple[str, str]] = []

    def start(self, status, headers, exc_info=None):
        self.status, self.headers = status, headers
        return lambda data: None

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.header("surrogate-key").split())

    def may_be_kept(self, hands_over: str) -> bool:
        """Whether it is a whole page, the same for everybody, that says what it shows; or the name of a file."""
        said = self.header("cache-control")
        is_file = self.header("content-type").startswith("image/")  # packed already
        return (
            self.status.startswith("200")
            and bool(self.keys)
            and not self.header("set-cookie")
            and not self.header("content-encoding")
            and (not is_file or bool(hands_over and self.header(hands_over) and self.header("etag")))
            and self.header("vary").lower() in ("", "accept-encoding")
            and "no-store" not in said
            and "private" not in said
        )


def codings_of(whole: bytes) -> dict[str, bytes]:
    """The bytes of an answer in each coding; of one that only names a file, none but its own."""
    if not whole:
        return {"": b""}
    return {
        "br": brotli.compress(whole, quality=5),
        "gzip": gzip.compress(whole, compresslevel=6, mtime=0),
        "": whole,
    }


def for_readers(application: Callable) -> Callable:
    """The same, without the headers that only a cache in front would read."""

    def handle(environ, start_response):
        def start(status, headers, exc_info=None):
            return start_response(status, without_surrogates(headers), *([exc_info] if exc_info else []))

        return application(environ, start)

    return handle


def without_surrogates(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in headers if pair[0].lower() not in FOR_CACHES]


def serve(
    page: Page, environ, start_response, more: Sequence[tuple[str, str]], not_in_304: Sequence[str]
) -> Iterable[bytes]:
    """The page in the coding that the reader takes, or 304 to who has it."""
    coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if coding not in page.answers:
        coding = ""
    etag, ready = page.answers[coding]
    headers = [*ready, *more]
    if known := environ.get("HTTP_IF_NONE_MATCH"):
        wanted = [tag.strip().removeprefix("W/") for tag in known.split(",")]
        if etag in wanted or "*" in wanted:
            start_response(
                "304 Not Modified", [pair for pair in headers if pair[0].lower() not in not_in_304]
            )
            return [b""]
    body = page.bodies[coding]
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


@lru_cache(maxsize=256)
def coding_for(accepted: str) -> str:
    """The best of our codings that the reader takes; "" for plain bytes."""
    taken = set()
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            taken.add(coding.strip())
    return next((coding for coding in ("br", "gzip") if coding in taken), "")
