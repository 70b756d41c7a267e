"""What was complained of and what became of it, in numbers without names (compare Regulation (EU) 2022/2065, Art. 15).

A case counts in the year in which it was opened. Times are whole days, and the median, because one case that waited
for a court would move a mean for years.
"""

from dataclasses import dataclass
from statistics import median

from django.db.models import Count, F

from moderation.models import Case

State = Case.State
# Each state is counted in one column.
ACTED_ON = (
    State.RESTRICTED, State.COUNTER_CHECK, State.CLOCK_RUNNING, State.LEGAL_HOLD, State.APPEAL_OPEN, State.UPHELD,
    State.PARTLY, State.EXPIRED,
)  # fmt: skip
PUT_BACK = (State.RESTORED, State.REVERSED)
OVER = (
    State.CLOSED, State.WITHDRAWN, State.LAPSED, State.MERGED, State.SPAM, State.REFERRED, State.ROUTED,
)  # fmt: skip
WAITING = (State.UNCONFIRMED, State.RECEIVED, State.IN_REVIEW, State.NEEDS_INFO, State.AWAITING_CHANGE)


@dataclass(frozen=True)
class Line:
    """Cases of one kind: how many came, and how many of them stand where."""

    label: str
    received: int
    acted_on: int
    refused: int
    put_back: int
    closed: int
    waiting: int


@dataclass(frozen=True)
class Year:
    year: int
    lines: list[Line]
    days_to_decision: int | None  # the median; None while nothing was decided

    @property
    def received(self) -> int:
        return sum(line.received for line in self.lines)

    def as_json(self) -> dict:
        return {
            "year": self.year,
            "received": self.received,
            "median_days_to_decision": self.days_to_decision,
            "kinds": [vars(line) for line in self.lines],
        }


def years() -> list[Year]:
    """Every year in which something was complained of, the newest first."""
    counts: dict[int, dict[tuple[str, str], int]] = {}
    for year, kind, state, count in (
        Case.objects.order_by().values_list("year", "kind", "state").annotate(count=Count("pk"))
    ):
        counts.setdefault(year, {})[kind, state] = count
    waited: dict[int, list[int]] = {}
    decided = Case.objects.filter(decided_at__isnull=False).order_by()
    for year, opened_at, decided_at in decided.values_list("year", F("opened_at"), F("decided_at")):
        waited.setdefault(year, []).append((decided_at - opened_at).days)
    return [
        Year(year, _lines(counts[year]), round(median(waited[year])) if year in waited else None)
        for year in sorted(counts, reverse=True)
    ]


def _lines(found: dict[tuple[str, str], int]) -> list[Line]:
    def of(kind: str, *states: str) -> int:
        return sum(found.get((kind, state), 0) for state in states)

    lines = [
        Line(
            str(kind.label),
            of(kind, *State),
            of(kind, *ACTED_ON),
            of(kind, State.REFUSED),
            of(kind, *PUT_BACK),
            of(kind, *OVER),
            of(kind, *WAITING),
        )
        for kind in Case.Kind
    ]
    return [line for line in lines if line.received]
