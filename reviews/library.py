"""Where a picture of the library is used, and the bin for what is used nowhere.

Nothing leaves the library for good: a picture that readers once saw, or that an old version of a piece names, can
always be looked up and brought back.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from accounts.policy import can
from films.models import Film
from images.intake import Examined, exchange
from images.models import Image
from pagecache.clock import now
from reviews.models import Contributor, PictureUse, Restriction, Review, Sponsor
from reviews.purging import keys_of_picture
from reviews.unit import unit
from reviews.workflow import WrongStep

NAMED = 30


@dataclass(frozen=True)
class Uses:
    """Where a picture stands, as far as a person may see it; `elsewhere` counts the pieces they may not."""

    pieces: list[Review]
    elsewhere: int
    poster_of: list[Film]
    key_still_of: list[Film]
    portrait_of: list[Contributor]
    sponsors: list[Sponsor]
    is_restricted: bool

    @property
    def films(self) -> list[Film]:
        return list({film.pk: film for film in [*self.poster_of, *self.key_still_of]}.values())

    @property
    def is_none(self) -> bool:
        used = self.pieces or self.elsewhere or self.films or self.portrait_of or self.sponsors
        return not (used or self.is_restricted)

    @property
    def said(self) -> str:
        """ "3 pieces, 1 film"."""
        pieces = len(self.pieces) + self.elsewhere
        counted = [
            (pieces, "piece"),
            (len(self.films), "film"),
            (len(self.portrait_of), "contributor"),
            (len(self.sponsors), "sponsor"),
        ]
        said = [f"{number} {word}{'s' if number != 1 else ''}" for number, word in counted if number]
        return ", ".join(said or (["a restriction"] if self.is_restricted else []))


def uses_of(image: Image, user) -> Uses:
    used = PictureUse.objects.filter(image=image).values("review")
    pieces = Review.objects.filter(pk__in=used)
    seen = Review.objects.seen_by(user).filter(pk__in=used).only("headline").order_by("-changed_at", "-pk")
    return Uses(
        pieces=list(seen[:NAMED]),
        elsewhere=pieces.count() - min(seen.count(), NAMED),
        poster_of=list(image.poster_of.current().by_title()[:NAMED]),
        key_still_of=list(image.key_still_of.current().by_title()[:NAMED]),
        portrait_of=list(image.portrait_of.all()[:NAMED]),
        sponsors=list(image.sponsors.all()[:NAMED]),
        is_restricted=Restriction.objects.active(now()).filter(image=image).exists(),
    )


def put_in_bin(image: Image, *, by) -> None:
    """Take a picture that is used nowhere out of sight of the desk. Raises WrongStep, PermissionDenied."""
    _ask(by, image)
    with unit() as work:
        image = Image.objects.select_for_update().get(pk=image.pk)
        uses = uses_of(image, by)
        if not uses.is_none:
            raise WrongStep(f"Used on {uses.said}. Take it out there first.")
        Image.objects.filter(pk=image.pk).update(binned_at=now())
        work.record("image.bin", by=by, obj=image)
        work.changed(f"image:{image.pk}")


def take_from_bin(image: Image, *, by) -> None:
    _ask(by, image)
    with unit() as work:
        Image.objects.filter(pk=image.pk).update(binned_at=None)
        work.record("image.unbin", by=by, obj=image)
        work.changed(f"image:{image.pk}")


def replace_file(image: Image, file: Examined, *, by) -> None:
    """Give a picture a better file of the same thing: its words, credit, rights and uses stay as they are.

    The addresses of the old file stop working, and every page that shows the picture is made anew. A film that takes
    its colour from the picture takes it from the new file. Raises WrongStep for a picture that is restricted or will
    be, and for a file that is; ValidationError, PermissionDenied.
    """
    _ask(by, image)
    with unit() as work:
        held = Image.objects.select_for_update().get(pk=image.pk)
        if _restricted().filter(image=held).exists():
            raise WrongStep("This picture is under a restriction, so its file stays as it is.")
        if _restricted().filter(image__checksum=file.checksum).exists():
            raise WrongStep("This very file is restricted, as another picture of the library.")
        if file.checksum == held.checksum:
            raise WrongStep("This is the file that the picture has already.")
        before = held.checksum
        exchange(held, file)
        Film.objects.filter(key_still=held, colour_by_hand=False).update(
            hue=held.hue, saturation=held.saturation
        )
        work.record("image.replace", by=by, obj=held, checksum_before=before, checksum=held.checksum)
        work.changed(*keys_of_picture(held))


def _restricted():
    """Restrictions on pictures that are in force or will be."""
    return Restriction.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now()), mode=Restriction.Mode.IMAGE)


def _ask(by, image: Image) -> None:
    if not can(by, "images.change_image", image):
        raise PermissionDenied("Your role does not allow this.")
