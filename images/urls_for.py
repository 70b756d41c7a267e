"""Addresses of pictures and colours. The views that answer for pictures belong to the reviews package."""

from django.urls import reverse

from images.colour import RECIPE


def rendition_url(image, width: int, ext: str) -> str:
    """`/pictures/<key>/<width>.<ext>`; says nothing about whether the rendition exists or may be seen."""
    return reverse("picture", args=[image.key, width, ext])


def colour_url(hue: int | None, saturation: int | None) -> str:
    """The stylesheet that gives a page the colour of its film, or the neutral set."""
    neutral = hue is None or saturation is None
    path = reverse("neutral-colour") if neutral else reverse("film-colour", args=[hue, saturation])
    return f"{path}?{RECIPE}"
