"""What the writing page says about time: which embargoes hold the piece, what to click, and who else is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.html import format_html, format_html_join

from films.models import Embargo, Release
from films.vocabulary import Coverage, Precision
from reviews.clocks import clock_time, day_of, midnight, typed
from reviews.embargoes import holding
from reviews.models import Review

FIRST_HOUR, LAST_HOUR = 9, 23
NAMED = 2


@dataclass(frozen=True)
class Offer:
    """A time that one click takes."""

    label: str
    moment: datetime

    @property
    def typed(self) -> str:
        return typed(self.moment)


def appears(planned: datetime | None, embargoes: list[Embargo], at: datetime) -> datetime | None:
    """When the piece would appear if it were published now; None for at once."""
    moment = max(
        [moment for moment in (planned, *(one.ends_at for one in embargoes)) if moment], default=None
    )
    return moment if moment and moment > at else None


def offers(state: dict, embargoes: list[Embargo], user, at: datetime) -> list[Offer]:
    found = []
    if embargoes:
        # The panel says when that is, just below.
        found.append(
            Offer(f"When the {'last ' if len(embargoes) > 1 else ''}embargo ends", embargoes[0].ends_at)
        )
    main = next((s["film"] for s in state["subjects"] if s["film"] and s["treatment"] != "mentioned"), None)
    release = (
        Release.objects.filter(film=main, precision=Precision.DAY, date__gt=day_of(at)).order_by("date", "pk").first()
        if main
        else None
    )  # fmt: skip
    if release and (hour := free_hour(release.date, user)):
        found.append(Offer(f"On its release day: {clock_time(hour)}", hour))
    return [offer for offer in found if offer.moment > at]


def free_hour(day, user) -> datetime | None:
    """The first hour of that day, from the morning on, at which nothing that this person sees appears."""
    start, end = midnight(day), midnight(day + timedelta(days=1))
    taken = set(planned_between(user, start, end).values_list("visible_from", flat=True))
    hours = (start.replace(hour=hour) for hour in range(FIRST_HOUR, LAST_HOUR + 1))
    return next((hour for hour in hours if hour not in taken), None)


def planned_between(user, start: datetime, end: datetime):
    return Review.objects.seen_by(user).filter(
        status=Review.Status.PUBLISHED, visible_from__gte=start, visible_from__lt=end
    )


def clash(moment: datetime | None, review: Review | None, user) -> str:
    """ "2 other pieces at 09:00: …"; empty when the minute is free, as far as this person may know."""
    if moment is None:
        return ""
    start = moment.replace(second=0, microsecond=0)
    others = planned_between(user, start, start + timedelta(minutes=1)).exclude(
        pk=review.pk if review else None
    )
    found = list(others.only("headline").order_by("pk")[: NAMED + 1])
    if not found:
        return ""
    pieces = (
        f"{len(found)} other piece{'s' if len(found) > 1 else ''}" if len(found) <= NAMED else "Other pieces"
    )
    named = "; ".join(str(other) for other in found[:NAMED])
    return f"{pieces} at {clock_time(moment)}: {named}{'' if len(found) <= NAMED else ' and more'}."


def why_it_waits(kind: str, subjects: int, embargoes: list[Embargo], planned: datetime | None):
    """ "This dispatch waits until Fri 9 Feb 2024, 09:00 Brussels: *Here* is under embargo. Take the capsule out,
    or wait."; empty when the piece's own time is later than every embargo."""
    late = [one for one in embargoes if planned is None or one.ends_at > planned]
    if not late:
        return ""
    films = format_html_join(
        " and ", "<cite>{}</cite>", {one.film_id: (one.film.label,) for one in late}.values()
    )
    return format_html(
        "This {} waits until {}: {} {} under embargo. {}",
        spoken(kind), clock_time(late[0].ends_at), films, "are" if len({one.film_id for one in late}) > 1 else "is",
        _way_out(kind, subjects),
    )  # fmt: skip


def it_waits(kind: str, subjects: int, embargoes: list[Embargo], planned: datetime | None) -> str:
    """The same beside the embargoes themselves, which tell their ends."""
    if all(planned and one.ends_at <= planned for one in embargoes):
        return ""
    return (
        f"This {spoken(kind)} waits for {'them' if len(embargoes) > 1 else 'it'}. {_way_out(kind, subjects)}"
    )


def _way_out(kind: str, subjects: int) -> str:
    capsule = "capsule" if kind == Coverage.DISPATCH else "film"
    return f"Take the {capsule} out, or wait." if subjects > 1 else "It appears then by itself."


def told(review: Review, at: datetime):
    """When a piece that was scheduled or moved appears, and why not at its own time."""
    scheduled = f"it appears on {clock_time(review.visible_from)}."  # type: ignore[arg-type]  # as all scheduled
    embargoes = holding([review], at)[review.pk]
    waits = why_it_waits(review.kind, review.subjects.count(), embargoes, review.publish_at)
    return format_html("{} {}", scheduled, waits) if waits else scheduled


def spoken(kind: str) -> str:
    return "dispatch" if kind == Coverage.DISPATCH else "piece" if kind == Coverage.NEWS else kind


def covers(embargo: Embargo) -> str:
    return ", ".join(str(Coverage(kind).label).lower() for kind in embargo.kinds) or "every kind of piece"


@dataclass(frozen=True)
class Bound:
    """One embargo as the panel prints it; its source only for who may look at embargoes."""

    embargo: Embargo
    source: str

    @property
    def covers(self) -> str:
        return covers(self.embargo)

    @property
    def theirs(self) -> str:
        """As the publicist wrote it, when that is another clock than ours."""
        there = clock_time(self.embargo.ends_at, self.embargo.zone)
        return "" if there == clock_time(self.embargo.ends_at) else there
