"""Every step that a case can take, as tables. What is not listed here is refused.

Two procedures that must not be mixed: COPYRIGHT follows 17 U.S.C. 512 and knows the put-back clock; CONTENT is
everything else, answered by an appeal and never by a counter-notice. T1 to T22 number the steps of both.
A guard in words stands here and is asked by the verb in `moderation.services`.
"""

from dataclasses import dataclass
from enum import StrEnum

from moderation.models import Case

Kind, State = Case.Kind, Case.State


class Who(StrEnum):
    """In which capacity somebody acts. One person may have several; a conflict of interest takes them all."""

    REPORTER = "reporter"  # who holds the receipt of a report
    WRITER = "writer"  # who carries a byline of the piece
    MODERATOR = "moderator"
    LEAD = "lead"
    CHIEF = "chief"  # only where no moderator is free of a conflict
    CLOCK = "clock"


@dataclass(frozen=True)
class Step:
    number: str
    act: str
    before: frozenset[str]
    after: str  # "" where the state stays
    who: frozenset[Who]
    guard: str = ""


def _step(number: str, act: str, before, after: str, *who: Who, guard: str = "") -> Step:
    return Step(number, act, frozenset(before), after, frozenset(who), guard)


MODERATORS = (Who.MODERATOR, Who.LEAD)
UNDECIDED = frozenset({State.RECEIVED, State.IN_REVIEW, State.NEEDS_INFO})
# What a moderator may hide from, and what goes on without a decision yet.
HIDES_FROM = UNDECIDED | {State.AWAITING_CHANGE}
DOWN = frozenset({State.RESTRICTED, State.COUNTER_CHECK, State.CLOCK_RUNNING, State.LEGAL_HOLD})
OPEN = HIDES_FROM | DOWN
# Where our own rules are the ground and no law: a page is then gone (410) and not blocked (451).
OUR_RULES = frozenset({Kind.CONTENT, Kind.PLAGIARISM, Kind.CORRECTION, Kind.OTHER})
HIDES = ("take_page_down", "hide_picture", "hide_passage", "remove_embed")

# Alike in both procedures.
COMMON = [
    _step("T2", "confirm", {State.UNCONFIRMED}, State.RECEIVED, Who.REPORTER, Who.CLOCK,
          guard="the clock only after 24 hours: a notice is never lost for want of a click"),
    _step("T4", "claim", {State.RECEIVED}, State.IN_REVIEW, *MODERATORS),
    _step("T4", "claim", OPEN - {State.RECEIVED} | {State.ROUTED, State.APPEAL_OPEN}, "", *MODERATORS),
    _step("T4", "assign", {State.RECEIVED}, State.IN_REVIEW, *MODERATORS),
    _step("T4", "assign", OPEN - {State.RECEIVED} | {State.ROUTED, State.APPEAL_OPEN}, "", *MODERATORS),
    _step("T5", "ask_for_what_is_missing", UNDECIDED, State.NEEDS_INFO, *MODERATORS),
    _step("T6", "complete", {State.NEEDS_INFO}, State.IN_REVIEW, Who.REPORTER),
    _step("T6", "complete", {State.UNCONFIRMED, State.RECEIVED, State.IN_REVIEW}, "", Who.REPORTER,
          guard="before anybody had to ask"),
    _step("T7", "lapse", {State.NEEDS_INFO}, State.LAPSED, Who.CLOCK, guard="the time to answer is over"),
    _step("T22", "complete", {State.LAPSED}, State.IN_REVIEW, Who.REPORTER, guard="within six months"),
    *(_step("T9", act, HIDES_FROM | {State.RESTRICTED}, State.RESTRICTED, *MODERATORS) for act in HIDES),
    _step("8.2", "hide_in_need", UNDECIDED | {State.RESTRICTED}, State.RESTRICTED, Who.CHIEF,
          guard="no moderator is free of a conflict of interest"),
    _step("T10", "refuse", UNDECIDED, State.REFUSED, *MODERATORS),
    _step("T20", "merge", {State.RECEIVED, State.IN_REVIEW}, State.MERGED, *MODERATORS,
          guard="the same thing, reported to the same procedure"),
    _step("T20", "set_apart", {State.MERGED}, State.RECEIVED, *MODERATORS,
          guard="it says something else after all"),
    _step("T21", "mark_spam", {State.UNCONFIRMED, State.RECEIVED}, State.SPAM, *MODERATORS,
          guard="not a notice that names the work, the material and a way to reach its sender"),
    _step("T21", "undo_spam", {State.SPAM}, State.RECEIVED, *MODERATORS, guard="within a day"),
    _step("7", "add_papers", OPEN | {State.UNCONFIRMED, State.ROUTED, State.APPEAL_OPEN}, "", Who.REPORTER, *MODERATORS,
          guard="not of a child-safety case"),
    _step("T22", "reopen", {State.REFUSED, State.LAPSED}, State.IN_REVIEW, Who.LEAD, guard="within six months"),
]  # fmt: skip

# 17 U.S.C. 512(c) and (g)
COPYRIGHT = [
    *COMMON,
    _step("T8", "ask_for_a_change", {State.IN_REVIEW}, State.AWAITING_CHANGE, *MODERATORS,
          guard="the house asks writers at all; nothing is hidden yet"),
    _step("T8", "accept_change", {State.AWAITING_CHANGE}, State.CLOSED, *MODERATORS,
          guard="what was complained of is gone from the page"),
    _step("T8", "end_window", {State.AWAITING_CHANGE}, State.IN_REVIEW, Who.CLOCK, guard="the window is over"),
    _step("T11", "withdraw", OPEN | {State.UNCONFIRMED}, State.WITHDRAWN, Who.REPORTER, *MODERATORS),
    _step("T12", "submit_counter_notice", {State.RESTRICTED}, State.COUNTER_CHECK, Who.WRITER),
    _step("T13", "return_counter_notice", {State.COUNTER_CHECK}, State.RESTRICTED, *MODERATORS,
          guard="an element of (g)(3) is missing"),
    _step("T14", "start_clock", {State.COUNTER_CHECK}, State.CLOCK_RUNNING, Who.CLOCK,
          *MODERATORS, guard="all elements of (g)(3) are there; then it starts by itself"),
    _step("T15", "record_legal_action", {State.CLOCK_RUNNING}, State.LEGAL_HOLD, Who.REPORTER, *MODERATORS,
          guard="filed by the original sender, to restrain the writer, and received before the put-back"),
    _step("T15", "accept_legal_action", {State.LEGAL_HOLD}, "", *MODERATORS,
          guard="its sender filed it, and nobody has read it yet"),
    _step("T16", "put_back", {State.CLOCK_RUNNING}, State.RESTORED, Who.CLOCK, Who.LEAD,
          guard="the clock at the planned moment, a lead not before the tenth business day is over"),
    _step("T17", "end_hold", {State.LEGAL_HOLD}, State.RESTORED, Who.LEAD, guard="the court action has ended"),
    _step("T17", "keep_down", {State.LEGAL_HOLD}, State.RESTRICTED, Who.LEAD, guard="the sender has won"),
    _step("T18", "lift", DOWN, State.RESTORED, *MODERATORS,
          guard="our own publication at any time; a user's post only while no clock and no court has it, by a lead"),
    _step("T22", "appeal", {State.REFUSED}, State.IN_REVIEW, Who.REPORTER, guard="within six months"),
]  # fmt: skip

# Everything else
CONTENT = [
    *COMMON,
    _step("T11", "withdraw", UNDECIDED | {State.UNCONFIRMED, State.RESTRICTED, State.ROUTED}, State.WITHDRAWN,
          Who.REPORTER, *MODERATORS),
    _step("3.2", "merge", {State.RECEIVED}, State.MERGED, Who.CLOCK,
          guard="one case is open about the same piece or picture, or hides what this one says nothing new about"),
    _step("3.2", "answer_as_before", {State.RECEIVED}, State.REFUSED, Who.CLOCK,
          guard="a person rejected the same within six months, and the piece has not changed since"),
    _step("3.2", "lift", {State.RESTRICTED}, State.RESTORED, *MODERATORS),
    _step("3.2", "route", {State.RECEIVED, State.IN_REVIEW}, State.ROUTED, *MODERATORS),
    _step("3.2", "close_routed", {State.ROUTED}, State.CLOSED, *MODERATORS),
    _step("3.2", "refer", {State.IN_REVIEW}, State.REFERRED, *MODERATORS),
    _step("3.2", "expire", {State.RESTRICTED}, State.EXPIRED, Who.CLOCK, guard="all it hid has ended in time"),
    _step("3.2", "appeal", {State.REFUSED}, State.APPEAL_OPEN, Who.REPORTER, guard="within six months"),
    _step("3.2", "appeal", {State.RESTRICTED}, State.APPEAL_OPEN, Who.WRITER, guard="within six months"),
    _step("3.2", "uphold", {State.APPEAL_OPEN}, State.UPHELD, *MODERATORS, guard="not who decided first"),
    _step("3.2", "reverse", {State.APPEAL_OPEN}, State.REVERSED, *MODERATORS, guard="not who decided first"),
    _step("3.2", "reverse_in_part", {State.APPEAL_OPEN}, State.PARTLY, *MODERATORS,
          guard="not who decided first"),
]  # fmt: skip

ACTS = frozenset(step.act for step in [*COPYRIGHT, *CONTENT])


def steps(kind: str) -> list[Step]:
    return COPYRIGHT if kind == Kind.COPYRIGHT else CONTENT


def steps_of(act: str, kind: str) -> list[Step]:
    """The rows of one act in the procedure of that kind; none where the procedure does not know it."""
    return [step for step in steps(kind) if step.act == act]


def before(act: str, kind: str) -> frozenset[str]:
    return frozenset().union(*(step.before for step in steps_of(act, kind)))


def after(act: str, kind: str, state: str) -> str:
    """Where the act leads from that state. Raises LookupError where it leads nowhere."""
    for step in steps_of(act, kind):
        if state in step.before:
            return step.after or state
    raise LookupError(f"{act} does not lead on from {state}.")


def who(act: str, kind: str, state: str = "") -> frozenset[Who]:
    """Who may do it: in that state or, where it cannot be done there, in any."""
    rows = steps_of(act, kind)
    here = [step for step in rows if state in step.before]
    return frozenset().union(*(step.who for step in here or rows))
