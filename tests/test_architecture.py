"""Imports run one way, and only on what the product itself brings along."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Each package may stand on those to its left; config wires, tests and bench watch, and nothing imports them.
ORDER = ["pagecache", "accounts", "images", "films", "reviews"]
ALLOWED = {package: set(ORDER[:place]) for place, package in enumerate(ORDER)} | {
    "moderation": set(ORDER),
    "importers": set(ORDER),
}
OURS = set(ALLOWED) | {"config", "tests", "bench"}

# Inside reviews a module imports from its own row and from those above; a folder stands for all in it.
# fmt: off
LAYERS = [
    {"kinds", "titles", "turning", "directions", "body", "fields", "clocks", "fetching", "asking", "planned",
     "word_index"},
    {"models"},
    {"coverage", "frames", "film_facts", "bylines", "comparing", "restricted", "names_in_text",
     "departments", "sponsors", "share_fonts"},
    {"permissions", "names", "mentions", "notices"},
    {"purging", "unit", "state", "addresses", "copies", "fitting", "checklist", "rendering",
     "pictures", "previewed_pictures", "structured_data", "unsaved"},
    {"paragraphs", "presence", "link_checks", "reading_counts"},
    {"candidates", "related", "search", "cards", "on_it", "advice"},
    {"front", "film_coverage", "share_image", "piece_rows", "kept_lists"},
    {"naming"},
    {"piece"},
    {"workflow", "embargoes", "restrictions", "merging", "library", "listeners"},
    {"tasks", "beat", "forms", "feeds", "sitemaps", "smoke"},
    {"views", "admin", "printing", "templatetags", "management"},
    {"urls", "apps"},
]
# fmt: on

# What opens a connection. Mail goes through Django's own, to the server that the operator names.
CONNECTS = ("socket", "ssl", "http.client", "urllib.request", "urllib3", "requests", "httpx")

# A developer's tool: the pictures of the demo are painted once and committed.
PAINTING = "importers/demo/painting"


def modules(root: Path, package: str) -> Iterator[Path]:
    return (path for path in sorted((root / package).rglob("*.py")) if "__pycache__" not in path.parts)


def imported(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import in the file, also those inside functions and by name."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                origin = list(path.relative_to(root).with_suffix("").parts)[: -level or None] if level else []
                base = [*origin, *([module] if module else [])]
                yield from ((node.lineno, ".".join([*base, alias.name])) for alias in names)
            case ast.Call(func=called, args=[ast.Constant(value=str(name)), *_]) if re.search(
                r"(^|\.)(import_module|import_string|__import__)$", ast.unparse(called)
            ):
                yield node.lineno, name


def wrong_directions(root: Path) -> list[str]:
    """Imports that ALLOWED does not allow, as "films/models/film.py:3 imports reviews.models"."""
    return [
        f"{path.relative_to(root)}:{line} imports {name}"
        for package, allowed in ALLOWED.items()
        for path in modules(root, package)
        for line, name in imported(path, root)
        if (top := name.split(".")[0]) in OURS and top != package and top not in allowed
    ]


def wrong_layers(root: Path) -> list[str]:
    """Imports inside reviews from a lower row, and modules that stand in no row."""
    rows = {module: row for row, together in enumerate(LAYERS) for module in together}
    found = []
    for path in modules(root, "reviews"):
        module = path.relative_to(root / "reviews").with_suffix("").parts[0]
        if module in {"__init__", "migrations"}:
            continue
        if module not in rows:
            found.append(f"{path.relative_to(root)} has no row in LAYERS")
            continue
        for line, name in imported(path, root):
            parts = name.split(".")
            lower = parts[0] == "reviews" and len(parts) > 1 and rows.get(parts[1], -1) > rows[module]
            if lower:
                found.append(f"{path.relative_to(root)}:{line} imports {name}")
    return found


def ways_out(root: Path) -> list[str]:
    """Imports with which a module could ask another server."""
    return [
        f"{path.relative_to(root)}:{line} imports {name}"
        for package in ALLOWED
        for path in modules(root, package)
        for line, name in imported(path, root)
        if name.startswith(CONNECTS)
    ]


def undeclared_packages(root: Path) -> list[str]:
    """Imports of third-party packages that `make run` does not install."""
    declared = runtime_distributions()
    return [
        f"{path.relative_to(root)}:{line} imports {name}"
        for package in [*ALLOWED, "config"]
        for path in modules(root, package)
        for line, name in imported(path, root)
        if (top := name.split(".")[0]) not in OURS | sys.stdlib_module_names
        and not declared & {normal(provider) for provider in providers().get(top, [])}
        and not path.is_relative_to(root / PAINTING)
    ]


def runtime_distributions() -> set[str]:
    """What pyproject.toml names for the site itself, and what those need in turn."""
    waiting = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    found: set[str] = set()
    while waiting:
        name = normal(re.match(r"[\w.-]+", waiting.pop())[0])
        if name not in found and installed(name):
            found.add(name)
            waiting += [need for need in requires(name) or [] if "extra ==" not in need]
    return found


# Reads the records of every installed package, which takes a moment.
providers = cache(packages_distributions)


def installed(name: str) -> bool:
    return any(name in map(normal, these) for these in providers().values())


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_packages_import_only_what_they_stand_on():
    assert wrong_directions(ROOT) == []


def test_inside_reviews_a_module_imports_only_from_rows_above():
    assert wrong_layers(ROOT) == []


def test_the_pages_of_moderation_for_readers_and_its_desk_do_not_know_each_other():
    known = {"moderation/public": "moderation.desk", "moderation/desk": "moderation.public"}
    assert [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for folder, other in known.items()
        for path in modules(ROOT, folder)
        for line, name in imported(path, ROOT)
        if name.startswith(other)
    ] == []


def test_only_one_module_asks_other_servers():
    """Addresses that somebody typed must not reach what is inside, so all of them go through one door, `fetching`.

    The others ask what the operator has named, its caches and its own pages, and nobody else.
    """
    by_the_operator = {"pagecache/purging.py", "reviews/smoke.py"}
    assert {way.partition(":")[0] for way in ways_out(ROOT)} == {"reviews/fetching.py"} | by_the_operator


def test_another_way_out_is_reported(tmp_path):
    plant(tmp_path, "films/guess.py", "def ask():\n    from urllib.request import urlopen")
    assert ways_out(tmp_path) == ["films/guess.py:2 imports urllib.request.urlopen"]


def test_the_site_runs_on_the_packages_it_declares():
    assert undeclared_packages(ROOT) == []


@pytest.mark.parametrize(
    ("module", "line", "reported"),
    [
        ("films/label.py", "from reviews.models import Review", ":1 imports reviews.models.Review"),
        ("reviews/related.py", "import moderation", ":1 imports moderation"),
        ("importers/ghost.py", "import moderation.letters", ":1 imports moderation.letters"),
        ("images/models.py", "from config import settings", ":1 imports config.settings"),
        ("accounts/roles.py", "from tests import make", ":1 imports tests.make"),
        ("films/merge.py", "def merge():\n    from reviews import state", ":2 imports reviews.state"),
        ("films/merge.py", "import_module('reviews.state')", ":1 imports reviews.state"),
        ("pagecache/keys.py", "if TYPE_CHECKING:\n    import films", ":2 imports films"),
    ],
)
def test_an_import_against_the_stream_is_reported(tmp_path, module, line, reported):
    plant(tmp_path, module, line)
    assert wrong_directions(tmp_path) == [module + reported]


@pytest.mark.parametrize(
    ("module", "line", "reported"),
    [
        ("reviews/purging.py", "from . import workflow", [":1 imports reviews.workflow"]),
        ("reviews/models/tag.py", "from ..related import more", [":1 imports reviews.related.more"]),
        ("reviews/helpers.py", "", [" has no row in LAYERS"]),
        ("reviews/workflow.py", "from reviews.models import Review", []),
        ("reviews/related.py", "from reviews import purging", []),
    ],
)
def test_an_import_from_a_lower_row_is_reported(tmp_path, module, line, reported):
    plant(tmp_path, module, line)
    assert wrong_layers(tmp_path) == [module + problem for problem in reported]


def test_a_package_that_only_the_tests_have_is_reported(tmp_path):
    plant(tmp_path, "films/guess.py", "import django, PIL, json\nimport hypothesis")
    assert undeclared_packages(tmp_path) == ["films/guess.py:2 imports hypothesis"]


def plant(root: Path, module: str, source: str) -> None:
    path = root / module
    path.parent.mkdir(parents=True)
    path.write_text(source)
