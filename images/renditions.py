"""The files that readers get: which there are, where they lie, and how they are made.

A rendition is always drawn anew from decoded pixels, so nothing that was hidden in the original (a place, a
serial number, a script behind the last pixel) can reach a reader.
"""

import os
import tempfile
from pathlib import Path

from django.db import transaction
from PIL import Image as Pillow

from images.decoding import decode
from images.models import Image
from images.storage import forget, renditions_folder
from pagecache.changes import changed

WIDTHS = (360, 480, 640, 828, 1080, 1440, 1920)
BASE_WIDTH = 828

# In the order in which a browser is offered them: by extension, as they stand in an address.
KINDS = {"avif": "avif", "webp": "webp", "jpg": "jpeg"}
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
OPTIONS = {
    "avif": {"quality": 52, "speed": 8},
    "webp": {"quality": 70, "method": 4},
    "jpg": {"quality": 76, "progressive": True, "optimize": True},
}


def widths_for(width: int) -> list[int]:
    """The widths in pixels that a picture of `width` gets: smaller ones, and its own up to 1920."""
    widest = min(width, WIDTHS[-1])
    return [step for step in WIDTHS if step < widest] + [widest]


def base_width(width: int) -> int:
    """The one width that exists as soon as a picture is in the library."""
    return max(step for step in widths_for(width) if step <= BASE_WIDTH)


def height_for(image, width: int) -> int:
    """The height in pixels of the rendition of that width."""
    return max(1, round(width * image.height / image.width))


def path_of(image, width: int, ext: str) -> Path | None:
    """The file of a rendition, or None when the picture has none of that width and extension.

    Only widths and extensions that the row lists become part of a path.
    """
    if width not in image.renditions.get(KINDS.get(ext, ""), ()):
        return None
    return _path(image, width, ext)


def make_base(image, bitmap: Pillow.Image) -> None:
    """Draw the base rendition from an already decoded picture, and list it on `image` without saving it."""
    width = base_width(image.width)
    _draw(image, bitmap, width, "jpg")
    image.renditions = {"jpeg": [width]}


def make_all(image) -> None:
    """Draw every rendition from the original, then list them on the row and name the pages as changed.

    Making them twice is harmless. Raises ValidationError when the original cannot be decoded any more.
    """
    _draw_all(image)
    with transaction.atomic():
        if Image.objects.filter(pk=image.pk, key=image.key).update(renditions=image.renditions):
            changed(f"image:{image.pk}")
        else:  # Deleted or given another file while we were drawing: its files went before ours came.
            forget(image.key, "")


def _draw_all(image) -> None:
    with image.file.open("rb") as original:
        bitmap = decode(original, for_width=WIDTHS[-1]).bitmap
    widths = widths_for(image.width)
    # The largest first: each is drawn from the decoded picture, and what fails for lack of room fails early.
    for width in reversed(widths):
        for ext in KINDS:
            _draw(image, bitmap, width, ext)
    image.renditions = dict.fromkeys(KINDS.values(), widths)


def _path(image, width: int, ext: str) -> Path:
    return renditions_folder() / image.key / f"{width}.{ext}"


def _draw(image, bitmap: Pillow.Image, width: int, ext: str) -> None:
    size = width, height_for(image, width)
    drawn = bitmap if bitmap.size == size else bitmap.resize(size, Pillow.Resampling.LANCZOS)
    path = _path(image, width, ext)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside its place and renamed: a reader never gets half a picture, whenever the power fails.
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=f".{ext}.part", delete=False) as part:
        try:
            drawn.save(part, format=KINDS[ext], **OPTIONS[ext])
            part.flush()
            os.fsync(part.fileno())
            os.chmod(part.name, 0o644)
            os.replace(part.name, path)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
