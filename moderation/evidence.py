"""What was online when a report came: kept in the transaction of the report, before anybody can change it."""

import json
from hashlib import sha256

from images.models import Image
from moderation.concerned import pieces_of
from moderation.models import Case, EvidenceSnapshot
from pagecache.clock import now
from reviews import body
from reviews.models import Review
from reviews.state import capture

AT_MOST = 20  # pieces that show a picture


def keep(case: Case) -> None:
    """Of the piece that the case is about; where it is about a picture, of those that show it now."""
    about = Review.objects.filter(pk__in=pieces_of(case).values("pk"))
    if case.review_id is None:
        about = Review.objects.published(now()).filter(pk__in=about).order_by("pk")[:AT_MOST]
    for review in about:
        snapshot(review, whole=case.kind != Case.Kind.CHILD_SAFETY).cases.add(case)


def snapshot(review: Review, *, whole: bool) -> EvidenceSnapshot:
    """The piece as it is, once for the same text; `whole` False keeps only what proves it."""
    state = capture(review)
    named = {entry["image"] for entry in state["pictures"]} | set(body.image_ids(state["body"]))
    pictures = [
        list(pair) for pair in Image.objects.filter(pk__in=named).order_by("pk").values_list("pk", "checksum")
    ]
    kept, _new = EvidenceSnapshot.objects.get_or_create(
        review=review, sha256=digest(state, pictures),
        defaults={"state": state if whole else None, "pictures": pictures, "taken_at": now()},
    )  # fmt: skip
    if whole and kept.state is None:
        kept.state = state
        kept.save(update_fields=["state"])
    return kept


def is_genuine(snapshot: EvidenceSnapshot) -> bool:
    """Whether it still says what its digest was made of."""
    return snapshot.state is not None and snapshot.sha256 == digest(snapshot.state, snapshot.pictures)


def digest(state: dict, pictures: list) -> str:
    text = json.dumps([state, pictures], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
