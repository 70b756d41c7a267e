"""What comes in: a report from the form, or one that came by post or e-mail and is typed in by a moderator."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse

from accounts.models import Sort, User
from accounts.notices import tell
from accounts.policy import can
from accounts.roles import Role
from images.models import Image
from moderation import deadlines, evidence, letters, tokens
from moderation.concerned import latest_report, nobody_is_free
from moderation.models import Case, CopyrightNotice, Report
from moderation.notices import CURRENT_STATEMENTS, notice_of
from moderation.services.steps import (
    CLOCK,
    Incomplete,
    NotAllowed,
    State,
    in_time,
    permit,
    taking,
    tells_of_refusals,
)
from pagecache.clock import now
from reviews.models import Review
from reviews.notices import tell_of_report
from reviews.unit import unit

TRIES = 50  # for the next number of the year, when many reports come at once
CONFIRM_WITHIN = timedelta(hours=24)
NOTICE = (
    "work", "location", "postal_address", "telephone", "good_faith", "accurate_and_authorised", "signature",
)  # fmt: skip
REOPENS_FOR = timedelta(days=183)  # six months


class AlreadySent(Exception):
    """The form was sent before, with other words in it: what it said then is `case`."""

    def __init__(self, case: Case):
        self.case = case
        super().__init__(f"This form was sent already, as {case}.")


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
    nature: str = Case.Nature.OURS,
    by=None,
    received_at: datetime | None = None,
    confirmed: bool = True,
) -> tuple[Case, str]:
    """Open a case with its first report. Returns it with the token that opens the receipt, which we do not keep.

    `notice`: the elements of a copyright notice as far as they were given; an incomplete one is kept as it is.
    `secret`: of the form it came from. The same form again gives the same case; with other words in it,
    AlreadySent.
    `by`, `received_at`: of a moderator who types in what came by post or e-mail, and when it came (512(c)(3)(A) asks
    for a written communication to the agent, whatever its way). Raises NotAllowed or Incomplete.
    `confirmed` False: it waits until its sender follows the link in our letter, a day at most.
    """
    moment = now()
    if by is not None and not can(by, "moderation.decide_case"):
        raise NotAllowed("Only moderators type in what came by post.")
    received_at = received_at or moment
    if received_at > moment:
        raise Incomplete("It cannot have come later than now.")
    secret = secret or tokens.new_secret()
    receipt = tokens.receipt_of(secret)
    report = Report(
        channel=channel, name=name, email=email, explanation=explanation, form_token_hash=tokens.digest(secret),
        receipt_hash=tokens.digest(receipt), received_at=received_at,
    )  # fmt: skip
    elements = CopyrightNotice(report=report, statements_version=CURRENT_STATEMENTS, **notice or {})
    try:
        with unit() as work:
            if first := _sent_before(report, elements, kind, address):
                return first, receipt
            case = Case(
                kind=kind, nature=nature, raw_url=address, review=review, image=image, opened_at=moment,
                state=State.RECEIVED if confirmed else State.UNCONFIRMED,
                due_at=deadlines.due(kind, received_at, house_zone()),
            )  # fmt: skip
            number(case)
            report.case = case
            report.save(force_insert=True)
            if kind == Case.Kind.COPYRIGHT or any((notice or {}).values()):
                elements.report = report
                elements.save(force_insert=True)
            evidence.keep(case)
            work.record(
                "case.receive", by=by, obj=case, reference=case.reference, to_state=case.state, report=report.pk,
                kind=kind, channel=channel,
            )  # fmt: skip
            if confirmed:
                letters.received(case, report)
            if review is not None and kind != Case.Kind.CHILD_SAFETY:
                tell_of_report(review)
            _tell_chiefs_in_need(case)
    except IntegrityError:
        # Both halves of a double click found nothing there; the database let one of them in.
        if first := _sent_before(report, elements, kind, address):
            return first, receipt
        raise
    return case, receipt


def _tell_chiefs_in_need(case: Case) -> None:
    """Where no moderator may decide, a chief editor may at least hide: they learn that a case waits, and where."""
    if not nobody_is_free(case):
        return
    chiefs = User.objects.filter(is_active=True, grants__role=Role.CHIEF).distinct()
    sentence = f"{case} waits, and no moderator is free to decide it. If it cannot wait, you may hide what it is about."
    tell(chiefs, Sort.REPORT, sentence, reverse("admin:moderation_case_change", args=[case.pk]))


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


def number(case: Case) -> None:
    """Save the case under the year's next number. Of two that take the same one, the second tries the next."""
    case.year = case.opened_at.astimezone(house_zone()).year
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


def house_zone() -> ZoneInfo:
    """Our own deadlines follow the magazine's calendar, not the agent's."""
    return ZoneInfo(settings.TIME_ZONE)


# What the reporter, or the clock, does about it later


@tells_of_refusals
def confirm(case: Case, *, by=None, receipt: str = "") -> None:
    """The sender has followed our link; or, by the clock, has not for a day: the report goes on without it."""
    permit("confirm", case, by, receipt)
    waited = now() - case.opened_at
    if by is CLOCK and waited < CONFIRM_WITHIN:
        raise Incomplete("It still has time to be confirmed.")
    with taking("confirm", case, by, receipt=receipt) as step:
        step.facts["by_link"] = by is not CLOCK
        letters.received(case, latest_report(case))


@tells_of_refusals
def complete(case: Case, *, receipt: str, notice: dict, explanation: str = "", by=None) -> Report:
    """What was missing has come: a new version of the report; the old one is kept as it was.

    It counts as received now, when it is complete (17 U.S.C. 512(c)(3)(B)(ii)).
    """
    permit("complete", case, by, receipt)
    if case.state == State.LAPSED:
        in_time(case.closed_at, REOPENS_FOR)
    with taking("complete", case, by, receipt=receipt) as step:
        first = latest_report(case)
        before = notice_of(first) or CopyrightNotice()
        words = {name: getattr(before, name) for name in NOTICE} | {
            name: said for name, said in notice.items() if said
        }
        report = Report.objects.create(
            case=case, channel=first.channel, name=first.name, email=first.email,
            explanation=explanation or first.explanation, received_at=now(),
            form_token_hash=tokens.digest(tokens.new_secret()), receipt_hash=tokens.digest(tokens.new_secret()),
        )  # fmt: skip
        CopyrightNotice.objects.create(report=report, statements_version=CURRENT_STATEMENTS, **words)
        step.set(knowledge=True, cure_until=None, due_at=deadlines.due(case.kind, now(), house_zone()))
        step.facts["report"] = report.pk
    return report


@tells_of_refusals
def lapse(case: Case, *, by=CLOCK) -> None:
    """Nobody answered in time. No strike; the reporter may still complete it for six months."""
    permit("lapse", case, by)
    if case.cure_until is None or now() < case.cure_until:
        raise Incomplete("The reporter still has time to answer.")
    with taking("lapse", case, by):
        letters.to_reporter("E4", case)
