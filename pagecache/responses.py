"""How a view says what its answer depends on and how long others may keep it."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

# How a request tells the page cache the moment it was rendered for, and until when that is true.
AT, UNTIL = "halation.at", "halation.until"
RETRY_AFTER = "5"  # seconds


def true_until(request, moment: datetime) -> None:
    """The answer says something that no change ends but the clock does: "opens on", today's date.

    `moment`: aware. A page is true until the earliest that any of its parts names.
    """
    request.META[UNTIL] = min(moment, request.META.get(UNTIL, moment))


def name_keys(response: HttpResponse, *keys: str) -> HttpResponse:
    """Name what the answer shows (`review:12`, `film:3`, `site`...), for us and for a CDN.

    Until finished pages are kept, every public answer asks to be checked again (`no-cache`).
    """
    named = dict.fromkeys([*response.get("Surrogate-Key", "").split(), *keys, "site"])
    response["Surrogate-Key"] = " ".join(named)
    response.setdefault("Cache-Control", "no-cache")
    return response


def moved_to(target, *keys: str) -> HttpResponse:
    """Where something is now; `target` as of `redirect`.

    For good, as search engines want to know, but asked about again each time: what was merged can be parted, and a
    browser that may keep an answer of this sort keeps it for ever.
    """
    return name_keys(redirect(target, permanent=True), *keys)


def never_keep(response: HttpResponse) -> HttpResponse:
    """For refusals, receipts, previews and everything about one person."""
    response["Cache-Control"] = "no-store"
    for header in ("Surrogate-Key", "ETag", "Last-Modified"):
        if header in response:
            del response[header]
    return response


def checked_by_content(request, response: HttpResponse) -> HttpResponse:
    """Give the answer an ETag of its bytes, and 304 to who has just these.

    Never by date: what disappears makes nothing newer, so If-Modified-Since would keep it alive.
    """
    if "Last-Modified" in response:
        del response["Last-Modified"]
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def busy(start_response) -> Iterable[bytes]:
    """More is being rendered than this process can bear: come back in a moment."""
    headers = [("Retry-After", RETRY_AFTER), ("Cache-Control", "no-store"), ("Content-Type", "text/plain")]
    start_response("503 Service Unavailable", headers)
    return [b"The site is busy. Try again in a few seconds.\n"]
