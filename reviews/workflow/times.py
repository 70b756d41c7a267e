"""From when a piece shows, and where it stands in lists."""

from datetime import datetime

from django.db.models import Q

from films.models import Embargo
from reviews.addresses import first_slug, follows_its_month, take_path
from reviews.models import Authorship, PictureUse, Review, Subject, TaggedReview
from reviews.workflow.guards import Status


def embargoes_on(review: Review) -> list[Embargo]:
    """Every embargo that binds the piece: of a film it does more than mention, for pieces of its kind."""
    films = review.subjects.exclude(treatment=Subject.Treatment.MENTIONED).values("film")
    # A film that is being merged in this moment is bound by what binds the one it becomes.
    binding = Embargo.objects.filter(Q(film__in=films) | Q(film__merged_from__in=films)).distinct()
    return [embargo for embargo in binding if embargo.covers(review.kind)]


def set_visible_from(review: Review, *, at: datetime) -> None:
    """Compute from when the piece shows, and copy it to its rows; the only writer of these times.

    The later of `publish_at` and every embargo that binds it. What is live already stays as it is: embargoes
    bind only pieces that do not show yet.
    """
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
        if not review.path or follows:
            review.slug = review.slug or first_slug(review)
            take_path(review, review.visible_from)  # type: ignore[arg-type]  # set above
    review.save(
        update_fields=[
            "status", "publish_at", "visible_from", "ordered_at", "first_published_at", "path", "slug",
            "withdrawn_at", "withdrawn_because", "sent_back_because", "changed_at",
        ]
    )  # fmt: skip
    copy_times(review)


def copy_times(review: Review) -> None:
    times = {"visible_from": review.visible_from, "ordered_at": review.ordered_at}
    for model in (Subject, Authorship, PictureUse):
        model.objects.filter(review=review).update(**times)
    TaggedReview.objects.filter(content_object=review).update(**times)
