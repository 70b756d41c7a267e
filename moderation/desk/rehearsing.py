"""An act as it would be: done by its own verb, looked at, and undone. What is shown is what will be sent."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest
from django.urls import reverse

from moderation.concerned import pictures_of, pieces_of
from moderation.models import Case, Letter
from pagecache.clock import now
from reviews.models import Review
from reviews.views.pages import by_address

AT_MOST = 3  # pages
SCRIPTS = re.compile(r"<script\b.*?</script>", re.IGNORECASE | re.DOTALL)
VARIES = re.compile(r"nonce=\"[^\"]*\"")


@dataclass(frozen=True)
class Page:
    """A page as readers would get it."""

    path: str
    title: str
    status: int
    html: str


@dataclass(frozen=True)
class Rehearsal:
    letters: list[Letter]
    pages: list[Page]  # those that would change
    state: str
    of_others: list[tuple[Case, list[Letter]]]  # of the same notice, for which the same would be done
    left: list[tuple[Case, str]]  # of the same notice, and why it cannot be done there


def rehearse(act: Callable[[], list[tuple[Case, str]]], case: Case, others: list[Case], request) -> Rehearsal:
    """Do the act, for `others` of the notice too, and undo it. Raises what its verb raises; nothing is kept of it."""
    every = [case, *others]
    known = set(Letter.objects.filter(case__in=every).values_list("pk", flat=True))
    keys = list(pictures_of(case).values_list("key", flat=True))
    pieces = [] if case.kind == Case.Kind.CHILD_SAFETY else list(pieces_of(case).exclude(path=None)[:AT_MOST])
    before = [_read(piece, request) for piece in pieces]
    with transaction.atomic():
        left = act()
        written = list(Letter.objects.filter(case__in=every).exclude(pk__in=known))
        after = [_read(piece, request) for piece in pieces]
        state = Case.objects.get(pk=case.pk).get_state_display()
        transaction.set_rollback(True)
    changed = [
        page
        for page, was in zip(after, before, strict=True)
        if (page.status, page.html) != (was.status, was.html)
    ]
    pages = [replace(page, html=_from_the_desk(page.html, case, keys)) for page in changed]
    stay = [other for other, _why in left]
    return Rehearsal(
        [letter for letter in written if letter.case_id == case.pk], pages, state,
        [(one, [letter for letter in written if letter.case_id == one.pk]) for one in others if one not in stay], left,
    )  # fmt: skip


def _from_the_desk(html: str, case: Case, keys: list[str]) -> str:
    """With the pictures of the case from the desk: what would come back is not handed out to readers yet."""
    for key in keys:
        address = reverse("admin:moderation_case_picture", args=[case.pk, key])
        html = re.sub(rf"(?:https?://[^/\"\s]+)?/pictures/{re.escape(key)}/[\w.]+", address, html)
    return html


def _read(piece: Review, request) -> Page:
    """What the public view answers a reader at this moment."""
    path = piece.path or ""
    reader = HttpRequest()
    reader.method, reader.path, reader.path_info = "GET", path, path
    reader.META = {"HTTP_HOST": request.get_host(), "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    reader.user = AnonymousUser()
    reader.at = now()  # type: ignore[attr-defined]  # as the middleware of `pagecache` gives it
    try:
        response = by_address(reader, path.removeprefix("/"))
    except Http404:
        return Page(path, str(piece), 404, "")
    html = VARIES.sub("", SCRIPTS.sub("", response.content.decode()))
    # Its links open beside the desk, and none of its scripts runs here.
    html = html.replace("<head>", '<head><base target="_blank">', 1)
    return Page(path, str(piece), response.status_code, html)
