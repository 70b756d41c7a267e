"""Which links to other sites do not answer: asked now and then, said before publishing, and never in anybody's way."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from pagecache.clock import now
from reviews import body, fetching
from reviews.models import LinkCheck, OutsideLink, Review

AGAIN, AGAIN_AFTER_TROUBLE = timedelta(days=7), timedelta(days=1)
AT_ONCE = 200
LONGEST = 500
# What readers see, and what has been given to an editor. A draft's links are its writer's business.
LOOKED_AT = (Review.Status.SUBMITTED, Review.Status.READY, Review.Status.PUBLISHED)


def addresses_in(state: dict) -> dict[str, str]:
    """The addresses on other sites that a state links to, and the field in which it does."""
    found = dict.fromkeys(map(_asked, body.references(state["body"]).addresses), "body")
    found |= dict.fromkeys((_asked(entry["url"]) for entry in state["links"]), "links")
    return {address: field for address, field in found.items() if address.startswith(("http://", "https://"))}


def troubles(state: dict) -> list[tuple[LinkCheck, str]]:
    """Those of its links that did not answer, with the field. One question to the database, or none."""
    addresses = addresses_in(state)
    failed = LinkCheck.objects.failed().filter(address__in=addresses) if addresses else ()
    return [(check, addresses[check.address]) for check in failed]


def check_links(at: datetime, limit: int = AT_ONCE) -> list[LinkCheck]:
    """Ask the addresses that were not asked lately, new ones first; at most five seconds each. Returns what came of
    it. Addresses that nothing links to any more are forgotten.
    """
    linked = set(_linked())
    known = set(LinkCheck.objects.values_list("address", flat=True))
    for gone in sorted(known - linked):
        LinkCheck.objects.filter(address=gone).delete()
    due = LinkCheck.objects.due(at - AGAIN, at - AGAIN_AFTER_TROUBLE).values_list("address", flat=True)
    wanted = [*sorted(linked - known), *due]
    return [_check(address) for address in wanted[:limit]]


def _check(address: str) -> LinkCheck:
    found = {"trouble": fetching.why_no_answer(address), "checked_at": now()}
    return LinkCheck.objects.update_or_create(address=address, defaults=found)[0]


def _linked() -> Iterator[str]:
    pieces = Review.objects.filter(status__in=LOOKED_AT, deleted_at=None)
    for html in pieces.filter(body__contains="http").values_list("body", flat=True).iterator():
        yield from _askable(body.references(html).addresses)
    of_pieces = Q(review=None) | Q(review__in=pieces.values("pk"))
    yield from _askable(OutsideLink.objects.filter(of_pieces).values_list("url", flat=True).iterator())


def _askable(addresses) -> Iterator[str]:
    for address in map(_asked, addresses):
        if address.startswith(("http://", "https://")) and len(address) <= LONGEST:
            yield address


def _asked(address: str) -> str:
    """Two links to two places on a page are one question."""
    return address.partition("#")[0]
