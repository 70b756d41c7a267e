"""Join the parts of the public style sheet into the one file a page asks for: static/css/site.css.

    uv run python docs/css/join.py

Run it after every change to a part. A reader's browser then makes one request instead of twenty, and nobody
needs a build tool. tests/test_css.py fails while the joined file is not what the parts say.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from images import colour, ratios

FOLDER = Path(__file__).resolve().parents[2] / "static" / "css"
PARTS = [
    "tokens",
    "fonts",
    "base",
    "layout",
    "masthead",
    "hero",
    "frame",
    "reading",
    "film-card",
    "rating",
    "sheet",
    "rows",
    "tags",
    "film",
    "plain",
    "form",
    "print",
]
# Later layers win over earlier ones. A film's own colours stand in no layer, so they win over all.
LAYERS = "@layer tokens, base, layout, parts, print;\n"


def squeeze(css: str) -> str:
    """The same rules without comments and with no more white space than they need, one rule a line."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    css = re.sub(r"(?<=[\w-]): ", ":", css)
    css = css.replace(";}", "}")
    return re.sub(r"(?<=})(?=[^}])", "\n", css).strip() + "\n"


def classes() -> str:
    """The rules that repeat what the pictures' own modules decide: one a ratio, one a hue."""
    shapes = "".join(f".r-{ratio:03}{{--r:{ratio / 100:g}}}\n" for ratio in ratios.RATIOS)
    return f"{shapes}{colour.class_rules()}"


def joined() -> str:
    return LAYERS + "".join(squeeze((FOLDER / f"{part}.css").read_text()) for part in PARTS) + classes()


if __name__ == "__main__":
    (FOLDER / "site.css").write_text(joined())
