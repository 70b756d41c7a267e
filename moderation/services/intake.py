"""What comes in: a report from the form, or one that came by post or e-mail and is typed in by a moderator."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse

from accounts.models import Sort, User
from accounts.notices import tell
from accounts.policy import can
from accounts.roles import Role
from images.models import Image
from moderation import deadlines, evidence, letters, tokens
from moderation.concerned import latest_report, nobody_is_free, whole_notice
from moderation.models import Case, CopyrightNotice, Report
from moderation.notices import CURRENT_STATEMENTS, notice_of
from moderation.reported import PAGES_AT_MOST, Named, lines_of, named_in
from moderation.services.papers import need_original, shelf
from moderation.services.repeating import settle
from moderation.services.steps import (
    CLOCK,
    REOPENS_FOR,
    Incomplete,
    NotAllowed,
    State,
    in_time,
    permit,
    taking,
    tells_of_refusals,
)
from moderation.week import house_week, house_zone
from pagecache.clock import now
from reviews.models import Review
from reviews.notices import tell_of_report
from reviews.unit import unit

TRIES = 50  # for the next number of the year, when many reports come at once
CONFIRM_WITHIN = timedelta(hours=24)
NOTICE = (
    "work", "location", "postal_address", "telephone", "good_faith", "accurate_and_authorised", "signature",
)  # fmt: skip
CORRECTIONS_AN_HOUR = (
    20  # go to the editors by themselves, each with a letter; the others wait for a moderator
)
# Whose sender is asked to confirm by mail: what counts in hours, or goes to the editors, waits for no click.
WAITS_FOR_A_CLICK = frozenset(Case.Kind.values) - {
    Case.Kind.INTIMATE, Case.Kind.CHILD_SAFETY, Case.Kind.ORDER, Case.Kind.CORRECTION,
}  # fmt: skip


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
    more_addresses: str = "",
    host: str = "",
    name: str = "",
    organisation: str = "",
    email: str = "",
    explanation: str = "",
    notice: dict | None = None,
    secret: str = "",
    channel: str = Report.Channel.WEB,
    nature: str = Case.Nature.OURS,
    by=None,
    received_at: datetime | None = None,
    confirmed: bool = True,
    sender_hash: str = "",
    is_throttled: bool = False,
    files: Sequence[File] = (),
    without_original: str = "",
) -> tuple[Case, str]:
    """Open a case with its first report. Returns it with the token of its status page, which we do not keep.

    `more_addresses`, one a line, `host` the one that the form stood on: each that names another piece or picture of
    ours opens a case of its own, split from the first, with a copy of the report; the token opens the page of all of
    them. What names nothing stays with the first, as text. At most PAGES_AT_MOST in all.
    `notice`: the elements of a copyright notice as far as they were given; an incomplete one is kept as it is.
    `secret`: of the form it came from. The same form again gives the same case; with other words in it,
    AlreadySent.
    `by`, `received_at`: of a moderator who types in what came by post or e-mail, and when it came (512(c)(3)(A) asks
    for a written communication to the agent, whatever its way). Raises NotAllowed or Incomplete.
    `confirmed` False: it waits until its sender follows the link in our letter, a day at most. A correction goes
    straight to the editors. `is_throttled`: a limit was used up, so it is kept and writes to nobody by itself.
    `files`: the original of what came by post or e-mail; else `without_original` says why there is none.
    """
    moment = now()
    if by is not None and not can(by, "moderation.decide_case"):
        raise NotAllowed("Only moderators type in what came by post.")
    received_at = received_at or moment
    if received_at > moment:
        raise Incomplete("It cannot have come later than now.")
    need_original(kind, channel, files, without_original)
    secret = secret or tokens.new_secret()
    form_hash = tokens.digest(secret)
    receipt = tokens.new_status(form_hash)
    pages, others = _pages(Named(address, review, image), more_addresses, moment, host)
    report = Report(
        channel=channel, name=name, organisation=organisation, email=email, explanation=explanation,
        more_addresses="\n".join(others), form_token_hash=form_hash, receipt_hash=tokens.digest(receipt),
        received_at=received_at, sender_hash=sender_hash, is_throttled=is_throttled,
        without_original=without_original,
    )  # fmt: skip
    elements = CopyrightNotice(report=report, statements_version=CURRENT_STATEMENTS, **notice or {})
    try:
        with shelf() as keep, unit() as work:
            if first := _sent_before(report, elements, kind, pages):
                return first.case, tokens.status_of(first)
            state = _first_state(kind, confirmed)
            due_at = deadlines.due(kind, received_at, house_zone(), house_week())
            opened: list[Case] = []
            for page in pages:
                case = Case(
                    kind=kind, nature=nature, raw_url=page.address, review=page.review, image=page.image, state=state,
                    opened_at=moment, due_at=due_at, split_from=opened[0] if opened else None,
                )  # fmt: skip
                number(case)
                if opened:
                    own = copy_report(report, case)
                else:
                    report.case, own = case, report
                    report.save(force_insert=True)
                    if kind == Case.Kind.COPYRIGHT or any((notice or {}).values()):
                        elements.report = report
                        elements.save(force_insert=True)
                    keep(files, case=case, report=report, by=by)
                opened.append(case)
                evidence.keep(case)
                facts = {"split_from": opened[0].pk} if case.split_from else {}
                work.record(
                    "case.receive", by=by, obj=case, reference=case.reference, to_state=case.state, report=own.pk,
                    kind=kind, channel=channel, **facts,
                )  # fmt: skip
            if not is_throttled:
                for case in opened:
                    settle(case)
                _tell(opened, report)
            for case in opened:
                _tell_chiefs_in_need(case)
    except IntegrityError:
        # Both halves of a double click found nothing there; the database let one of them in.
        if first := _sent_before(report, elements, kind, pages):
            return first.case, tokens.status_of(first)
        raise
    return opened[0], receipt


def _pages(first: Named, more_addresses: str, at: datetime, host: str) -> tuple[list[Named], list[str]]:
    """What the report is about, each thing once, and the lines that name nothing of ours.

    Where the first address names nothing, but another does, that one comes first.
    """
    found, others = named_in(more_addresses, at, host)
    nothing = (None, None)
    if first.thing == nothing:  # whoever asks need not have looked
        named, _unknown = named_in(first.address, at, host)
        first = next(iter(named), first)
    if first.thing == nothing and found:
        others = lines_of("\n".join([first.address, *others]))
        first, *found = found
    pages = {first.thing: first}
    for page in found:
        pages.setdefault(page.thing, page)
    if len(pages) > PAGES_AT_MOST:
        raise Incomplete(f"A report names {PAGES_AT_MOST} pages at most. Send the others as a second one.")
    return list(pages.values()), others


def copy_report(report: Report, case: Case) -> Report:
    """The same report for another page that it names. Its page is that of the first, and so are the papers that came
    with it; limits count it once."""
    own = Report.objects.create(
        case=case, channel=report.channel, received_at=report.received_at, name=report.name,
        organisation=report.organisation, email=report.email, explanation=report.explanation,
        is_throttled=report.is_throttled, form_token_hash=tokens.digest(tokens.new_secret()),
        receipt_hash=tokens.digest(tokens.new_secret()),
        without_original=report.without_original or (f"It is with {report.case}." if report.papers.exists() else ""),
    )  # fmt: skip
    if notice := notice_of(report):
        said = {name: getattr(notice, name) for name in NOTICE}
        CopyrightNotice.objects.create(report=own, statements_version=notice.statements_version, **said)
    return own


def _first_state(kind: str, confirmed: bool) -> str:
    if kind == Case.Kind.CORRECTION:
        lately = Case.objects.filter(kind=kind, opened_at__gt=now() - timedelta(hours=1))
        return State.ROUTED if lately.count() < CORRECTIONS_AN_HOUR else State.RECEIVED
    return State.RECEIVED if confirmed else State.UNCONFIRMED


def _tell(cases: list[Case], report: Report, *, is_proven: bool = False) -> None:
    """One letter to the sender, whatever they named; and word to those whose pieces these are."""
    if cases[0].state == State.UNCONFIRMED:
        letters.ask_to_confirm(report, cases)
        return
    letters.received(report, cases, is_proven=is_proven)
    for case in cases:
        if case.state == State.ROUTED:
            letters.to_editors("E9", case, suggested=report.explanation)
        _tell_owners(case)


def _tell_owners(case: Case) -> None:
    was_answered = case.state == State.REFUSED
    if case.review is not None and case.kind != Case.Kind.CHILD_SAFETY and not was_answered:
        tell_of_report(case.review)


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


def _sent_before(report: Report, elements: CopyrightNotice, kind: str, pages: list[Named]) -> Report | None:
    sent = Report.objects.select_related("case", "copyright_notice")
    first = sent.filter(form_token_hash=report.form_token_hash).first()
    if first is None:
        return None
    addresses = [page.address for page in pages]
    told = [kind, addresses, *_words(report, elements)]
    before = list(whole_notice(first.case).values_list("raw_url", flat=True))
    if told != [first.case.kind, before, *_words(first, notice_of(first) or CopyrightNotice())]:
        raise AlreadySent(first.case)
    return first


def _words(report: Report, notice: CopyrightNotice) -> list:
    return [
        report.name, report.organisation, report.email, report.explanation, report.more_addresses,
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


# What the reporter, or the clock, does about it later


@tells_of_refusals
def confirm(case: Case, *, by=None, receipt: str = "") -> None:
    """The sender has followed our link; or, by the clock, has not for a day: the report goes on without it.

    The link is of the whole notice, so it confirms all of its cases; the clock comes to each.
    """
    permit("confirm", case, by, receipt)
    waited = now() - case.opened_at
    if by is CLOCK and waited < CONFIRM_WITHIN:
        raise Incomplete("It still has time to be confirmed.")
    with unit():
        others = whole_notice(case).filter(state=State.UNCONFIRMED).exclude(pk=case.pk)
        confirmed = [case] if by is CLOCK else [case, *others]
        for one in confirmed:
            with taking("confirm", one, by, receipt=receipt) as step:
                step.facts["by_link"] = by is not CLOCK
            settle(one)
        if by is CLOCK:
            _tell_owners(case)
        else:
            _tell(confirmed, latest_report(case), is_proven=True)


@tells_of_refusals
def complete(
    case: Case, *, receipt: str, notice: dict, explanation: str = "", files: Sequence[File] = (), by=None
) -> Report:
    """What was missing has come: a new version of the report; the old one is kept as it was.

    It counts as received now, when it is complete (17 U.S.C. 512(c)(3)(B)(ii)). Who sees at once that something is
    missing need not wait to be asked.
    """
    permit("complete", case, by, receipt)
    if case.state == State.LAPSED:
        in_time(case.closed_at, REOPENS_FOR)
    with shelf() as keep, taking("complete", case, by, receipt=receipt) as step:
        first = latest_report(case)
        before = notice_of(first) or CopyrightNotice()
        words = {name: getattr(before, name) for name in NOTICE} | {
            name: said for name, said in notice.items() if said
        }
        form_hash = tokens.digest(tokens.new_secret())
        report = Report.objects.create(
            case=case, channel=first.channel, name=first.name, organisation=first.organisation, email=first.email,
            explanation="\n\n".join(filter(None, [first.explanation, explanation])),
            more_addresses=first.more_addresses, received_at=now(), is_throttled=first.is_throttled,
            form_token_hash=form_hash, receipt_hash=tokens.digest(tokens.new_status(form_hash)),
        )  # fmt: skip
        CopyrightNotice.objects.create(report=report, statements_version=CURRENT_STATEMENTS, **words)
        step.facts["papers"] = [paper.pk for paper in keep(files, case=case, report=report)]
        step.set(
            knowledge=True,
            cure_until=None,
            due_at=deadlines.due(case.kind, now(), house_zone(), house_week()),
        )
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
