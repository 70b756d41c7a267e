"""Titles on posters, set in the magazine's own faces."""

from functools import cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

FACES = Path(__file__).resolve().parents[3] / "static" / "fonts"
# For scripts that the magazine's faces do not hold.
FALLBACK = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


@cache
def face(name, size):
    path = FALLBACK if name == "fallback" else FACES / f"{name}.woff2"
    return ImageFont.truetype(path, size)


def letter(
    picture, words, place, *, font="display", size=96, fill="#ffffff", anchor="la", leading=0.96, track=0
):
    """Print `words` (one string a line) from `place` down. `track` is extra space between letters in
    pixels; accented letters fall back to the `-ext` cut of the same face."""
    pen = ImageDraw.Draw(picture)
    x, y = place
    for line in words:
        put(pen, (x, y), line, font, size, fill, anchor, track)
        y += size * leading


def put(pen, place, line, font, size, fill, anchor, track):
    runs = split(line, font)
    if track == 0 and len(runs) == 1:
        pen.text(place, line, font=face(runs[0][0], size), fill=fill, anchor=anchor)
        return
    width = sum(face(name, size).getlength(text) + track * len(text) for name, text in runs) - track
    x = place[0] - {"l": 0, "m": width / 2, "r": width}[anchor[0]]
    for name, text in runs:
        for mark in text if track else [text]:
            pen.text((x, place[1]), mark, font=face(name, size), fill=fill, anchor="l" + anchor[1])
            x += face(name, size).getlength(mark) + track


def split(line, font):
    """Runs of (face, text): what the base Latin cut lacks comes from the extended one."""
    if font == "fallback":
        return [(font, line)]
    runs = []
    for mark in line:
        name = (
            f"{font}-ext" if 0x0100 <= ord(mark) < 0x2000 and (FACES / f"{font}-ext.woff2").exists() else font
        )
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + mark)
        else:
            runs.append((name, mark))
    return runs
