"""Which page keys a piece touches: every page that shows it names at least one of these."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from films.models import Credit, Film
from images.models import Image
from reviews.asking import at_once, question
from reviews.models import Authorship, Contributor, PictureUse, Review, Sponsor, Subject, TaggedReview
from reviews.sponsors import KEY as SPONSOR

USES_NAMED = PIECES_NAMED = 500


def keys_of_picture(image: Image) -> set[str]:
    """Keys of the picture, of the pieces it stands in and of whatever it stands for."""
    uses = PictureUse.objects.filter(image=image).values_list("review", flat=True)
    films = list(Film.objects.filter(Q(poster=image) | Q(key_still=image)).values_list("pk", flat=True))
    people = Credit.objects.filter(film__in=films).values_list("person", flat=True)
    portraits = Contributor.objects.filter(portrait=image).values_list("pk", flat=True)
    return (
        {f"image:{image.pk}"}
        | {f"review:{pk}" for pk in uses[:USES_NAMED]}
        | {f"film:{pk}" for pk in films}
        | {f"person:{pk}" for pk in people[:USES_NAMED]}
        | {f"contributor:{pk}" for pk in portraits}
        | ({SPONSOR} if Sponsor.objects.filter(image=image).exists() else set())
    )


def keys_of_pieces(pieces) -> set[str]:
    """Keys of many pieces, wherever they stand; of very many, the key of every page."""
    ids = list(pieces.order_by().values_list("pk", flat=True)[: PIECES_NAMED + 1])
    return {f"review:{pk}" for pk in ids} if len(ids) <= PIECES_NAMED else {"site"}


def keys_of(review: Review) -> set[str]:
    """Keys of the piece, of everything it is about and of every list it stands in."""
    films, authors, tagged = (
        films_of(review=review.pk),
        authors_of(review=review.pk),
        tags_of(review=review.pk),
    )
    images, people = images_in(review=review.pk), people_of_its_films(review=review.pk)
    at_once(films, authors, tagged, images, people)
    keys = {f"review:{review.pk}", f"kind:{review.kind}", "latest"}
    keys |= {f"film:{pk}" for pk in films}
    keys |= {f"contributor:{pk}" for pk in authors}
    for tag, film, person in tagged:
        keys.add(f"tag:{tag}")
        if film:
            keys.add(f"film:{film}")
        if person:
            keys.add(f"person:{person}")
    keys |= {f"image:{pk}" for pk in images}
    keys |= {f"person:{pk}" for pk in people}
    if review.section_id:
        keys.add(f"section:{review.section_id}")
    if review.ordered_at:
        keys.add(f"archive:{review.ordered_at.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m}")
    return keys


@question
def films_of(review: int):
    subjects = Subject.objects.filter(review=review, film__isnull=False)
    return subjects.order_by().values_list("film", flat=True)


@question
def authors_of(review: int):
    return Authorship.objects.filter(review=review).order_by().values_list("contributor", flat=True)


@question
def tags_of(review: int):
    tagged = TaggedReview.objects.filter(content_object=review)
    return tagged.order_by().values_list("tag", "tag__film", "tag__person")


@question
def images_in(review: int):
    return PictureUse.objects.filter(review=review).order_by().values_list("image", flat=True)


@question
def people_of_its_films(review: int):
    """Whoever worked on a film finds the piece on their page, mentioned or reviewed."""
    return Credit.objects.filter(film__subjects__review=review).order_by().values_list("person", flat=True)
