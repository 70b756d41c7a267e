"""Where a piece stands: `/2024/02/slug/`, by the month it appears in, in the magazine's zone."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.text import SLUG_LENGTH, slug_for
from reviews.models import Review

OURS = re.compile(r"^/\d{4}/\d{2}/[^/]+/$")
WORDS_UP_TO = 70  # characters of a headline that go into an address


def is_ours(path: str | None) -> bool:
    """Whether the address has our shape; one that an importer brought along is kept as it is."""
    return bool(path and OURS.match(path))


def first_slug(review: Review) -> str:
    """The headline's first words, whole ones."""
    slug = ""
    for word in slug_for(review.headline, "piece").split("-"):
        if len(slug) + len(word) >= WORDS_UP_TO:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or slug_for(review.headline)[:WORDS_UP_TO]


def free_path(review: Review, moment: datetime) -> str:
    """The piece's address for that moment; numbered when another piece of the month has its slug."""
    month = moment.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("/%Y/%m/")
    others = Review.objects.exclude(pk=review.pk).filter(path__startswith=month)
    taken = {path.removeprefix(month).rstrip("/") for path in others.values_list("path", flat=True)}
    slug, number = review.slug, 2
    while slug in taken:
        slug, number = f"{review.slug[: SLUG_LENGTH - 5]}-{number}", number + 1
    return f"{month}{slug}/"
