"""The one way in and out of a Restriction. Called by `moderation`, which keeps the reasons."""

from datetime import datetime

from pagecache.clock import now
from reviews.models import Restriction, Review
from reviews.purging import keys_of, keys_of_picture
from reviews.unit import unit


def restrict(
    *,
    mode: str,
    review: Review | None = None,
    image=None,
    link=None,
    locator: dict | None = None,
    status_code: int = 451,
    public_kind: str = "",
    public_words: str = "",
    reference: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Restriction:
    """Hide something from readers, at once unless `starts_at` says later; everything else stays untouched.

    Raises ValidationError when the target does not fit the mode.
    """
    restriction = Restriction(
        mode=mode, review=review, image=image, link=link, locator=locator or {}, status_code=status_code,
        public_kind=public_kind, public_words=public_words, reference=reference, starts_at=starts_at,
        ends_at=ends_at, created_at=now(),
    )  # fmt: skip
    restriction.full_clean()
    with unit() as work:
        restriction.save(force_insert=True)
        _tell(work, restriction)
    return restriction


def lift(restriction: Restriction, *, at: datetime | None = None) -> None:
    """End a restriction now, or at a later moment. What it hid is back as it was.

    One that has already ended keeps its end.
    """
    moment = now()
    if restriction.ends_at and restriction.ends_at <= moment:
        return
    with unit() as work:
        restriction.ends_at = at or moment
        if restriction.starts_at and restriction.starts_at > restriction.ends_at:
            restriction.starts_at = restriction.ends_at
        restriction.save(update_fields=["starts_at", "ends_at"])
        _tell(work, restriction)


def keep_on(restriction: Restriction, *, instead_of: datetime, until: datetime | None = None) -> bool:
    """Give it another end, or none, if the end it has still is that one and has not come: of two, one wins.

    False when it was too late; nothing has changed then.
    """
    with unit() as work:
        waiting = Restriction.objects.filter(pk=restriction.pk, ends_at=instead_of, ends_at__gt=now())
        if not waiting.update(ends_at=until):
            return False
        restriction.ends_at = until
        _tell(work, restriction)
    return True


def name_in_register(restriction: Restriction, path: str) -> None:
    """Say where the public register tells of it; "" where it does not any more. Its page is never kept."""
    Restriction.objects.filter(pk=restriction.pk).update(register_path=path)


def _tell(work, restriction: Restriction) -> None:
    keys = _keys(restriction)
    work.changed(*keys)
    for moment in (restriction.starts_at, restriction.ends_at):
        if moment and moment > now():
            work.changed(*keys, effective_at=moment)


def _keys(restriction: Restriction) -> set[str]:
    if restriction.review:
        return keys_of(restriction.review)
    if restriction.image:
        return keys_of_picture(restriction.image)
    link = restriction.link
    return {f"{name}:{pk}" for name in ("film", "person", "review") if (pk := getattr(link, f"{name}_id"))}
