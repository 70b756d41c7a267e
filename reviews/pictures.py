"""When a picture's file may be handed out: exactly when some public page shows it."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

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
        films, contributors = films_with(key=key, at=at), contributors_with(key=key, at=at)
        at_once(found, films, contributors)
        self.image: Any = found.first  # an Image, with what the question says of it
        # What it stands for, and a piece through which readers find that.
        self.stands_for: tuple[str, ...] = ()
        if film := films.first:
            self.stands_for = f"film:{film[0]}", f"review:{film[1]}"
        elif contributor := contributors.first:
            self.stands_for = f"contributor:{contributor[0]}", f"review:{contributor[1]}"
        elif self.image and not self.image.shown_in and (place := slot(at)).has(self.image):
            self.stands_for = place.keys

    @property
    def answer(self) -> int:
        """200 when the file may be handed out at that moment, 451 while it is restricted, else 404.

        A restriction on the picture hides every use of it; one on a use hides that use, and the file still answers
        while another visible use exists.
        """
        image = self.image
        if image is None or not image.is_licensed(self.at):
            return 404
        if not self.stands_for and not image.is_used:
            return 404
        is_hidden = image.is_restricted or not (self.stands_for or image.shown_in)
        return 451 if is_hidden else 200

    @property
    def keys(self) -> tuple[str, ...]:
        """What an answer of 200 depends on: as long as one piece shows it, others may come and go."""
        because = (f"review:{self.image.shown_in}",) if self.image.shown_in else self.stands_for
        return f"image:{self.image.pk}", *because


def picture_answer(image: Image, at: datetime) -> int:
    return Standing(image.key, at).answer


@question
def picture_with(key: str, at: datetime):
    """The picture, with what is hidden of it, whether a published piece has it, and one that shows it."""
    hiding = Restriction.objects.active(at).filter(mode=Restriction.Mode.IMAGE)
    uses = shown(PictureUse, at).filter(image=OuterRef("pk")).order_by()
    hidden_use = hiding.filter(image=OuterRef("image"), review=OuterRef("review"))
    return Image.objects.filter(key=key).annotate(
        is_restricted=Exists(hiding.filter(image=OuterRef("pk"), review=None)),
        is_used=Exists(uses),
        shown_in=Subquery(uses.filter(~Exists(hidden_use)).values("review")[:1]),
    )


@question
def films_with(key: str, at: datetime):
    """A film that readers can find here, of which it is the poster or the key still, and a piece about it."""
    image = Subquery(Image.objects.filter(key=key).values("pk")[:1])
    own = Film.objects.filter(Q(poster=image) | Q(key_still=image))
    about = shown(Subject, at).filter(film=OuterRef("pk")).order_by().values("review")[:1]
    return with_a_piece(own, about)


@question
def contributors_with(key: str, at: datetime):
    """A byline that readers can find here, of which it is the portrait, and a piece of theirs."""
    theirs = shown(Authorship, at).filter(contributor=OuterRef("pk")).order_by().values("review")[:1]
    return with_a_piece(Contributor.objects.filter(portrait__key=key), theirs)


def with_a_piece(rows: QuerySet, pieces: QuerySet) -> QuerySet:
    found = rows.annotate(piece=Subquery(pieces)).filter(piece__isnull=False)
    return found.order_by().values_list("pk", "piece")[:1]
