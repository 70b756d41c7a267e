"""Who is writing a piece now: one lease a piece, held by one tab, taken over on purpose, gone when the tab is silent.

A lease warns; what protects the text is the version of the working copy.
"""

import re
import secrets

from django.db import transaction

from accounts.policy import can
from pagecache.clock import now
from reviews.models import Lease, Review, WorkingCopy


class InOtherHands(Exception):
    """The piece is in somebody else's hands, or in another tab's; `lease` says whose."""

    def __init__(self, lease: Lease):
        self.lease = lease
        super().__init__("Somebody else is editing this piece.")


def new_tab() -> str:
    return secrets.token_hex(16)


def named(tab: str) -> str:
    """The name of a tab as it was posted, without what no name of ours has in it."""
    return re.sub(r"[^0-9a-zA-Z]", "", tab)[:32]


def beat(review: Review, *, by, tab: str, take_over: bool = False) -> Lease:
    """The piece's lease after this tab asked for it: its own, or that of the tab which holds it.

    A lease that nobody has asked for in a minute is free. `take_over` takes it from whoever holds it; their next
    beat tells them.
    """
    with transaction.atomic():
        # Of two tabs that ask at once, one waits here.
        Review.objects.select_for_update().values_list("pk").get(pk=review.pk)
        lease, moment = lease_on(review), now()
        if lease is None:
            return Lease.objects.create(review=review, holder=by, token=tab, taken_at=moment, seen_at=moment)
        if lease.is_of(by, tab):
            lease.seen_at = max(moment, lease.taken_at)
        elif take_over or not lease.lasts(moment):
            lease.holder, lease.token, lease.stored_version = by, tab, None
            lease.taken_at = lease.seen_at = moment
        else:
            return lease
        lease.save()
    return lease


def release(review: Review, *, by, tab: str) -> None:
    """The tab is closed or leaves the piece. Another tab's lease stays."""
    Lease.objects.filter(review=review, holder=by, token=tab).delete()


def lease_on(review: Review) -> Lease | None:
    return Lease.objects.select_related("holder").filter(review=review).first()


def someone_else(review: Review, *, by, tab: str) -> Lease | None:
    """The lease of whoever else writes this piece now."""
    lease = lease_on(review)
    return lease if lease and lease.lasts(now()) and not lease.is_of(by, tab) else None


def begun_here(by, tab: str) -> Review | None:
    """The piece that this tab has begun, although it may not have heard so: an answer can get lost.

    A lease outlives what its holder may see, so that is asked anew.
    """
    leases = Lease.objects.select_related("review").filter(holder=by, token=tab) if tab else ()
    return next((lease.review for lease in leases if can(by, "reviews.view_review", lease.review)), None)


def version_known(review: Review, *, by, tab: str, version: int) -> int:
    """`version`, or the present one when nobody but this very tab has moved the working copy on.

    An answer that got lost on the way must not make somebody's own words look like another's.
    """
    lease = Lease.objects.filter(review=review, holder=by, token=tab).first() if tab else None
    present = WorkingCopy.objects.filter(review=review).values_list("version", flat=True).first()
    return present if lease and present and lease.stored_version == present else version
