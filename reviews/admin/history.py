"""The history of a piece: what was kept, what differs between any two of it, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from accounts.policy import can
from reviews import state as states
from reviews import workflow
from reviews.admin.names import who, who_all
from reviews.admin.standing import clock_time
from reviews.comparing import Comparison, compare
from reviews.forms.shelves import number
from reviews.models import Review, Revision
from reviews.naming import names_in
from reviews.restricted import brought_back, restricted_in
from reviews.workflow.history import as_it_would_be

A_PAGE = 50
COPY, LIVE = "copy", "live"


def pages(model_admin) -> list:
    """The addresses below a piece, for its admin."""
    views: dict[str, tuple[Callable, str]] = {
        "compare/": (compared, "compare"),
        "restore/<int:revision>/": (restored, "restore"),
        "name/<int:revision>/": (named, "name_revision"),
    }
    return under_a_piece(model_admin, views)


def under_a_piece(model_admin, views: dict[str, tuple[Callable, str]]) -> list:
    def of_a_piece(view):
        @wraps(view)
        def find(request, object_id, **given):
            review = model_admin.seen(request, object_id)
            if review is None:
                return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
            return view(model_admin, request, review, **given)

        return model_admin.admin_site.admin_view(find)

    return [
        path(f"<path:object_id>/{address}", of_a_piece(view), name=f"reviews_review_{name}")
        for address, (view, name) in views.items()
    ]


def shown(model_admin, request, template: str, review: Review, title: str, status: int = 200, **context):
    context |= {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "subtitle": str(review),
        "opts": model_admin.opts,
        "review": review,
        "original": review,
    }
    return TemplateResponse(request, f"admin/reviews/review/{template}.html", context, status=status)


def address_of(name: str, review: Review, *args) -> str:
    return reverse(f"admin:reviews_review_{name}", args=[review.pk, *args])


def revision_of(review: Review, which: int) -> Revision:
    found = review.revisions.select_related("created_by", "decided_by").filter(number=which).first()
    if found is None:
        raise Http404("This piece has no revision of that number.")
    return found


# The list


def listed(model_admin, request, review: Review):
    """Newest first, a page at a time. What each says was counted when it was made: no text is opened."""
    rows = review.revisions.select_related("created_by", "decided_by").defer("state")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    revisions = list(page)
    copy = workflow.working_copy(review)
    accounts = [account for row in revisions for account in (row.created_by, row.decided_by)]
    names = who_all([*accounts, copy.saved_by], review, request.user)
    return shown(
        model_admin, request, "history", review, "History",
        page=page,
        copy=copy,
        copy_by=names[copy.saved_by_id],
        live=review.status == Review.Status.PUBLISHED,
        is_live=review.is_live(request.at),
        rows=[(row, names[row.created_by_id], names.get(row.decided_by_id, "")) for row in revisions],
        may_change=can(request.user, "reviews.change_review", review),
    )  # fmt: skip


def named(model_admin, request, review: Review, revision: int):
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row = revision_of(review, revision)
    try:
        workflow.name_revision(review, row, by=request.user, name=request.POST.get("name", ""))
        messages.success(
            request, f"Number {row.number} is called “{row.name}”." if row.name else "It has no name now."
        )
    except workflow.WrongStep as refusal:
        messages.error(request, str(refusal))
    page = number(request.POST.get("page")) or 1
    return HttpResponseRedirect(f"{address_of('history', review)}?page={page}")


# Two of it, side by side


@dataclass(frozen=True)
class Side:
    """One of the two that are compared."""

    title: str
    state: dict
    revision: Revision | None = None


def side(review: Review, which: str, viewer, at) -> Side:
    """A revision by its number, what is being written, or what readers see. Raises Http404."""
    if which == COPY:
        return Side("the text as it is being written", states.upgrade(workflow.working_copy(review).state))
    if which == LIVE and review.status == Review.Status.PUBLISHED:
        return Side("what readers see" if review.is_live(at) else "what is scheduled", states.capture(review))
    revision = revision_of(review, number(which) or 0)
    by = who(revision.created_by, review, viewer)
    title = f"number {revision.number}, {clock_time(revision.created_at)}, by {by}"
    return Side(title, states.upgrade(revision.state), revision)


def difference(request, old: dict, new: dict) -> Comparison:
    return compare(old, new, names_in(old, new, viewer=request.user, at=request.at))


def compared(model_admin, request, review: Review):
    before = side(review, request.GET.get("from", COPY), request.user, request.at)
    after = side(review, request.GET.get("to", COPY), request.user, request.at)
    return shown(
        model_admin, request, "compare", review, "What changed",
        before=before,
        after=after,
        comparison=difference(request, before.state, after.state),
        may_change=can(request.user, "reviews.change_review", review),
    )  # fmt: skip


# The way back


def restored(model_admin, request, review: Review, revision: int):
    """What would change is shown before it does; the answer says how to undo it."""
    if not can(request.user, "reviews.change_review", review):
        raise PermissionDenied("Your role does not allow this.")
    row, trouble = revision_of(review, revision), ""
    if request.method == "POST":
        version = number(request.POST.get("version")) or 0
        try:
            done = workflow.restore(review, row, by=request.user, version=version)
            return HttpResponseRedirect(after_restoring(request, review, row, done))
        except (workflow.WrongStep, workflow.Conflict) as refusal:
            trouble = str(refusal)
    copy = workflow.working_copy(review)
    now, would_be = states.upgrade(copy.state), as_it_would_be(review, row, copy)
    return shown(
        model_admin, request, "restore", review, f"Restore number {row.number}?",
        status=409 if trouble else 200,
        trouble=trouble,
        revision=row,
        version=copy.version,
        by=who(row.created_by, review, request.user),
        is_live=review.is_live(request.at),
        brought_back=brought_back(review, would_be, now, request.at),
        stays_hidden=list(restricted_in(review, would_be, request.at).values()),
        comparison=difference(request, now, would_be),
    )  # fmt: skip


def after_restoring(request, review: Review, row: Revision, done: Revision) -> str:
    undo = (
        review.revisions.filter(number__lt=done.number)
        .on_the_main_line()
        .values_list("number", flat=True)
        .first()
    )
    messages.success(
        request,
        format_html(
            'Number {} is restored. <a href="{}">Undo: go back to number {}</a>',
            row.number, address_of("restore", review, undo), undo,
        ),
    )  # fmt: skip
    return address_of("change", review)
