"""Looking at a piece before readers do: what was typed, what is saved, and links for people outside."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.signing import BadSignature
from django.db.models import Count, prefetch_related_objects
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import can
from reviews import workflow
from reviews.admin.beginning import first_state
from reviews.admin.names import who_all
from reviews.body.passages import PassageNotFound
from reviews.forms import WritingForm
from reviews.forms.looking import as_typed, credits_typed
from reviews.forms.shelves import number
from reviews.models import PreviewOpening
from reviews.views.previews import (
    SAVED,
    TYPED,
    Preview,
    look_of,
    preview_csp,
    preview_of,
    signed,
    state_of,
    unsigned,
    without_a_passage,
)
from reviews.workflow.previewing import LINK_LASTS

DAYS = {1: "1 day", 7: "7 days", 30: "30 days", 90: "90 days"}
REVISIONS_OFFERED, LINKS_SHOWN, OPENINGS_SHOWN = 20, 50, 20


def urls(model_admin) -> list:
    def page(address, view, name, policy=lambda view: view):
        guarded = model_admin.admin_site.admin_view(partial(view, model_admin))
        return path(address, policy(guarded), name=f"reviews_review_{name}")

    return [
        page("preview/", of_a_new_piece, "preview_new", preview_csp),
        page("<path:object_id>/preview/", of_a_piece, "preview", preview_csp),
        page("<path:object_id>/preview-links/", links, "preview_links"),
    ]


# A preview


def of_a_new_piece(model_admin, request):
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    return require_POST(partial(typed, review=None))(request)


def of_a_piece(model_admin, request, object_id):
    review = model_admin.seen(request, object_id)
    if review is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if not can(request.user, "reviews.preview_review", review):
        raise PermissionDenied
    if request.method == "POST":
        return typed(request, review)
    return require_safe(partial(saved, review=review))(request)


def saved(request, review):
    state, since = state_of(review)
    return _shown(request, review, state, Preview(SAVED, look_of(request.GET), since))


def typed(request, review):
    """What the writing form holds, or what an earlier preview of it was signed as, for another look at it."""
    data = request.POST
    look = look_of(data)
    if "state" in data:
        try:
            state = unsigned(data["state"])
        except BadSignature as forged:
            raise BadRequest("This is not a preview of ours.") from forged
        return _shown(request, review, state, Preview(TYPED, look, state=data["state"]))
    before = state_of(review)[0] if review else first_state(request.user)
    form = WritingForm(user=request.user, at=request.at, state=before, data=data)
    state, bare = as_typed(form), "bare" in data
    preview = Preview(TYPED, look, is_bare=bare, state="" if bare else signed(state))
    return _shown(request, review, state, preview, credits_typed(form))


def _shown(request, review, state, preview, credits=None):
    try:
        return preview_of(request, review, state, preview, credits)
    except PassageNotFound:
        return without_a_passage(request, preview)


# Links for people outside


def links(model_admin, request, object_id):
    review = model_admin.seen(request, object_id)
    if review is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if not can(request.user, "reviews.preview_review", review):
        raise PermissionDenied
    made = wrong = None
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke(request, review)
    if request.method == "POST":
        try:
            made = _make(request, review)
        except workflow.WrongStep as refusal:
            wrong = str(refusal)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Preview links",
        "subtitle": str(review),
        "opts": model_admin.opts,
        "review": review,
        "may_make": can(request.user, "reviews.change_review", review),
        "made": made,
        "wrong": wrong,
        "label": request.POST.get("label", "") if wrong else "",
        "days": DAYS,
        "usual": LINK_LASTS,
        "revisions": review.revisions.defer("state")[:REVISIONS_OFFERED],
        "rows": _rows(request, review),
    }
    return TemplateResponse(
        request, "admin/reviews/review/preview_links.html", context, status=422 if wrong else 200
    )


def _make(request, review) -> str:
    """Makes a link and gives back its whole address, which is told once and never again."""
    given = request.POST
    revision = None
    if chosen := given.get("revision", ""):
        revision = review.revisions.filter(number=number(chosen)).first()
        if revision is None:
            raise workflow.WrongStep("That version is no longer there. Choose another.")
    _link, token = workflow.share_preview(
        review, by=request.user, label=given.get("label", ""),
        days=number(given.get("days")) or 0, revision=revision,
    )  # fmt: skip
    return f"{settings.SITE_URL}{reverse('preview', args=[token])}/"


def _revoke(request, review):
    link = review.preview_links.filter(pk=number(request.POST["revoke"])).first()
    if link is not None:
        workflow.revoke_preview(link, by=request.user)
        messages.success(request, f"The link for {link.label} is revoked. It shows nothing any more.")
    return HttpResponseRedirect(request.path)


def _rows(request, review) -> list[dict]:
    found = list(
        review.preview_links.annotate(opened=Count("openings")).select_related("revision", "created_by")[
            :LINKS_SHOWN
        ]
    )
    openings: dict[int, list[PreviewOpening]] = {link.pk: [] for link in found}
    for opening in PreviewOpening.objects.filter(link__in=found)[: OPENINGS_SHOWN * LINKS_SHOWN]:
        openings[opening.link_id].append(opening)
    names = who_all([link.created_by for link in found], review, request.user)
    may_change = can(request.user, "reviews.change_review", review)
    makers = {link.created_by_id: link.created_by for link in found if link.created_by}
    prefetch_related_objects(list(makers.values()), "grants", "sections")
    sees = {pk: can(maker, "reviews.preview_review", review) for pk, maker in makers.items()} | {None: True}
    return [
        {
            "link": link,
            "openings": openings[link.pk][:OPENINGS_SHOWN],
            "maker": names[link.created_by_id],
            "stands": _stands(link, request.at, sees[link.created_by_id]),
            "may_revoke": link.is_open(request.at) and (may_change or link.created_by == request.user),
        }
        for link in found
    ]


def _stands(link, at, maker_sees: bool) -> str:
    if link.revoked_at:
        return f"Revoked {_clock(link.revoked_at)}"
    if link.is_open(at) and not maker_sees:
        return "Shows nothing: whoever made it may no longer see the piece"
    return f"Until {_clock(link.expires_at)}" if link.is_open(at) else f"Ended {_clock(link.expires_at)}"


def _clock(moment) -> str:
    return date_format(localtime(moment), "D j M Y, H:i")
