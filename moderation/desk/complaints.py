"""The writers' own page in the newsroom: what was complained of in their work, and where they object."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse

from accounts.text import clean_text
from moderation import services
from moderation.complaints import STANDING, complaints_about
from reviews.models import Contributor


def show(site, request):
    """Everything of the person's own. A POST objects to one decision."""
    context: dict = {}
    found = complaints_about(request.user, request.at)
    if request.method == "POST":
        asked = next((one for one in found if str(one.case.pk) == request.POST.get("case")), None)
        if asked is None:
            raise Http404
        text = clean_text(request.POST.get("text", "")).strip()
        try:
            services.appeal(asked.case, by=request.user, text=text)
        except services.Incomplete:
            context["unsaid"] = asked.case.pk
        except (services.WrongStep, services.NotAllowed):
            context["late"] = asked.case.pk
        else:
            messages.success(
                request, "Sent. Somebody who did not decide it looks at it within ten working days."
            )
            return HttpResponseRedirect(request.path)
        found = complaints_about(request.user, request.at)
    writer = Contributor.objects.filter(user=request.user).first()
    context |= {
        **site.each_context(request),
        "title": "Complaints about your work",
        "complaints": found,
        "standing": STANDING[writer.standing] if writer else "",
    }
    return TemplateResponse(request, "admin/moderation/complaints.html", context)
