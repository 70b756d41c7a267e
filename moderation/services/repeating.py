"""What is reported again: it joins the case that is open, or gets the answer that was given before.

Only where it makes no difference who reports. A copyright notice, an order, an intimate picture, a child in danger and
a correction are never swallowed: each stays a case of its own, whatever it has in common with another.
"""

from django.db.models import Q

from moderation import letters
from moderation.concerned import latest_report
from moderation.likeness import says_nothing_new
from moderation.models import Case, Decision, Report
from moderation.notices import said_in
from moderation.services.steps import CLOCK, REOPENS_FOR, State, taking, tells_of_refusals
from pagecache.clock import now

Kind = Case.Kind
NEVER = (Kind.COPYRIGHT, Kind.ORDER, Kind.INTIMATE, Kind.CHILD_SAFETY, Kind.CORRECTION)
LOOKED_AT = 50  # reports of one piece, the latest first


def settle(case: Case) -> None:
    """Of a report that has just come in, inside a unit. What neither joins nor repeats another waits for a person."""
    if case.kind in NEVER or case.state != State.RECEIVED or not (case.review_id or case.image_id):
        return
    same = Case.objects.filter(kind=case.kind, review=case.review_id, image=case.image_id, merged_into=None)
    # Held until we are done: who decides it now would not tell this reporter.
    open_one = (
        same.filter(state__in=[State.RECEIVED, State.IN_REVIEW]).exclude(pk=case.pk).order_by("pk")
    ).select_for_update()
    if into := open_one.first():
        join(case, into)
    elif earlier := _said_before(case, same):
        if earlier.state == State.RESTRICTED:
            join(case, earlier)  # what it hid is hidden still
        elif refusal := earlier.decisions.filter(kind=Decision.Kind.REFUSE).last():
            answer_as_before(case, refusal=refusal)


def join(case: Case, into: Case, *, by=CLOCK, version: int | None = None) -> None:
    """Make it part of the other, which goes on for both. Each keeps its report and its page."""
    with taking("merge", case, by, version=version) as step:
        step.set(merged_into=into)
        case.merged.update(merged_into=into)  # what was part of it is part of that one
        step.facts["into"] = into.pk


def _said_before(case: Case, same) -> Case | None:
    """The latest decided case about the very same text in which somebody said all of this."""
    decided = same.filter(
        state__in=[State.REFUSED, State.UPHELD, State.RESTRICTED], decided_at__gt=now() - REOPENS_FOR,
        evidence__in=case.evidence.all(),
    )  # fmt: skip
    said = said_in(latest_report(case))
    reports = Report.objects.filter(Q(case__in=decided) | Q(case__merged_into__in=decided)).select_related(
        "case", "copyright_notice"
    )
    for report in reports.order_by("-received_at", "-pk")[:LOOKED_AT]:
        if says_nothing_new(said, said_in(report)):
            return Case.objects.get(pk=report.case.merged_into_id or report.case_id)
    return None


@tells_of_refusals
def answer_as_before(case: Case, *, refusal: Decision, by=CLOCK) -> None:
    """A person has looked at the same, so it gets their answer, with a way to object that is its own."""
    with taking("answer_as_before", case, by) as step:
        Decision.objects.create(
            case=case, kind=Decision.Kind.REFUSE, reason=refusal.reason, legal_basis=refusal.legal_basis,
            decided_by=refusal.decided_by, decided_at=now(),
        )  # fmt: skip
        # What comes of the earlier one if it is opened again is told to this reporter, too.
        step.set(merged_into=refusal.case)
        step.facts["as"] = refusal.case_id
        letters.as_before(case, refusal)
