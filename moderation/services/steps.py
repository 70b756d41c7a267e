"""How every verb takes its step: permission, conflict of interest, compare-and-set, one entry in the log."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F

from accounts.policy import can
from moderation import states, tokens
from moderation.concerned import has_a_hand_in, holds_receipt, is_writer, writers_of
from moderation.models import Case, Decision
from moderation.states import Who
from pagecache.clock import now
from reviews.models import Contributor
from reviews.unit import unit

State = Case.State
REOPENS_FOR = timedelta(days=183)  # six months


class Conflict(Exception):
    """Somebody else moved the case on since it was opened. Nothing was written."""


class NotAllowed(PermissionDenied):
    """This person may not do this to this case, with a sentence why."""


class WrongStep(Exception):
    """The verb does not fit where the case stands, with a sentence for the person."""


class OutOfTurn(WrongStep, Conflict):
    """The step is not one of those that lead on from where the case stands."""


class Incomplete(WrongStep):
    """Something is missing that this step cannot do without, with a sentence that names it."""


class _Clock:
    """Who acts when nobody does: the steps that the table gives to the clock."""

    pk = None

    def __str__(self):
        return "the clock"


CLOCK = _Clock()


class ByLink:
    """A writer without an account, who holds the link that we sent to their address."""

    pk = None

    def __init__(self, contributor: Contributor):
        self.contributor = contributor

    def __str__(self):
        return str(self.contributor)


ACTIONS = {"ask_for_what_is_missing": "ask"}  # as the log has called it from the start
DECIDES = frozenset({*states.HIDES, "hide_in_need", "refuse", "answer_as_before"})
BY_THE_WAY = frozenset({"add_papers"})  # puts the case into nobody's hands
REOPENS = frozenset({"reopen", "complete", "undo_spam", "set_apart"})
# From then on it goes its own way.
PARTS = frozenset({"reopen", "appeal", "set_apart"})


# Who


def capacities(case: Case, by, receipt: str = "", among: frozenset[Who] = frozenset(Who)) -> set[Who]:
    """In which capacities the person acts on the case, before anybody asks for a conflict of interest.

    `among`: the ones that matter; whether somebody is the reporter or the writer is not looked up for others.
    """
    if by is CLOCK:
        return {Who.CLOCK}
    if isinstance(by, ByLink):
        return {Who.WRITER} if writers_of(case).contains(by.contributor) else set()
    found = set()
    if receipt and holds_receipt(case, tokens.digest(receipt)):
        found.add(Who.REPORTER)
    if by is None:
        return found
    if can(by, "moderation.decide_case", case):
        found.add(Who.MODERATOR)
    if can(by, "moderation.reopen_case", case):
        found.add(Who.LEAD)
    if can(by, "reviews.withdraw_review"):
        found.add(Who.CHIEF)
    if Who.WRITER in among and is_writer(case, by):
        found.add(Who.WRITER)
    return found


def permit(act: str, case: Case, by, receipt: str = "") -> set[Who]:
    """The capacities in which the person may do this; raises NotAllowed, with a sentence, when there is none."""
    wanted = states.who(act, case.kind, case.state)
    if not wanted:
        raise OutOfTurn("A case of this kind does not know that step.")
    asked = receipt if Who.REPORTER in wanted else ""
    found = capacities(case, by, asked, among=wanted) & wanted
    if not found:
        raise NotAllowed(_refusal(wanted))
    if found <= {Who.MODERATOR, Who.LEAD} and has_a_hand_in(case, by):
        raise NotAllowed("You have a hand in this piece, so a colleague decides about it.")
    return found


def _refusal(wanted: frozenset[Who]) -> str:
    if Who.MODERATOR in wanted:
        return "Only moderators decide reports."
    for capacity, sentence in {
        Who.LEAD: "Only lead moderators do this.",
        Who.WRITER: "Only who wrote the piece may object to this.",
        Who.CHIEF: "Only chief editors do this, and only where no moderator can.",
        Who.REPORTER: "Only who sent the report may do this.",
    }.items():
        if capacity in wanted:
            return sentence
    return "This happens by itself when its time has come."


def tells_of_refusals(verb):
    """Write into the log that somebody tried what they may not, or came too late. The case stays as it is."""

    @functools.wraps(verb)
    def told(case: Case, **given):
        try:
            return verb(case, **given)
        except (NotAllowed, Conflict) as error:
            note_attempt(case, verb.__name__, given.get("by"), error)
            raise

    return told


def note_attempt(case: Case, act: str, by, error: Exception) -> None:
    case.refresh_from_db()  # what was begun is undone
    with unit() as work:
        work.record(
            "case.attempt", by=by, obj=case, reference=case.reference, from_state=case.state, to_state=case.state,
            act=act, refused=type(error).__name__,
        )  # fmt: skip


# The step


class Taken:
    """One step of one case, taken inside a unit: what else is to be told of it."""

    def __init__(self, case: Case, by, work, before: str, who: set[Who]):
        self.case, self.by, self.work, self.before, self.who = case, by, work, before, who
        self.facts: dict[str, Any] = {}

    def keep(self, kind: str, reason: str, restriction=None, legal_basis: str = "") -> Decision:
        """A decision with its reason."""
        decision = Decision.objects.create(
            case=self.case, kind=kind, reason=reason, legal_basis=legal_basis, restriction=restriction,
            decided_by=self.by, decided_at=now(),
        )  # fmt: skip
        self.facts["decision"] = decision.pk
        return decision

    def set(self, **columns) -> None:
        for name, value in columns.items():
            setattr(self.case, name, value)
        self.case.save(update_fields=columns.keys())


@contextmanager
def taking(
    act: str, case: Case, by=CLOCK, *, version: int | None = None, receipt: str = ""
) -> Iterator[Taken]:
    """Take the step that the table knows, on the version that the person has seen; all of it or nothing.

    `version` None: whatever stands there now, for the clock and for people outside. Raises NotAllowed, Conflict, or
    OutOfTurn where the case stands elsewhere.
    """
    who = permit(act, case, by, receipt)
    with unit() as work:
        before = _move(act, case, by, version, who)
        step = Taken(case, by, work, before, who)
        yield step
        actor = by if getattr(by, "pk", None) else None
        work.record(
            f"case.{ACTIONS.get(act, act)}", by=actor, obj=case, reference=case.reference, from_state=before,
            to_state=case.state, **step.facts,
        )  # fmt: skip


def _move(act: str, case: Case, by, version: int | None, who: set[Who]) -> str:
    """Compare-and-set on state and version. Returns the state that it was in; the case is as it is now."""
    seen = Case.objects.values("state", "version").get(pk=case.pk)
    if version is not None and seen["version"] != version:
        case.refresh_from_db()
        raise Conflict("A colleague has moved this case on since you opened it.")
    before = seen["state"]
    if before not in states.before(act, case.kind) or not who & states.who(act, case.kind, before):
        case.refresh_from_db()
        raise OutOfTurn(f"This case is at “{case.get_state_display()}”, so that cannot be done now.")
    after = states.after(act, case.kind, before)
    unchanged = Case.objects.filter(pk=case.pk, state=before, version=seen["version"])
    moved = unchanged.update(version=F("version") + 1, **_columns(act, case, by, before, after, who))
    case.refresh_from_db()
    if not moved:
        raise Conflict("A colleague has moved this case on since you opened it.")
    return before


def _columns(act: str, case: Case, by, before: str, after: str, who: set[Who]) -> dict[str, Any]:
    columns: dict[str, Any] = {"state": after}
    takes_it_over = who & {Who.MODERATOR, Who.LEAD} and act not in BY_THE_WAY
    if takes_it_over and not who & {Who.REPORTER, Who.WRITER}:
        columns["assigned_to"] = by
    if act in DECIDES or (after in {State.RESTORED, State.REFUSED} and case.decided_at is None):
        columns["decided_at"] = now()
    if act in REOPENS or after == State.IN_REVIEW:
        columns |= {"decided_at": None, "closed_at": None}
    elif after in Case.CLOSED:
        columns["closed_at"] = now()
    return columns | ({"merged_into": None} if act in PARTS else {})


def need(reason: str, sentence: str = "Give your reason.") -> None:
    if not reason.strip():
        raise Incomplete(sentence)


def in_time(moment: datetime | None, how_long) -> None:
    if moment is not None and now() > moment + how_long:
        raise OutOfTurn("The time for that is over.")
