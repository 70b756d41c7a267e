"""The writer's counter-notice, for who holds the link of the letter that told them what was hidden."""

from django.conf import settings
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from moderation import agent, services, states, tokens
from moderation.complaints import Complaint
from moderation.concerned import writers_of
from moderation.letters import minute
from moderation.models import Case, CounterNotice
from moderation.public.counter_forms import CounterForm, CountryForm
from moderation.public.doors import open_to_strangers, sealed
from pagecache.responses import never_keep
from reviews.views.site import not_found


@open_to_strangers
def counter(request, token):
    """What it means, before anything of a person is typed; then the form; then what came of it."""
    case, writer = _held_by(token)
    if case is None or writer is None:
        return not_found(request)
    if case.state not in states.before("submit_counter_notice", case.kind):
        return _page(request, case, writer, "counter_sent")
    if request.method == "POST":
        return _take(request, case, writer, token)
    chosen = CountryForm(request.GET)
    if not chosen.is_valid():
        asks = CountryForm(request.GET if "country" in request.GET else None)
        return _page(request, case, writer, "counter_warning", form=asks)
    country = chosen.cleaned_data["country"]
    form = CounterForm(country=country, initial=_known(case, writer) | {"country": country})
    return _page(request, case, writer, "counter", form=form)


def _held_by(token: str):
    """The case and its writer, both only while that byline stands."""
    held = tokens.case_countered_by(token)
    if held is None:
        return None, None
    case = Case.objects.filter(pk=held[0], kind=Case.Kind.COPYRIGHT).select_related("review").first()
    if case is None:
        return None, None
    return case, writers_of(case).filter(pk=held[1]).select_related("user").first()


def _sent_by(case: Case, writer):
    """What this writer has sent so far, with an account or without."""
    theirs = Q(contributor=writer) | (Q(signer=writer.user) if writer.user else Q())
    return case.counter_notices.filter(theirs)


def _known(case: Case, writer) -> dict:
    """What was sent before and came back incomplete; else what was hidden, and where it stood."""
    before = _sent_by(case, writer).filter(state=CounterNotice.State.DEFECTIVE).last()
    if before is not None:
        return {name: getattr(before, name) for name in CounterForm.base_fields if name != "country"}
    material = "\n".join(
        f"{what}, {gettext('in')} {place}" for what, place in Complaint(case, writer, None).places()
    )
    return {"material": material, "name": writer.name}


def _take(request, case: Case, writer, token: str):
    form = CounterForm(request.POST, country=request.POST.get("country", ""))
    if not form.is_valid():
        return _page(request, case, writer, "counter", form=form)
    try:
        has_account = writer.user is not None and writer.user.is_active
        by = writer.user if has_account else services.ByLink(writer)
        services.submit_counter_notice(case, by=by, **form.said)
    except (services.WrongStep, services.NotAllowed, services.Conflict):
        case.refresh_from_db()
        return _page(request, case, writer, "counter_sent", status=409)
    return never_keep(redirect("moderation:counter", token))


def _page(request, case: Case, writer, template: str, *, form=None, status: int = 200):
    sent = _sent_by(case, writer).last()
    planned = sent and sent.planned_at and minute(sent.planned_at, settings.DMCA_AGENT_TIME_ZONE)
    context = {
        "case": case,
        "complaint": Complaint(case, writer, request.at),
        "form": form,
        "failed": form if form is not None and form.is_bound and form.errors else None,
        "sent": sent,
        "planned": planned,
        "agent_email": agent.email(),
        "desk": reverse("admin:moderation_case_complaints") if writer.user else "",
    }
    return sealed(render(request, f"moderation/{template}.html", context, status=status))
