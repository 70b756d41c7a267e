"""The verbs of embargoes. What they bind moves with them, in the same unit (see `reviews/listeners.py`)."""

from django.core.exceptions import PermissionDenied

from accounts.policy import can
from films.models import Embargo, Film
from films.signals import embargo_changed
from pagecache.clock import now
from reviews.unit import unit
from reviews.workflow import WrongStep


def keep_embargo(embargo: Embargo, *, by) -> None:
    """Save a new or corrected embargo; pieces about its film that do not show yet get their new time.

    When it moved to another film, the pieces of both are asked again.
    """
    before = Embargo.objects.filter(pk=embargo.pk).select_related("film").first()
    with unit() as work:
        embargo.save()
        work.record(
            "embargo.change" if before else "embargo.set",
            by=by,
            obj=embargo,
            ends_at=embargo.ends_at.isoformat(),
        )
        films = {embargo.film, before.film} if before else {embargo.film}
        embargo_changed.send(Film, films=list(films))


def lift_embargo(embargo: Embargo, *, by, because: str) -> None:
    """End an embargo now; the row stays and says who lifted it and why. Raises WrongStep, PermissionDenied."""
    if not can(by, "reviews.lift_embargo"):
        raise PermissionDenied("Your role does not allow this.")
    moment = now()
    if not because.strip():
        raise WrongStep("Say why the embargo is lifted.")
    if embargo.ends_at <= moment:
        raise WrongStep("This embargo is over already.")
    with unit() as work:
        embargo.ends_at = embargo.lifted_at = moment
        embargo.lifted_by, embargo.lifted_because = by, because
        embargo.save(update_fields=["ends_at", "lifted_at", "lifted_by", "lifted_because"])
        work.record("embargo.lift", by=by, obj=embargo)
        embargo_changed.send(Film, films=[embargo.film])
