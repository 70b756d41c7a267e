"""Somebody asks that what we hold of them is erased: Regulation (EU) 2016/679, Arts. 12(3), 17(1) and 17(3)(e).

Decided by a lead within thirty days. What legal claims need is kept, and goes by itself when they no longer do; the
rest goes at once. An account and its bylines are no part of this: those are for the chief editors.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from accounts.audit import keyed
from accounts.policy import can
from moderation import letters, retention, tokens
from moderation.concerned import whole_notice
from moderation.models import Case, CounterNotice, ErasureRequest, Letter, Report
from moderation.services.steps import Incomplete, NotAllowed, OutOfTurn, WrongStep, need
from pagecache.clock import now
from reviews.unit import unit

State = ErasureRequest.State
DECIDED_WITHIN = timedelta(days=30)


def ask_to_be_forgotten(report: Report, *, receipt: str) -> None:
    """Take down what the sender of this report asks for, who holds its receipt, and tell the leads.

    Asking twice tells nobody twice. A sender without an address is known by the report alone.
    """
    with unit() as work:
        for case in whole_notice(report.case):
            work.record("case.ask_erasure", obj=case, reference=case.reference, report=report.pk)
        letters.asks_to_be_forgotten(report.case, report)
        if report.email:
            ask_for_erasure(report.email, receipt=receipt)


def ask_for_erasure(email: str, *, by=None, receipt: str = "") -> ErasureRequest:
    """Take the request down. Who asks twice is waiting already.

    `receipt` proves that the address is of whoever asks; `by` is a lead to whom it was proved otherwise.
    """
    email = email.strip()
    if not email:
        raise Incomplete("Which address?")
    held = Report.objects.filter(receipt_hash=tokens.digest(receipt), email__iexact=email)
    if not (receipt and held.exists()) and not can(by, "moderation.change_erasurerequest"):
        raise NotAllowed("Only who wrote to us from this address may ask for this.")
    with unit() as work:
        at = now()
        asked, new = ErasureRequest.objects.exclude(state=State.DONE).get_or_create(
            email_digest=keyed(email),
            defaults={"email": email, "received_at": at, "due_at": at + DECIDED_WITHIN},
        )
        if new:
            work.record("erasure.ask", by=by, obj=asked, to_state=asked.state, whose=asked.email_digest)
            said = gettext("We have your request to erase what we hold of you, and decide by %(due)s.")
            _write(asked, "received", received=said % {"due": letters.day(asked.due_at)})
    return asked


def decide_erasure(asked: ErasureRequest, *, by, grant: bool, reason: str) -> None:
    """Grant it, or refuse it because legal claims need something; which of both is right is checked.

    The next beat erases what is not needed, and, once nothing is, the rest.
    """
    if not can(by, "moderation.change_erasurerequest"):
        raise NotAllowed("Only lead moderators decide this.")
    need(reason)
    needed = needed_for_claims(asked.email, now())
    if grant and needed:
        raise WrongStep(
            f"Legal claims may still need this: {_named(needed)}. Refuse it; it is erased by itself later."
        )
    if not grant and not needed:
        raise WrongStep("No legal claim needs any of it, so it may not be refused.")
    with unit() as work:
        state = State.GRANTED if grant else State.REFUSED
        decided = {"state": state, "reason": reason, "decided_by": by, "decided_at": now()}
        if not ErasureRequest.objects.filter(pk=asked.pk, state=State.OPEN).update(**decided):
            raise OutOfTurn("This was decided already.")
        asked.refresh_from_db()
        work.record(
            "erasure.grant" if grant else "erasure.refuse", by=by, obj=asked, from_state=State.OPEN, to_state=state,
            whose=asked.email_digest, needed=[case.pk for case in needed],
        )  # fmt: skip
        if not grant:
            said = gettext(
                "We must keep what belongs to %(cases)s: it may be needed for legal claims (Art. 17(3)(e) of "
                "Regulation (EU) 2016/679). It is erased when that is over. Everything else goes now."
            )
            _write(asked, "refused", kept=said % {"cases": _named(needed)})


def cases_of(email: str):
    """Those in which that address wrote to us, as a reporter or as the signer of a counter-notice."""
    wrote = Report.objects.filter(case=OuterRef("pk"), email__iexact=email)
    countered = CounterNotice.objects.filter(case=OuterRef("pk"), email__iexact=email)
    return Case.objects.filter(Exists(wrote) | Exists(countered)).order_by("pk")


def needed_for_claims(email: str, at: datetime) -> list[Case]:
    """Cases that are still going on, that a court has asked for, or about which somebody may still sue."""
    sued = Q(kind=Case.Kind.COPYRIGHT, closed_at__gt=at - retention.COPYRIGHT)
    return list(cases_of(email).filter(~Q(state__in=Case.CLOSED) | Q(kept_for_court=True) | sued))


def erase_asked(at: datetime) -> int:
    """Erase what was decided and is not needed (any more). Returns how many requests are done. Safe to repeat."""
    done = sum(map(_erase, ErasureRequest.objects.filter(state__in=[State.GRANTED, State.REFUSED])))
    _forget_addresses()
    return done


def _erase(asked: ErasureRequest) -> bool:
    with unit() as work:
        still_decided = ErasureRequest.objects.select_for_update().filter(
            pk=asked.pk, state__in=[State.GRANTED, State.REFUSED]
        )
        if not still_decided.exists():
            return False
        needed = {case.pk for case in needed_for_claims(asked.email, now())}
        free = [case.pk for case in cases_of(asked.email) if case.pk not in needed]
        retention.empty(free, now())
        if free:
            work.record("erasure.erase", obj=asked, whose=asked.email_digest, cases=free)
        if needed:
            return False
        _write(asked, "done", done=gettext("We have erased what we held of you in your reports and letters."))
        work.record(
            "erasure.finish", obj=asked, from_state=asked.state, to_state=State.DONE, whose=asked.email_digest
        )
        still_decided.update(state=State.DONE, done_at=now(), email="")
    return True


def _forget_addresses() -> None:
    """The last letter needs the address; when it is out, that goes as well."""
    waiting = Letter.objects.filter(code="E28").exclude(address="").exclude(sent_at=None, dead_at=None)
    done = set(ErasureRequest.objects.filter(state=State.DONE).values_list("email_digest", flat=True))
    for letter in waiting:
        if keyed(letter.address) in done:
            Letter.objects.filter(pk=letter.pk).update(**retention.NOTHING_OF_A_LETTER)


def _write(asked: ErasureRequest, event: str, **said: str) -> None:
    letters.write("E28", "reporter", asked.email, case=None, event=f"erasure {asked.pk} {event}", **said)


def _named(cases: Iterable[Case]) -> str:
    return ", ".join(case.reference for case in cases)
