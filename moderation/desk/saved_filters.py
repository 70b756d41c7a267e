"""Ways of looking at the list that one person keeps under a name, beside its tabs: each a link, as its filters are."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse

from accounts.text import clean_line
from moderation.models import SavedFilter
from moderation.models.desk import LONGEST_QUERY

AT_MOST = 12  # of one person: more would be a list of their own
# What narrows the list down; where one stands in it, and how many are shown, is nobody's filter.
NARROWS = ("whose", "due", "kind__exact", "state", "language", "sender", "q")


@dataclass(frozen=True)
class Saved:
    pk: int
    name: str
    query: str
    is_here: bool


def query_of(asked: QueryDict) -> str:
    """What the address of the list asks for, always in the same order; empty where it narrows nothing down."""
    if not any(asked.get(name) for name in NARROWS):
        return ""
    kept = QueryDict(mutable=True)
    kept.update({name: asked[name] for name in ("place", *NARROWS) if asked.get(name)})
    return kept.urlencode()


def saved_by(user, here: str) -> list[Saved]:
    return [Saved(one.pk, one.name, one.query, one.query == here) for one in user.saved_filters.all()]


def keep(model_admin, request):
    """Keep what the list shows now. A name that was used before stands for this one from now on."""
    _ask(model_admin, request)
    try:
        name = clean_line(request.POST.get("name", ""))
    except ValidationError:
        name = ""
    query, theirs = query_of(request.GET), SavedFilter.objects.filter(whose=request.user)
    if trouble := _trouble(name, query, theirs):
        messages.error(request, trouble)
    else:
        theirs.update_or_create(whose=request.user, name=name, defaults={"query": query})
        messages.success(request, f"“{name}” stands beside the tabs from now on.")
    return _to_list(request.GET.urlencode())


def _trouble(name: str, query: str, theirs) -> str:
    if not query:
        return "Choose a filter first."
    if not name or len(name) > SavedFilter._meta.get_field("name").max_length:
        return "Give it a name of forty letters at most."
    if len(query) > LONGEST_QUERY:
        return "What you search for is too long to be kept."
    if theirs.exclude(name=name).count() >= AT_MOST:
        return f"You have {AT_MOST} already. Remove one first."
    return ""


def remove(model_admin, request, pk: int):
    _ask(model_admin, request)
    found = SavedFilter.objects.filter(whose=request.user, pk=pk)
    if found.delete()[0]:
        messages.success(request, "Removed. The reports stay where they are.")
    return _to_list(request.GET.urlencode())


def _ask(model_admin, request) -> None:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied


def _to_list(query: str):
    listed = reverse("admin:moderation_case_changelist")
    return HttpResponseRedirect(f"{listed}?{query}" if query else listed)
