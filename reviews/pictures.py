"""When a picture's file may be handed out: exactly when some public page shows it."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from films.models import Film
from images.models import Image
from reviews.asking import at_once, question
from reviews.coverage import shown
from reviews.models import Authorship, Contributor, PictureUse, Restriction, Subject
from reviews.sponsors import slot


class Standing:
    """A picture by its key, and where readers see it at a moment: one question, as every page asks for several files.

    `image` is None where there is none of that key.
    """

    def __init__(self, key: str, at: datetime):
        self.at = at
        found = picture_with(key=key, at=at)
        self.films, self.contributors = films_with(key=key, at=at), contributors_with(key=key, at=at)
        at_once(found, self.films, self.contributors)
        self.image: Image | None = found.first
        self.sponsor_keys: tuple[str, ...] = ()
        if self.image and not self.films and not self.contributors:
            place = slot(at)
            self.sponsor_keys = place.keys if place.has(self.image) else ()

    @property
    def answer(self) -> int:
        """200 when the file may be handed out at that moment, 451 while it is restricted, else 404.

        A restriction on the picture hides every use of it; one on a use hides that use, and the file still answers
        while another visible use exists.
        """
        image: Any = self.image  # with what the question says of it
        if image is None or not image.is_licensed(self.at):
            return 404
        stands_for_something = bool(self.films or self.contributors or self.sponsor_keys)
        if not stands_for_something and not image.is_used:
            return 404
        is_hidden = image.is_restricted or not (stands_for_something or image.is_used_in_the_open)
        return 451 if is_hidden else 200

    @property
    def keys(self) -> list[str]:
        """What the answer depends on. A change of a piece names the pictures in it."""
        assert self.image
        films = [f"film:{pk}" for pk in self.films]
        contributors = [f"contributor:{pk}" for pk in self.contributors]
        return [f"image:{self.image.pk}", *films, *contributors, *self.sponsor_keys]


def picture_answer(image: Image, at: datetime) -> int:
    return Standing(image.key, at).answer


@question
def picture_with(key: str, at: datetime):
    """The picture, with what is hidden of it and whether a published piece has it."""
    hiding = Restriction.objects.active(at).filter(mode=Restriction.Mode.IMAGE)
    uses = shown(PictureUse, at).filter(image=OuterRef("pk"))
    hidden_use = hiding.filter(image=OuterRef("image"), review=OuterRef("review"))
    return Image.objects.filter(key=key).annotate(
        is_restricted=Exists(hiding.filter(image=OuterRef("pk"), review=None)),
        is_used=Exists(uses),
        is_used_in_the_open=Exists(uses.filter(~Exists(hidden_use))),
    )


@question
def films_with(key: str, at: datetime):
    """Films that readers can find here, of which it is the poster or the key still."""
    image = Subquery(Image.objects.filter(key=key).values("pk")[:1])
    own = Film.objects.filter(Q(poster=image) | Q(key_still=image))
    about = shown(Subject, at).filter(film=OuterRef("pk"))
    return own.filter(Exists(about)).order_by().values_list("pk", flat=True)


@question
def contributors_with(key: str, at: datetime):
    """Bylines that readers can find here, of which it is the portrait."""
    bylines = shown(Authorship, at).filter(contributor=OuterRef("pk"))
    theirs = Contributor.objects.filter(portrait__key=key).filter(Exists(bylines))
    return theirs.order_by().values_list("pk", flat=True)
