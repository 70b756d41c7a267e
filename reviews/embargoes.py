"""The verbs of embargoes. What they bind moves with them, in the same unit (see `reviews/listeners.py`)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef

from accounts.policy import can
from accounts.text import clean_line
from films.models import Embargo, Film
from films.signals import embargo_changed
from pagecache.clock import now
from reviews.cards import know_directors
from reviews.models import Review, Subject
from reviews.unit import unit
from reviews.workflow import Conflict, WrongStep

LONGEST_REASON = 300


UNEXPLAINED = (
    "Say why: this embargo would end earlier, hold fewer kinds of pieces or no longer hold this film’s. "
    "Nothing is asked of who makes it longer or wider."
)


def keep_embargo(embargo: Embargo, *, by, because: str = "") -> None:
    """Save a new or corrected embargo; pieces about its film that do not show yet get their new time.

    When it moved to another film, the pieces of both are asked again. Who lets go of something that is still held
    says why, as who lifts it does, and must be allowed to lift it. Raises WrongStep, PermissionDenied.
    """
    because = clean_line(because)
    with unit() as work:
        before = (
            Embargo.objects.select_for_update(of=["self"])
            .select_related("film")
            .filter(pk=embargo.pk)
            .first()
        )
        lets_go = before is not None and must_be_explained(embargo, before, now())
        if lets_go:
            if by is not None and not can(by, "reviews.lift_embargo"):
                raise PermissionDenied("Your role does not allow this.")
            if not because:
                raise WrongStep(UNEXPLAINED)
            embargo.loosened_because = because[:LONGEST_REASON]
        embargo.save()
        told = {"ended_at": before.ends_at.isoformat()} if lets_go else {}
        work.record(
            "embargo.loosen" if lets_go else "embargo.change" if before else "embargo.set",
            by=by,
            obj=embargo,
            ends_at=embargo.ends_at.isoformat(),
            **told,
        )
        films = {embargo.film, before.film} if before else {embargo.film}
        embargo_changed.send(Film, films=list(films))


def must_be_explained(embargo: Embargo, before: Embargo, at: datetime) -> bool:
    """An embargo that is over holds nothing that could come free."""
    return before.ends_at > at and embargo.loosens(before)


def lift_embargo(embargo: Embargo, *, by, because: str, seen: set[int] | None = None) -> None:
    """End an embargo now; the row stays and says who lifted it and why.

    `seen`: the numbers of the pieces of which the person was told that they show at once. Raises Conflict when
    others would by now, WrongStep, PermissionDenied.
    """
    if not can(by, "reviews.lift_embargo"):
        raise PermissionDenied("Your role does not allow this.")
    if not because.strip():
        raise WrongStep("Say why the embargo is lifted.")
    with unit() as work:
        held = Embargo.objects.select_for_update().get(pk=embargo.pk)
        moment = now()  # after the wait for whoever held it, who may have lifted it
        if held.ends_at <= moment:
            raise WrongStep("This embargo is over already.")
        if seen is not None and seen != shown_at_once([embargo], moment)[embargo.pk]:
            raise Conflict("Since you opened this page, other pieces have come to wait for this embargo.")
        embargo.ends_at = embargo.lifted_at = moment
        embargo.lifted_by, embargo.lifted_because = by, because
        embargo.save(update_fields=["ends_at", "lifted_at", "lifted_by", "lifted_because"])
        work.record("embargo.lift", by=by, obj=embargo)
        embargo_changed.send(Film, films=[embargo.film])


@dataclass(frozen=True)
class Waiting:
    """A scheduled piece that an embargo holds, and when it would show without that embargo."""

    review: Review
    without: datetime
    at_once: bool


def waiting(embargoes: list[Embargo], at: datetime, pieces=None) -> dict[int, list[Waiting]]:
    """What each embargo holds beyond its own time, soonest first, by the embargo's number.

    `pieces`: only those of this queryset. Three questions to the database, however many embargoes.
    """
    rows = Review.objects.all() if pieces is None else pieces
    held = rows.filter(
        status=Review.Status.PUBLISHED, visible_from__gt=at, publish_at__lt=F("visible_from"), deleted_at=None
    )
    bound = Subject.objects.exclude(treatment=Subject.Treatment.MENTIONED)
    films = [embargo.film_id for embargo in embargoes]
    held = held.filter(Exists(bound.filter(review=OuterRef("pk"), film__in=films)))
    reviews = list(held.defer("body", "folded", "folded_body").order_by("visible_from", "pk"))
    holders = holding(reviews, at)
    found: dict[int, list[Waiting]] = {embargo.pk: [] for embargo in embargoes}
    for review in reviews:
        for embargo in holders[review.pk]:
            if embargo.pk in found and embargo.ends_at == review.visible_from:
                others = [other.ends_at for other in holders[review.pk] if other.pk != embargo.pk]
                without = max([review.publish_at, *others])
                found[embargo.pk].append(Waiting(review, without, without <= at))
    return found


def shown_at_once(embargoes: list[Embargo], at: datetime) -> dict[int, set[int]]:
    """The numbers of the pieces that show the moment each embargo is lifted."""
    return {pk: {one.review.pk for one in rows if one.at_once} for pk, rows in waiting(embargoes, at).items()}


def holding(reviews: list[Review], at: datetime) -> dict[int, list[Embargo]]:
    """The active embargoes that bind each piece, the last to end first, by the piece's number."""
    bound = Subject.objects.exclude(treatment=Subject.Treatment.MENTIONED).exclude(film=None)
    pairs = list(
        bound.filter(review__in=reviews).order_by("review", "position").values_list("review", "film")
    )
    active = Embargo.objects.active(at).filter(film__in={film for _, film in pairs})
    by_film: dict[int, list[Embargo]] = {}
    for embargo in active.select_related("film").order_by("-ends_at", "pk") if pairs else ():
        by_film.setdefault(embargo.film_id, []).append(embargo)
    know_directors([embargo.film for rows in by_film.values() for embargo in rows])
    found: dict[int, list[Embargo]] = {review.pk: [] for review in reviews}
    kinds = {review.pk: review.kind for review in reviews}
    for review, film in pairs:
        found[review] += [one for one in by_film.get(film, ()) if one.covers(kinds[review])]
    for embargoes in found.values():
        embargoes.sort(key=lambda embargo: embargo.ends_at, reverse=True)
    return found
