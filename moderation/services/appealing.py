"""Appeals of both sides: free, for six months, and decided by somebody else (Regulation (EU) 2022/2065, Art. 20)."""

from moderation import deadlines, letters
from moderation.models import Appeal, Case, Decision
from moderation.services.deciding import answer, end_restrictions, open_appeal
from moderation.services.intake import REOPENS_FOR
from moderation.services.steps import (
    OutOfTurn,
    State,
    in_time,
    need,
    permit,
    taking,
    tells_of_refusals,
)
from moderation.states import Who
from moderation.week import house_week, house_zone
from pagecache.clock import now

LONGEST = 5000


@tells_of_refusals
def appeal(
    case: Case, *, text: str, by=None, receipt: str = "", others: str = "", tells: bool = True
) -> Appeal:
    """Object to the last decision: the reporter to a refusal, the writer to what was hidden.

    `others`: references of the same notice to which it objects as well; of those it `tells` nothing by itself.
    A refused copyright notice is looked at again at once (T22); a writer answers a restriction for copyright with a
    counter-notice instead.
    """
    who = permit("appeal", case, by, receipt)
    need(text, "Say why you object.")
    decision = case.decisions.last()
    if decision is None:
        raise OutOfTurn("Nothing was decided yet.")
    in_time(decision.decided_at, REOPENS_FOR)
    side = Appeal.Side.WRITER if Who.WRITER in who else Appeal.Side.REPORTER
    with taking("appeal", case, by, receipt=receipt) as step:
        made = Appeal.objects.create(
            case=case, decision=decision, side=side, filed_by=by, text=text[:LONGEST], filed_at=now()
        )
        step.set(due_at=deadlines.appeal_due(now(), house_zone(), house_week()))
        step.facts |= {"appeal": made.pk, "side": side}
        if tells:
            letters.to_side("E20", made, others=others)
    return made


@tells_of_refusals
def uphold(case: Case, *, by, version: int, reasons: str) -> Appeal:
    """The first decision stands."""
    return _decide("uphold", Appeal.State.UPHELD, Decision.Kind.UPHOLD, case, by, version, reasons)


@tells_of_refusals
def reverse(case: Case, *, by, version: int, reasons: str) -> Appeal:
    """The first decision was wrong: what it hid shows again. Where it hid nothing, a new decision follows."""
    return _decide("reverse", Appeal.State.REVERSED, Decision.Kind.REVERSE, case, by, version, reasons)


@tells_of_refusals
def reverse_in_part(case: Case, *, by, version: int, reasons: str, lifting=()) -> Appeal:
    """Some of it was wrong: `lifting` names the restrictions that end; the others stay."""
    return _decide(
        "reverse_in_part", Appeal.State.PARTLY, Decision.Kind.PARTLY, case, by, version, reasons, lifting
    )


def _decide(
    act: str, state: str, kind: str, case: Case, by, version: int, reasons: str, lifting=None
) -> Appeal:
    permit(act, case, by)
    need(reasons, "Give your reasons.")
    asked = open_appeal(case, by)
    if asked is None or case.state != State.APPEAL_OPEN:
        raise OutOfTurn(f"This case is at “{case.get_state_display()}”, so that cannot be done now.")
    with taking(act, case, by, version=version) as step:
        if act != "uphold":
            end_restrictions(step, reasons, only=lifting)
        step.keep(kind, reasons)
        answer(step, asked, state, reasons, words=reasons)
    return asked
