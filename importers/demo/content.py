"""The demo's content as it lies in files: tables in TOML, pieces in HTML with a head of TOML."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

CONTENT = Path(__file__).parent / "content"
PICTURES = Path(__file__).parent / "pictures"

NAMED = re.compile(r'data-(image|film|person)="([^"]+)"')


@dataclass
class Piece:
    """One piece as its author wrote it; films, people and pictures stand in it by name."""

    kind: str
    headline: str
    body: str
    section: str
    when: str | datetime = ""
    slug: str = ""
    short_headline: str = ""
    dek: str = ""
    language: str = "en"
    films: list[str] = field(default_factory=list)
    discussed: list[str] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)
    works: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    interview_by: list[str] = field(default_factory=list)
    translated_by: list[str] = field(default_factory=list)
    photographs_by: list[str] = field(default_factory=list)
    rating: float | None = None
    ratings: dict[str, float] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    lead: str = ""
    gallery: list[str] = field(default_factory=list)
    spoilers: str = "none"
    content_warning: str = ""
    disclosure: str = ""
    translation_of: str = ""
    again: str | None = None
    again_where: str = ""
    pins: list[str] = field(default_factory=list)
    state: str = "published"
    withdrawn: str = ""
    because: str = ""
    correction: str = ""
    path: str = ""

    def pictures_in_text(self) -> list[str]:
        return list(dict.fromkeys(name for kind, name in NAMED.findall(self.body) if kind == "image"))


@cache
def table(name: str) -> dict:
    with (CONTENT / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def pieces() -> list[Piece]:
    return [read(path.read_text(encoding="utf-8")) for path in sorted((CONTENT / "pieces").glob("*.html"))]


def read(text: str) -> Piece:
    """A piece from a file that opens with `+++`, its head, and `+++` again."""
    _, head, body = text.split("+++\n", 2)
    return Piece(body=body.strip(), **tomllib.loads(head))


def with_ids(body: str, ids: dict[str, dict[str, int]]) -> str:
    """The body with ids where the author wrote names: `ids["film"]["here-2023"]`. Raises KeyError."""
    return NAMED.sub(lambda found: f'data-{found[1]}="{ids[found[1]][found[2]]}"', body)
