"""The report form, its receipt and the copyright policy. Readers have no cookie here either."""

import re
from datetime import date
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from moderation import agent, services, throttling, tokens
from moderation import transparency as numbers
from moderation.concerned import latest_report
from moderation.forms import ReportForm
from moderation.models import Case, RegisterEntry, Report
from moderation.notices import CURRENT_STATEMENTS, STATEMENTS, missing
from pagecache.responses import checked_by_content, name_keys, never_keep
from reviews.views.site import not_found

POLICY_CHANGED_ON = date(2026, 11, 23)

# Where a report stands, in the words of a letter to who sent it.
STANDS = {
    Case.State.UNCONFIRMED: _("Received. Please confirm it by the link that we sent you."),
    Case.State.RECEIVED: _("Received. Nobody has looked at it yet."),
    Case.State.IN_REVIEW: _("With a moderator."),
    Case.State.NEEDS_INFO: _("Waiting for you."),
    Case.State.AWAITING_CHANGE: _("With a moderator, who has asked the writer for a change."),
    Case.State.RESTRICTED: _("Acted on: what you reported is no longer shown."),
    Case.State.COUNTER_CHECK: _("Acted on. The writer objects, and we check their counter-notice."),
    Case.State.CLOCK_RUNNING: _(
        "Acted on. The writer objects; it comes back unless you go to court, as we wrote you."
    ),
    Case.State.LEGAL_HOLD: _("Acted on, and held until the court action has ended."),
    Case.State.ROUTED: _("With the editors."),
    Case.State.APPEAL_OPEN: _("Decided, and looked at again after an objection."),
    Case.State.UPHELD: _("Looked at again: our decision stands."),
    Case.State.REVERSED: _("Looked at again: our decision was reversed."),
    Case.State.PARTLY: _("Looked at again: our decision was reversed in part."),
    Case.State.EXPIRED: _("Acted on, for a time that is over."),
    Case.State.WITHDRAWN: _("Withdrawn."),
    Case.State.LAPSED: _("Closed, because something was missing. You can still send it."),
    Case.State.MERGED: _("Went on together with another report of the same."),
    Case.State.SPAM: _("Closed."),
    Case.State.REFERRED: _("Given to an authority."),
    Case.State.REFUSED: _("Not acted on. We tell you why."),
    Case.State.RESTORED: _("Put back, after we had taken it down."),
    Case.State.CLOSED: _("Closed."),
}

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


class NoFiles(FileUploadHandler):
    """Strangers attach nothing: what a form sends as a file is read past."""

    def new_file(self, *args, **kwargs):
        raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None


@csrf_exempt  # it has its own signed token: Django's would need a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    """Ask what is wrong; take the report; send on to its receipt. Whatever stops it, nothing typed is lost."""
    request.upload_handlers = [NoFiles(request)]
    request.encoding = "utf-8"  # whatever else the request says of itself
    asked = {"at": request.at, "host": request.get_host()}
    if request.method != "POST":
        initial = {"address": request.GET.get("url", ""), "kind": request.GET.get("kind", "")}
        return _form(request, ReportForm(initial=initial, **asked))
    form = ReportForm(request.POST, **asked)
    if not form.is_valid():
        return _form(request, form, keep_token=True)
    try:
        return _take(request, form)
    except Refused as refusal:
        return _form(
            request, form, problem=str(refusal), status=refusal.status, keep_token=refusal.keep_token
        )


class Refused(Exception):
    """The form is fine, but not its sender or its moment; a sentence says which."""

    def __init__(self, sentence: str, status: int = 200, *, keep_token: bool = False):
        self.status, self.keep_token = status, keep_token
        super().__init__(sentence)


def _take(request, form):
    if not _comes_from_us(request):
        raise Refused(gettext("This report was sent from another site. Press “Send report” once more."))
    if form.cleaned_data["website"]:
        raise Refused(
            gettext("Something was filled in that people cannot see. Press “Send report” once more.")
        )
    try:
        secret = tokens.secret_of(request.POST.get("token", ""), request.at)
    except tokens.TooQuick:
        raise Refused(
            gettext("That was very quick. Press “Send report” once more."), keep_token=True
        ) from None
    except tokens.TooOld:
        raise Refused(
            gettext("This form was open for more than a day. Press “Send report” once more.")
        ) from None
    except tokens.BadToken:
        raise Refused(gettext("We did not recognise this form. Press “Send report” once more.")) from None
    if not services.was_sent(secret) and not throttling.may_send(request):
        sentence = ngettext(
            "You have sent %(count)d report this hour. Write to %(agent)s if it cannot wait.",
            "You have sent %(count)d reports this hour. Write to %(agent)s if it cannot wait.",
            throttling.REPORTS_AN_HOUR,
        ) % {"count": throttling.REPORTS_AN_HOUR, "agent": agent.email()}
        raise Refused(sentence, 429, keep_token=True)
    try:
        _case, receipt = services.submit_report(secret=secret, **form.report)
    except services.AlreadySent as already:
        sentence = gettext(
            "You sent this form already: that report is %(reference)s. To send this one too, press “Send report”."
        )
        raise Refused(sentence % {"reference": already.case}) from None
    return never_keep(redirect(f"{reverse('moderation:receipt')}?{urlencode({'receipt': receipt})}"))


def _form(request, form, *, problem: str = "", status: int = 200, keep_token: bool = False):
    token = (keep_token and request.POST.get("token")) or tokens.new_form(request.at)
    context = {"form": form, "problem": problem, "token": token, "agent_email": agent.email()}
    response = never_keep(render(request, "moderation/report.html", context, status=status))
    response["X-Robots-Tag"] = "noindex"
    # Not "no-referrer": browsers would then say "Origin: null", and we could not tell who sends the form.
    response["Referrer-Policy"] = "same-origin"
    return response


def _comes_from_us(request) -> bool:
    """What the browser says it comes from. Silence passes: the token stands for it, and nobody is signed in here."""
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if not origin:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    ours = {(request.scheme, request.get_host()), urlsplit(settings.SITE_URL)[:2]}
    return (parts.scheme, parts.netloc) in ours


@require_safe
def receipt(request):
    """What became of a report, for who holds its receipt. Not a word of what was sent, or by whom."""
    request.encoding = "utf-8"
    held = tokens.digest(request.GET.get("receipt", ""))
    sent = Report.objects.select_related("case", "copyright_notice").filter(receipt_hash=held).first()
    if sent is None:
        return not_found(request)
    context = {
        "case": sent.case,
        "stands": STANDS[sent.case.state],
        "is_decided": sent.case.decided_at is not None,
        "missing": [element.lacking for element in missing(latest_report(sent.case))],
        "agent_email": agent.email(),
    }
    response = never_keep(render(request, "moderation/receipt.html", context))
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


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
