"""What we do when something below us changes."""

from django.dispatch import receiver

from films.signals import embargo_changed, merged, printed_otherwise, unmerged
from images.signals import rights_changed
from pagecache.clock import now
from reviews import merging, workflow
from reviews.models import Review
from reviews.purging import keys_of, keys_of_picture, keys_of_pieces
from reviews.unit import unit


@receiver(embargo_changed)
def move_scheduled_pieces(sender, films, **kwargs):
    """Every piece about these films that does not show yet gets its new time; live ones stay."""
    moment = now()
    with unit() as work:
        waiting = Review.objects.filter(
            status=Review.Status.PUBLISHED, visible_from__gt=moment, subjects__film__in=films
        )
        for pk in list(waiting.order_by("pk").values_list("pk", flat=True).distinct()):
            # Held, so that a piece which somebody takes away in this moment is not written back.
            review = Review.objects.select_for_update().get(pk=pk)
            before = review.visible_from
            if review.status != Review.Status.PUBLISHED or before is None or before <= moment:
                continue
            workflow.set_visible_from(review, at=moment)
            if review.visible_from and review.visible_from != before:
                work.record(
                    "review.move", obj=review, from_state=review.status, to_state=review.status,
                    visible_from=review.visible_from.isoformat(),
                )  # fmt: skip
                work.changed(*keys_of(review), effective_at=review.visible_from)


@receiver(merged)
def carry_pieces_over(sender, old, new, merge, by, **kwargs):
    merging.follow(old, new, merge, by)


@receiver(unmerged)
def give_pieces_back(sender, old, new, merge, by, **kwargs):
    merging.part_again(old, new, merge, by)


@receiver(printed_otherwise)
def forget_lists_with_the_films(sender, films, **kwargs):
    with unit() as work:
        work.changed("latest", *keys_of_pieces(Review.objects.filter(main_film__in=films)))


@receiver(rights_changed)
def forget_pages_with_the_picture(sender, image, **kwargs):
    with unit() as work:
        keys = keys_of_picture(image)
        work.changed(*keys)
        if image.rights_until and image.rights_until > now():
            work.changed(*keys, effective_at=image.rights_until)
