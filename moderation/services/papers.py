"""Files that belong to a case: the original of what was typed in, evidence, what was filed at a court."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from django.core.files.base import File
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import AuditEntry, Sort, User
from accounts.notices import tell
from accounts.policy import can
from accounts.roles import Role
from moderation import papers, tokens
from moderation.concerned import latest_report
from moderation.models import Case, LegalAction, Paper, Report
from moderation.services.steps import (
    Incomplete,
    NotAllowed,
    OutOfTurn,
    permit,
    taking,
    tells_of_refusals,
)
from moderation.states import Who
from pagecache.clock import now
from reviews.unit import unit

NOTHING_OF_A_CHILD = "No file of a child-safety case is kept here. Tell the authority where it is."
# What comes written can be kept as it came.
WRITTEN = frozenset({Report.Channel.EMAIL, Report.Channel.POST})
SEEN_AGAIN = timedelta(hours=1)


def takes_papers(case: Case) -> bool:
    """Nothing of a child-safety case is kept as a file, whoever sends it: having it may be a crime."""
    return case.kind != Case.Kind.CHILD_SAFETY


@contextmanager
def shelf() -> Iterator[Callable[..., list[Paper]]]:
    """Gives `keep`. Around the unit that keeps them: if that fails, the files are gone again with the rows.

    Raises Incomplete with a sentence for what is not kept.
    """
    written: list[str] = []

    def keep(
        files: Sequence[File], *, case: Case, report: Report | None = None, by=None,
        legal_action: LegalAction | None = None,
    ) -> list[Paper]:  # fmt: skip
        _ask(files, case, by, is_for_court=legal_action is not None)
        rows = []
        for file in files:
            row = _lay_down(file)
            written.append(row.key)
            row.case, row.report, row.legal_action = case, report, legal_action
            row.kept_by, row.given_at = by, now()
            row.save(force_insert=True)
            rows.append(row)
        return rows

    try:
        yield keep
    except BaseException:
        papers.remove(written)
        raise


def _lay_down(file: File) -> Paper:
    try:
        return papers.lay_down(file)
    except papers.NotAPaper as refusal:
        raise Incomplete(str(refusal)) from None


def _ask(given: Sequence[File], case: Case, by, *, is_for_court: bool) -> None:
    if not given:
        return
    if not takes_papers(case):
        raise Incomplete(NOTHING_OF_A_CHILD)
    try:
        papers.check(given)
    except papers.NotAPaper as refusal:
        raise Incomplete(str(refusal)) from None
    if by is not None:
        return
    theirs = Paper.objects.given_by_its_sender()
    if theirs.filter(case=case).count() + len(given) > papers.IN_ALL:
        sentence = gettext(
            "We keep at most %(most)d files of one report. Send the rest to our agent by email."
        )
        raise Incomplete(sentence % {"most": papers.IN_ALL})
    # What stops a clock is never turned away for what others send.
    lately = theirs.filter(given_at__gt=now() - timedelta(hours=1))
    if not is_for_court and lately.count() + len(given) > papers.AN_HOUR:
        raise Incomplete(gettext("So many files came in that we take no more for now. Try again in an hour."))


def need_original(kind: str, channel: str, files: Sequence[File], without: str) -> None:
    """What came by post or e-mail is kept as it came, or it is said why not: 17 U.S.C. 512(c)(3)(A) asks for a writing.

    A notice counts from its receipt, so one whose paper is lost is kept all the same, with the reason. Nothing of a
    child-safety report is kept as a file.
    """
    if channel not in WRITTEN or kind == Case.Kind.CHILD_SAFETY or files or without.strip():
        return
    what = "a scan of the letter" if channel == Report.Channel.POST else "the e-mail itself, as PDF or text"
    raise Incomplete(f"Add {what}, or say why there is none.")


def report_held_by(case: Case, receipt: str) -> Report:
    """With which report a file came: of a notice about several pages, the receipt is of the first of them."""
    held = case.reports.filter(receipt_hash=tokens.digest(receipt)).first() if receipt else None
    return held or latest_report(case)


@tells_of_refusals
def add_papers(
    case: Case, *, files: Sequence[File], by=None, receipt: str = "", version: int | None = None
) -> list[Paper]:
    """Evidence, proof of authority, an outcome: of who holds the receipt, or of a moderator, while the case is open."""
    who = permit("add_papers", case, by, receipt)
    if not files:
        raise Incomplete("Choose a file first.")
    is_sender = by is None and Who.REPORTER in who
    report = report_held_by(case, receipt) if is_sender else None
    with shelf() as keep, taking("add_papers", case, by, version=version, receipt=receipt) as step:
        kept = keep(files, case=case, report=report, by=by)
        step.facts["papers"] = [paper.pk for paper in kept]
        if is_sender and case.assigned_to:
            _tell([case.assigned_to], case, f"The reporter added papers to {case}.")
    return kept


def tell_of_filing(case: Case) -> None:
    """The sender’s own word has stopped the clock: a moderator reads what they filed. Within the unit, at its end."""
    moderators = User.objects.filter(is_active=True, grants__role__in=[Role.MODERATOR, Role.LEAD]).distinct()
    whom = [case.assigned_to] if case.assigned_to else moderators
    _tell(whom, case, f"{case} is held: its sender says that they went to court. Read what they filed.")


def _tell(whom, case: Case, sentence: str) -> None:
    tell(whom, Sort.REPORT, sentence, reverse("admin:moderation_case_change", args=[case.pk]))


@tells_of_refusals
def accept_legal_action(case: Case, *, by, version: int) -> LegalAction:
    """A moderator has read what the sender filed: it is what they say. The case is held already, by their word."""
    permit("accept_legal_action", case, by)
    waiting = LegalAction.objects.filter(counter_notice__case=case, stops_the_clock=True, accepted_by=None)
    action = waiting.last()
    if action is None:
        raise OutOfTurn("There is nothing to check.")
    with taking("accept_legal_action", case, by, version=version) as step:
        waiting.filter(pk=action.pk).update(accepted_by=by)
        action.refresh_from_db()
        step.facts["legal_action"] = action.pk
    return action


def note_reading(paper: Paper, *, by) -> None:
    """Who opens a paper stands in the log, once an hour and paper, as who sees a reporter's name does."""
    if not can(by, "moderation.see_reporter", paper.case):
        raise NotAllowed("Only moderators read what reporters send.")
    seen = AuditEntry.objects.filter(action="case.see_paper", actor=by, at__gt=now() - SEEN_AGAIN)
    if not seen.filter(
        object_type="moderation.case", object_id=paper.case_id, facts__paper=paper.pk
    ).exists():
        with unit() as work:
            work.record(
                "case.see_paper", by=by, obj=paper.case, reference=paper.case.reference, paper=paper.pk
            )
