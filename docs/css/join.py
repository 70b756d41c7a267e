"""Join the parts of the public style sheet into the one file a page asks for: static/css/site.css.

From the same parts come the two sheets with which a preview shows a page dark, or on paper, on a screen that is
neither: static/preview/dark.css and print.css. No public page asks for them.

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
PREVIEW = FOLDER.parent / "preview"
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
    """The same rules without comments and with no more white space than they need."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    css = re.sub(r"(?<=[\w-]): ", ":", css)
    css = re.sub(r"(?<![\w.])0(?=\.\d)", "", css)
    css = re.sub(r'(?<==)"([\w-]+)"(?=])', r"\1", css)
    css = css.replace(";}", "}")
    return css.strip()


def classes() -> str:
    """The rules that repeat what the pictures' own modules decide: one a ratio, one a hue."""
    shapes = "".join(f".r-{ratio:03}{{--r:{ratio / 100:g}}}\n" for ratio in ratios.RATIOS)
    return squeeze(f"{shapes}{colour.class_rules()}") + "\n"


def joined() -> str:
    return LAYERS + "".join(squeeze((FOLDER / f"{part}.css").read_text()) for part in PARTS) + classes()


def under(query: str, css: str) -> str:
    """What stands inside the media rules of that query, without them."""
    found = []
    for opening in re.finditer(rf"@media ?{re.escape(query)}{{", css):
        depth, end = 1, opening.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        found.append(css[opening.end() : end - 1].strip())
    return re.sub(r"(?<=})(?=[^}\s])", "\n", "\n".join(found)) + "\n"


def dark() -> str:
    """In no layer, so that it wins over the light colours of every layer and of the film."""
    return ":root{color-scheme:dark}\n" + under("(prefers-color-scheme:dark)", joined())


def printed() -> str:
    return f"@layer print{{\n{under('print', squeeze((FOLDER / 'print.css').read_text()))}}}\n"


if __name__ == "__main__":
    (FOLDER / "site.css").write_text(joined())
    (PREVIEW / "dark.css").write_text(dark())
    (PREVIEW / "print.css").write_text(printed())
