"""Pictures as a page may show them: whole, with their words, or the notice that one was taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from images.models import Image
from reviews.asking import question
from reviews.models import PictureUse, Restriction, Review

TALL_UNDER = 0.9


@dataclass(frozen=True)
class Frame:
    image: Image
    alt: str
    caption: str

    @property
    def is_tall(self) -> bool:
        return self.image.ratio < TALL_UNDER


@dataclass(frozen=True)
class Gap:
    """Where a picture stood that readers may not see any more."""

    image: Image
    since: datetime
    words: str


def binding(pictures: Q, at: datetime, review: Review | int | None = None):
    """Restrictions in force on such pictures wherever they stand, and on the piece; `pictures`: of a Restriction."""
    bound = Q(review=None, mode=Restriction.Mode.IMAGE) & pictures
    if review is not None:
        bound |= Q(review=review)
    return Restriction.objects.active(at).filter(bound).order_by("pk")


@question
def hiding(images: list[int], at: datetime):
    """Restrictions that hide one of the pictures wherever it stands."""
    return binding(Q(image__in=images), at)


class Gallery:
    """Which of a page's pictures show at one moment. Asks once, for all of them and for what binds the piece.

    `restrictions`: those in force on the pictures and the piece, where somebody asked for them already.
    """

    def __init__(
        self,
        images,
        at: datetime,
        review: Review | None = None,
        restrictions: Iterable[Restriction] | None = None,
    ):
        self.at = at
        if restrictions is None:
            ids = sorted({image.pk for image in images if image is not None})
            if review is not None:
                restrictions = binding(Q(image__in=ids), at, review)
            else:
                restrictions = hiding(images=ids, at=at) if ids else []
        self.restrictions = list(restrictions)
        self.hidden = {row.image_id: row for row in self.restrictions if row.mode == Restriction.Mode.IMAGE}

    def shows(self, image: Image | None) -> bool:
        return image is not None and image.pk not in self.hidden and image.is_licensed(self.at)

    def shown(self, image: Image | None) -> Image | None:
        return image if self.shows(image) else None

    def frame(self, use: PictureUse) -> Frame | Gap | None:
        """The use as a frame; a gap where a restriction hides it; nothing where our licence has run out."""
        if restriction := self.hidden.get(use.image_id):
            return Gap(use.image, restriction.starts_at or restriction.created_at, restriction.public_words)
        if not use.image.is_licensed(self.at):
            return None
        alt = "" if use.decorative else use.alt or use.image.alt
        return Frame(use.image, alt, use.caption or use.image.caption)
