"""A preview for somebody without an account, opened by a link that the newsroom gave them."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.policy import can
from accounts.throttling import may_go_on
from reviews import state as states
from reviews.body.passages import PassageNotFound
from reviews.models import PreviewLink, PreviewOpening, Restriction, Review
from reviews.models.preview import HANDLE_LENGTH
from reviews.views.previews import SHARED, Preview, kept_from_everybody, preview_csp, preview_of, state_of
from reviews.workflow.previewing import digest

COOKIE = "__Secure-preview" if settings.BEHIND_TLS else "preview"
OPENINGS_AN_HOUR = 120
SAME_VISIT = timedelta(minutes=10)

# The first that fits names it: every browser claims to be several others.
BROWSERS = [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
            ("Chrome", "Chrome"), ("Safari", "Safari")]  # fmt: skip
SYSTEMS = [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("Macintosh", "Mac"), ("Linux", "Linux")]  # fmt: skip


@require_safe
@preview_csp
def take(request, token):
    """Moves the token out of the address into a cookie for one address alone, where `read` looks at it.

    Always answers the same way, so that what is logged of a refusal never holds a token that opens something.
    """
    hashed = digest(token)
    address = reverse("preview-read", args=[hashed[:HANDLE_LENGTH]])
    response = HttpResponseRedirect(address)
    # Lax: a strict one would stay behind when the link was opened from a mail on another site.
    response.set_cookie(
        COOKIE, token, path=address, httponly=True, secure=settings.BEHIND_TLS, samesite="Lax"
    )
    return kept_from_everybody(response)


@require_safe
@preview_csp
def read(request, handle):
    """The text, while its link is open and nothing forbids it; one page of refusal for everything else."""
    if not may_go_on(request, "previews", OPENINGS_AN_HOUR):
        return refused(request, status=429)
    link = (
        PreviewLink.objects.select_related("review", "revision", "created_by")
        .filter(token_hash=digest(request.COOKIES.get(COOKIE, "")))
        .first()
    )
    if link is None or link.handle != handle or not shows(link, request.at):
        return refused(request)
    review = link.review
    state = states.upgrade(link.revision.state) if link.revision else state_of(review)[0]
    try:
        response = preview_of(request, review, state, Preview(SHARED))
    except PassageNotFound:
        return refused(request)
    if request.method == "GET":
        note(link, request)
    return response


def shows(link: PreviewLink, at) -> bool:
    """Whether the link is open and its piece may be looked at: not binned, not taken down, not withdrawn since.

    Nor does it show to anybody what whoever made it may no longer look at themselves.
    """
    review = link.review
    if not link.is_open(at) or review.deleted_at is not None or not maker_sees(link):
        return False
    if review.status == Review.Status.WITHDRAWN and link.created_at < review.withdrawn_at:
        return False
    return not Restriction.objects.full().active(at).filter(review=review).exists()


def maker_sees(link: PreviewLink) -> bool:
    return link.created_by is None or can(link.created_by, "reviews.preview_review", link.review)


def refused(request, status=404):
    return kept_from_everybody(render(request, "preview/refused.html", {"status": status}, status=status))


def note(link: PreviewLink, request) -> None:
    """That the link was opened. Reading on within a few minutes is the same visit."""
    browser = browser_of(request.headers.get("User-Agent", ""))
    lately = link.openings.filter(browser=browser, opened_at__gt=request.at - SAME_VISIT)
    if not lately.exists():
        PreviewOpening.objects.create(link=link, opened_at=request.at, browser=browser)


def browser_of(agent: str) -> str:
    """ "Firefox on Windows": as much of it as tells two readers apart, and no more."""
    name = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return f"{name or 'A browser'} on {system}" if system else name or "Another program"
