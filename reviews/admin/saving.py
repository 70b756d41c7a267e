"""What the writing page asks for while somebody types: keep this, I am still here, who is signed in.

Every answer is JSON and says what the server stored, or in one word why it did not: "signed out", "other account",
"gone", "denied", "held", "stale", "empty".
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.policy import can
from reviews import body, presence, workflow
from reviews.admin.elsewhere import Elsewhere, hour
from reviews.admin.names import who
from reviews.admin.writing import Page
from reviews.copies import digest
from reviews.forms.shelves import number
from reviews.forms.unfinished import so_far
from reviews.models import Lease, Review
from reviews.unit import unit


def urls(model_admin) -> list:
    return [
        path("autosave/", door(model_admin, autosave), name="reviews_review_autosave_new"),
        path("<int:pk>/autosave/", door(model_admin, autosave), name="reviews_review_autosave"),
        path("<int:pk>/presence/", door(model_admin, be_present), name="reviews_review_presence"),
    ]


def refused(reason: str, status: int, **facts) -> JsonResponse:
    return JsonResponse({"reason": reason} | facts, status=status)


def door(model_admin, view):
    """Lets in who may; the others get an answer that a script can read instead of a page to sign in."""

    @never_cache
    @require_POST
    @wraps(view)
    def inner(request, pk=None):
        if not model_admin.admin_site.has_permission(request):
            return refused("signed out", 401)
        # What one person typed is never stored as another's.
        if (writer := number(request.POST.get("writer"))) and writer != request.user.pk:
            return refused("other account", 403, name=str(request.user))
        review = model_admin.seen(request, str(pk)) if pk else None
        if pk and review is None:
            return refused("gone", 404)
        try:
            return view(model_admin, request, review)
        except PermissionDenied:
            return refused("denied", 403)

    return inner


def autosave(model_admin, request, review: Review | None):
    """Keep what was typed. A piece begins with its first headline or words."""
    tab = presence.named(request.POST.get("tab", ""))
    review = review or presence.begun_here(request.user, tab)
    if review is None and not can(request.user, "reviews.add_review"):
        raise PermissionDenied
    page = Page(model_admin, request, review)
    state, left = so_far(page.form(request.POST))
    try:
        if review is None:
            if not (state["headline"].strip() or body.words(state["body"])):
                return refused("empty", 422)
            review = begin(state, by=request.user, tab=tab)
            copy = workflow.working_copy(review)
        else:
            version = number(request.POST.get("copy_version")) or 0
            copy = workflow.autosave(review, state, by=request.user, version=version, tab=tab)
    except workflow.InOtherHands as held:
        assert review  # a new piece is nobody else's
        return refused("held", 423, **told(held.lease, review, request.user))
    except workflow.WrongStep:
        return refused("gone", 409)
    except workflow.Conflict:
        assert review  # as above
        stored = workflow.working_copy(review)
        own = stored.saved_by == request.user
        return refused(
            "stale", 409, time=hour(stored.saved_at),
            who="You" if own else who(stored.saved_by, review, request.user),
        )  # fmt: skip
    return JsonResponse(
        {
            "piece": review.pk,
            "address": reverse("admin:reviews_review_change", args=[review.pk]),
            "version": copy.version,
            "review_version": review.version,
            "time": hour(copy.saved_at),
            "digest": digest(copy.state),
            "left": left,
        }
    )


def begin(state: dict, *, by, tab: str) -> Review:
    """The draft, in the hands of the tab that began it: should this answer get lost, the tab is known again."""
    with unit():
        review = workflow.begin(state, by=by)
        if tab:
            presence.beat(review, by=by, tab=tab)
            Lease.objects.filter(review=review).update(stored_version=workflow.working_copy(review).version)
    return review


def be_present(model_admin, request, review: Review):
    """A beat of the tab that has the piece open; "take" takes the piece over, "leave" gives it up."""
    tab, wish = presence.named(request.POST.get("tab", "")), request.POST.get("wish")
    if not tab or not can(request.user, "reviews.change_review", review):
        raise PermissionDenied
    if wish == "leave":
        presence.release(review, by=request.user, tab=tab)
        return JsonResponse({"holds": False})
    lease = presence.beat(review, by=request.user, tab=tab, take_over=wish == "take")
    if lease.is_of(request.user, tab):
        return JsonResponse({"holds": True})
    return JsonResponse({"holds": False} | told(lease, review, request.user))


def told(lease: Lease, review: Review, viewer) -> dict:
    other = Elsewhere(lease, review, viewer)
    said = {"editing": other.editing, "took_over": other.took_over}
    # Which of one's own: a tab that crashed is no rival.
    return said | ({"own_tab": lease.token} if other.is_own_tab else {})
