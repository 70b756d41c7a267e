"""What stands in the form at this moment, as far as it can be understood: for looking at it, not for keeping it."""

from datetime import datetime
from typing import Any

from accounts.text import clean_line
from films.models import Film, Person
from images.models import Image
from reviews import body, unsaved
from reviews import state as states
from reviews.forms.picking import LONGEST, Typed
from reviews.forms.piece import PieceForm
from reviews.forms.rows import Row, Rows
from reviews.forms.writing import WritingForm, as_entry
from reviews.models import Contributor, Subject, Tag

LONGEST_NAME = Contributor._meta.get_field("name").max_length


def as_typed(form: WritingForm) -> dict:
    """The whole state that was typed, whatever is wrong with it. Makes nothing.

    A film, name or tag that is not there yet, or of which nobody has said which one it is, stands in it as it was
    typed (see `reviews.unsaved`). A field that says nothing sensible stands as it was saved, a text too long as it was
    typed.
    """
    form.is_valid()
    new = unsaved.nothing()
    given, piece = form.piece.cleaned_data, form.piece
    picked = given.get("translation_of")
    return states.blank(
        **{name: given[name] if name in given else _as_posted(form, name) for name in PieceForm.ALIKE},
        translation_of=picked.pk if picked else form.state["translation_of"],
        when=_when(form, given),
        subjects=[entry for row in _begun(form.rows["subjects"]) if (entry := _subject(row, new))],
        authors=[entry for row in _begun(form.rows["authors"]) if (entry := _author(row, new))],
        pictures=_pictures(form, given.get("body", piece["body"].value() or "")),
        links=[
            _given(row, dict.fromkeys(("url", "title", "source", "language"), ""))
            for row in form.rows["links"].told()
        ],
        pins=[
            {"review": pk} | _given(row, {"exclude": False})
            for row in form.rows["pins"].told()
            if (pk := _picked(row))
        ],
        tags=_tags(given["tags"], new) if "tags" in given else form.state["tags"],
        unsaved=new,
    )


def credits_typed(form: WritingForm) -> dict[int, str]:
    """By picture, the credit beside it: it belongs to the library, so no state holds it."""
    rows = [row for row in form.rows["pictures"].told() if _picked(row)]
    return {row.cleaned_data["image"].pk: row.cleaned_data.get("credit", "") for row in rows}


def _as_posted(form: WritingForm, name: str):
    typed = form.piece[name].value()
    free = name in states.TEXTS and not hasattr(form.piece.fields[name], "choices")
    return typed if free and isinstance(typed, str) else form.state[name]


def _when(form: WritingForm, given: dict) -> str | None:
    if "when" not in given:
        return form.state["when"]
    moment: datetime | None = given["when"]
    return moment.isoformat() if moment else None


def _picked(row: Row) -> int | None:
    thing = row.cleaned_data.get(row.picks)
    return thing.pk if thing else None


def _given(row: Row, otherwise: dict[str, Any]) -> dict:
    return {name: row.cleaned_data.get(name, nothing) for name, nothing in otherwise.items()}


def _begun(rows: Rows) -> list[Row]:
    """The rows in their order, whatever is wrong with them, without those that are to go and those never touched."""
    begun = [row for row in rows.forms if row.cleaned_data | row.errors and not rows.is_going(row)]
    return sorted(begun, key=rows.place)


def _words(row: Row) -> str:
    """What stands where a name is to be picked, when it means nothing that is there."""
    typed = row[row.picks].value()
    return clean_line(typed.words or "") if isinstance(typed, Typed) else ""


def _subject(row: Row, new: dict) -> dict | None:
    film = _picked(row)
    if film is None and (words := _words(row)):
        director = row.cleaned_data.get("new_director", "")
        year = row.cleaned_data.get("new_year")
        film = unsaved.name_of(new, "film", title=words[:LONGEST], year=year, director=director)
    rest = _given(row, {"work": "", "treatment": Subject.Treatment.REVIEWED.value, "rating": None})
    return {"film": film} | rest | ({"work": ""} if film else {}) if film or rest["work"] else None


def _author(row: Row, new: dict) -> dict | None:
    given = _given(row, {"credit": "words", "role": "", "place": ""})
    contributor = _picked(row)
    if contributor is None and (words := _words(row)):
        guest = {"role": given["role"] or "Guest", "place": given["place"]}
        handles = row.cleaned_data.get("handles") or []
        contributor = unsaved.name_of(new, "contributor", name=words[:LONGEST_NAME], handles=handles, **guest)
    return {"contributor": contributor} | given if contributor else None


def _pictures(form: WritingForm, text: str) -> list[dict]:
    """The rows, and a row for each picture of the text that has none yet, as saving would have it."""
    entries = [
        {"image": pk} | _given(row, {"place": "body", "alt": "", "caption": "", "decorative": False})
        for row in form.rows["pictures"].told()
        if (pk := _picked(row))
    ]
    placed = {entry["image"] for entry in entries}
    missing = Image.objects.filter(pk__in=set(body.image_ids(text)) - placed)
    entries += [as_entry(image) for image in missing.order_by("pk")]
    had = {entry["image"] for entry in form.state["pictures"]}
    images = Image.objects.in_bulk({entry["image"] for entry in entries} - had)
    for entry in entries:
        if (image := images.get(entry["image"])) and not entry["decorative"]:
            entry |= {"alt": entry["alt"] or image.alt, "caption": entry["caption"] or image.caption}
    return entries


def _tags(chosen: list, new: dict) -> list[int]:
    return list(dict.fromkeys(_tag(thing, new) for thing in chosen))


def _tag(thing: int | str | Film | Person, new: dict) -> int:
    if isinstance(thing, int):
        return thing
    if isinstance(thing, str):
        tag = Tag.objects.called(thing).select_related("merged_into").first()
        typed: dict = {"name": thing}
    else:
        kind = str(thing._meta.model_name)
        tag = Tag.objects.filter(**{kind: thing}).first()
        typed = {kind: thing.pk}
    return tag.survivor().pk if tag else unsaved.name_of(new, "tag", **typed)
