"""The one labelled place on a page that somebody pays for: off unless the operator switches it on."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from images.models import Image
from reviews.models import Sponsor

KEY = "sponsor"  # named by every page that has the place, filled or not


@dataclass(frozen=True)
class Slot:
    """What stands there at one moment; nothing where the place is switched off or nobody has it."""

    sponsor: Sponsor | None = None
    picture: Image | None = None
    keys: tuple[str, ...] = ()

    def has(self, image: Image) -> bool:
        """Whether the picture has this place, hidden or not."""
        return self.sponsor is not None and self.sponsor.image_id == image.pk


def slot(at: datetime) -> Slot:
    """Costs one query, and none while the place is switched off."""
    if not settings.HALATION_SPONSOR:
        return Slot()
    sponsor = Sponsor.objects.at_its_time(at).with_picture(at).first()
    if sponsor is None:
        return Slot(keys=(KEY,))
    named = (KEY, f"image:{sponsor.image_id}") if sponsor.image_id else (KEY,)
    return Slot(sponsor, sponsor.picture_at(at), named)
