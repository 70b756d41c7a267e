"""What we refuse to decode, and in which words.

Every refusal is a ValidationError whose sentence says what to do next. Nothing here decodes pixels: size,
kind and dimensions are known from the first bytes, so a small file that unpacks to gigabytes costs nothing.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

from django.core.exceptions import ValidationError
from PIL import Image as Pillow
from PIL.ImageFile import ImageFile

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 60_000_000
# libwebp keeps three whole frames while it decodes one.
MAX_PIXELS_OF = {"WEBP": 30_000_000}
MIN_SIDE = 16
# A longer strip could not be shown whole on any page, and its tallest size would pass what WebP can hold.
MAX_ELONGATION = 8

# What we ask Pillow to try; left alone it would also start PostScript and twenty rarer decoders.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF")
# Phones hide a second picture behind the first and Pillow then calls the JPEG an MPO.
NAMES = {name: name.lower() for name in FORMATS} | {"MPO": "jpeg"}
EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp", "avif": "avif", "tiff": "tif", "gif": "gif"}
KNOWN_SUFFIXES = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".tif", ".tiff", ".gif", ""}

# What a browser that guesses at a file's kind would take for a page, looking at its first bytes ...
LOOKS_LIKE_A_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body|iframe|script)\b", re.IGNORECASE)
SNIFFED = 1500
# ... and what no picture holds anywhere. Shorter words would turn up in compressed data by chance.
SCRIPT = re.compile(rb"<script[\s>/]", re.IGNORECASE)
LONGEST_SCRIPT = 8

OTHER_KIND = "A %(suffix)s file cannot be used here. Export it as JPEG, PNG, WebP, AVIF or TIFF."
DAMAGED = "This picture is damaged or cut short. Export it again and upload the new file."
HIDDEN_PAGE = "This file hides a web page inside a picture. Export the picture again and upload the new file."


def check_size(file) -> int:
    """The size of an open file in bytes. Raises ValidationError for an empty one and for one over 25 MB."""
    size = file.seek(0, 2)
    size = file.tell() if size is None else size
    file.seek(0)
    if size == 0:
        raise ValidationError("This file is empty.", code="empty")
    if size > MAX_BYTES:
        raise ValidationError("Over 25 MB. Export it at 3,000 px wide and try again.", code="too_big")
    return size


def check_disguise(file) -> None:
    """Refuse drawings that may carry programs, and files that are a picture and a web page at once."""
    file.seek(0)
    head = file.read(SNIFFED)
    suffix = _suffix(file)
    if suffix in {".svg", ".svgz"} or re.search(rb"<svg\b", head, re.IGNORECASE):
        raise ValidationError(
            "An SVG drawing can carry a program, so it cannot be used here. Export it as PNG.", code="svg"
        )
    if LOOKS_LIKE_A_PAGE.search(head):
        raise ValidationError(HIDDEN_PAGE, code="polyglot")
    file.seek(0)
    tail = b""
    while chunk := file.read(1024 * 1024):
        if SCRIPT.search(tail + chunk):
            raise ValidationError(HIDDEN_PAGE, code="polyglot")
        tail = chunk[-LONGEST_SCRIPT:]
    file.seek(0)


@contextmanager
def opened(file) -> Iterator[ImageFile]:
    """The picture in an open file, its pixels not yet decoded.

    Raises ValidationError for what is no picture of ours. Decoders fail in every way their input can provoke,
    so whatever goes wrong inside the block becomes the sentence about a damaged picture.
    """
    file.seek(0)
    with refusing_bombs(), refusing_damage():
        try:
            picture = Pillow.open(file, formats=FORMATS)
        except Pillow.UnidentifiedImageError:
            raise _not_a_picture(file) from None
        with picture:
            check_dimensions(*picture.size, limit=MAX_PIXELS_OF.get(str(picture.format), MAX_PIXELS))
            if picture.mode in {"I", "F"}:
                # Where black and white lie in them, only the program that wrote them knows.
                raise ValidationError(
                    "This picture has 32 bits for each colour. Export it with 8 bits, as JPEG or PNG.",
                    code="too_deep",
                )
            yield picture


def check_dimensions(width: int, height: int, limit: int = MAX_PIXELS) -> None:
    """Refuse what is too large to decode, too small to show, or too long to stand on a page."""
    facts = {"width": f"{width:,}", "height": f"{height:,}"}
    if width * height > limit:
        raise ValidationError(
            "%(width)s × %(height)s pixels are too many (the limit is %(limit)s million). "
            "Export it at 3,000 px wide and try again.",
            code="too_many_pixels",
            params=facts | {"limit": limit // 1_000_000},
        )
    if min(width, height) < MIN_SIDE:
        raise ValidationError(
            "%(width)s × %(height)s pixels are too few to show. Each side needs at least 16.",
            code="too_small",
            params=facts,
        )
    if max(width, height) > MAX_ELONGATION * min(width, height):
        raise ValidationError(
            "%(width)s × %(height)s pixels make a strip too long for a page: the longer side may be eight "
            "times the shorter. Cut it into several pictures.",
            code="too_long",
            params=facts,
        )


@contextmanager
def refusing_damage() -> Iterator[None]:
    try:
        yield
    except (ValidationError, Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise
    except Exception as error:
        raise ValidationError(DAMAGED, code="damaged") from error


@contextmanager
def refusing_bombs() -> Iterator[None]:
    try:
        yield
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise ValidationError(
            "This picture has more than 60 million pixels. Export it at 3,000 px wide and try again.",
            code="too_many_pixels",
        ) from error


def arm() -> None:
    """Hold the whole process to our pixel limit, so that no other use of Pillow has a looser one.

    Pillow itself only warns up to twice its limit; a warning that nobody reads would decode the bomb.
    """
    Pillow.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Pillow.DecompressionBombWarning)


def _suffix(file) -> str:
    return PurePath(getattr(file, "name", None) or "").suffix.lower()


def _not_a_picture(file) -> ValidationError:
    suffix = _suffix(file)
    if suffix not in KNOWN_SUFFIXES:
        return ValidationError(OTHER_KIND, code="other_kind", params={"suffix": suffix})
    if suffix:
        return ValidationError(
            "This file says %(suffix)s but is not a picture.", code="not_a_picture", params={"suffix": suffix}
        )
    return ValidationError("This file is not a picture.", code="not_a_picture")
