"""The writer's counter-notice and its clock: 17 U.S.C. 512(g).

Material that came down after a notice goes back not less than ten and not more than fourteen business days after we
received a complete counter-notice, unless the sender of the notice has gone to court by then to restrain the writer.
Nothing has to run for that: the restriction is given its end at once, and readers are answered by comparing times.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.base import File
from django.db.models import F

from moderation import letters, strikes
from moderation.business_days import putback_window
from moderation.concerned import restrictions_of
from moderation.counter_elements import missing_from
from moderation.models import Case, CounterNotice, Decision, LegalAction, Report
from moderation.services.deciding import end_counter_notices, end_restrictions
from moderation.services.papers import report_held_by, shelf, tell_of_filing
from moderation.services.steps import (
    CLOCK,
    ByLink,
    Incomplete,
    OutOfTurn,
    need,
    permit,
    taking,
    tells_of_refusals,
)
from moderation.states import Who
from pagecache.clock import now
from reviews import restrictions
from reviews.unit import unit

Outcome = LegalAction.Outcome
GOES_BACK = {Outcome.DISMISSED, Outcome.SETTLED, Outcome.LOST}
STAYS_DOWN = {Outcome.WON, Outcome.SETTLED}


@tells_of_refusals
def submit_counter_notice(case: Case, *, by, **said) -> CounterNotice:
    """What the writer says under (g)(3). A complete one starts the clock in the same breath; another is checked.

    `by`: the writer's account, or ByLink of one who has none. `said`: the columns of CounterNotice that a person
    fills. There is no time limit for it.
    """
    with unit():
        with taking("submit_counter_notice", case, by) as step:
            whose = {"contributor": by.contributor} if isinstance(by, ByLink) else {"signer": by}
            counter = CounterNotice.objects.create(case=case, received_at=now(), **whose, **said)
            step.facts["counter_notice"] = counter.pk
            strikes.suspend(case)
            letters.to_signer("E13", counter)
        if not missing_from(counter):
            # Its clock runs from its receipt, whoever looks at it when: (g)(2)(C).
            _start(case, counter)
    return counter


@tells_of_refusals
def return_counter_notice(case: Case, *, by, version: int, reason: str) -> CounterNotice:
    """Tell the writer what is missing. The clock does not start."""
    permit("return_counter_notice", case, by)
    need(reason)
    counter = _latest(case, CounterNotice.State.SUBMITTED)
    with taking("return_counter_notice", case, by, version=version) as step:
        step.facts["counter_notice"] = counter.pk
        _set(counter, state=CounterNotice.State.DEFECTIVE)
        lacking = "\n".join(f"- {sentence}" for sentence in missing_from(counter))
        letters.to_signer("E14", counter, missing=lacking)
    return counter


@tells_of_refusals
def start_clock(case: Case, *, by, version: int) -> CounterNotice:
    """A moderator has found the counter-notice substantially complete. Raises Incomplete, naming what is missing.

    The clock runs from the day on which it was received, not from today.
    """
    permit("start_clock", case, by)
    counter = _latest(case, CounterNotice.State.SUBMITTED)
    if lacking := missing_from(counter):
        raise Incomplete(f"It still lacks: {', '.join(map(str, lacking))}.")
    _start(case, counter, by=by, version=version)
    return counter


def _start(case: Case, counter: CounterNotice, *, by=CLOCK, version: int | None = None) -> None:
    window = putback_window(counter.received_at)
    with taking("start_clock", case, by, version=version) as step:
        for restriction in restrictions_of(case).active(now()):
            restrictions.lift(restriction, at=max(window.planned, now()))
        _set(
            counter, state=CounterNotice.State.RUNNING, complete_at=counter.received_at, forwarded_at=now(),
            not_before=window.not_before, planned_at=window.planned, not_after=window.not_after,
        )  # fmt: skip
        step.facts |= {"counter_notice": counter.pk, "planned": window.planned.isoformat()}
        letters.to_complainant("E15", counter)
        letters.to_signer("E16", counter)


@tells_of_refusals
def record_legal_action(
    case: Case, *, forum: str, by=None, receipt: str = "", version: int | None = None, court: str = "",
    docket: str = "", filed_on: date | None = None, by_the_sender: bool = False, seeks_restraint: bool = False,
    received_at: datetime | None = None, files: Sequence[File] = (),
) -> LegalAction:  # fmt: skip
    """What we were told of a court. It stops the clock only if the original sender has filed to restrain the writer.

    Anything else is kept, and the clock runs on: look at `stops_the_clock`. What reaches us after the put-back does
    not take the material down again, (g)(2)(C): that needs a new notice or an order. Raises OutOfTurn then.
    `files`: what was filed. Their sender's own word stops the clock; a moderator reads what they filed afterwards
    (`accept_legal_action`).
    """
    who = permit("record_legal_action", case, by, receipt)
    received_at = received_at or now()
    if received_at > now():
        raise Incomplete("It cannot have come later than now.")
    counter = _latest(case, CounterNotice.State.RUNNING)
    assert counter.planned_at is not None
    stops = by_the_sender and seeks_restraint and filed_on is not None
    action = LegalAction(
        counter_notice=counter, received_at=received_at, forum=forum, court=court, docket=docket, filed_on=filed_on,
        by_the_sender=by_the_sender, seeks_restraint=seeks_restraint, stops_the_clock=stops,
        accepted_by=None if who == {Who.REPORTER} else by,
    )  # fmt: skip
    with shelf() as keep, unit() as work:
        if not stops:
            action.save(force_insert=True)
            keep(files, case=case, report=_sent_by(case, receipt), by=by, legal_action=action)
            work.record(
                "case.note_legal_action", by=by, obj=case, reference=case.reference, from_state=case.state,
                to_state=case.state, counter_notice=counter.pk, legal_action=action.pk,
            )  # fmt: skip
            return action
        with taking("record_legal_action", case, by, version=version, receipt=receipt) as step:
            held = [
                restriction.pk
                for restriction in restrictions_of(case).active(now())
                if restrictions.keep_on(restriction, instead_of=counter.planned_at)
            ]
            if not held:
                raise OutOfTurn(
                    "It is back already. Only a new notice or an order of a court hides it again."
                )
            action.save(force_insert=True)
            keep(files, case=case, report=_sent_by(case, receipt), by=by, legal_action=action)
            _set(counter, state=CounterNotice.State.STOPPED)
            strikes.resume(case)
            step.facts |= {"counter_notice": counter.pk, "legal_action": action.pk, "restrictions": held}
            letters.to_signer("E17", counter)
            if action.accepted_by is None:
                tell_of_filing(case)
    return action


@tells_of_refusals
def put_back(case: Case, *, by=CLOCK, version: int | None = None) -> None:
    """The clock has come to its end: readers see the material already, and this says so.

    A lead may do it earlier than planned, but not before the tenth business day is over.
    """
    permit("put_back", case, by)
    counter = _latest(case, CounterNotice.State.RUNNING)
    assert counter.planned_at is not None
    if now() < (counter.planned_at if by is CLOCK else counter.not_before):
        raise OutOfTurn("It is too early: not less than ten business days, 17 U.S.C. 512(g)(2)(C).")
    with taking("put_back", case, by, version=version) as step:
        end_restrictions(step, "Put back under 17 U.S.C. 512(g).")
        _set(counter, state=CounterNotice.State.EXECUTED, ended_at=min(now(), counter.planned_at))
        strikes.void(case)
        step.facts["counter_notice"] = counter.pk
        letters.put_back(case)


@tells_of_refusals
def end_hold(case: Case, *, by, version: int, outcome: str, reason: str) -> None:
    """The court action ended without restraining the writer: the material goes back."""
    _finish(case, "end_hold", by, version, outcome, reason)


@tells_of_refusals
def keep_down(case: Case, *, by, version: int, outcome: str, reason: str) -> None:
    """The sender won, or both agreed: the material stays down for good."""
    _finish(case, "keep_down", by, version, outcome, reason)


def _finish(case: Case, act: str, by, version: int, outcome: str, reason: str) -> None:
    permit(act, case, by)
    need(reason)
    goes_back = act == "end_hold"
    if outcome not in (GOES_BACK if goes_back else STAYS_DOWN):
        raise Incomplete("Say how the court action ended.")
    counter = _latest(case, CounterNotice.State.STOPPED)
    with taking(act, case, by, version=version) as step:
        counter.legal_actions.filter(stops_the_clock=True).update(outcome=outcome, outcome_at=now())
        if goes_back:
            end_restrictions(step, reason)
            strikes.void(case)
        else:
            step.keep(Decision.Kind.KEEP_DOWN, reason)
        end_counter_notices(case, CounterNotice.State.EXECUTED if goes_back else CounterNotice.State.ENDED)
        letters.to_signer("E19", counter)
        letters.to_reporter("E19", case)


def count_anew(by) -> int:
    """The calendar has changed: give every running clock its new end, never before what was announced.

    Returns how many moved. Both sides are told. What has come back stays back.
    """
    moved = 0
    for counter in CounterNotice.objects.filter(state=CounterNotice.State.RUNNING).select_related("case"):
        assert counter.planned_at is not None
        assert counter.not_before is not None
        window = putback_window(counter.received_at)
        planned = max(window.planned, counter.not_before)
        if planned == counter.planned_at or counter.planned_at <= now():
            continue
        case = counter.case
        with unit() as work:
            unchanged = Case.objects.filter(pk=case.pk, state=case.state, version=case.version)
            if not unchanged.update(version=F("version") + 1):
                continue  # it has been stopped or put back in this moment
            case.refresh_from_db()
            for restriction in restrictions_of(case).active(now()):
                restrictions.keep_on(restriction, instead_of=counter.planned_at, until=planned)
            _set(
                counter, planned_at=planned, not_before=max(window.not_before, counter.not_before),
                not_after=max(window.not_after, planned),
            )  # fmt: skip
            work.record(
                "case.move_clock", by=by, obj=case, reference=case.reference, from_state=case.state,
                to_state=case.state, counter_notice=counter.pk, planned=planned.isoformat(),
            )  # fmt: skip
            letters.to_complainant("E15", counter)
            letters.to_signer("E16", counter)
        moved += 1
    return moved


def _sent_by(case: Case, receipt: str) -> Report | None:
    return report_held_by(case, receipt) if receipt else None


def _latest(case: Case, state: str) -> CounterNotice:
    counter = case.counter_notices.filter(state=state).last()
    if counter is None:
        raise OutOfTurn(f"This case is at “{case.get_state_display()}”, so that cannot be done now.")
    return counter


def _set(counter: CounterNotice, **columns) -> None:
    for name, value in columns.items():
        setattr(counter, name, value)
    counter.save(update_fields=columns.keys())
