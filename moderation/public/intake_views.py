"""The report form: first what is wrong, then what that asks for. Readers have no cookie here either."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from accounts.throttling import network
from moderation import agent, services, throttling, tokens
from moderation.public.doors import open_to_strangers, sealed
from moderation.public.report_form import KindForm, ReportForm, kind_of
from moderation.reported import page_at
from pagecache.responses import never_keep


@open_to_strangers
def report(request):
    """Ask what is wrong; take the report; send on to its page. Whatever stops it, nothing typed is lost."""
    kind = kind_of(request)
    if not kind:
        return _choose(request)
    asked = {"kind": kind, "at": request.at, "host": request.get_host()}
    if request.method != "POST":
        return _form(request, ReportForm(initial={"address": request.GET.get("url", "")}, **asked))
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


def _choose(request):
    """The first step, again with a sentence when it was sent on without a choice."""
    address = request.POST.get("address") or request.GET.get("url", "")
    was_asked = request.method == "POST" or "kind" in request.GET or "step" in request.GET
    data = QueryDict(mutable=True)
    data.update({"address": address})
    form = KindForm(data) if was_asked else KindForm(initial={"address": address})
    context = {"form": form, "page": page_at(address, request.at, request.get_host()) if address else None}
    return _sealed(render(request, "moderation/report_kind.html", context | {"address": address}))


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
    said = form.report
    limit = None
    if not services.was_sent(secret):
        limit = throttling.used_up(said, network(request), request.at)
    if limit and form.kind not in throttling.LOSES_NOTHING:
        sentence = gettext("%(limit)s If it cannot wait, write to %(agent)s.") % {
            "limit": limit,
            "agent": agent.email(),
        }
        raise Refused(sentence, 429, keep_token=True)
    try:
        _case, token = services.submit_report(
            secret=secret,
            sender_hash=throttling.name_of_sender(request),
            is_throttled=limit is not None,
            **said,
        )
    except services.AlreadySent as already:
        sentence = gettext(
            "You sent this form already: that report is %(reference)s. To send this one too, press “Send report”."
        )
        raise Refused(sentence % {"reference": already.case}) from None
    return never_keep(redirect("moderation:status", token))


def _form(request, form, *, problem: str = "", status: int = 200, keep_token: bool = False):
    token = (keep_token and request.POST.get("token")) or tokens.new_form(request.at)
    context = {"form": form, "problem": problem, "token": token, "agent_email": agent.email()}
    return _sealed(render(request, "moderation/report.html", context, status=status))


def _sealed(response):
    # Not "no-referrer": browsers would then say "Origin: null", and we could not tell who sends the form.
    return sealed(response, "same-origin")


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
