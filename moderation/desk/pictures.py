"""The pictures of a case, and where else we show them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from images.models import Image
from images.renditions import height_for
from moderation.desk.standing import Standing
from reviews.models import PictureUse, Review

SHOWN_WIDTH = 640
ELSEWHERE = 5  # other pieces that show the same picture, by name


@dataclass(frozen=True)
class Picture:
    image: Image
    width: int
    height: int
    elsewhere: int  # other pieces that show it now
    pieces: list[Review]  # the first of them
    copies: int  # other pictures in the library that are the same file
    is_hidden: bool


def pictures_in(standing: Standing, at: datetime) -> list[Picture]:
    images = standing.pictures
    shown = PictureUse.objects.filter(image__in=images, visible_from__lte=at)
    others = shown.exclude(review=standing.case.review_id).order_by("-visible_from")
    pieces: dict[int, dict[int, Review]] = {}
    for use in others.select_related("review").only(
        "image", "review__headline", "review__path", "review__status"
    ):
        pieces.setdefault(use.image_id, {})[use.review_id] = use.review
    sums = Image.objects.filter(checksum__in=[image.checksum for image in images]).order_by()
    same = dict(sums.values_list("checksum").annotate(Count("pk")))
    return [
        Picture(
            image, width, height_for(image, width), len(pieces.get(image.pk, {})),
            list(pieces.get(image.pk, {}).values())[:ELSEWHERE], same.get(image.checksum, 1) - 1,
            image.pk in standing.hidden_pictures,
        )
        for image in images
        if (width := drawn_width(image))
    ]  # fmt: skip


def drawn_width(image: Image) -> int | None:
    """The width of the rendition that the case page shows; None while there is none."""
    widths = image.renditions.get("jpeg") or []
    return min((width for width in widths if width >= SHOWN_WIDTH), default=max(widths, default=None))
