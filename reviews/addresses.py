"""Where a piece stands: `/2024/02/slug/`, by the month it appears in, in the magazine's zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.text import SLUG_LENGTH, slug_for
from reviews.models import Review

ATTEMPTS = 5
WORDS_UP_TO = 70  # characters of a headline that go into an address


def follows_its_month(review: Review) -> bool:
    """Whether the address was made from the month in which the piece is to appear, and so moves with it.

    One that an importer brought along, or that readers know from before, stays whatever its shape.
    """
    if not review.path or review.visible_from is None or review.first_published_at != review.visible_from:
        return False
    return review.path.startswith(month_of(review.visible_from))


def first_slug(review: Review) -> str:
    """The headline's first words, whole ones."""
    slug = ""
    for word in slug_for(review.headline, "piece").split("-"):
        if len(slug) + len(word) >= WORDS_UP_TO:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or slug_for(review.headline)[:WORDS_UP_TO]


def month_of(moment: datetime) -> str:
    """ "/2024/02/", in the magazine's zone."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("/%Y/%m/")


def free_path(review: Review, moment: datetime) -> str:
    """The piece's address for that moment; numbered when another piece of the month has its slug."""
    month = month_of(moment)
    others = Review.objects.exclude(pk=review.pk).filter(path__startswith=month)
    taken = {path.removeprefix(month).rstrip("/") for path in others.values_list("path", flat=True)}
    slug, number = review.slug, 2
    while slug in taken:
        slug, number = f"{review.slug[: SLUG_LENGTH - 5]}-{number}", number + 1
    return f"{month}{slug}/"


def take_path(review: Review, moment: datetime, *also: str) -> None:
    """Give the piece its address for that moment and store it: of two who want the same, one gets the next.

    `also`: other columns that are stored with it.
    """
    for attempt in range(ATTEMPTS):
        review.path = free_path(review, moment)
        try:
            with transaction.atomic():
                review.save(update_fields=["path", *also])
            return
        except IntegrityError:
            # Another piece got it between the look and the leap; now it can be seen.
            if attempt == ATTEMPTS - 1:
                raise
