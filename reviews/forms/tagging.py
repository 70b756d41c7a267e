"""The tags of a piece: those it has, those its film's credits suggest, and words typed by hand.

A choice posts the id of a tag, "film:3" or "person:5" for a film or person that has no tag yet, or "name:moss".
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.text import clean_line
from films.models import Film, Person
from films.vocabulary import Role
from reviews.checklist import credits_of, those
from reviews.forms.picking import Known, OurWidget
from reviews.forms.shelves import number
from reviews.models import Tag
from reviews.state import EMPTY, Library

ENTITIES: dict[str, Any] = {"film": Film, "person": Person}
CAST, FILMS, LOOKED_AT = 4, 2, 200
AT_MOST = 40
LONGEST = 100


@dataclass(frozen=True)
class Chip:
    value: str
    label: str
    chosen: bool = False


def suggested(film_ids: list[int], at_hand: Library = EMPTY) -> list[Chip]:
    """For the first films: who directed them, who plays first, and the film itself."""
    by_id = those(Film, film_ids[:FILMS], at_hand)
    films = [by_id[pk] for pk in film_ids[:FILMS] if pk in by_id]
    roles = {Role.DIRECTOR, Role.CREATOR, Role.CAST}
    credits = credits_of([film.pk for film in films], at_hand)
    made = [credit for credit in credits if credit.role in roles][:LOOKED_AT]
    entities: list[Film | Person] = []
    for film in films:
        own = [credit for credit in made if credit.film_id == film.pk]
        entities += [credit.person for credit in own if credit.role != Role.CAST]
        entities += [film, *[credit.person for credit in own if credit.role == Role.CAST][:CAST]]
    people = [thing.pk for thing in entities if isinstance(thing, Person)]
    tags: dict[tuple[str, int], Tag] = {}
    for tag in Tag.objects.filter(Q(person__in=people) | Q(film__in=films)) if films else ():
        tags[("film", tag.film_id) if tag.film_id else ("person", tag.person_id)] = tag
    chips = {}
    for thing in entities:
        key = (str(thing._meta.model_name), thing.pk)
        tag = tags.get(key)
        value = str(tag.survivor().pk) if tag else f"{key[0]}:{key[1]}"
        chips.setdefault(value, Chip(value, tag.name if tag else str(thing)))
    return list(chips.values())


class TagsWidget(OurWidget):
    template_name = "admin/writing/tags.html"
    known: Known
    suggestions: list[Chip] = []

    def value_from_datadict(self, data, files, name):
        return (data.getlist(name), data.get(f"{name}_words", ""))

    def value_omitted_from_data(self, data, files, name):
        return False  # no box ticked posts nothing

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        chosen, words = value if isinstance(value, tuple) else (value or [], "")
        labels = {chip.value: chip.label for chip in self.suggestions}
        chips = {}
        for token in map(str, chosen):
            tag = self.known.get("tag", number(token))
            named = token.removeprefix("name:") if token.startswith("name:") else ""
            if label := tag.label if tag else labels.get(token) or named:
                chips[token] = Chip(token, label, chosen=True)
        for chip in self.suggestions:
            chips.setdefault(chip.value, chip)
        context["widget"] |= {"chips": list(chips.values()), "words": words}
        return context


class TagsField(forms.Field):
    widget = TagsWidget

    def __init__(self, **given):
        super().__init__(**{"required": False} | given)

    def knows(self, known: Known, suggestions: list[Chip]) -> None:
        self.known = self.widget.known = known
        self.widget.suggestions = suggestions

    def clean(self, value) -> list[int | str | Film | Person]:
        """Ids of tags, films and people that are to become tags, and names of themes, in order."""
        tokens, words = value if isinstance(value, tuple) else (value or [], "")
        chosen = [self._meant(str(token)) for token in dict.fromkeys(tokens)]
        chosen += [
            self._named(name) for part in words.replace("\n", ",").split(",") if (name := clean_line(part))
        ]
        if len(chosen) > AT_MOST:
            raise ValidationError(f"These are {len(chosen)} tags. {AT_MOST} are enough for any piece.")
        return list(dict.fromkeys(chosen))

    def _meant(self, token: str):
        if token.startswith("name:") and (name := clean_line(token.removeprefix("name:"))):
            return self._named(name)
        kind, _, pk = token.rpartition(":")
        if not kind and self.known.get("tag", number(pk)):
            return number(pk)
        thing = ENTITIES[kind].objects.filter(pk=number(pk)).first() if kind in ENTITIES else None
        if thing is None:
            raise ValidationError(
                "One of these tags is no longer there. Untick it and choose again.", code="gone"
            )
        return thing

    def _named(self, name: str) -> str:
        if len(name) > LONGEST:
            raise ValidationError(f"A tag of {len(name):,} characters is too long. Keep it under {LONGEST}.")
        return name


def as_ids(chosen: list) -> list[int]:
    """The tags that the field's answer stands for; what has no tag yet gets one."""
    ids = []
    for thing in chosen:
        if isinstance(thing, Film):
            thing = Tag.objects.for_film(thing).pk
        elif isinstance(thing, Person):
            thing = Tag.objects.for_person(thing).pk
        elif isinstance(thing, str):
            thing = Tag.objects.take(thing).pk
        ids.append(thing)
    return list(dict.fromkeys(ids))
