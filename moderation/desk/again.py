"""What was reported again: words that joined a case, and cases that look like it."""

from moderation.likeness import looks_like
from moderation.models import Case, Report
from moderation.notices import said_in
from moderation.services.repeating import LOOKED_AT


def joined(case: Case) -> list[Report]:
    """What others sent about the same, who became part of this case; the latest first."""
    reports = Report.objects.filter(case__merged_into=case).select_related("case", "copyright_notice")
    return list(reports.order_by("-received_at", "-pk")[:LOOKED_AT])


def looking_like(case: Case, report: Report | None) -> list[Case]:
    """Other cases of the kind about the same thing that say much the same. Only a hint: nothing comes of it."""
    if report is None or not (case.review_id or case.image_id):
        return []
    others = Report.objects.filter(
        case__kind=case.kind, case__review=case.review_id, case__image=case.image_id
    )
    others = others.exclude(case=case).exclude(case__merged_into=case)
    said = said_in(report)
    found = {
        other.case_id: other.case
        for other in others.select_related("case", "copyright_notice").order_by("-received_at")[:LOOKED_AT]
        if looks_like(said, said_in(other))
    }
    return [found[pk] for pk in sorted(found)]
