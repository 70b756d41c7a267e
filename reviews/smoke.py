"""A walk through the running site after an upgrade, from outside: publish, see, take down, gone.

What it publishes says that it is a test and is to be seen for a few seconds. However the walk ends, it ends in the bin.
"""

import secrets
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from pagecache.clock import now
from reviews import state as states
from reviews import workflow
from reviews.kinds import BY_VALUE
from reviews.models import Contributor, Restriction, Review, Section
from reviews.restrictions import lift, restrict

HEADLINE = "A test of this site, "
BYLINE = "The machine room"
TEXT = "<p>This was published by a program that looks whether the site works. It is gone in a moment.</p>"
REASON = "It was only a test of this site."
LEFT_OVER = timedelta(minutes=5)  # after which no walk is still under way
IN_A_ROW = 5  # answers, because the site has several processes
PAUSE = 0.1  # seconds between two questions
SECONDS_TO_ANSWER = 30
UNTIL_TOLD_OTHERWISE = (signal.SIGINT, signal.SIGTERM)


class Failed(Exception):
    """The site did not do what it should, said in words."""


def walk(base_url: str, say: Callable[[str], None], patience: float) -> None:
    """Walk, and say each step. `patience`: seconds until what is published is seen, and what is taken down gone.

    Raises Failed.
    """
    site = base_url.rstrip("/")
    if urlsplit(site).scheme not in ("http", "https"):
        raise Failed("The site's address must begin with http:// or https://.")
    expect(site, "/healthz", patience, lambda status, _text: status == 200, "does not answer with ok")
    section = Section.objects.order_by("pk").first()
    if section is None:
        raise Failed("The magazine has no section yet. Make one, and walk again.")
    put_away(
        Review.objects.filter(
            headline__startswith=HEADLINE, created_at__lt=now() - LEFT_OVER, deleted_at=None
        )
    )
    headline = HEADLINE + secrets.token_hex(4)
    try:
        _walk(site, headline, section, say, patience)
    finally:
        with undisturbed():
            put_away(Review.objects.filter(headline=headline))


def _walk(site: str, headline: str, section: Section, say, patience: float) -> None:
    byline = Contributor.objects.filter(name=BYLINE).first() or Contributor.objects.create(name=BYLINE)
    state = states.blank(
        kind=Review.Kind.NEWS.value, headline=headline, body=TEXT, section=section.pk,
        authors=[{"contributor": byline.pk, "credit": "words", "role": "", "place": ""}],
    )  # fmt: skip
    piece = workflow.begin(state, by=None)
    workflow.publish(piece, by=None, version=piece.version)
    piece.refresh_from_db()
    address = str(piece.path)
    news = BY_VALUE[Review.Kind.NEWS.value].get_absolute_url()
    lists = {"The home page": "/", "The news": news, "The feed": "/feed/"}
    say(f"Published a test at {site}{address}")

    def has_it(status, text):
        return status == 200 and address in text

    took = expect(
        site, address, patience, lambda status, text: status == 200 and headline in text, "is not there"
    )
    say(f"  The piece is there after {took:.1f} s.")
    for name, path in lists.items():
        took = expect(site, path, patience, has_it, "does not show it")
        say(f"  {name} shows it after {took:.1f} s.")

    restrict(mode=Restriction.Mode.FULL, review=piece)
    say("Took it down.")
    took = expect(
        site, address, patience, lambda status, text: status == 451, "still answers, or not with 451"
    )
    say(f"  The piece is gone (451) after {took:.1f} s.")

    def is_without(status, text):
        return status == 200 and address not in text and headline not in text

    for name, path in lists.items():
        took = expect(site, path, patience, is_without, "still shows it")
        say(f"  {name} is without it after {took:.1f} s.")

    with undisturbed():
        put_away(Review.objects.filter(pk=piece.pk))
    say("Put it into the bin.")
    expect(site, address, patience, lambda status, text: status in (404, 410), "is not gone")
    for path in lists.values():
        expect(site, path, patience, is_without, "shows it again")


def put_away(pieces) -> None:
    """Into the bin with each, wherever it stands; what is taken down is not to be seen on the way."""
    for piece in pieces:
        if piece.status == Review.Status.PUBLISHED:
            workflow.withdraw(piece, by=None, version=piece.version, reason=REASON)
            piece.refresh_from_db()
        if piece.deleted_at is None:
            workflow.put_in_bin(piece, by=None, version=piece.version)
        for restriction in piece.restrictions.all():
            lift(restriction)


def expect(
    site: str, path: str, patience: float, is_right: Callable[[int, str], bool], otherwise: str
) -> float:
    """Ask until several answers in a row are right. Gives the seconds until the first of them; raises Failed."""
    start = time.monotonic()
    right, since, said = 0, 0.0, ""
    while right < IN_A_ROW:
        asked = time.monotonic() - start
        status, text = ask(site + path)
        if is_right(status, text):
            since = since if right else asked
            right += 1
        else:
            right, said = 0, f"answered {status}" if status else text
            if asked > patience:
                raise Failed(f"{site}{path} {otherwise} after {asked:.0f} seconds; it {said}.")
        time.sleep(PAUSE)
    return since


def ask(address: str) -> tuple[int, str]:
    """(status, text) as any reader gets them; (0, why) when nobody answers."""
    request = Request(address, headers={"User-Agent": "Halation smoke test (a robot)"})  # noqa: S310 - see walk
    try:
        with urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310 - see walk
            return answer.status, answer.read().decode(errors="replace")
    except HTTPError as refusal:
        return refusal.code, refusal.read().decode(errors="replace")
    except (OSError, HTTPException) as error:
        return 0, f"did not answer ({error})"


@contextmanager
def undisturbed() -> Iterator[None]:
    """Within the block nobody can interrupt us; it takes a moment."""
    usual = {reason: signal.signal(reason, signal.SIG_IGN) for reason in UNTIL_TOLD_OTHERWISE}
    try:
        yield
    finally:
        for reason, handler in usual.items():
            signal.signal(reason, handler)
