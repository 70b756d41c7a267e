"""Films, names and tags that are only typed: there for as long as a preview is made, and printed without a link.

A state that was typed names them by numbers below zero: -1 is the first of its kind in its `unsaved`, which is

    film           [{title, year: int | None, director}]
    contributor    [{name, role, place, handles}]
    tag            [{name}, {film: id} or {person: id}]
"""

import re

from django.core.exceptions import ValidationError

from films.models import Credit, Film, Person
from films.vocabulary import Role
from reviews.models import Contributor, Tag


def nothing() -> dict[str, list[dict]]:
    return {"film": [], "contributor": [], "tag": []}


def name_of(unsaved: dict[str, list[dict]], kind: str, **given) -> int:
    """The number by which a state may name a new one of that kind."""
    unsaved[kind].append(given)
    return -len(unsaved[kind])


def make(state: dict) -> tuple[dict, list[str]]:
    """The state with rows in place of what is only typed, and the addresses that these rows would have.

    Writes them: call it where nothing that is written stays.
    """
    unsaved = nothing() | state.get("unsaved", {})
    addresses: list[str] = []
    makers = {"film": _film, "contributor": _contributor, "tag": _tag}
    made = {
        kind: {-n: makers[kind](given, addresses) for n, given in enumerate(unsaved[kind], start=1)}
        for kind in makers
    }

    def real(kind: str, pk: int | None) -> int | None:
        return made[kind].get(pk) if pk and pk < 0 else pk

    state = state | {
        "subjects": [entry | {"film": real("film", entry["film"])} for entry in state["subjects"]],
        "authors": [
            entry | {"contributor": real("contributor", entry["contributor"])} for entry in state["authors"]
        ],
        "tags": [real("tag", pk) for pk in state["tags"]],
    }
    return state, addresses


def _film(given: dict, addresses: list[str]) -> int:
    film = Film.objects.create(title=given["title"], year=given["year"])
    addresses.append(film.get_absolute_url())
    if name := given["director"]:
        person = Person.objects.current().called(name).first()
        if person is None:
            person = Person.objects.create(name=name)
            addresses.append(person.get_absolute_url())
        Credit.objects.create(film=film, person=person, role=Role.DIRECTOR)
    film.refresh_names()
    return film.pk


def _contributor(given: dict, addresses: list[str]) -> int:
    guest = Contributor.objects.create(**given)
    addresses.append(guest.get_absolute_url())
    return guest.pk


def _tag(given: dict, addresses: list[str]) -> int | None:
    """None for a name that no tag can have."""
    match given:
        case {"film": pk}:
            film = Film.objects.filter(pk=pk).first()
            return Tag.objects.for_film(film).pk if film else None
        case {"person": pk}:
            person = Person.objects.filter(pk=pk).first()
            return Tag.objects.for_person(person).pk if person else None
    is_new = not Tag.objects.called(given["name"]).exists()
    try:
        tag = Tag.objects.take(given["name"])
    except ValidationError:
        return None
    if is_new:
        addresses.append(tag.get_absolute_url())
    return tag.pk


def without_links(html: str, addresses: list[str]) -> str:
    """The page without links to these addresses and to what lies below them; their words stay where they are."""
    if not addresses:
        return html
    any_of = "|".join(map(re.escape, addresses))
    return re.sub(
        rf'<a\b[^>]*\bhref="(?:{any_of})[^"]*"[^>]*>(.*?)</a>', r"<span>\1</span>", html, flags=re.DOTALL
    )
