"""What is due in the next 48 hours: by the day that was agreed, an embargo's end or a film's release."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.utils.formats import date_format

from accounts.likelihood import Likely
from films.models import Embargo, Release
from films.vocabulary import Precision
from reviews.admin.standing import clock_time
from reviews.models import Review, Subject

SOON = timedelta(hours=48)
MOST = 100
Status = Review.Status


@dataclass(frozen=True)
class Due:
    review: Review
    on: date
    because: str


class Dates:
    """The ends of embargoes and the releases that come within 48 hours, by film."""

    def __init__(self, at: datetime):
        self.at, self.today = at, local_day(at)
        self.embargoes: dict[int, list[Embargo]] = {}
        for embargo in Embargo.objects.filter(ends_at__gt=at, ends_at__lte=at + SOON):
            self.embargoes.setdefault(embargo.film_id, []).append(embargo)
        soon = Release.objects.filter(
            date__gte=self.today, date__lte=local_day(at + SOON), precision=Precision.DAY
        )
        self.releases: dict[int, date] = {}
        for film, day in soon.order_by("date", "pk").values_list("film", "date"):
            self.releases.setdefault(film, day)  # type: ignore[arg-type]  # chosen by their date

    @property
    def condition(self) -> Q:
        """Pieces on their way to which one of the days belongs; embargoes of other kinds are left out later."""
        films = [*self.embargoes, *self.releases]
        about = Subject.objects.filter(film__in=films)
        weighty = about.exclude(treatment=Subject.Treatment.MENTIONED)
        agreed = Review.objects.filter(on_its_way(), due_on__lte=local_day(self.at + SOON))
        # From the few days to their pieces: an index answers each, however many pieces are on their way. In one list,
        # as PostgreSQL holds every piece against two.
        few = agreed.order_by().values("pk").union(weighty.order_by().values("review"))
        return Q(Likely(on_its_way()), pk__in=few)

    def reasons(self, review: Review) -> Iterable[tuple[date, str]]:
        if review.due_on and review.due_on <= local_day(self.at + SOON):
            late = review.due_on < self.today
            yield review.due_on, f"{'Was due' if late else 'Due'} {date_format(review.due_on, 'D j M')}"
        for row in review.subjects.all():
            if row.film_id is None or row.treatment == Subject.Treatment.MENTIONED:
                continue
            for embargo in self.embargoes.get(row.film_id, ()):
                if embargo.covers(review.kind):
                    yield local_day(embargo.ends_at), f"Embargo ends {clock_time(embargo.ends_at)}"
            if day := self.releases.get(row.film_id):
                yield day, f"The film opens {date_format(day, 'D j M')}"


def local_day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def on_its_way() -> Q:
    return Q(status__in=(Status.DRAFT, Status.SUBMITTED, Status.READY))


def due_soon(seen, at: datetime) -> list[Due]:
    """Of these pieces, those that are late or due, the most urgent first, each with its reason."""
    dates = Dates(at)
    pieces = list(seen.filter(dates.condition).order_by("due_on", "pk")[:MOST])
    prefetch_related_objects(pieces, "subjects")
    found = [Due(review, *min(reasons)) for review in pieces if (reasons := list(dates.reasons(review)))]
    return sorted(found, key=lambda row: (row.on, row.review.pk))
