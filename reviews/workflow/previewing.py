"""Showing what is not published: to the newsroom as if it were, and to outsiders through a link."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.policy import can
from accounts.text import clean_line
from pagecache.clock import now
from reviews import body, unsaved
from reviews import state as states
from reviews.addresses import first_slug, take_path
from reviews.models import PreviewLink, Review, Revision
from reviews.unit import unit
from reviews.workflow.guards import Status, WrongStep, ask, ask_the_bin, hold
from reviews.workflow.publishing import with_bylines_as_they_are
from reviews.workflow.times import copy_times, embargoes_on

TOKEN_BYTES = 32
LINK_LASTS, MOST_DAYS = 7, 90


# As if it were published


@contextmanager
def as_readers_would_see(review: Review | None, state: dict, *, at: datetime) -> Iterator[Review]:
    """Within the block the piece stands in the database as if the state were published. Nothing of it stays.

    None is a piece that does not exist yet. Films, names and tags that the state only has as they were typed stand
    there too; `leads_nowhere` of the piece lists their addresses. Asks for no permission and tells nobody. Others who
    write wait until the block ends, on SQLite all of them: only render in it.
    """
    with transaction.atomic():
        try:
            if review is None:
                piece = Review()
                piece.save(force_insert=True)
            else:
                piece = Review.objects.select_for_update().get(pk=review.pk)
            whole, addresses = unsaved.make(states.upgrade(state))
            piece.leads_nowhere = addresses  # type: ignore[attr-defined]  # for this page alone
            _apply(with_bylines_as_they_are(piece, whole), piece)
            if not piece.is_live(at):
                _put_before_readers(piece, state, at)
            yield piece
        finally:
            transaction.set_rollback(True)


def _apply(state: dict, piece: Review) -> None:
    """Nothing without a headline and a text is ever published; on the page they are as empty as they were typed."""
    written = {"headline": state["headline"].strip(), "body": body.sanitise(state["body"])}
    empty = [name for name, words in written.items() if not words]
    states.apply(state | dict.fromkeys(empty, "-"), piece, lenient=True)
    for name in empty:
        setattr(piece, name, "")


def _put_before_readers(piece: Review, state: dict, at: datetime) -> None:
    """Published since this moment, so that its films count as covered; dated as it will be when it appears.

    The moment itself stays the present one: nothing else that is still to come may show on the page.
    """
    planned = datetime.fromisoformat(state["when"]) if state["when"] else at
    appears = max([planned, at, *(embargo.ends_at for embargo in embargoes_on(piece))])
    if not piece.path or piece.first_published_at is None or piece.first_published_at > at:
        piece.slug = piece.slug or first_slug(piece)
        take_path(piece, appears)
        piece.first_published_at = appears
    Review.objects.filter(pk=piece.pk).update(
        status=Status.PUBLISHED, publish_at=at, visible_from=at, ordered_at=at, deleted_at=None
    )
    piece.status, piece.visible_from, piece.ordered_at = Status.PUBLISHED, at, at
    copy_times(piece)


# Links for outsiders


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def share_preview(
    review: Review, *, by, label: str, days: int = LINK_LASTS, revision: Revision | None = None
) -> tuple[PreviewLink, str]:
    """A link to the piece for somebody outside, and its token, which is nowhere kept: show it now or never.

    `revision`: what the link shows; None for the working copy, as it is whenever the link is opened.
    """
    label = clean_line(label)
    if not label:
        raise WrongStep("Say for whom the link is, so that you know later which one to revoke.")
    if not 1 <= days <= MOST_DAYS:
        raise WrongStep(f"A link lasts between 1 and {MOST_DAYS} days.")
    with unit() as work:
        hold(review)
        ask(by, "reviews.change_review", review)
        ask_the_bin(review)
        token, moment = secrets.token_urlsafe(TOKEN_BYTES), now()
        link = PreviewLink.objects.create(
            review=review, revision=revision, token_hash=digest(token), label=label[:100],
            created_at=moment, created_by=by if getattr(by, "pk", None) else None,
            expires_at=moment + timedelta(days=days),
        )  # fmt: skip
        work.record(
            "review.share_preview", by=by, obj=review, from_state=review.status, to_state=review.status,
            link=link.pk, days=days,
        )  # fmt: skip
    return link, token


def revoke_preview(link: PreviewLink, *, by) -> None:
    """From now on the link shows nothing. Whoever made it may, and whoever may change the piece."""
    made_it = (
        by is not None and link.created_by_id == by.pk and can(by, "reviews.preview_review", link.review)
    )
    if by is not None and not made_it and not can(by, "reviews.change_review", link.review):
        raise PermissionDenied("Your role does not allow this.")
    with unit() as work:
        ended = PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(
            revoked_at=now(), revoked_by=by if getattr(by, "pk", None) else None
        )
        link.refresh_from_db(fields=["revoked_at", "revoked_by"])
        if ended:
            review = link.review
            work.record(
                "review.revoke_preview", by=by, obj=review, from_state=review.status, to_state=review.status,
                link=link.pk,
            )  # fmt: skip
