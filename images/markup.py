"""The HTML of a picture: shown whole, in the sizes that exist, without a shift of the page around it."""

from collections.abc import Callable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from images.renditions import BASE_WIDTH, CONTENT_TYPES, KINDS, height_for
from images.urls_for import rendition_url

Address = Callable[[object, int, str], str]


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
    jpegs = image.renditions.get("jpeg")
    if not jpegs:
        return SafeString()
    sources = [
        (CONTENT_TYPES[ext], _srcset(image, widths, ext, address), sizes)
        for ext, kind in KINDS.items()
        if ext != "jpg" and (widths := image.renditions.get(kind))
    ]
    widest = max(jpegs)
    attributes = {
        **({"class": css_class} if css_class else {}),
        "src": address(image, max((w for w in jpegs if w <= BASE_WIDTH), default=widest), "jpg"),
        "srcset": _srcset(image, jpegs, "jpg", address),
        "sizes": sizes,
        "width": widest,
        "height": height_for(image, widest),
        "alt": image.alt if alt is None else alt,
        **_haste(eager, first),
    }
    return format_html(
        "<picture>{}<img{}></picture>",
        format_html_join("", '<source type="{}" srcset="{}" sizes="{}">', sources),
        format_html_join("", ' {}="{}"', attributes.items()),
    )


def _srcset(image, widths: list[int], ext: str, address: Address) -> str:
    return ", ".join(f"{address(image, width, ext)} {width}w" for width in widths)


def _haste(eager: bool, first: bool) -> dict[str, str]:
    if eager:
        return {"fetchpriority": "high"}
    return {} if first else {"loading": "lazy", "decoding": "async"}
