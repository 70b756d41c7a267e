"""The colour that a film lends its page.

One hue and one saturation are read from a picture; everything printed is derived from the two, and moved
lighter or darker until it can be read. Hues are whole degrees (0-359), saturations whole percent (25-65),
colours are `#rrggbb`. The contrast figures are those of WCAG 2.2: 4.5 is the least for text.
"""

import colorsys
import re
from functools import cache, lru_cache
from statistics import median
from typing import NamedTuple

from django.core.exceptions import ValidationError
from PIL import Image as Pillow

HUES = range(360)
SATURATIONS = range(25, 66)

# The grounds the colours must be read on; they repeat static/css/tokens.css.
PAPER_2 = "#eef0ea"
DARK_PAPER_2 = "#191c17"
WHITE = "#ffffff"

# A picture counts as black and white when fewer of its pixels than this have a hue worth the name.
COLOURED_ENOUGH = 0.05
BINS = 24
CLASS_SATURATION = 45

READABLE = 4.5

# Stands in the address of every stylesheet, which browsers keep for a year: raise it when a palette changes.
RECIPE = 1


class Palette(NamedTuple):
    """`film` and `film_dark` are for paper; the others stand on `film_deep`."""

    film: str
    film_dark: str
    film_deep: str
    lit: str
    lit_2: str
    mute: str


class Ratios(NamedTuple):
    """What an editor sees beside the picker: the colour on light and dark pages, each with its contrast."""

    film: str
    on_paper: float
    film_dark: str
    on_dark_paper: float


NEUTRAL = Palette("#4a4e42", "#b4b8a9", "#15171c", "#cfd5dd", "#f4f5f7", "#a2a8b0")


def contrast(a: str, b: str) -> float:
    """WCAG 2.2 contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = bytes.fromhex(colour[1:])
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def _colour(hue: float, lightness: int, saturation: float) -> str:
    channels = colorsys.hls_to_rgb(hue / 360, lightness / 100, saturation / 100)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _until_readable(hue, saturation, *, start: int, step: int, ground: str, need: float) -> str:
    """The first colour from `start` percent lightness on that reaches `need` on `ground`.

    The rounded colour is measured, not the exact one, so what is promised is what is printed.
    """
    lightness = start
    while contrast(colour := _colour(hue, lightness, saturation), ground) < need:
        lightness += step
    return colour


@lru_cache(maxsize=1024)
def palette(hue: float | None, saturation: float | None) -> Palette:
    """Every colour of a film's page, readable by construction; the neutral set when there is no hue."""
    if hue is None or saturation is None:
        return NEUTRAL
    deep = _colour(hue, 6, min(saturation, 45))
    return Palette(
        film=_until_readable(hue, saturation, start=36, step=-1, ground=PAPER_2, need=5.5),
        film_dark=_until_readable(hue, saturation, start=60, step=1, ground=DARK_PAPER_2, need=7),
        film_deep=deep,
        lit=_until_readable(hue, saturation, start=68, step=1, ground=deep, need=9),
        lit_2=_colour(hue, 94, min(saturation, 40)),
        mute=_until_readable(hue, min(saturation, 25), start=62, step=1, ground=deep, need=6),
    )


def stylesheet(hue: int | None, saturation: int | None, *, dark: bool = False) -> str:
    """The whole stylesheet of one film colour. It must be linked after the site's own.

    `dark`: only what a dark page changes of it, whatever scheme the reader's system has.
    """
    colours = palette(hue, saturation)
    if dark:
        return f":root{{--film:{colours.film_dark}}}\n"
    return (
        f":root{{--film:{colours.film};--film-deep:{colours.film_deep};--film-lit:{colours.lit};"
        f"--film-lit-2:{colours.lit_2};--film-mute:{colours.mute}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--film:{colours.film_dark}}}}}\n"
    )


def hue_class(hue: int | None) -> str:
    """The class for lists, where forty films stand on one page: 24 hues rather than a stylesheet each."""
    return "hue-none" if hue is None else f"hue-{hue * BINS // 360}"


def class_rules() -> str:
    """The rules for every `hue_class`, as they belong into the site's stylesheet."""
    sets = {f"hue-{n}": palette((n + 0.5) * 360 / BINS, CLASS_SATURATION) for n in range(BINS)}
    sets["hue-none"] = NEUTRAL
    light = "".join(
        f".{name}{{--film:{colours.film};--film-deep:{colours.film_deep}}}\n"
        for name, colours in sets.items()
    )
    dark = "".join(f".{name}{{--film:{colours.film_dark}}}\n" for name, colours in sets.items())
    return f"{light}@media (prefers-color-scheme:dark){{\n{dark}}}\n"


def of_picture(bitmap: Pillow.Image) -> tuple[int, int] | tuple[None, None]:
    """Hue and saturation of an RGB picture; a pair of `None` when it is black and white.

    Takes the fullest of 24 hue bins rather than an average: the average of red and green is mud.
    """
    small = bitmap.resize((64, 48), Pillow.Resampling.BOX)
    in_hsv = cache(lambda r, g, b: colorsys.rgb_to_hsv(r / 255, g / 255, b / 255))
    pixels = [in_hsv(r, g, b) for r, g, b in small.get_flattened_data()]
    coloured = [(h, s) for h, s, v in pixels if s >= 0.15 and v >= 0.12]
    if len(coloured) < COLOURED_ENOUGH * len(pixels):
        return None, None
    bins: list[list[tuple[float, float]]] = [[] for _bin in range(BINS)]
    for hue, saturation in coloured:
        bins[int(hue * BINS) % BINS].append((hue, saturation))
    fullest = max(bins, key=len)
    hue = round(median(hue for hue, _saturation in fullest) * 360) % 360
    saturation = round(median(saturation for _hue, saturation in fullest) * 100)
    return hue, _within(saturation)


def _within(saturation: int) -> int:
    return min(max(saturation, SATURATIONS[0]), SATURATIONS[-1])


def check_by_hand(hue: int, saturation: int) -> Ratios:
    """What a hue chosen by an editor becomes on both papers. Raises ValidationError outside the ranges."""
    if hue not in HUES:
        raise ValidationError("A hue is a number of degrees from 0 to 359.")
    if saturation not in SATURATIONS:
        raise ValidationError("The saturation of a film colour is from 25 to 65 percent.")
    colours = palette(hue, saturation)
    return Ratios(
        film=colours.film,
        on_paper=contrast(colours.film, PAPER_2),
        film_dark=colours.film_dark,
        on_dark_paper=contrast(colours.film_dark, DARK_PAPER_2),
    )


def from_hand(colour: str) -> tuple[int, int]:
    """Hue and saturation of a `#rrggbb` from a colour picker.

    Raises ValidationError with a colour to try instead when this one could not be read on white.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValidationError("Write a colour as # and six digits, like #3d5c17.")
    hls = colorsys.rgb_to_hls(*(channel / 255 for channel in bytes.fromhex(colour[1:])))
    if hls[2] == 0:
        raise ValidationError("This is a grey. Leave the colour empty and the page stays neutral.")
    hue, saturation = round(hls[0] * 360) % 360, _within(round(hls[2] * 100))
    measured = contrast(colour, WHITE)
    if measured < READABLE:
        raise ValidationError(
            "This colour is too pale on white (%(measured)s, needs %(needed)s). Try %(instead)s.",
            params={
                "measured": f"{measured:.1f}",
                "needed": READABLE,
                "instead": palette(hue, saturation).film,
            },
        )
    return hue, saturation
