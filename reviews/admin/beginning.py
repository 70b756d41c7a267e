"""What a new piece begins with: nothing that the desk knows already is typed again."""

from django.conf import settings

from films.models import Film
from reviews import state as states
from reviews.forms.shelves import number
from reviews.forms.writing import as_entry
from reviews.models import PictureUse, Review, Subject


def first_state(user, film_id=None, kind=None) -> dict:
    """The writer's own byline and last kind; with a film: that film, a headline's start and its key still."""
    mine = user.contributors.filter(is_pen_name=False).first()
    film = Film.objects.current().filter(pk=number(film_id)).select_related("key_still").first()
    if kind not in Review.Kind.values:
        last = (
            Review.objects.filter(created_by=user)
            .order_by("-changed_at")
            .values_list("kind", flat=True)
            .first()
        )
        kind = Review.Kind.REVIEW if film else last or Review.Kind.REVIEW
    state = states.blank(
        kind=str(kind),
        language=settings.LANGUAGE_CODE.split("-")[0],
        section=user.sections.values_list("pk", flat=True).first(),
        authors=[{"contributor": mine.pk, "credit": "words", "role": "", "place": ""}] if mine else [],
    )
    if film:
        state |= about(film, state["kind"])
    return state


def about(film: Film, kind: str) -> dict:
    still = film.key_still
    return {
        "headline": f"{film.title.upper()} Review: " if kind == Review.Kind.REVIEW else "",
        "subjects": [
            {"film": film.pk, "work": "", "treatment": str(Subject.Treatment.REVIEWED), "rating": None}
        ],
        "pictures": [as_entry(still, PictureUse.Place.LEAD)] if still else [],
    }
