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
PAGES_AT_MOST = 50  # that one report may name
LONGEST = 1000  # characters of an address that we keep beside its case


@dataclass(frozen=True)
class Page:
    """`review` and `image` are for moderators; `card` is what the form may show to anybody."""

    path: str
    review: Review | None = None
    image: Image | None = None
    card: Card | None = None


@dataclass(frozen=True)
class Named:
    """A piece or a picture of ours, and the address by which somebody named it."""

    address: str
    review: Review | None = None
    image: Image | None = None

    @property
    def thing(self) -> tuple[int | None, int | None]:
        """The same for every address of one thing; a pair of nothing for what is none of ours."""
        return self.review.pk if self.review else None, self.image.pk if self.image else None


def lines_of(text: str) -> list[str]:
    """Addresses as they were typed, one a line, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def named_in(text: str, at: datetime, host: str = "") -> tuple[list[Named], list[str]]:
    """Which pieces and pictures of ours the lines name; and the lines that name none, as they are."""
    found, others = [], []
    for address in lines_of(text):
        page = page_at(address, at, host, to_show=False) if len(address) <= LONGEST else None
        if page and (page.review or page.image):
            found.append(Named(address, page.review, page.image))
        else:
            others.append(address)
    return found, others


def page_at(address: str, at: datetime, host: str = "", *, to_show: bool = True) -> Page | None:
    """The page that the address (whole, or from the slash on) names; None when we have none there.

    A piece that never showed answers as if it were not there; one that is gone is found, but not shown. `to_show`
    False: without its card.
    """
    path = _path(address, host)
    if path is None:
        return None
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.url_name == "piece":
        return _piece(path, at, to_show)
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


def _piece(path: str, at: datetime, to_show: bool) -> Page | None:
    paths = [path] if path.endswith("/") else [path, f"{path}/"]
    review = Review.objects.filter(path__in=paths).first()
    if review is None:
        old = OldPath.objects.filter(path__in=paths).select_related("review").first()
        if old is None or old.review is None:
            return Page(path) if old else None
        review = old.review
    absence = review.absence(at)
    path = review.path or path
    if absence is None and not to_show:
        return Page(path, review=review)
    if absence is None:
        shown = Review.objects.published(at).filter(pk=review.pk).for_cards(at)
        return Page(path, review=review, card=next(iter(cards(shown, at)), None))
    return Page(path, review=review) if absence.status in ONCE_SEEN else None


def _picture(path: str, key: str, at: datetime) -> Page | None:
    image = Image.objects.filter(key=key).first()
    return Page(path, image=image) if image and picture_answer(image, at) in {200, 451} else None
