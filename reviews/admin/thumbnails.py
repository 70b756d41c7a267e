"""Small pictures for the desk, whatever readers may see of them."""

from django.urls import reverse

from images.models import Image

SHOWN_WIDTH = 160  # CSS pixels


def measures(image: Image) -> str:
    """Its shape and its pixels: "1.33:1, 1,440 × 1,080"."""
    return ", ".join(filter(None, [image.ratio_name, f"{image.width:,} × {image.height:,}"]))


def thumbnail(image: Image | None) -> dict | None:
    """Address, width and height of a rendition fit for a thumbnail; None for a picture without renditions."""
    widths = image.renditions.get("jpeg") if image else None
    if not widths:
        return None
    width = min((width for width in widths if width >= 2 * SHOWN_WIDTH), default=max(widths))
    height = max(1, round(SHOWN_WIDTH * image.height / image.width))
    return {
        "url": reverse("admin:admin-picture", args=[image.key, width, "jpg"]), "width": SHOWN_WIDTH, "height": height,
    }  # fmt: skip
