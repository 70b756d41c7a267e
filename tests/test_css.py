"""The public style sheet: up to date, small, readable, and without what a strict policy or Arabic would break."""

import gzip
import re
import runpy
from pathlib import Path

import brotli
import pytest

from images import colour, ratios

ROOT = Path(__file__).parent.parent
CSS = ROOT / "static" / "css"
FONTS = ROOT / "static" / "fonts"
JOIN = runpy.run_path(str(ROOT / "docs" / "css" / "join.py"))
SITE = (CSS / "site.css").read_text()

KILOBYTE = 1024
TEXT, GRAPHICS = 4.5, 3.0  # WCAG 2.2, levels AA: 1.4.3 and 1.4.11


def tokens(scheme: str) -> dict[str, str]:
    """Custom properties of `:root` that are plain colours, in the light or the dark scheme."""
    source = (CSS / "tokens.css").read_text()
    light, dark = source.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark)) if scheme == "dark" else found


def parts() -> list[Path]:
    return [CSS / f"{name}.css" for name in JOIN["PARTS"]]


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


# One file, small


def test_the_joined_sheet_says_what_its_parts_say():
    assert JOIN["joined"]() == SITE, "Run: uv run python docs/css/join.py"


def test_the_sheets_of_a_preview_say_what_the_parts_say():
    for name, made in (("dark", JOIN["dark"]()), ("print", JOIN["printed"]())):
        assert (ROOT / "static" / "preview" / f"{name}.css").read_text() == made, (
            "Run: uv run python docs/css/join.py"
        )
        assert "@media" not in made
    assert "--paper:#101210" in JOIN["dark"]()
    assert ".hue-0{--film:" in JOIN["dark"]()


def test_every_part_is_joined():
    assert {path.name for path in CSS.glob("*.css")} - {"site.css"} == {path.name for path in parts()}


@pytest.mark.parametrize(
    "compress", [lambda css: gzip.compress(css, 6), lambda css: brotli.compress(css, quality=5)]
)
def test_the_sheet_travels_in_under_ten_kilobytes(compress):
    assert len(compress(SITE.encode())) < 10 * KILOBYTE


def test_a_first_visit_fetches_little_type():
    """Headline, text, their italics and the furniture: what a review in English needs."""
    cuts = ("display", "display-italic", "text", "text-italic", "ui")
    assert sum((FONTS / f"{cut}.woff2").stat().st_size for cut in cuts) < 103 * KILOBYTE


def test_the_two_fonts_a_page_waits_for_are_small():
    assert sum((FONTS / f"{cut}.woff2").stat().st_size for cut in ("display", "text")) < 45 * KILOBYTE


def test_every_file_the_sheet_names_is_there():
    named = re.findall(r'url\("([^"]+)"\)', SITE)
    assert named
    assert [name for name in named if not (CSS / name).resolve().is_file()] == []


def test_the_fonts_carry_their_licences():
    assert all(
        "SIL OPEN FONT LICENSE" in (FONTS / f"OFL-{family}.txt").read_text()
        for family in ("archivo", "newsreader")
    )


def test_nothing_is_asked_of_another_host():
    assert re.findall(r"https?://|url\(\"?//|@import", SITE) == []


# Readable in both schemes

PAIRS = [
    *((text, "paper", TEXT) for text in ("ink", "ink-2", "ink-3", "film", "error", "ok", "warn")),
    *((text, "paper-2", TEXT) for text in ("ink", "ink-2", "ink-3", "film", "error", "ok", "warn")),
    *((text, "raise", TEXT) for text in ("ink", "ink-2", "error")),
    ("rule-2", "paper", GRAPHICS),
    ("rule-2", "raise", GRAPHICS),
    ("mark-ink", "mark", TEXT),
    ("paper", "ink", TEXT),
    ("night-ink", "night", TEXT),
    *((text, "film-deep", TEXT) for text in ("film-lit", "film-lit-2", "film-mute")),
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "need"), PAIRS)
def test_text_can_be_read_on_its_ground(scheme, text, ground, need):
    known = tokens(scheme)
    assert colour.contrast(known[text], known[ground]) >= need


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ring_of_focus_shows_on_every_ground(scheme):
    """Two rings, yellow and dark: on any ground at least one of them stands out."""
    known = tokens(scheme)
    for ground in ("paper", "paper-2", "raise", "film-deep", "night"):
        ring = max(colour.contrast(known[name], known[ground]) for name in ("mark", "mark-ink"))
        assert ring >= GRAPHICS, ground


def test_a_page_without_a_film_wears_the_neutral_colours():
    light, dark = tokens("light"), tokens("dark")
    worn = [
        light["film"],
        dark["film"],
        *(light[f"film-{name}"] for name in ("deep", "lit", "lit-2", "mute")),
    ]
    assert worn == list(colour.NEUTRAL)


def test_the_grounds_that_film_colours_are_measured_on_are_ours():
    assert (tokens("light")["paper-2"], tokens("dark")["paper-2"]) == (colour.PAPER_2, colour.DARK_PAPER_2)


# Classes instead of inline styles


def test_every_shape_and_every_hue_has_its_class():
    shapes = {ratios.class_for(ratio / 100) for ratio in ratios.RATIOS}
    hues = {colour.hue_class(hue) for hue in [None, *colour.HUES]}
    assert {name for name in shapes | hues if f".{name}{{" not in SITE} == set()


def test_the_classes_that_templates_use_are_styled():
    """A class nobody styles is a typing error or left over."""
    used = {
        name
        for folder in ("includes", "reviews", "errors")
        for path in (ROOT / "pages" / folder).glob("*.html")
        for value in re.findall(r'class="([^"]*)"', path.read_text())
        for name in re.sub(r"\{[{%].*?[}%]\}", " ", value).split()
    }
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", SITE))
    hooks = {"credit", "hero-title"}  # named for whoever reads the page
    assert used - styled - hooks == set()


def test_every_class_that_is_styled_is_named_somewhere():
    """What nothing on a page is called any more only weighs."""
    folders = ("pages/includes", "pages/reviews", "pages/errors", "pages/moderation")
    pages = [path.read_text() for folder in folders for path in (ROOT / folder).glob("*.html")]
    code = [path.read_text() for package in ("reviews", "images") for path in (ROOT / package).rglob("*.py")]
    named = set(re.findall(r"[\w-]+", " ".join([*pages, *code])))
    written_by_code = r"r-\d+|hue-\w+"  # one a ratio and one a hue, whoever wears them
    styled = {name for path in parts() for name in re.findall(r"\.([a-zA-Z][\w-]*)", without_comments(path))}
    assert {name for name in styled - named - {"woff2"} if not re.fullmatch(written_by_code, name)} == set()


# Written for both directions of reading


@pytest.mark.parametrize("part", parts(), ids=lambda path: path.stem)
def test_sides_are_named_by_the_direction_of_reading(part):
    physical = r"-(?:left|right)\b|(?<![\w-])(?:left|right)\s*:|float:\s*(?:left|right)"
    assert re.findall(physical, without_comments(part)) == []


def test_paper_forced_colours_and_still_pages_are_thought_of():
    for query in ("@media print", "(forced-colors:active)", "(prefers-reduced-motion:reduce)"):
        assert query in SITE
