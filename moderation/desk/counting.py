"""Whom a case concerns, in numbers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from moderation.concerned import writers_of
from moderation.desk.queue import cases_of_sender
from moderation.models import Case, Decision, Strike
from reviews.models import Authorship

COUNTED = 200  # cases of one person; who has more is no better known by counting on


@dataclass(frozen=True)
class Counted:
    """A record in numbers: nobody is judged by words that a colleague once found."""

    number: int
    what: str


def record_of_sender(email: str) -> list[Counted]:
    return _record(Case.objects.filter(pk__in=cases_of_sender(email)), "report{s} from this address")


def record_of_writers(case: Case, at: datetime) -> list[Counted]:
    """Of all who have a byline in it; empty where nobody has."""
    writers = list(writers_of(case))
    if not writers:
        return []
    # What was hidden for copyright left a strike, one a writer; several bylines count as the piece does.
    pieces = Authorship.objects.filter(contributor__in=writers).values("review")
    strikes = Strike.objects.filter(contributor__in=writers).counting(at).notices()
    return [
        *_record(Case.objects.filter(review__in=pieces), "case{s} about their pieces"),
        Counted(strikes, "strike that counts" if strikes == 1 else "strikes that count"),
    ]


def _record(cases, what: str) -> list[Counted]:
    hid = Exists(Decision.objects.filter(case=OuterRef("pk"), restriction__isnull=False))
    counted = Case.objects.filter(pk__in=cases.order_by().values("pk")[:COUNTED])
    found = counted.order_by().aggregate(
        all=Count("pk"),
        upheld=Count("pk", filter=hid),
        refused=Count("pk", filter=Q(state=Case.State.REFUSED)),
        withdrawn=Count("pk", filter=Q(state=Case.State.WITHDRAWN)),
        spam=Count("pk", filter=Q(state=Case.State.SPAM)),
    )
    words = {
        "all": what.format(s="" if found["all"] == 1 else "s"),
        "upheld": "acted on",
        "refused": "rejected",
        "withdrawn": "withdrawn",
        "spam": "spam",
    }
    return [Counted(found[name], said) for name, said in words.items() if found[name] or name == "all"]
