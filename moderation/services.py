"""The verbs of moderation. Nobody else writes a case, a report or a decision.

Each verb: permission, the version it was decided on, the change, one audit entry without a word of any person;
all in one `unit()`. What readers see changes only through `reviews.restrictions`.
"""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from accounts.policy import can
from images.models import Image
from moderation import deadlines, tokens
from moderation.models import Case, CopyrightNotice, Decision, Report
from moderation.notices import CURRENT_STATEMENTS, notice_of
from pagecache.clock import now
from reviews import restrictions
from reviews.models import PictureUse, Restriction, Review
from reviews.models.restriction import RestrictionQuerySet
from reviews.notices import tell_of_report
from reviews.permissions import is_own
from reviews.unit import unit

State = Case.State

UNDECIDED = frozenset({State.RECEIVED, State.IN_REVIEW, State.NEEDS_INFO})
OPEN = UNDECIDED | {State.RESTRICTED}

TRIES = 50  # for the next number of the year, when many reports come at once

# What a restriction says of its cause to readers, and what a decision to restrict rests on.
PUBLIC_KINDS: dict[str, str] = {Case.Kind.COPYRIGHT: "copyright"}
LAWS: dict[str, str] = {Case.Kind.COPYRIGHT: "17 U.S.C. 512(c)"}


class Conflict(Exception):
    """Somebody else moved the case on since it was opened. Nothing was written."""


class NotAllowed(PermissionDenied):
    """This person may not decide this case, with a sentence why."""


class WrongStep(Exception):
    """The verb does not fit where the case stands, with a sentence for the person."""


class AlreadySent(Exception):
    """The form was sent before, with other words in it: what it said then is `case`."""

    def __init__(self, case: Case):
        self.case = case
        super().__init__(f"This form was sent already, as {case}.")


# What comes in


def submit_report(
    *,
    kind: str,
    address: str = "",
    review: Review | None = None,
    image: Image | None = None,
    name: str = "",
    email: str = "",
    explanation: str = "",
    notice: dict | None = None,
    secret: str = "",
    channel: str = Report.Channel.WEB,
) -> tuple[Case, str]:
    """Open a case with its first report. Returns it with the token that opens the receipt, which we do not keep.

    `notice`: the elements of a copyright notice as far as they were given; an incomplete one is kept as it is.
    `secret`: of the form it came from. The same form again gives the same case; with other words in it,
    AlreadySent.
    """
    secret = secret or tokens.new_secret()
    receipt = tokens.receipt_of(secret)
    report = Report(
        channel=channel, name=name, email=email, explanation=explanation, form_token_hash=tokens.digest(secret),
        receipt_hash=tokens.digest(receipt), received_at=now(),
    )  # fmt: skip
    elements = CopyrightNotice(report=report, statements_version=CURRENT_STATEMENTS, **notice or {})
    try:
        with unit() as work:
            if first := _sent_before(report, elements, kind, address):
                return first, receipt
            case = Case(kind=kind, raw_url=address, review=review, image=image, opened_at=report.received_at)
            case.due_at = deadlines.due(kind, case.opened_at, _zone())
            _number(case)
            report.case = case
            report.save(force_insert=True)
            if kind == Case.Kind.COPYRIGHT or any((notice or {}).values()):
                elements.report = report
                elements.save(force_insert=True)
            work.record(
                "case.receive", obj=case, reference=case.reference, to_state=case.state, report=report.pk,
                kind=kind, channel=channel,
            )  # fmt: skip
            if review is not None:
                tell_of_report(review)
    except IntegrityError:
        # Both halves of a double click found nothing there; the database let one of them in.
        if first := _sent_before(report, elements, kind, address):
            return first, receipt
        raise
    return case, receipt


def was_sent(secret: str) -> bool:
    """Whether the form with this secret has come in before."""
    return Report.objects.filter(form_token_hash=tokens.digest(secret)).exists()


def _sent_before(report: Report, elements: CopyrightNotice, kind: str, address: str) -> Case | None:
    sent = Report.objects.select_related("case", "copyright_notice")
    first = sent.filter(form_token_hash=report.form_token_hash).first()
    if first is None:
        return None
    told = [kind, address, report.name, report.email, report.explanation, *_words(elements)]
    then = [first.case.kind, first.case.raw_url, first.name, first.email, first.explanation]
    if told != then + _words(notice_of(first) or CopyrightNotice()):
        raise AlreadySent(first.case)
    return first.case


def _words(notice: CopyrightNotice) -> list:
    return [
        notice.work, notice.location, notice.postal_address, notice.telephone, notice.good_faith,
        notice.accurate_and_authorised, notice.signature,
    ]  # fmt: skip


def _number(case: Case) -> None:
    """Save the case under the year's next number. Of two that take the same one, the second tries the next."""
    case.year = case.opened_at.astimezone(_zone()).year
    for attempt in range(1, TRIES + 1):
        last = Case.objects.filter(year=case.year).aggregate(last=Max("number"))["last"] or 0
        case.number = last + 1
        try:
            with transaction.atomic():
                case.save(force_insert=True)
                return
        except IntegrityError:
            if attempt == TRIES:
                raise


# What a moderator does


def claim(case: Case, *, by, version: int) -> None:
    """Take the case on; from a colleague too, who cannot go on with it."""
    _ask(case, by)
    if case.assigned_to_id == by.pk:
        raise WrongStep("You have this case already.")
    with unit() as work:
        before = _move(case, by, version, OPEN)
        if before == State.RECEIVED:
            _set(case, state=State.IN_REVIEW)
        _record(work, "case.claim", case, by, before)


def take_page_down(case: Case, *, by, version: int, reason: str, public_words: str = "") -> Restriction:
    """Hide the whole piece from readers, at once and everywhere; its page answers 451 with `public_words`."""
    if case.review is None:
        raise WrongStep("This case names no piece of ours, so there is no page to take down.")
    return _restrict(
        "case.take_page_down", Decision.Kind.RESTRICT_PIECE, case, by, version, reason, public_words,
        mode=Restriction.Mode.FULL, review=case.review,
    )  # fmt: skip


def hide_picture(case: Case, *, by, version: int, image: Image, reason: str) -> Restriction:
    """Hide a picture wherever we use it: in every piece and list, in every size."""
    if not pictures_of(case).filter(pk=image.pk).exists():
        raise WrongStep("Choose a picture of the piece that the case is about.")
    return _restrict(
        "case.hide_picture", Decision.Kind.RESTRICT_IMAGE, case, by, version, reason, "",
        mode=Restriction.Mode.IMAGE, image=image,
    )  # fmt: skip


def ask_for_what_is_missing(case: Case, *, by, version: int, reason: str) -> Decision:
    """Wait for the reporter. 17 U.S.C. 512(c)(3)(B)(ii): try to reach a sender whose notice lacks something."""
    return _decide("case.ask", Decision.Kind.ASK, case, by, version, reason, UNDECIDED, State.NEEDS_INFO)


def refuse(case: Case, *, by, version: int, reason: str) -> Decision:
    """Leave everything as it is, and say why."""
    return _decide("case.refuse", Decision.Kind.REFUSE, case, by, version, reason, UNDECIDED, State.REFUSED)


def lift(case: Case, *, by, version: int, reason: str) -> list[Restriction]:
    """Put back, bit for bit, what this case hides. What another case hides stays hidden."""
    _ask(case, by)
    _need(reason)
    with unit() as work:
        before = _move(case, by, version, {State.RESTRICTED})
        hidden = list(restrictions_of(case).active(now()))
        for restriction in hidden:
            restrictions.lift(restriction)
            _keep(case, Decision.Kind.LIFT, by, reason, restriction)
        _set(case, state=State.RESTORED, decided_at=now(), closed_at=now())
        _record(work, "case.lift", case, by, before, restrictions=[restriction.pk for restriction in hidden])
    return hidden


# What belongs to a case


def pictures_of(case: Case) -> QuerySet[Image]:
    """The pictures that it may be about: those of its piece, and the one it names."""
    of_the_piece = PictureUse.objects.filter(review=case.review_id, image=OuterRef("pk"))
    return Image.objects.filter(Q(pk=case.image_id) | Exists(of_the_piece))


def restrictions_of(case: Case) -> RestrictionQuerySet:
    """Everything that it ever hid."""
    return Restriction.objects.filter(Exists(Decision.objects.filter(case=case, restriction=OuterRef("pk"))))


# What every verb does


def _restrict(
    action, kind, case: Case, by, version: int, reason: str, public_words: str, **what
) -> Restriction:
    _ask(case, by)
    _need(reason)
    with unit() as work:
        before = _move(case, by, version, OPEN)
        if restrictions_of(case).active(now()).filter(**what).exists():
            raise WrongStep("This case hides that already.")
        restriction = restrictions.restrict(
            **what, public_kind=PUBLIC_KINDS.get(case.kind, ""), public_words=public_words,
            reference=case.reference,
        )  # fmt: skip
        decision = _keep(case, kind, by, reason, restriction, legal_basis=LAWS.get(case.kind, ""))
        _set(case, state=State.RESTRICTED, decided_at=now())
        _record(work, action, case, by, before, decision=decision.pk, restriction=restriction.pk)
    return restriction


def _decide(action, kind, case: Case, by, version: int, reason: str, allowed, target: str) -> Decision:
    _ask(case, by)
    _need(reason)
    with unit() as work:
        before = _move(case, by, version, allowed)
        decision = _keep(case, kind, by, reason)
        ends = {"decided_at": now(), "closed_at": now()} if target == State.REFUSED else {}
        _set(case, state=target, **ends)
        _record(work, action, case, by, before, decision=decision.pk)
    return decision


def _ask(case: Case, by) -> None:
    if not can(by, "moderation.decide_case", case):
        raise NotAllowed("Only moderators decide reports.")
    if case.review and is_own(by, case.review):
        # Also for those who may do everything else.
        raise NotAllowed("You have a hand in this piece, so a colleague decides about it.")


def _need(reason: str) -> None:
    if not reason.strip():
        raise WrongStep("Give your reason.")


def _move(case: Case, by, version: int, allowed) -> str:
    """Compare-and-set on the case's version, in the hands of `by` from now on. Returns the state it was in."""
    moved = Case.objects.filter(pk=case.pk, version=version, state__in=allowed).update(
        version=F("version") + 1, assigned_to=by
    )
    case.refresh_from_db()
    if moved:
        return case.state
    if case.version != version:
        raise Conflict("A colleague has moved this case on since you opened it.")
    raise WrongStep(f"This case is at “{case.get_state_display()}”, so that cannot be done now.")


def _set(case: Case, **fields) -> None:
    for name, value in fields.items():
        setattr(case, name, value)
    case.save(update_fields=fields.keys())


def _keep(case: Case, kind: str, by, reason: str, restriction=None, legal_basis: str = "") -> Decision:
    return Decision.objects.create(
        case=case, kind=kind, reason=reason, legal_basis=legal_basis, restriction=restriction, decided_by=by,
        decided_at=now(),
    )  # fmt: skip


def _record(work, action: str, case: Case, by, before: str, **facts) -> None:
    work.record(
        action, by=by, obj=case, reference=case.reference, from_state=before, to_state=case.state, **facts
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
