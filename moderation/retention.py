"""How long personal data is kept: 17 U.S.C. 507(b), and Regulation (EU) 2016/679, Art. 5(1)(e).

Copyright: four years after the case ended (17 U.S.C. 507(b) gives three for a suit). Spam: thirty days. Everything
else: seven months after it ended, six for an objection and one to spare. Nothing of a case that a court asks for.
Cases, decisions and the log stay: they hold no words of the sender, so their numbers and their chain stay true.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from moderation import papers
from moderation.concerned import whole_notice
from moderation.models import Case, CopyrightNotice, CounterNotice, Letter, Paper, Report
from reviews.unit import unit

SPAM = timedelta(days=30)
OTHERS = timedelta(days=214)
COPYRIGHT = timedelta(days=4 * 365 + 1)

NOTHING_OF_A_REPORT = {
    "name": "", "organisation": "", "email": "", "explanation": "", "more_addresses": "", "sender_hash": "",
    "without_original": "",
}  # fmt: skip
NOTHING_OF_A_NOTICE = {"work": "", "location": "", "postal_address": "", "telephone": "", "signature": ""}
NOTHING_OF_A_COUNTER = {
    "name": "", "postal_address": "", "telephone": "", "email": "", "signature": "", "material": "", "reason": "",
}  # fmt: skip
NOTHING_OF_A_LETTER = {"address": "", "text": ""}


def over(at: datetime):
    """Cases whose time is over and that still hold words or names of somebody."""
    spam = Q(state=Case.State.SPAM, closed_at__lte=at - SPAM)
    copyright = Q(kind=Case.Kind.COPYRIGHT, closed_at__lte=at - COPYRIGHT)
    others = ~Q(kind=Case.Kind.COPYRIGHT) & Q(closed_at__lte=at - OTHERS)
    ended = Case.objects.filter(spam | copyright | others, state__in=Case.CLOSED, kept_for_court=False)
    return ended.filter(Exists(Report.objects.filter(case=OuterRef("pk"), erased_at=None)))


def erase_due(at: datetime, *, only_count: bool = False) -> dict[str, int]:
    """Empty what is over, in one transaction with one entry in the log. Returns how many of each."""
    if only_count:
        due = over(at)
        return {
            "cases": due.count(),
            "reports": Report.objects.filter(case__in=due, erased_at=None).count(),
            "papers": Paper.objects.kept().filter(case__in=due).count(),
        }
    with unit() as work:
        due = list(over(at).select_for_update().order_by("pk").values_list("pk", flat=True))
        if not due:
            return {"cases": 0, "reports": 0, "papers": 0}
        erased = empty(due, at)
        work.record("retention.erase", cases=len(due), **erased)
    return {"cases": len(due)} | erased


def empty(cases: list[int], at: datetime) -> dict[str, int]:
    """Take names, addresses, words and papers of people out of these cases, in a unit. Returns how many of each."""
    _hand_on_papers(cases)
    CopyrightNotice.objects.filter(report__case__in=cases).update(**NOTHING_OF_A_NOTICE)
    CounterNotice.objects.filter(case__in=cases).update(**NOTHING_OF_A_COUNTER)
    letters = Letter.objects.filter(case__in=cases)
    letters.filter(sent_at=None, dead_at=None).update(dead_at=at)
    letters.update(**NOTHING_OF_A_LETTER)
    reports = Report.objects.filter(case__in=cases, erased_at=None)
    erased = reports.update(erased_at=at, **NOTHING_OF_A_REPORT)
    Case.objects.filter(pk__in=cases).update(raw_url="", version=F("version") + 1)
    return {"reports": erased, "papers": papers.empty(cases, at)}


def _hand_on_papers(cases: list[int]) -> None:
    """What came with a notice about several pages is needed as long as one of its cases is."""
    holds = Exists(Paper.objects.kept().filter(case=OuterRef("pk")))
    for case in Case.objects.filter(holds, pk__in=cases):
        others = Report.objects.filter(case__in=whole_notice(case), erased_at=None).exclude(case__in=cases)
        if heir := others.order_by("pk").first():
            Paper.objects.kept().filter(case=case, legal_action=None).update(case=heir.case_id, report=heir)
