"""What stands at the top of the home page."""

from collections.abc import Sequence

from django.db.models import F

from pagecache.clock import now
from reviews.copies import Conflict
from reviews.models import HomePage, HomePlace, Review
from reviews.unit import unit
from reviews.workflow.guards import WrongStep, ask

HOME = "home"  # the key that the home page alone names


def arrange_home(pieces: Sequence[Review | None], *, by, version: int) -> None:
    """Put pieces at the lead and the places below it; None leaves a place to the newest reviews.

    A piece that is not public yet takes its place when it is. Raises WrongStep for a piece named twice or one
    that readers will not see, Conflict when somebody arranged the page meanwhile.
    """
    ask(by, "reviews.arrange_home")
    chosen = {place: piece for place, piece in enumerate(pieces) if piece is not None}
    for place, piece in chosen.items():
        if not 0 <= place < HomePage.PLACES:
            raise WrongStep("The home page has a lead and six places below it.")
        if piece.status != Review.Status.PUBLISHED or piece.deleted_at is not None:
            raise WrongStep(f"“{piece}” is not published. Publish or schedule it first.")
    if len({piece.pk for piece in chosen.values()}) < len(chosen):
        raise WrongStep("A piece stands at one place only.")
    with unit() as work:
        HomePage.objects.get_or_create(pk=1)
        moment = now()
        if not HomePage.objects.filter(pk=1, version=version).update(
            version=F("version") + 1, arranged_at=moment, arranged_by=by
        ):
            raise Conflict("Somebody arranged the home page after you opened it.")
        HomePlace.objects.all().delete()
        HomePlace.objects.bulk_create(
            HomePlace(position=place, review=piece) for place, piece in chosen.items()
        )
        work.record("home.arrange", by=by, pieces={place: piece.pk for place, piece in chosen.items()})
        work.changed(HOME)
