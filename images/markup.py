"""The HTML of a picture: shown whole, in the sizes that exist, without a shift of the page around it."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.urls import get_script_prefix
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from images.renditions import BASE_WIDTH, CONTENT_TYPES, KINDS, height_for
from images.urls_for import rendition_url

Address = Callable[[object, int, str], str]
HASTE: dict[str, dict[str, str]] = {
    "eager": {"fetchpriority": "high"},
    "first": {},
    "lazy": {"loading": "lazy", "decoding": "async"},
}


def picture(
    image,
    *,
    sizes: str = "100vw",
    eager: bool = False,
    first: bool = False,
    alt: str | None = None,
    css_class: str = "",
    address: Address = rendition_url,
) -> SafeString:
    """`<picture>` with a source a format and an `<img>` that always says its width and height.

    `sizes`: as in HTML. `eager`: the page's main picture, fetched before others; `first`: not lazy, but no
    hurry either (the first of a list). `alt` of this use goes before the picture's own; an empty one marks it
    as decoration. `css_class` stands on the `<img>`. `address` may print other addresses (previews sign
    theirs). A picture without renditions prints nothing. Asks no database.
    """
    said = conditional_escape(
        image.alt if alt is None else alt
    )  # what is kept for words is not taken for HTML
    if address is not rendition_url:
        return _written(image, sizes, _haste(eager, first), said, css_class, address)
    widths = tuple((kind, *widths) for kind, widths in image.renditions.items())
    drawn = Drawn(image.key, image.width, image.height, widths, get_script_prefix())
    return _kept(drawn, sizes, _haste(eager, first), said, css_class)


class Drawn(NamedTuple):
    """All that the HTML says of a picture besides its words."""

    key: str
    width: int
    height: int
    widths: tuple[tuple, ...]
    script_prefix: str

    @property
    def renditions(self) -> dict[str, tuple[int, ...]]:
        return {kind: tuple(widths) for kind, *widths in self.widths}


@lru_cache(maxsize=2048)
def _kept(drawn: Drawn, sizes: str, haste: str, alt: str, css_class: str) -> SafeString:
    """Some three kilobytes each, made of what it is given alone; the same pictures stand on many pages."""
    return _written(drawn, sizes, haste, alt, css_class, rendition_url)


def _written(image, sizes: str, haste: str, alt: str, css_class: str, address: Address) -> SafeString:
    renditions = image.renditions
    jpegs = renditions.get("jpeg")
    if not jpegs:
        return SafeString()
    sources = [
        (CONTENT_TYPES[ext], _srcset(image, widths, ext, address), sizes)
        for ext, kind in KINDS.items()
        if ext != "jpg" and (widths := renditions.get(kind))
    ]
    widest = max(jpegs)
    attributes = {
        **({"class": css_class} if css_class else {}),
        "src": address(image, max((w for w in jpegs if w <= BASE_WIDTH), default=widest), "jpg"),
        "srcset": _srcset(image, jpegs, "jpg", address),
        "sizes": sizes,
        "width": widest,
        "height": height_for(image, widest),
        "alt": alt,
        **HASTE[haste],
    }
    return format_html(
        "<picture>{}<img{}></picture>",
        format_html_join("", '<source type="{}" srcset="{}" sizes="{}">', sources),
        format_html_join("", ' {}="{}"', attributes.items()),
    )


def _srcset(image, widths: Sequence[int], ext: str, address: Address) -> str:
    return ", ".join(f"{address(image, width, ext)} {width}w" for width in widths)


def _haste(eager: bool, first: bool) -> str:
    return "eager" if eager else "first" if first else "lazy"
