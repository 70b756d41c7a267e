"""Which page of ours an address names, told without a word about what readers cannot see."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

from accounts.text import refuse_unstorable
from images.models import Image
from reviews.cards import Card, cards
from reviews.models import OldPath, Review
from reviews.pictures import picture_answer

ONCE_SEEN = frozenset({410, 451})


@dataclass(frozen=True)
class Page:
    """`review` and `image` are for moderators; `card` is what the form may show to anybody."""

    path: str
    review: Review | None = None
    image: Image | None = None
    card: Card | None = None


def page_at(address: str, at: datetime, host: str = "") -> Page | None:
    """The page that the address (whole, or from the slash on) names; None when we have none there.

    A piece that never showed answers as if it were not there; one that is gone is found, but not shown.
    """
    path = _path(address, host)
    if path is None:
        return None
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.url_name == "piece":
        return _piece(path, at)
    if match.url_name == "picture":
        return _picture(path, match.kwargs["key"], at)
    return None if match.app_name == "admin" else Page(path)


def _path(address: str, host: str) -> str | None:
    address = address.strip()
    if address and "://" not in address and not address.startswith("/"):
        address = f"//{address}"
    try:
        parts = urlsplit(address)
        path = unquote(parts.path)
        refuse_unstorable(path)
    except (ValueError, ValidationError):
        return None
    ours = {"", host.lower(), urlsplit(settings.SITE_URL).netloc.lower()}
    if parts.scheme not in {"", "http", "https"} or parts.netloc.lower() not in ours or not address:
        return None
    return path or "/"


def _piece(path: str, at: datetime) -> Page | None:
    paths = [path] if path.endswith("/") else [path, f"{path}/"]
    review = Review.objects.filter(path__in=paths).first()
    if review is None:
        old = OldPath.objects.filter(path__in=paths).select_related("review").first()
        if old is None or old.review is None:
            return Page(path) if old else None
        review = old.review
    absence = review.absence(at)
    path = review.path or path
    if absence is None:
        shown = Review.objects.published(at).filter(pk=review.pk).for_cards(at)
        return Page(path, review=review, card=next(iter(cards(shown, at)), None))
    return Page(path, review=review) if absence.status in ONCE_SEEN else None


def _picture(path: str, key: str, at: datetime) -> Page | None:
    image = Image.objects.filter(key=key).first()
    return Page(path, image=image) if image and picture_answer(image, at) in {200, 451} else None
