"""How moderators arrange their work: who has which case, what belongs together, notes, and a list cleared of spam."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import AuditEntry, User
from accounts.policy import can
from moderation import evidence, letters
from moderation.concerned import has_a_hand_in, latest_report, whole_notice
from moderation.models import Case, Note
from moderation.reported import page_at
from moderation.services.ending import mark_spam
from moderation.services.intake import copy_report, number
from moderation.services.steps import (
    Conflict,
    Incomplete,
    NotAllowed,
    OutOfTurn,
    State,
    WrongStep,
    need,
    permit,
    taking,
    tells_of_refusals,
)
from moderation.states import UNDECIDED
from pagecache.clock import now
from reviews.unit import unit

AT_ONCE = 100
UNDO_WITHIN = timedelta(hours=24)
SEEN_AGAIN = timedelta(hours=1)


def note_sight(case: Case, *, by) -> None:
    """Who sees a reporter's name and address stands in the log, once an hour and case."""
    seen = AuditEntry.objects.filter(
        object_type="moderation.case", object_id=case.pk, action="case.see_reporter"
    )
    if not seen.filter(actor=by, at__gt=now() - SEEN_AGAIN).exists():
        with unit() as work:
            work.record("case.see_reporter", by=by, obj=case, reference=case.reference)


@tells_of_refusals
def assign(case: Case, *, by, version: int, to: User) -> None:
    """Give the case to a colleague who decides reports and has no hand in it."""
    permit("assign", case, by)
    if not can(to, "moderation.decide_case", case):
        raise WrongStep("Only moderators decide reports.")
    if has_a_hand_in(case, to):
        raise WrongStep(f"{to} has a hand in this piece.")
    with taking("assign", case, by, version=version) as step:
        step.set(assigned_to=to)
        step.facts["to"] = to.pk


def write_note(case: Case, *, by, text: str) -> Note:
    """A word among moderators, which changes nothing of the case: notes are not in each other's way."""
    _may_arrange(by)
    need(text, "Write the note first.")
    with unit() as work:
        note = Note.objects.create(case=case, text=text, written_by=by, written_at=now())
        work.record("case.note", by=by, obj=case, reference=case.reference, from_state=case.state,
                    to_state=case.state, note=note.pk)  # fmt: skip
    return note


def link(case: Case, *, by, other: Case) -> None:
    """Two cases that are better read together. Each goes its own way."""
    _may_arrange(by)
    if other.pk == case.pk:
        raise WrongStep("That is this case.")
    with unit() as work:
        case.linked.add(other)
        for one, another in ((case, other), (other, case)):
            work.record("case.link", by=by, obj=one, reference=one.reference, from_state=one.state,
                        to_state=one.state, other=another.pk)  # fmt: skip


def split(case: Case, *, by, version: int, address: str, host: str = "") -> Case:
    """Let one address that the report names be a case of its own, with a copy of the report and the same due date."""
    permit("claim", case, by)
    if case.state not in UNDECIDED:
        raise OutOfTurn("This case is decided, so it stays as it is.")
    page = page_at(address, now(), host)
    if page is None:
        raise WrongStep("We have no page at that address.")
    with unit() as work:
        if whole_notice(case).filter(review=page.review, image=page.image).exists():
            raise WrongStep("This notice has a case about that already.")
        with taking("claim", case, by, version=version) as step:
            own = Case(
                kind=case.kind, nature=case.nature, raw_url=address, review=page.review, image=page.image,
                opened_at=now(), due_at=case.due_at, state=State.IN_REVIEW, assigned_to=by,
                split_from=case.split_from or case,  # the first of the notice
            )  # fmt: skip
            number(own)
            step.facts["split_off"] = own.pk
        copy_report(latest_report(case), own)
        evidence.keep(own)
        work.record(
            "case.split", by=by, obj=own, reference=own.reference, to_state=own.state, split_from=case.pk
        )
    return own


# Spam


@dataclass
class Cleared:
    """What became of the cases that somebody called spam. `token` undoes it for a day."""

    token: str
    marked: list[Case] = field(default_factory=list)
    skipped: list[tuple[Case, str]] = field(default_factory=list)


def mark_all_spam(cases: Iterable[tuple[Case, int]], *, by) -> Cleared:
    """Pairs of a case and the version that was seen, a hundred at most. What is no spam is left and named.

    One entry in the log stands for all of them, and each has its own.
    """
    _may_arrange(by)
    pairs = list(cases)
    if len(pairs) > AT_ONCE:
        raise Incomplete(f"At most {AT_ONCE} at once.")
    cleared = Cleared(secrets.token_hex(8))
    with unit() as work:
        for case, version in pairs:
            try:
                mark_spam(case, by=by, version=version, bulk=cleared.token)
            except (NotAllowed, WrongStep, Conflict) as refusal:
                cleared.skipped.append((case, str(refusal)))
            else:
                cleared.marked.append(case)
        work.record(
            "case.bulk_spam", by=by, bulk=cleared.token, cases=[case.pk for case in cleared.marked],
            skipped=[case.pk for case, _why in cleared.skipped],
        )  # fmt: skip
    return cleared


def spam_to_undo(at: datetime) -> list[AuditEntry]:
    """What was marked together less than a day before that moment, and is still marked; the latest first."""
    lately = AuditEntry.objects.filter(
        action__in=["case.bulk_spam", "case.undo_bulk_spam"], at__gt=at - UNDO_WITHIN
    ).select_related("actor")
    found = list(lately.order_by("-seq")[:AT_ONCE])
    undone = {entry.facts["bulk"] for entry in found if entry.action == "case.undo_bulk_spam"}
    return [
        entry for entry in found
        if entry.action == "case.bulk_spam" and entry.facts["cases"] and entry.facts["bulk"] not in undone
    ]  # fmt: skip


def undo_all_spam(token: str, *, by) -> int:
    """Bring back what was marked together, within a day. Returns how many came back."""
    _may_arrange(by)
    parent = AuditEntry.objects.filter(action="case.bulk_spam", facts__bulk=token).first() if token else None
    if parent is None:
        raise WrongStep("There is nothing to undo.")
    if now() > parent.at + UNDO_WITHIN:
        raise OutOfTurn("That was more than a day ago.")
    back = []
    with unit() as work:
        for case in Case.objects.filter(pk__in=parent.facts["cases"], state=State.SPAM).order_by("pk"):
            try:
                undo_spam(case, by=by, version=case.version)
            except (NotAllowed, Conflict):
                continue  # it waits for a colleague
            back.append(case.pk)
        work.record("case.undo_bulk_spam", by=by, bulk=token, reverts=parent.seq, cases=back)
    return len(back)


@tells_of_refusals
def undo_spam(case: Case, *, by, version: int) -> None:
    """It was a report after all. Somebody has looked at it, so it needs no confirmation any more."""
    permit("undo_spam", case, by)
    if case.closed_at and now() > case.closed_at + UNDO_WITHIN:
        raise OutOfTurn("That was more than a day ago.")
    with taking("undo_spam", case, by, version=version):
        letters.received(latest_report(case), [case])


def _may_arrange(by) -> None:
    if not can(by, "moderation.decide_case"):
        raise NotAllowed("Only moderators decide reports.")
