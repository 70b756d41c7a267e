"""Promises that hold for every file, told by reading the files."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.template.loader import get_template

ROOT = Path(__file__).parent.parent
PACKAGES = ["pagecache", "accounts", "images", "films", "reviews", "moderation", "importers", "config"]
TEMPLATES = {"templates", "pages"}

# What a strict content security policy would block, and two blocks of data that it does not.
INLINE = {
    "style block": r"<style\b",
    "style attribute": r"\sstyle\s*=",
    "event attribute": r"\son[a-z]{3,}\s*=\s*[\"']",
    "script address": r"[\"']\s*javascript:",
    "inline script": r"<script\b(?![^>]*(\bsrc=|application/(ld\+)?json|importmap[^>]*nonce))",
    "foreign file": r"<(script|link|img|source|iframe)\b[^>]*\b(src|href)=[\"'](https?:)?//",
}

# Each of these opens a door, so each has its one place, and a reviewer looks there.
ONE_PLACE = {
    "markup passed on unescaped": (
        r"\b(mark_safe|Markup)\(|\|\s*safe\b|\bautoescape (off|false)\b",
        {"reviews/rendering.py"},
    ),
    "a clock of its own": (
        r"\btimezone\.now\(|\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(",
        {"pagecache/clock.py"},
    ),
    "no defence against forged requests": (r"\bcsrf_exempt\b", {"moderation/public/doors.py"}),
    "handwritten SQL": (r"\.raw\(|\.extra\(|\bRawSQL\b", {"reviews/word_index.py"}),
}

# Somebody's own machine, or a service that may be another one tomorrow; spelt so that this file passes.
PLACES = r"/(home|root|Users|work)/\w|\bC:\\\w|\b(pypi|pythonhosted|npmjs|docker|ghcr|quay)\.(org|com|io)\b"


def files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def templates() -> list[Path]:
    return [
        path for path in files() if path.suffix == ".html" and path.relative_to(ROOT).parts[0] in TEMPLATES
    ]


def sources() -> list[Path]:
    ours = [path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PACKAGES]
    return [path for path in ours if "migrations" not in path.parts] + templates()


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def breaches(text: str, where: str) -> list[str]:
    """What a strict policy would block in this template, as "pages/base.html:3 style attribute"."""
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text)
    return [
        f"{where}:{text.count('\n', 0, found.start()) + 1} {name}"
        for name, pattern in INLINE.items()
        for found in re.finditer(pattern, text, re.IGNORECASE)
    ]


def test_no_template_needs_a_weaker_policy():
    found = [breach for path in templates() for breach in breaches(path.read_text(), path.relative_to(ROOT))]
    assert found == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p style="color: red">', ["a:1 style attribute"]),
        ("<p>\n<style>p {}</style>", ["a:2 style block"]),
        ("<button onclick='go()'>", ["a:1 event attribute"]),
        ("<script>go()</script>", ["a:1 inline script"]),
        ('<script type="importmap">{}</script>', ["a:1 inline script"]),
        ('<a href="javascript:go()">', ["a:1 script address"]),
        ('<link rel="stylesheet" href="https://fonts.example/a.css">', ["a:1 foreign file"]),
        ('<script type="application/ld+json">{}</script>', []),
        ('<script type="importmap" nonce="{{ csp_nonce }}">{}</script>', []),
        ('<script src="/static/a.js" type="module"></script><a href="https://example.org">', []),
    ],
)
def test_what_a_strict_policy_would_block_is_seen(html, found):
    assert breaches(html, "a") == found


def test_every_template_compiles():
    for path in templates():
        get_template(path.relative_to(ROOT).as_posix().partition("/")[2])


@pytest.mark.parametrize("what", ONE_PLACE)
def test_a_door_stands_only_in_its_place(what):
    pattern, allowed = ONE_PLACE[what]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        if path.relative_to(ROOT).as_posix() not in allowed
        for number, line in enumerate(lines(path), 1)
        if re.search(pattern, line)
    ]
    assert found == [], what


def test_no_file_names_a_machine_or_a_registry():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in files()
        if path.name != "uv.lock" and path != Path(__file__) and b"\0" not in path.read_bytes()[:1000]
        for number, line in enumerate(lines(path), 1)
        if re.search(PLACES, line)
    ]
    assert found == []


def test_the_commands_of_the_readme_are_there():
    readme, makefile = (ROOT / "README.md").read_text(), (ROOT / "Makefile").read_text()
    named = set(re.findall(r"\bmake ([a-z-]+)", readme))
    assert {"run", "test"} <= named
    assert [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []


@pytest.mark.django_db
def test_no_change_to_a_model_is_without_its_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_every_migration_can_be_taken_back():
    ours = {
        key: one for key, one in MigrationLoader(connection).disk_migrations.items() if key[0] in PACKAGES
    }
    stuck = [
        f"{app}.{name}: {operation.describe()}"
        for (app, name), migration in ours.items()
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert ours
    assert stuck == []
