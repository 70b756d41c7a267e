"""Addresses of pictures that a preview prints: they answer for a while, whether or not any reader sees the picture."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from images.models import Image
from images.urls_for import rendition_url
from reviews.models import Restriction
from reviews.pictures import picture_answer

# An address lasts until the end of the next quarter of an hour: within one, a page printed twice has the same
# addresses, so a preview beside the text does not fetch its pictures anew at every pause.
QUARTER = 15 * 60
LONGEST = 2 * QUARTER


def addresses_until_soon(at: datetime) -> Callable[[Image, int, str], str]:
    """How a preview of that moment writes the address of a rendition."""
    until = (int(at.timestamp()) // QUARTER) * QUARTER + LONGEST
    signed = cache(lambda key: _signature(key, until))

    def address(image: Image, width: int, extension: str) -> str:
        return f"{rendition_url(image, width, extension)}?until={until}&signed={signed(image.key)}"

    return address


def may_be_previewed(image: Image, asked, at: datetime) -> bool:
    """Whether the query of an address was signed by us a short while ago, and the picture may still be looked at.

    What is restricted or out of licence is hidden from previews too, in whichever piece it was restricted.
    """
    until = asked.get("until", "")
    if not (until.isascii() and until.isdecimal() and len(until) < 12):
        return False
    if not at.timestamp() < int(until) <= at.timestamp() + LONGEST:
        return False
    if not constant_time_compare(asked.get("signed", ""), _signature(image.key, int(until))):
        return False
    if not image.is_licensed(at):
        return False
    restricted = Restriction.objects.active(at).filter(mode=Restriction.Mode.IMAGE, image=image).exists()
    return not restricted or picture_answer(image, at) == 200


def _signature(key: str, until: int) -> str:
    return Signer(salt="reviews.previewed_pictures").signature(f"{key}.{until}")
