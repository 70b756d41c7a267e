"""When a picture's file may be handed out: exactly when some public page shows it."""

from datetime import datetime

from django.db.models import Q

from films.models import Film
from images.models import Image
from reviews.coverage import shown
from reviews.models import Authorship, PictureUse, Restriction, Subject
from reviews.sponsors import slot


def picture_answer(image: Image, at: datetime) -> int:
    """200 when the file may be handed out at that moment, 451 while it is restricted, else 404.

    A restriction on the picture hides every use of it; one on a use hides that use, and the file still answers
    while another visible use exists.
    """
    if image.rights_until is not None and image.rights_until <= at:
        return 404
    restrictions = Restriction.objects.active(at).filter(mode=Restriction.Mode.IMAGE, image=image)
    if restrictions.filter(review=None).exists():
        return 451 if _is_shown(image, at) else 404
    if _is_used_in_the_open(image, at, but_not=restrictions.values("review")) or _stands_for_something(
        image, at
    ):
        return 200
    return 451 if _is_shown(image, at) else 404


def _is_used_in_the_open(image: Image, at: datetime, but_not=()) -> bool:
    return shown(PictureUse, at).filter(image=image).exclude(review__in=but_not).exists()


def _stands_for_something(image: Image, at: datetime) -> bool:
    """A poster or key still of a film, a portrait of a contributor, or a sponsor's, that readers can find here."""
    films = Film.objects.filter(Q(poster=image) | Q(key_still=image)).values("pk")
    return (
        shown(Subject, at).filter(film__in=films).exists()
        or shown(Authorship, at).filter(contributor__portrait=image).exists()
        or slot(at).has(image)
    )


def _is_shown(image: Image, at: datetime) -> bool:
    return _is_used_in_the_open(image, at) or _stands_for_something(image, at)
