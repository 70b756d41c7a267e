"""What was put in the bin, newest first, and the way out of it."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from accounts.policy import can
from reviews import workflow
from reviews.forms.shelves import number
from reviews.models import Review

SHOWN = 100


def binned_for(user) -> QuerySet[Review]:
    """What this person could take out again, of whatever age: everything for who may empty desks, else drafts."""
    rows = Review.objects.exclude(deleted_at=None)
    if not can(user, "reviews.bin_review"):
        rows = rows.filter(status=Review.Status.DRAFT)
    return rows.in_sections_of(user) if can(user, "reviews.edit_others") else rows.by_account(user)


def listed(rows, at: datetime, *, older: bool = False):
    since = at - workflow.LISTED_FOR
    return rows.filter(deleted_at__lt=since) if older else rows.filter(deleted_at__gte=since)


def show(model_admin, request):
    if not can(request.user, "reviews.take_back_review"):
        raise PermissionDenied
    finds_older = can(request.user, "reviews.bin_review")
    older = finds_older and "older" in request.GET
    pieces = listed(binned_for(request.user), request.at, older=older)
    if request.method == "POST":
        review = pieces.filter(pk=number(request.POST.get("piece"))).first()
        try:
            if review is not None:
                workflow.take_from_bin(
                    review, by=request.user, version=number(request.POST.get("version")) or 0
                )
                messages.success(request, f"“{review}” is back where it was.")
        except (workflow.Conflict, workflow.WrongStep) as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(request.get_full_path())
    rows = pieces.defer("body", "folded", "folded_body").order_by("-deleted_at", "-pk")[:SHOWN]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Bin",
        "opts": model_admin.opts,
        "older": older,
        "may_see_older": finds_older,
        "days": workflow.LISTED_FOR.days,
        "pieces": [(review, review.deleted_at + workflow.LISTED_FOR) for review in rows],
    }
    return TemplateResponse(request, "admin/reviews/review/bin.html", context)
