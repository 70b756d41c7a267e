"""What things are called when two states are compared, as this person may know it: a handful of queries a pair."""

from datetime import datetime

from films.models import Film, Person
from images.models import Image
from reviews import body
from reviews.cards import know_directors
from reviews.comparing import Names
from reviews.models import Contributor, Review, Section, Tag


def names_in(*states: dict, viewer, at: datetime) -> Names:
    """Names of everything that the states know by id. Of other pieces, those that the viewer or any reader sees."""
    bodies = [body.references(state["body"]) for state in states]
    ids: dict[str, set[int]] = {
        "film": {entry["film"] for state in states for entry in state["subjects"]},
        "person": set(),
        "contributor": {entry["contributor"] for state in states for entry in state["authors"]},
        "tag": {pk for state in states for pk in state["tags"]},
        "section": {state["section"] for state in states},
        "image": {entry["image"] for state in states for entry in state["pictures"]},
        "review": {entry["review"] for state in states for entry in state["pins"]}
        | {state["translation_of"] for state in states},
    }
    for found in bodies:
        ids["film"] |= set(found.films)
        ids["person"] |= set(found.people)
        ids["image"] |= set(found.images)
    rows = {
        "film": Film.objects.all(), "person": Person.objects.all(), "contributor": Contributor.objects.all(),
        "tag": Tag.objects.all(), "section": Section.objects.all(), "image": Image.objects.all(),
    }  # fmt: skip
    known = {sort: things.in_bulk(ids[sort] - {None}) for sort, things in rows.items() if ids[sort] - {None}}
    know_directors(list(known.get("film", {}).values()))
    names = {
        sort: {pk: NAMED.get(sort, str)(thing) for pk, thing in things.items()}
        for sort, things in known.items()
    }
    return Names(names | {"review": _pieces(ids["review"] - {None}, viewer, at)})


def _pieces(ids: set[int], viewer, at: datetime) -> dict[int, str]:
    if not ids:
        return {}
    pieces = [
        piece
        for rows in (Review.objects.seen_by(viewer), Review.objects.published(at))
        for piece in rows.filter(pk__in=ids).only("headline")
    ]
    return {piece.pk: str(piece) for piece in pieces}


def _film(film: Film) -> str:
    return film.label


def _picture(image: Image) -> str:
    """By what it shows and by whose it is, because a number says nothing."""
    shows = f"“{image.alt}”" if image.alt else f"picture {image.pk}, not described"
    return f"{shows} ({image.credit or 'no credit'})"


NAMED = {"film": _film, "image": _picture}
