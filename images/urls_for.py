"""Addresses of pictures and colours. The views that answer for pictures belong to the reviews package."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

from accounts.addresses import address
from images.colour import RECIPE


def rendition_url(image, width: int, ext: str) -> str:
    """`/pictures/<key>/<width>.<ext>`; says nothing about whether the rendition exists or may be seen."""
    return f"{_folder(get_script_prefix())}{image.key}/{width}.{ext}"


@lru_cache(maxsize=8)
def _folder(script_prefix: str) -> str:
    """Up to the key: a page prints some two hundred of these."""
    return reverse("picture", args=["key", 1, "jpg"]).removesuffix("key/1.jpg")


def colour_url(hue: int | None, saturation: int | None) -> str:
    """The stylesheet that gives a page the colour of its film, or the neutral set."""
    neutral = hue is None or saturation is None
    path = address("neutral-colour") if neutral else address("film-colour", hue, saturation)
    return f"{path}?{RECIPE}"
