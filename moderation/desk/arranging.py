"""What the desk does beside deciding: notes, links, a colleague, a case of its own, post that came in, spam."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.policy import can
from moderation import services
from moderation.desk.acts import BY_VERB, Act
from moderation.desk.forms import EnterForm, PapersForm, moderators
from moderation.desk.queue import REFERENCE
from moderation.models import Case
from reviews.forms.shelves import number


def of(model_admin, view):
    @wraps(view)
    def bound(request, **given):
        return view(model_admin, request, **given)

    return bound


def known(verb: str) -> Act:
    if verb not in BY_VERB:
        raise Http404
    return BY_VERB[verb]


def note_attempt(case: Case, verb: str, by, error: Exception) -> None:
    """The log keeps it, though the rehearsal that met it was undone."""
    if isinstance(error, (services.NotAllowed, services.Conflict)):
        services.note_attempt(case, verb, by, error)


def said(model_admin, request, case: Case, act, done: str):
    """Do it and say so; or show the case as it stands now, with the sentence that says why not."""
    try:
        act()
    except (services.Conflict, services.WrongStep) as refusal:
        fresh = model_admin.seen(request, case.pk)
        return model_admin.show(request, fresh, trouble=str(refusal), status=409)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:moderation_case_change", args=[case.pk]))


def arrange(model_admin, request, pk: int, verb: str):
    """A note, a link, a split, or another pair of hands: what needs no look at letters first."""
    case = model_admin.seen(request, pk)
    by, posted = request.user, request.POST
    if not can(by, "moderation.decide_case"):
        raise PermissionDenied
    version = number(posted.get("version")) or 0
    match verb:
        case "note":
            done = "Your note is kept."
            return said(
                model_admin,
                request,
                case,
                lambda: services.write_note(case, by=by, text=_words(posted)),
                done,
            )
        case "link":
            other = _by_reference(posted.get("reference", ""))
            if other is None:
                return model_admin.show(
                    request, case, trouble="There is no case of that reference.", status=409
                )
            done = f"Linked with {other}."
            return said(model_admin, request, case, lambda: services.link(case, by=by, other=other), done)
        case "papers":
            form = PapersForm(request.POST, request.FILES)
            if not form.is_valid():
                trouble = " ".join(map(str, form.errors["papers"]))
                return model_admin.show(request, case, trouble=trouble, status=409)
            files = form.cleaned_data["papers"]
            return said(
                model_admin, request, case, lambda: services.add_papers(case, by=by, files=files, version=version),
                "It is kept with the case." if len(files) == 1 else "They are kept with the case.",
            )  # fmt: skip
        case "split":
            address, host = posted.get("address", "").replace("\0", "")[:1000], request.get_host()
            done = "It is a case of its own now, in your hands. You find it at the end of this one."
            return said(
                model_admin, request, case,
                lambda: services.split(case, by=by, version=version, address=address, host=host), done,
            )  # fmt: skip
        case "assign":
            to = moderators().filter(pk=number(posted.get("to")) or 0).first()
            if to is None:
                return model_admin.show(request, case, trouble="Choose a colleague.", status=409)
            return said(
                model_admin, request, case,
                lambda: services.assign(case, by=by, version=version, to=to), f"{to} has this case now.",
            )  # fmt: skip
    raise Http404


def _words(posted) -> str:
    return posted.get("text", "").replace("\0", "").replace("\r\n", "\n").strip()[:5000]


def _by_reference(reference: str) -> Case | None:
    found = REFERENCE.fullmatch(reference.strip())
    if not found:
        return None
    year, count = map(int, found.groups())
    return Case.objects.filter(year=min(year, 9999), number=count).first()


# Several at once


def bulk(model_admin, request):
    """Spam, or a colleague, for the cases that were ticked; each is asked again, and what is skipped is named."""
    if not can(request.user, "moderation.decide_case"):
        raise PermissionDenied
    pairs = _ticked(request)
    if not pairs:
        messages.warning(request, "Tick at least one case.")
        return _to_list(request)
    try:
        if request.POST.get("do") == "assign":
            return _assign_all(request, pairs)
        cleared = services.mark_all_spam(pairs, by=request.user)
    except services.WrongStep as refusal:
        messages.error(request, str(refusal))
        return _to_list(request)
    if cleared.marked:
        count = len(cleared.marked)
        messages.success(
            request, f"Marked as spam: {count} case{'s' if count > 1 else ''}. You can undo it for a day."
        )
    name_skipped(request, cleared.skipped)
    return _to_list(request)


def _assign_all(request, pairs):
    to = moderators().filter(pk=number(request.POST.get("to")) or 0).first()
    if to is None:
        raise services.Incomplete("Choose a colleague.")
    skipped, given = [], 0
    for case, version in pairs:
        try:
            services.assign(case, by=request.user, version=version, to=to)
            given += 1
        except (services.NotAllowed, services.WrongStep, services.Conflict) as refusal:
            skipped.append((case, str(refusal)))
    if given:
        messages.success(request, f"{to} has {given} more case{'s' if given > 1 else ''} now.")
    name_skipped(request, skipped)
    return _to_list(request)


def name_skipped(request, skipped) -> None:
    for case, why in skipped:
        messages.warning(request, f"{case} was left as it is. {why}")


def _ticked(request) -> list[tuple[Case, int]]:
    seen = {}
    for token in request.POST.getlist("case"):
        pk, _dot, version = token.partition(".")
        if (pk := number(pk)) and (version := number(version)):
            seen[pk] = version
    cases = Case.objects.filter(pk__in=list(seen)[: services.AT_ONCE + 1]).order_by("pk")
    return [(case, seen[case.pk]) for case in cases]


def undo(model_admin, request):
    try:
        count = services.undo_all_spam(request.POST.get("token", ""), by=request.user)
        messages.success(request, f"Brought back: {count} case{'s' if count != 1 else ''}.")
    except services.WrongStep as refusal:
        messages.error(request, str(refusal))
    return _to_list(request)


def _to_list(request):
    # Back to the list as it was filtered; whatever else the address says is of no use to it.
    listed = reverse("admin:moderation_case_changelist")
    return HttpResponseRedirect(f"{listed}?{request.GET.urlencode()}" if request.GET else listed)


# What came by post


def enter(model_admin, request):
    """A moderator types in what came by post, by e-mail or on the telephone, with the day on which it came."""
    if not can(request.user, "moderation.decide_case"):
        raise PermissionDenied
    asked = {"at": request.at, "host": request.get_host()}
    form = EnterForm(request.POST or None, request.FILES or None, **asked)
    if request.method == "POST" and form.is_valid():
        try:
            case, _receipt = services.submit_report(**form.report, by=request.user)
        except services.AlreadySent as twice:
            return HttpResponseRedirect(reverse("admin:moderation_case_change", args=[twice.case.pk]))
        except services.Incomplete as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{case} is kept. Its sender gets a receipt where they gave an address."
            )
            return HttpResponseRedirect(reverse("admin:moderation_case_change", args=[case.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Type in a report",
        "opts": model_admin.opts,
        "form": form,
    }
    return TemplateResponse(request, "admin/moderation/case/enter.html", context)
