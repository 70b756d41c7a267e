"""The picture that other sites show beside a link: 1200 x 630, the still whole, the headline, whose it is.

Drawn from a rendition that readers get anyway, so nothing of an original can show. The headline is set in our own
fonts, which know Latin alone, and words in another script in what `share_fonts` finds on this machine. A headline of
which nothing can be drawn leaves the word for its kind.
"""

import hashlib
import io
import os
import re
import tempfile
from dataclasses import astuple, dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from images.colour import palette
from reviews.directions import directions, in_sight, starts_left
from reviews.share_fonts import Found, faces_for

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN, GAP = 56, 44
RECIPE = 2  # raise it when the drawing changes, so that files drawn before are drawn anew
FONTS = Path(settings.BASE_DIR) / "static" / "fonts"
IN_PLAIN = "ıŒœ"
LINES_AT_MOST = 9
# Chinese and Japanese break between any two signs, but no line begins with one that closes.
UNIT = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef][、。，．」』）】？！：；ー…っゃゅょッャュョ]*|[^\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)
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
    language: str = ""

    @property
    def digest(self) -> str:
        said = repr((RECIPE, *astuple(self), sorted(self.faces.items())))
        return hashlib.sha256(said.encode()).hexdigest()[:24]

    @cached_property
    def faces(self) -> dict[str, Found]:
        """For signs that our fonts lack; empty for a piece in a language that they know."""
        words = f"{self.headline}{self.kicker}{self.site}{self.credit}"
        lacking = {sign for sign in words if not is_ours(sign)}
        return faces_for(lacking, self.language) if lacking else {}

    @property
    def as_drawn(self) -> "Told":
        """Without the signs that nothing can draw; the kind where nothing is left of the headline."""
        headline, kicker = self._drawable(self.headline), self._drawable(self.kicker)
        if self.headline and not any(map(str.isalnum, headline)):
            headline, kicker = kicker.split("·")[0].strip(), ""
        site, credit = self._drawable(self.site), self._drawable(self.credit)
        return replace(self, headline=headline, kicker=kicker, site=site, credit=credit)

    def _drawable(self, words: str) -> str:
        return " ".join("".join(sign for sign in words if is_ours(sign) or sign in self.faces).split())


class Stretch(NamedTuple):
    font: ImageFont.FreeTypeFont
    text: str
    to_left: bool


class Face:
    """A face in two files, one for Latin and one for its extensions, drawn as if it were one, with its guests."""

    def __init__(self, name: str, size: int, guests: dict[str, Found]):
        self.plain = ImageFont.truetype(FONTS / f"{name}.woff2", size)
        self.more = ImageFont.truetype(FONTS / f"{name}-ext.woff2", size)
        fonts = {found: ImageFont.truetype(found.file, size, index=found.number) for found in guests.values()}
        self.guests = {sign: fonts[found] for sign, found in guests.items()}
        self.size = size

    def font_of(self, sign: str) -> ImageFont.FreeTypeFont:
        return self.guests.get(sign) or (self.more if is_extended(sign) else self.plain)

    def stretches(self, text: str, leftward: bool) -> list[Stretch]:
        """Of one font and one direction each, in the order of the text."""
        found: list[Stretch] = []
        for sign, to_left in zip(text, directions(text, leftward), strict=True):
            font = self.font_of(sign)
            if found and found[-1].font is font and found[-1].to_left is to_left:
                found[-1] = Stretch(font, found[-1].text + sign, to_left)
            else:
                found.append(Stretch(font, sign, to_left))
        return found

    def length(self, text: str) -> float:
        return sum(_length(stretch) for stretch in self.stretches(text, starts_left(text)))

    def draw(self, canvas, at: tuple[float, float], text: str, fill: str, leftward: bool = False) -> None:
        """A line, from `at` to the right. `leftward`: it belongs to words that run to the left."""
        x, y = at
        for stretch in in_sight(self.stretches(text, leftward), leftward):
            way = _way(stretch)
            canvas.text((x, y), stretch.text, font=stretch.font, fill=fill, anchor="ls", direction=way)
            x += _length(stretch)


def _length(stretch: Stretch) -> float:
    return stretch.font.getlength(stretch.text, direction=_way(stretch))


def _way(stretch: Stretch) -> str | None:
    return "rtl" if stretch.to_left else None


def is_extended(sign: str) -> bool:
    """Latin Extended, which lies in a file of its own; the range stands in static/css/fonts.css too."""
    return sign not in IN_PLAIN and ("\u0100" <= sign <= "\u024f" or "\u1e00" <= sign <= "\u1eff")


def is_ours(sign: str) -> bool:
    """Whether our fonts have it."""
    return sign <= "\u024f" or is_extended(sign) or "\u2000" <= sign <= "\u206f" or sign in "€™"


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


@lru_cache(maxsize=8)
def drawn(told: Told) -> bytes:
    """What `draw` gives, for looks at one preview after another."""
    return draw(told)


def draw(told: Told) -> bytes:
    """A JPEG of 1200 x 630 pixels."""
    guests, told = told.faces, told.as_drawn
    colours = palette(told.hue, told.saturation)
    image = Pillow.new("RGB", SIZE, colours.film_deep)
    canvas = ImageDraw.Draw(image)
    bottom = HEIGHT - MARGIN
    edge = _still(image, told, guests, colours) if told.picture else WIDTH - MARGIN
    sizes = BESIDE_SIZES if told.picture else FULL_SIZES
    small = Face("ui", 26, guests)
    top = MARGIN + 26
    small.draw(canvas, (MARGIN, top), _clipped(told.kicker, small, edge - MARGIN), colours.lit)
    face, lines = _fitted(told.headline, guests, (edge - MARGIN, bottom - 70 - top - 24), sizes)
    y, leftward = float(top + 24), starts_left(told.headline)
    for line in lines:
        y += face.size * 1.06
        x = edge - face.length(line) if leftward else MARGIN
        face.draw(canvas, (x, y), line, colours.lit_2, leftward)
    Face("display", 40, guests).draw(canvas, (MARGIN, bottom), told.site, colours.lit_2)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=84, optimize=True, progressive=True)
    return written.getvalue()


def _still(image, told: Told, guests: dict[str, Found], colours) -> int:
    """Put the picture in, whole, its credit under it; gives where the words must end, in pixels from the left."""
    with Pillow.open(told.picture) as opened:
        ratio = opened.width / opened.height
        width = min(640, round((HEIGHT - 2 * MARGIN - 40) * ratio))
        height = round(width / ratio)
        still = opened.convert("RGB").resize((width, height), Pillow.Resampling.LANCZOS)
    left = WIDTH - MARGIN - width
    top = max(MARGIN, (HEIGHT - height) // 2 - 14)
    image.paste(still, (left, top))
    if told.credit:
        small = Face("ui", 20, guests)
        words = _clipped(told.credit, small, width)
        small.draw(ImageDraw.Draw(image), (left, top + height + 30), words, colours.mute, starts_left(words))
    return left - GAP


def _fitted(text: str, guests: dict[str, Found], room: tuple[float, float], sizes) -> tuple[Face, list[str]]:
    """The largest size at which the text fits; at the smallest it ends with an ellipsis."""
    width, height = room
    for size in sizes:
        face = Face("display", size, guests)
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
        for place, unit in enumerate(UNIT.findall(word)):
            together = f"{lines[-1]}{'' if place else ' '}{unit}" if lines else unit
            if lines and face.length(together) <= width:
                lines[-1] = together
            else:
                lines.append(unit)
    return lines


def _clipped(text: str, face: Face, width: float) -> str:
    if face.length(text) <= width:
        return text
    while text and face.length(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
