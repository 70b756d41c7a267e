"""The copyright policy and the yearly numbers. Readers have no cookie here either."""

import re
from datetime import date

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from moderation import agent
from moderation import transparency as numbers
from moderation.models import Case, RegisterEntry
from moderation.notices import CURRENT_STATEMENTS, STATEMENTS
from pagecache.responses import checked_by_content, name_keys
from reviews.views.site import not_found

POLICY_CHANGED_ON = date(2026, 11, 26)

CASE_REFERENCE = re.compile(r"M-(\d{4})-(\d{4,9})", re.ASCII)
DECIDED = _("Decided.")
STANDS_IN_PUBLIC = {
    Case.State.RESTRICTED: _("What it was about is hidden."),
    Case.State.COUNTER_CHECK: _("What it was about is hidden. The writer objects."),
    Case.State.CLOCK_RUNNING: _("The writer objects, and it comes back unless a court says otherwise."),
    Case.State.LEGAL_HOLD: _("What it was about is hidden until a court action has ended."),
    Case.State.REFUSED: _("Not acted on."),
    Case.State.RESTORED: _("What it was about is shown again."),
    Case.State.REVERSED: _("Our decision was reversed after an objection."),
    Case.State.WITHDRAWN: _("The notice was withdrawn."),
}


@require_safe
def dmca(request):
    """Our copyright policy, in plain words first."""
    context = {
        "agent_lines": agent.lines(),
        "agent_email": agent.email(),
        "changed_on": POLICY_CHANGED_ON,
        "statements": STATEMENTS[CURRENT_STATEMENTS],
    }
    response = name_keys(render(request, "moderation/dmca.html", context), agent.KEY)
    return checked_by_content(request, response)


@require_safe
def transparency(request):
    """Counted anew each time: nothing says which page a case is on, so none is kept."""
    response = render(request, "moderation/transparency.html", {"years": numbers.years()})
    response["Cache-Control"] = "no-cache"
    return checked_by_content(request, response)


@require_safe
def transparency_json(request):
    response = JsonResponse({"years": [year.as_json() for year in numbers.years()]})
    response["Cache-Control"] = "no-cache"
    return checked_by_content(request, response)


@require_safe
def transparency_csv(request):
    response = HttpResponse(numbers.as_csv(numbers.years()), content_type="text/csv; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return checked_by_content(request, response)


@require_safe
def register(request, reference):
    """A decided notice as the moderators have written it for the public; nothing of it is read from what was sent."""
    found = CASE_REFERENCE.fullmatch(reference)
    entries = RegisterEntry.objects.filter(published_at__lte=request.at).select_related("case")
    entry = found and entries.filter(case__year=found[1], case__number=found[2]).first()
    if not entry or reference != entry.case.reference:
        return not_found(request)
    context = {"entry": entry, "case": entry.case, "stands": STANDS_IN_PUBLIC.get(entry.case.state, DECIDED)}
    response = render(request, "moderation/register.html", context)
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex"
    return checked_by_content(request, response)
