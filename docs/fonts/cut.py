"""Cut the site's web fonts from the two variable families they come from.

    npm pack @fontsource-variable/newsreader@5.3.0 @fontsource-variable/archivo@5.3.0
    for pack in fontsource-variable-*.tgz; do tar xzf $pack --one-top-level; done
    uv run python docs/fonts/cut.py fontsource-variable-newsreader-5.3.0/package \\
        fontsource-variable-archivo-5.3.0/package static/fonts

README.md beside this file says which voice each cut speaks in. Both families are published under the
SIL Open Font License 1.1 without a reserved name, so a cut may be renamed and must travel with its licence.
"""

import argparse
import shutil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LATIN = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x131, 0x152, 0x153, 0x2BB, 0x2BC, 0x2C6, 0x2DA, 0x2DC, 0x304, 0x308, 0x329),
    *range(0x2000, 0x2070),
    *(0x20AC, 0x2122, 0x2191, 0x2193, 0x2212, 0x2215, 0xFEFF, 0xFFFD),
]
LATIN_EXT = [code for code in (*range(0x100, 0x250), *range(0x1E00, 0x1F00)) if code not in LATIN]

# Fractions, numerators and the like are never asked for by the style sheet.
FEATURES = ["kern", "liga", "ccmp", "locl", "mark", "mkmk", "pnum", "tnum"]

# cut: (family, style, where each axis is pinned or limited)
CUTS = {
    "display": ("newsreader", "normal", {"opsz": 60, "wght": 380}),
    "display-italic": ("newsreader", "italic", {"opsz": 72, "wght": 400}),
    "text": ("newsreader", "normal", {"opsz": 16, "wght": 400}),
    "text-italic": ("newsreader", "italic", {"opsz": 16, "wght": 400}),
    "text-bold": ("newsreader", "normal", {"opsz": 16, "wght": 620}),
    "ui": ("archivo", "normal", {"wdth": 88, "wght": 520}),
    "ui-desk": ("archivo", "normal", {"wdth": 88, "wght": (450, 700)}),
    "billing": ("archivo", "normal", {"wdth": 62, "wght": 500}),
}
RANGES = {"latin": ("", LATIN), "latin-ext": ("-ext", LATIN_EXT)}


def cut(source: Path, target: Path, axes: dict, characters: list[int]) -> int:
    """Write one woff2 file and return its size in bytes."""
    font = TTFont(source, recalcTimestamp=False)
    # The licence asks that the copyright notice (0), the licence (13) and its address (14) stay inside.
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    # Only now: a limited axis leaves glyphs without variations, which the subsetter does not expect.
    instancer.instantiateVariableFont(font, axes, inplace=True)
    font.flavor = "woff2"
    font.save(target)
    return target.stat().st_size


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("newsreader", type=Path, help="the unpacked Newsreader package")
    parser.add_argument("archivo", type=Path, help="the unpacked Archivo package")
    parser.add_argument("target", type=Path, help="where the cuts go: static/fonts")
    arguments = parser.parse_args()
    packages = {
        "newsreader": (arguments.newsreader, "opsz"),
        "archivo": (arguments.archivo, "wdth"),
    }
    for name, (family, style, axes) in CUTS.items():
        package, axis = packages[family]
        for script, (suffix, characters) in RANGES.items():
            source = package / "files" / f"{family}-{script}-{axis}-{style}.woff2"
            target = arguments.target / f"{name}{suffix}.woff2"
            print(f"{target.name:28}{cut(source, target, axes, characters) / 1024:6.1f} KB")
    for family, (package, _) in packages.items():
        shutil.copyfile(package / "LICENSE", arguments.target / f"OFL-{family}.txt")


if __name__ == "__main__":
    main()
