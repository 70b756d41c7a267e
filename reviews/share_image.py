"""The picture that other sites show beside a link: 1200 x 630, the still whole, the headline, whose it is.

Drawn from a rendition that readers get anyway, so nothing of an original can show. The headline is set in our own
fonts, which know Latin alone: words in another script are left to the site that shows the link.
"""

import hashlib
import io
import os
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from images.colour import palette

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN, GAP = 56, 44
RECIPE = 1  # raise it when the drawing changes, so that files drawn before are drawn anew
FONTS = Path(settings.BASE_DIR) / "static" / "fonts"
IN_PLAIN = "ıŒœ"
LINES_AT_MOST = 9
FULL_SIZES, BESIDE_SIZES = range(92, 35, -4), range(64, 27, -3)


@dataclass(frozen=True)
class Told:
    """Everything the image says; the same words and picture make the same file."""

    headline: str
    kicker: str
    site: str
    credit: str = ""
    hue: int | None = None
    saturation: int | None = None
    picture: str = ""  # the rendition's path; empty: words alone
    checksum: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr((RECIPE, *astuple(self))).encode()).hexdigest()[:24]


class Face:
    """A face in two files, one for Latin and one for its extensions, drawn as if it were one."""

    def __init__(self, name: str, size: int):
        self.plain = ImageFont.truetype(FONTS / f"{name}.woff2", size)
        self.more = ImageFont.truetype(FONTS / f"{name}-ext.woff2", size)
        self.size = size

    def stretches(self, text: str):
        """(font, stretch) in the order of the text."""
        font, stretch = self.plain, ""
        for sign in text:
            wanted = self.more if is_extended(sign) else self.plain
            if wanted is not font and stretch:
                yield font, stretch
                stretch = ""
            font, stretch = wanted, stretch + sign
        if stretch:
            yield font, stretch

    def length(self, text: str) -> float:
        return sum(font.getlength(stretch) for font, stretch in self.stretches(text))

    def draw(self, canvas, at: tuple[float, float], text: str, fill: str) -> None:
        x, y = at
        for font, stretch in self.stretches(text):
            canvas.text((x, y), stretch, font=font, fill=fill, anchor="ls")
            x += font.getlength(stretch)


def is_extended(sign: str) -> bool:
    """Latin Extended, which lies in a file of its own; the range stands in static/css/fonts.css too."""
    return sign not in IN_PLAIN and ("\u0100" <= sign <= "\u024f" or "\u1e00" <= sign <= "\u1eff")


def can_be_set(text: str) -> bool:
    """Whether our fonts have every sign of it."""
    return all(
        sign <= "\u024f" or is_extended(sign) or "\u2000" <= sign <= "\u206f" or sign in "€™" for sign in text
    )


def file_of(pk: int, told: Told) -> Path:
    """The drawn file, made if it is not there; one a piece is kept."""
    folder = Path(settings.MEDIA_ROOT) / "share" / str(pk)
    file = folder / f"{told.digest}.jpg"
    if not file.is_file():
        drawn = draw(told)
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as half:
            half.write(drawn)
        os.replace(name, file)
        for older in folder.glob("*.jpg"):
            if older != file:
                older.unlink(missing_ok=True)
    return file


def draw(told: Told) -> bytes:
    """A JPEG of 1200 x 630 pixels."""
    colours = palette(told.hue, told.saturation)
    image = Pillow.new("RGB", SIZE, colours.film_deep)
    canvas = ImageDraw.Draw(image)
    bottom = HEIGHT - MARGIN
    edge = _still(image, told, colours) if told.picture else WIDTH - MARGIN
    sizes = BESIDE_SIZES if told.picture else FULL_SIZES
    small = Face("ui", 26)
    top = MARGIN + 26
    if can_be_set(told.kicker):
        small.draw(canvas, (MARGIN, top), _clipped(told.kicker, small, edge - MARGIN), colours.lit)
    if can_be_set(told.headline):
        room = (edge - MARGIN, bottom - 70 - top - 24)
        face, lines = _fitted(told.headline, room, sizes)
        y = float(top + 24)
        for line in lines:
            y += face.size * 1.06
            face.draw(canvas, (MARGIN, y), line, colours.lit_2)
    Face("display", 40).draw(canvas, (MARGIN, bottom), told.site, colours.lit_2)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=84, optimize=True, progressive=True)
    return written.getvalue()


def _still(image, told: Told, colours) -> int:
    """Put the picture in, whole, its credit under it; gives where the words must end, in pixels from the left."""
    with Pillow.open(told.picture) as opened:
        ratio = opened.width / opened.height
        width = min(640, round((HEIGHT - 2 * MARGIN - 40) * ratio))
        height = round(width / ratio)
        still = opened.convert("RGB").resize((width, height), Pillow.Resampling.LANCZOS)
    left = WIDTH - MARGIN - width
    top = max(MARGIN, (HEIGHT - height) // 2 - 14)
    image.paste(still, (left, top))
    if told.credit and can_be_set(told.credit):
        small = Face("ui", 20)
        words = _clipped(told.credit, small, width)
        small.draw(ImageDraw.Draw(image), (left, top + height + 30), words, colours.mute)
    return left - GAP


def _fitted(text: str, room: tuple[float, float], sizes) -> tuple[Face, list[str]]:
    """The largest size at which the text fits; at the smallest it ends with an ellipsis."""
    width, height = room
    for size in sizes:
        face = Face("display", size)
        lines = _broken(text, face, width)
        fits = all(face.length(line) <= width for line in lines)
        if fits and len(lines) <= LINES_AT_MOST and len(lines) * size * 1.06 <= height:
            return face, lines
    most = max(1, int(height // (size * 1.06)))
    lines = [_clipped(line, face, width) for line in lines]
    return face, lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]}…"]


def _broken(text: str, face: Face, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        together = f"{lines[-1]} {word}" if lines else word
        if lines and face.length(together) <= width:
            lines[-1] = together
        else:
            lines.append(word)
    return lines


def _clipped(text: str, face: Face, width: float) -> str:
    if face.length(text) <= width:
        return text
    while text and face.length(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
