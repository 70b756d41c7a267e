"""From when a piece shows, and where it stands in lists."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from films.models import Embargo
from reviews import state as states
from reviews.addresses import first_slug, follows_its_month, take_path
from reviews.asking import question
from reviews.models import Review, Subject
from reviews.workflow.guards import Status

TIMED = ("subjects", "authors", "tags", "pictures")  # the lists whose rows have the piece's times


def embargoes_on(review: Review) -> list[Embargo]:
    """Every embargo that binds the piece: of a film it does more than mention, for pieces of its kind."""
    return [embargo for embargo in embargoes_of_its_films(review=review.pk) if embargo.covers(review.kind)]


@question
def embargoes_of_its_films(review: int):
    films = (
        Subject.objects.filter(review=review).exclude(treatment=Subject.Treatment.MENTIONED).values("film")
    )
    # A film that is being merged in this moment is bound by what binds the one it becomes.
    return Embargo.objects.filter(Q(film__in=films) | Q(film__merged_from__in=films)).distinct()


STORED = (
    "status", "publish_at", "visible_from", "ordered_at", "first_published_at", "path", "slug", "withdrawn_at",
    "withdrawn_because", "sent_back_because", "changed_at",
)  # fmt: skip


def set_visible_from(review: Review, *, at: datetime, lists: Iterable[str] = TIMED) -> None:
    """Compute from when the piece shows, and copy it to its rows; the only writer of these times.

    The later of `publish_at` and every embargo that binds it. What is live already stays as it is: embargoes
    bind only pieces that do not show yet. `lists`: those of TIMED in which it has rows.
    """
    needs_a_path = False
    if review.status != Status.PUBLISHED:
        review.visible_from = review.ordered_at = None
    elif not (review.visible_from and review.visible_from <= at):
        follows = follows_its_month(review)
        ends = [embargo.ends_at for embargo in embargoes_on(review)]
        review.visible_from = max([review.publish_at, *ends])  # type: ignore[type-var]  # whoever publishes sets it
        if review.first_published_at and review.first_published_at <= at:
            # Back after a withdrawal: from now on, at its old place in the lists.
            review.visible_from = max(review.visible_from, at)  # type: ignore[type-var]  # set just above
            review.ordered_at = review.first_published_at
        else:
            review.first_published_at = review.ordered_at = review.visible_from
        needs_a_path = not review.path or follows
    if needs_a_path:
        review.slug = review.slug or first_slug(review)
        take_path(review, review.visible_from, *STORED)  # type: ignore[arg-type]  # set above
    else:
        review.save(update_fields=STORED)
    copy_times(review, lists)


def copy_times(review: Review, lists: Iterable[str] = TIMED) -> None:
    times = {"visible_from": review.visible_from, "ordered_at": review.ordered_at}
    for model, owner, _key in (states.ROWS[name] for name in lists):
        model.objects.filter(**{owner: review}).update(**times)
