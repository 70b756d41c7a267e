"""Faces for signs that our own fonts, which know Latin alone, do not have: what fontconfig finds on this machine.

It is asked once a set of signs. Where there is no fontconfig, or no font with a sign, that sign has no face.
"""

import subprocess
from functools import lru_cache
from typing import NamedTuple

from PIL import features

from reviews.directions import runs_left

SECONDS = 10
COLUMNS = "%{file}\t%{index}\t%{family[0]}\t%{style[0]}\n"
UPRIGHT = {"Regular", "Book", "Roman", "Normal"}
PREFERRED = ("Noto Naskh", "Noto Serif", "Noto Sans")
# Chinese, Japanese and Korean share signs and draw them differently.
HAN = {
    "ja": "CJK JP",
    "ko": "CJK KR",
    "zh": "CJK SC",
    "zh-tw": "CJK TC",
    "zh-hant": "CJK TC",
    "zh-hk": "CJK HK",
}
# It joins Arabic letters and puts them in order.
SHAPES = features.check("raqm")


class Found(NamedTuple):
    file: str
    number: int  # of the face in its file


def faces_for(signs: set[str], language: str = "") -> dict[str, Found]:
    """A face for each sign, one for all of them if there is one. What nothing here can draw is left out."""
    signs = {sign for sign in signs if SHAPES or not runs_left(sign)}
    if signs and (one := _best(frozenset(signs), language.lower())):
        return dict.fromkeys(signs, one)
    return {sign: face for sign in sorted(signs) if (face := _best(frozenset(sign), language.lower()))}


@lru_cache(maxsize=512)
def _best(signs: frozenset[str], language: str) -> Found | None:
    codes = " ".join(sorted(f"{ord(sign):x}" for sign in signs))
    command = ["fc-list", "-f", COLUMNS, f":charset={codes}:scalable=true:color=false"]
    try:
        listed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS).stdout  # noqa: S603 - a fixed program, told code points
    except (OSError, subprocess.SubprocessError):
        return None
    rows = [row.split("\t") for row in listed.splitlines()]
    ranked = sorted((_rank(family, style, language), file, int(index)) for file, index, family, style in rows)
    return Found(*ranked[0][1:]) if ranked else None


def _rank(family: str, style: str, language: str) -> tuple:
    """The lower, the sooner: upright and regular, Noto, of the language, with serifs."""
    place = next((n for n, name in enumerate(PREFERRED) if family.startswith(name)), len(PREFERRED))
    hand = HAN.get(language) or HAN.get(language.split("-")[0], "CJK JP")
    return style not in UPRIGHT, "Mono" in family, place, "CJK" in family and hand not in family, family
