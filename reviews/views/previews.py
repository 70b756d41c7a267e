"""The page of a piece before it is published, through the code of the public page, as one of several looks."""

from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from images.models import Image
from pagecache.responses import never_keep
from reviews import share_image, unsaved, workflow
from reviews import state as states
from reviews.feeds import Entry, item
from reviews.models import Correction, Restriction, Review, WorkingCopy
from reviews.piece import Piece
from reviews.previewed_pictures import addresses_until_soon
from reviews.views.pages import piece_page

LOOKS = {
    "page": "Desktop", "phone": "Phone", "dark": "Dark", "print": "Print", "share": "Share card", "feed": "Feed item",
}  # fmt: skip
TYPED, SAVED, SHARED = "typed", "saved", "shared"
SALT = "reviews.preview.state"

# A preview runs nothing, and no other page may stand around it.
preview_csp = csp_override(settings.PUBLIC_CSP | {"script-src": [CSP.NONE], "frame-src": [CSP.SELF]})


@dataclass(frozen=True)
class Preview:
    """What a preview says of itself. `of`: what was typed, what is saved, or what an outsider is shown."""

    of: str
    look: str = "page"
    saved_at: datetime | None = None
    is_bare: bool = False  # without the bar that says so: for a frame that says it beside itself
    state: str = ""  # what was typed, signed, so that its other looks can be asked for

    @property
    def looks(self) -> dict[str, str]:
        return LOOKS


def look_of(asked) -> str:
    """The look that a form or an address asks for; the page itself when it is none of ours."""
    look = asked.get("as", "")
    return look if look in LOOKS else "page"


def state_of(review: Review) -> tuple[dict, datetime | None]:
    """What is saved: the working copy's state, and since when. Makes no working copy."""
    copy = WorkingCopy.objects.filter(review=review).first()
    return (states.upgrade(copy.state), copy.saved_at) if copy else (states.capture(review), None)


def signed(state: dict) -> str:
    return signing.dumps(state, salt=SALT, compress=True)


def unsigned(text: str) -> dict:
    """Raises BadSignature."""
    return states.upgrade(signing.loads(text, salt=SALT))


def preview_of(request, review: Review | None, state: dict, preview: Preview, credits=None):
    """The state as readers would see it. Nothing of it is kept, here or on the way.

    `credits`: by picture, what stands beside it in the form. Raises PassageNotFound as the public page does.
    """
    address = addresses_until_soon(request.at)
    with workflow.as_readers_would_see(review, state, at=request.at) as piece:
        for pk, credit in (credits or {}).items():
            Image.objects.filter(pk=pk).exclude(credit=credit).update(credit=credit)
        if preview.look == "share":
            parts = _parts(request, piece, preview, address)
            response = render(request, "preview/share.html", parts | _share_image(parts["piece"]))
        elif preview.look == "feed":
            parts = _parts(request, piece, preview, address)
            response = render(request, "preview/feed.html", parts | _feed_item(piece, request.at))
        else:
            framed = preview.look == "phone" and not preview.is_bare
            inner = replace(preview, is_bare=True) if framed else preview
            response = piece_page(request, piece, request.at, preview=inner, picture_address=address)
        nowhere = piece.leads_nowhere  # type: ignore[attr-defined]  # of a preview's piece
        response.content = unsaved.without_links(response.text, nowhere)
    if preview.look == "phone" and not preview.is_bare:
        inside = {"preview": preview, "page": response.text, "review": review}
        response = render(request, "preview/phone.html", inside)
    kept_from_everybody(response)
    if preview.of == TYPED:
        # Its buttons post it again, and without an origin nobody could tell that from a forged request.
        response["Referrer-Policy"] = "same-origin"
    return response


def without_a_passage(request, preview: Preview):
    """What stands instead when a passage must not be shown and cannot be found in the text."""
    return kept_from_everybody(render(request, "preview/passage.html", {"preview": preview}))


def kept_from_everybody(response):
    never_keep(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _parts(request, review, preview, address) -> dict:
    return {"piece": Piece(review, request.at, address), "review": review, "preview": preview}


def _share_image(piece: Piece) -> dict:
    """What `share.jpg` would be, inside the page: it has no address that anybody else could ask."""
    return {"drawn": b64encode(share_image.drawn(piece.told_to_share)).decode()}


def _feed_item(review: Review, at: datetime) -> dict:
    """The item as the site's feed would print it."""
    passages = review.restrictions.active(at).filter(mode=Restriction.Mode.PASSAGE)
    review.is_cut = passages.exists()  # type: ignore[attr-defined]  # what for_feeds() annotates
    authors = [row.contributor for row in review.authorships.all()]
    entry = Entry(review, list(Correction.objects.filter(review=review).told(at)), authors)
    return {"item": item(entry)}
