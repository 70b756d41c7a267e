"""The copyright policy and the yearly numbers. Readers have no cookie here either."""

from datetime import date

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from moderation import agent
from moderation import transparency as numbers
from moderation.notices import CURRENT_STATEMENTS, STATEMENTS
from pagecache.responses import checked_by_content, name_keys

POLICY_CHANGED_ON = date(2026, 11, 26)


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
