"""What was complained of and what became of it, in numbers without names (compare Regulation (EU) 2022/2065, Art. 15).

A case counts in the year in which it was opened. Times are whole days, and the median, because one case that waited
for a court would move a mean for years. Kinds of which fewer than three came, and ways by which they did, are told
together: of two somebody may know whose they were. A year that was frozen stays as it was published.
"""

import csv
import io
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil
from statistics import median

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from moderation.models import Appeal, Case, CounterNotice, Decision, Report, TransparencyPeriod
from moderation.states import OUR_RULES

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
FEW = 3
TOGETHER: Promise = _("Other kinds")

# What the figures are called, in the order in which they are told; those that are nought are left out for people.
NAMES: dict[str, Promise] = {
    "by_law": _("hidden under a law"),
    "by_our_rules": _("hidden under our own rules"),
    "pages": _("whole pages hidden"),
    "pictures": _("pictures hidden"),
    "passages": _("passages hidden"),
    "embeds": _("embeds removed"),
    "incomplete": _("reports that lacked something"),
    "withdrawn": _("withdrawn by their senders"),
    "together": _("decided together with another"),
    "answered_as_before": _("answered as before, because they said nothing new"),
    "orders": _("orders of authorities"),
    "counter_notices": _("counter-notices"),
    "stopped_by_a_court": _("stopped by a court action"),
    "put_back_by_the_clock": _("put back by the clock"),
    "put_back_late": _("put back later than the law says"),
    "appeals_of_reporters": _("objections of reporters"),
    "appeals_of_writers": _("objections of writers"),
    "appeals_reversed": _("decisions reversed, whole or in part, after an objection"),
    "median_days_to_first_look": _("days until somebody looked, at the median"),
    "median_days_to_decision": _("days until the decision, at the median"),
    "days_to_nine_decisions_in_ten": _("days within which nine in ten were decided"),
    "median_days_to_appeal_decision": _("days until an objection was decided, at the median"),
    "automated_decisions": _("decided by a machine"),
}
# By which way reports came. Of a year that was frozen before this was counted nobody knows any more.
IN_OTHER_WAYS, UNKNOWN = "other", "unknown"
CHANNELS: dict[str, Promise] = {
    Report.Channel.WEB: _("by our form"),
    Report.Channel.EMAIL: _("by e-mail"),
    Report.Channel.POST: _("by post"),
    Report.Channel.STAFF: _("told to our staff"),
    IN_OTHER_WAYS: _("in other ways"),
    UNKNOWN: _("unknown"),
}
HID = {
    Decision.Kind.RESTRICT_PIECE: "pages", Decision.Kind.RESTRICT_IMAGE: "pictures",
    Decision.Kind.RESTRICT_PASSAGE: "passages", Decision.Kind.REMOVE_EMBED: "embeds",
}  # fmt: skip


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
    figures: dict[str, int]
    channels: dict[str, int]
    version: int = 0  # 0: still moving
    note: str = ""
    sha256: str = ""
    made_at: datetime | None = None

    @property
    def received(self) -> int:
        return sum(line.received for line in self.lines)

    @property
    def days_to_decision(self) -> int | None:
        """The median; None while nothing was decided."""
        return self.figures.get("median_days_to_decision")

    @property
    def told(self) -> list[tuple[Promise, int]]:
        return [(NAMES[name], count) for name, count in self.figures.items() if count and name in NAMES]

    @property
    def ways(self) -> list[tuple[Promise, int]]:
        return [
            (name, self.channels[channel]) for channel, name in CHANNELS.items() if channel in self.channels
        ]

    def numbers(self) -> dict:
        lines = [asdict(line) for line in self.lines]
        return {"lines": lines, "figures": self.figures, "channels": self.channels}

    def as_json(self) -> dict:
        return {
            "year": self.year,
            "version": self.version or None,
            "sha256": self.sha256 or None,
            "note": self.note,
            "received": self.received,
            "median_days_to_decision": self.days_to_decision,
            "kinds": [asdict(line) for line in self.lines],
            "figures": self.figures,
            "channels": self.channels,
        }


def years() -> list[Year]:
    """Every year in which something was complained of, the newest first; as they were frozen where they were."""
    frozen = {row.year: row for row in TransparencyPeriod.objects.order_by("version")}
    moving = counted()
    found = {year: thawed(row) for year, row in frozen.items()} | {
        year: one for year, one in moving.items() if year not in frozen
    }
    return [found[year] for year in sorted(found, reverse=True)]


def thawed(row: TransparencyPeriod) -> Year:
    lines = [Line(**line) for line in row.numbers["lines"]]
    received = sum(line.received for line in lines)
    channels = row.numbers.get("channels", {UNKNOWN: received} if received else {})
    return Year(
        row.year, lines, row.numbers["figures"], channels, row.version, row.note, row.sha256, row.made_at
    )


def counted() -> dict[int, Year]:
    """From the rows as they are now."""
    states: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    ways: dict[int, Counter[str]] = defaultdict(Counter)
    figures: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    cases = Case.objects.order_by().annotate(way=_first_channel(), as_before=Exists(_answered_as_before()))
    told_apart = cases.values_list("year", "kind", "state", "way", "as_before")
    for year, kind, state, way, as_before, count in told_apart.annotate(count=Count("pk")):
        states[year][kind, state] += count
        ways[year][way] += count
        figures[year]["answered_as_before"] += count if as_before else 0
    for year, found in states.items():
        told = figures[year]
        told["withdrawn"] = sum(count for (_kind, state), count in found.items() if state == State.WITHDRAWN)
        told["together"] = sum(count for (_kind, state), count in found.items() if state == State.MERGED)
        told["orders"] = sum(count for (kind, _state), count in found.items() if kind == Case.Kind.ORDER)
    _decisions(figures)
    _counter_notices(figures)
    _appeals(figures)
    _times(figures)
    return {
        year: Year(year, _lines(found), figures[year], _few_together(ways[year]))
        for year, found in states.items()
    }


def _answered_as_before():
    entries = AuditEntry.objects.filter(action="case.answer_as_before", object_type=Case._meta.label_lower)
    return entries.filter(object_id=OuterRef("pk"))


def _first_channel() -> Coalesce:
    """By which way the first report of a case came; what is added later came with it."""
    reports = Report.objects.filter(case=OuterRef("pk")).order_by("received_at", "pk")
    return Coalesce(Subquery(reports.values("channel")[:1]), Value(UNKNOWN))


def _few_together(ways: Counter[str]) -> dict[str, int]:
    told = {channel: count for channel in CHANNELS if (count := ways[channel]) >= FEW}
    few = ways.total() - sum(told.values())
    return told | ({IN_OTHER_WAYS: few} if few else {})


def _decisions(figures) -> None:
    rows = Decision.objects.filter(kind__in=[*HID, Decision.Kind.ASK]).order_by()
    for year, kind, of, count in rows.values_list("case__year", "kind", "case__kind").annotate(
        count=Count("case", distinct=True)
    ):
        if kind == Decision.Kind.ASK:
            figures[year]["incomplete"] += count
            continue
        figures[year][HID[Decision.Kind(kind)]] += count
        figures[year]["by_our_rules" if of in OUR_RULES else "by_law"] += count


def _counter_notices(figures) -> None:
    executed = Q(state=CounterNotice.State.EXECUTED)
    rows = CounterNotice.objects.order_by().values_list("case__year")
    for year, every, stopped, executed_ones, late in rows.annotate(
        every=Count("pk", distinct=True),
        stopped=Count("pk", filter=Q(legal_actions__stops_the_clock=True), distinct=True),
        executed=Count("pk", filter=executed, distinct=True),
        late=Count("pk", filter=executed & Q(ended_at__gt=F("not_after")), distinct=True),
    ):
        figures[year] |= {
            "counter_notices": every, "stopped_by_a_court": stopped, "put_back_by_the_clock": executed_ones,
            "put_back_late": late,
        }  # fmt: skip


def _appeals(figures) -> None:
    waited = defaultdict(list)
    rows = Appeal.objects.order_by().values_list("case__year", "side", "state", "filed_at", "decided_at")
    for year, side, state, filed_at, decided_at in rows:
        figures[year][f"appeals_of_{side}s"] += 1
        figures[year]["appeals_reversed"] += state in (Appeal.State.REVERSED, Appeal.State.PARTLY)
        if decided_at:
            waited[year].append((decided_at - filed_at).days)
    for year, days in waited.items():
        figures[year]["median_days_to_appeal_decision"] = round(median(days))


def _times(figures) -> None:
    """A case that nobody has looked at or decided has no time, and neither has a year without any that was."""
    looked = AuditEntry.objects.filter(
        action__in=LOOKED, object_type=Case._meta.label_lower, actor__isnull=False
    )
    first = dict(looked.order_by().values_list("object_id").annotate(Min("at")))
    looks, decisions = defaultdict(list), defaultdict(list)
    # What was answered by itself took no time, and is not what anybody wants to know.
    by_people = Case.objects.exclude(state=State.REFUSED, merged_into__isnull=False).order_by()
    for pk, year, opened_at, decided_at in by_people.values_list("pk", "year", "opened_at", "decided_at"):
        if pk in first:
            looks[year].append((first[pk] - opened_at).days)
        if decided_at:
            decisions[year].append((decided_at - opened_at).days)
    for year, told in figures.items():
        for name in ("median_days_to_first_look", "median_days_to_decision", "days_to_nine_decisions_in_ten"):
            del told[name]
        if looks[year]:
            told["median_days_to_first_look"] = round(median(looks[year]))
        if days := sorted(decisions[year]):
            told["median_days_to_decision"] = round(median(days))
            told["days_to_nine_decisions_in_ten"] = days[ceil(0.9 * len(days)) - 1]


# What a moderator does first with a case.
LOOKED = ["case.claim", "case.ask", "case.refuse", *(f"case.{verb}" for verb in (
    "take_page_down", "hide_picture", "hide_passage", "remove_embed", "merge", "route", "mark_spam", "hide_in_need",
))]  # fmt: skip


def _lines(found: dict[tuple[str, str], int]) -> list[Line]:
    def of(kinds, *states: str) -> int:
        return sum(found.get((kind, state), 0) for kind in kinds for state in states)

    def line(label, *kinds: str) -> Line:
        columns = [State, ACTED_ON, (State.REFUSED,), PUT_BACK, OVER, WAITING]
        return Line(str(label), *(of(kinds, *states) for states in columns))

    few = [kind for kind in Case.Kind if 0 < of([kind], *State) < FEW]
    many = [line(kind.label, kind) for kind in Case.Kind if of([kind], *State) >= FEW]
    return [*many, *([line(TOGETHER, *few)] if few else [])]


def as_csv(found: list[Year]) -> str:
    """Year, what, of which, how many: one number a row."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["year", "version", "kind", "what", "number"])
    for one in found:
        for line in one.lines:
            columns = asdict(line)
            label = columns.pop("label")
            for name, number in columns.items():
                table.writerow([one.year, one.version or "", label, name, number])
        for name, number in one.figures.items():
            table.writerow([one.year, one.version or "", "", name, number])
        for channel, number in one.channels.items():
            table.writerow([one.year, one.version or "", "", f"received_by_{channel}", number])
    return text.getvalue()
