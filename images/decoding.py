"""From a file to pixels we can trust: upright, sRGB, opaque, and no larger than their use.

A photograph of 24 megapixels takes 96 MB once decoded and as much again for every copy of it. So a JPEG is
decoded at a fraction of its size, and everything else is converted and shrunk in bands.
"""

import io
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image as Pillow
from PIL import ImageCms

from images.embedded import suggested_credit
from images.validators import NAMES, opened

ORIENTATION = 0x0112
TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
SIDEWAYS = {5, 6, 7, 8}
BAND_ROWS = 256

# Ten uploads at once would need ten times the memory; waiting a second for each other costs nobody anything.
_one_at_a_time = threading.Lock()

Convert = Callable[[Pillow.Image], Pillow.Image]


@dataclass(frozen=True)
class Decoded:
    """`bitmap` is RGB and may be smaller than the picture; `width` and `height` are the picture's own."""

    bitmap: Pillow.Image
    format: str
    width: int
    height: int
    credit: str


def decode(file, *, for_width: int) -> Decoded:
    """The first frame of an open file, shrunk to between one and three times `for_width` pixels across.

    A picture narrower than that keeps its size. Raises ValidationError (see `validators`).
    """
    with _one_at_a_time, opened(file) as picture:
        # Pillow turns a TIFF itself, and measures it so from the start.
        turn = 1 if picture.format == "TIFF" else picture.getexif().get(ORIENTATION, 1)
        credit = suggested_credit(picture)
        width, height = picture.size
        across = height if turn in SIDEWAYS else width
        # JPEG only; the decoder picks the next larger of 1/1, 1/2, 1/4 and 1/8.
        picture.draft(None, (math.ceil(width * for_width / across), math.ceil(height * for_width / across)))
        picture.load()
        across = picture.height if turn in SIDEWAYS else picture.width
        factor = max(1, 2 * across // (3 * for_width))
        bitmap = _shrunk(picture, factor, _to_srgb(picture))
        if turn in TURNS:
            bitmap = bitmap.transpose(TURNS[turn])
        if turn in SIDEWAYS:
            width, height = height, width
        return Decoded(bitmap, NAMES[str(picture.format)], width, height, credit)


def _shrunk(picture: Pillow.Image, factor: int, convert: Convert) -> Pillow.Image:
    """`picture` converted and divided by `factor`, never holding a second copy at full size."""
    whole = Pillow.new("RGB", (math.ceil(picture.width / factor), math.ceil(picture.height / factor)))
    rows = BAND_ROWS * factor
    for top in range(0, picture.height, rows):
        band = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        whole.paste(convert(band).reduce(factor), (0, top // factor))
    return whole


def _to_srgb(picture: Pillow.Image) -> Convert:
    """How to bring a part of this picture to opaque sRGB; transparent parts become white."""
    profile = picture.info.get("icc_profile") or b""
    sample = _plain(picture.crop((0, 0, 1, 1)))
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            sample.mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        # No profile, a broken one, or one for other channels than these: read it as sRGB, like a browser.
        return lambda band: _plain(band).convert("RGB")
    return lambda band: transform.apply(_plain(band))


def _plain(band: Pillow.Image) -> Pillow.Image:
    """`band` without palette, transparency and more than eight bits: RGB, grey or CMYK."""
    if band.mode.startswith("I;16"):
        # Pillow's own conversion clips instead of scaling, which leaves a white picture.
        return band.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if band.has_transparency_data:
        band = band.convert("RGBA")
        ground = Pillow.new("RGBA", band.size, "white")
        return Pillow.alpha_composite(ground, band).convert("RGB")
    if band.mode in {"L", "RGB", "CMYK"}:
        return band
    return band.convert("L" if band.mode == "1" else "RGB")
