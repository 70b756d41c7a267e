"""The page of one account's notices: what was done, what is read, and what comes by mail. Nobody sees another's."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import notices
from accounts.models import Mail, Notice, Sort

SHOWN = 100


def show(site, request):
    if request.method == "POST":
        return act(request)
    found = list(Notice.objects.of(request.user)[: SHOWN + 1])
    context = {
        **site.each_context(request),
        "title": "Notices",
        "notices": found[:SHOWN],
        "more": len(found) > SHOWN,
        "any_unread": any(notice.read_at is None for notice in found),
        "choices": [(sort, mail) for sort, mail in notices.choices_of(request.user).items()],
        "ways": Mail.choices,
        "always_mailed": Sort.SCHEDULE_FAILED.label,
    }
    return TemplateResponse(request, "admin/notices.html", context)


def act(request):
    """Mark one notice or all of them as read, or keep what is chosen."""
    wanted = request.POST.get("act")
    if wanted == "read":
        pk = request.POST.get("notice", "")
        if pk.isascii() and pk.isdecimal() and len(pk) < 19:
            notices.read(request.user, request.at, int(pk))
    elif wanted == "read-all":
        notices.read(request.user, request.at)
    elif wanted == "choose":
        chosen = {sort: request.POST.get(f"mail-{sort.value}") for sort in notices.DEFAULTS}
        notices.choose(request.user, {sort: mail for sort, mail in chosen.items() if mail in Mail.values})
        messages.success(request, "Kept. This holds for what was not mailed yet, too.")
    return HttpResponseRedirect(reverse("admin:notices"))


def follow(request, pk: int):
    """To what a notice tells of, which is read by that. Harmless when a browser goes there by itself."""
    notice = Notice.objects.of(request.user).filter(pk=pk).first() if len(str(pk)) < 19 else None
    if notice is None:
        raise Http404
    notices.read(request.user, request.at, notice.pk)
    return HttpResponseRedirect(notice.link or reverse("admin:notices"))
