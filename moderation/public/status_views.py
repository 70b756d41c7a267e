"""The page of a report, for who holds its token; and the link that proves a mailbox."""

from contextlib import suppress

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from moderation import agent, services, tokens
from moderation.concerned import whole_notice
from moderation.letters import counter_words, minute
from moderation.models import Case, Paper, Report
from moderation.public.doors import FewFiles, open_to_strangers, sealed
from moderation.public.status_forms import ACTS, form_of
from moderation.public.status_page import StatusPage
from pagecache.responses import never_keep
from reviews.views.site import not_found


@require_safe
def receipt(request):
    """Where a report's page stood before it could do anything. What opened it there opens it still."""
    request.encoding = "utf-8"
    token = request.GET.get("receipt", "")
    if _held_by(token) is None:
        return not_found(request)
    return never_keep(redirect("moderation:status", token))


@open_to_strangers
def status(request, token):
    """Where a report stands, and what its sender can do about it. A wrong token, and one of old, answer alike."""
    report = _held_by(token)
    if report is None:
        return not_found(request)
    if request.method == "POST":
        if services.takes_papers(report.case):
            request.upload_handlers = [FewFiles(request)]
        return _act(request, report, token)
    return _page(request, report)


def _held_by(token: str) -> Report | None:
    theirs = Paper.objects.kept().given_by_its_sender().filter(case=OuterRef("case"))
    held = Report.objects.select_related("case", "copyright_notice").annotate(gave_papers=Exists(theirs))
    report = held.filter(receipt_hash=tokens.digest(token)).first()
    if report is None or report.erased_at is None:
        return report
    # Its own case is over and forgotten, but others of the same notice may go on.
    return held.filter(case__split_from=report.case_id, erased_at=None).order_by("pk").first()


def _act(request, report: Report, token: str):
    act = request.POST.get("act", "")
    page = StatusPage(report, request.at, request.GET.get("of", ""))
    form = form_of(act, page, request.POST, request.FILES) if act in ACTS else None
    if form is None:
        return _page(request, report, is_late=True, status=409)
    if not form.is_valid():
        return _page(request, report, failed=(act, form))
    try:
        _do(act, page, token, form.said)
    except services.Incomplete as refusal:
        form.add_error("papers" if "papers" in form.fields else None, str(refusal))
        return _page(request, report, failed=(act, form))
    except (services.WrongStep, services.NotAllowed, services.Conflict):
        return _page(request, _held_by(token) or report, is_late=True, status=409)
    of = f"?of={page.case.reference}" if page.case != report.case else ""
    return never_keep(HttpResponseRedirect(f"{reverse('moderation:status', args=[token])}{of}"))


def _do(act: str, page: StatusPage, token: str, said: dict) -> None:
    if act == "complete":
        services.complete_all(page.case, receipt=token, **said)
    elif act == "appeal":
        services.appeal_all(page.case, receipt=token, **said)
    elif act == "court":
        services.record_legal_action(page.case, receipt=token, **said)
    elif act == "add_papers":
        services.add_papers(page.case, receipt=token, **said)
    elif act == "withdraw":
        verb = services.withdraw_all if said["all"] else services.withdraw
        verb(page.case, receipt=token)
    else:
        services.ask_to_be_forgotten(page.report, receipt=token)


def _page(request, report: Report, *, failed=None, is_late: bool = False, status: int = 200):
    page = StatusPage(report, request.at, request.GET.get("of", ""))
    forms = {act: form_of(act, page) for act in ACTS}
    if failed:
        forms[failed[0]] = failed[1]
    context = {
        "page": page,
        "case": page.case,
        "forms": forms,
        "failed": failed and failed[1],
        "is_late": is_late,
        "has_mail": bool(report.email) and report.case.kind != Case.Kind.CHILD_SAFETY,
        "counter_notice": counter_words(page.clock) if page.clock else "",
        "planned": _planned(page),
        "agent_email": agent.email(),
    }
    return sealed(render(request, "moderation/status.html", context, status=status))


def _planned(page: StatusPage) -> str:
    if page.clock is None or page.clock.planned_at is None:
        return ""
    return minute(page.clock.planned_at, settings.DMCA_AGENT_TIME_ZONE)


@open_to_strangers
def confirm(request, token):
    """A button; following the link alone does nothing, since scanners of mail follow links, too."""
    pk = tokens.report_confirmed_by(token)
    found = Report.objects.select_related("case").filter(erased_at=None)
    report = found.filter(pk=pk).first() if pk is not None else None
    if report is None:
        return not_found(request)
    held = tokens.status_of(report)
    waiting = whole_notice(report.case).filter(state=Case.State.UNCONFIRMED).first()
    if request.method == "POST" and held:
        if waiting:
            # If it has gone on in this moment, that is what was asked for.
            with suppress(services.WrongStep, services.Conflict):
                services.confirm(waiting, receipt=held)
        return never_keep(redirect("moderation:status", held))
    context = {
        "case": report.case,
        "waits": waiting is not None,
        "link": held and reverse("moderation:status", args=[held]),
    }
    return sealed(render(request, "moderation/confirm.html", context))
