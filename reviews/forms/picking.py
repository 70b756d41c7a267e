"""A field in which one types a name and means a thing.

It posts what it knew (an id), the words that stand in it, and the answer when it had to ask "which one?".
Without JavaScript it is a text field and, once it had to ask, a list to choose from; with it, a combobox.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from accounts.policy import can
from accounts.text import clean_line
from films.models import Credit
from reviews.checklist import MOST_CREDITS, credits_of
from reviews.forms.shelves import SHELVES, Found, Near, number
from reviews.state import EMPTY, Library

NEW, ANOTHER = "new", "another"  # not there yet; another one of the same name
LONGEST = 300
ID_FIELDS = re.compile(r"(?:^|-)(film|contributor|image|review|translation_of|tags)(?:_answer)?$")
SHELF_OF = {"translation_of": "review", "tags": "tag"}


@dataclass(frozen=True)
class Typed:
    pk: int | None = None
    words: str | None = None  # None: there was no text field, the id alone speaks
    answer: str = ""

    @property
    def is_empty(self) -> bool:
        return self.pk is None and not (self.words or "").strip() and not self.answer

    @property
    def is_new(self) -> bool:
        return self.answer in (NEW, ANOTHER)

    @property
    def is_another(self) -> bool:
        return self.answer == ANOTHER


class Known:
    """What the ids in a form stand for, asked once a shelf rather than once a row.

    `held`: ids that the piece has already. They stay, even where this person may not see what they are.
    """

    def __init__(self, user, at: datetime, held: dict[str, set[int]], data=None):
        self.user, self.at, self.held = user, at, defaultdict(set, held)
        wanted = defaultdict(set, {kind: set(ids) for kind, ids in held.items()})
        for name in data or ():
            if match := ID_FIELDS.search(name):
                kind = SHELF_OF.get(match[1], match[1])
                wanted[kind].update(filter(None, map(number, data.getlist(name))))
        credits = credits_of(wanted["film"]) if can(user, "films.view_film") else []
        # Where there were more, whoever asks for fewer films must ask again.
        whole = len(credits) < MOST_CREDITS
        self._credits: Library = {Credit: {credit.pk: credit for credit in credits}} if whole else EMPTY
        self.near = Near(tuple(sorted(wanted["film"])), tuple(sorted(wanted["image"])))
        self._found: dict[str, dict] = {
            kind: SHELVES[kind].named(user, at, ids, self._credits) for kind, ids in wanted.items()
        }

    def get(self, kind: str, pk: int | None) -> Found | None:
        found = self._found.get(kind, {}).get(pk)
        if found is None and pk in self.held[kind]:
            return Found(pk, "Something you cannot see")
        return found

    @property
    def library(self) -> Library:
        """What is at hand, by model and id."""
        things = {kind: {pk: found.thing for pk, found in rows.items()} for kind, rows in self._found.items()}
        return {type(next(iter(rows.values()))): rows for rows in things.values() if rows} | self._credits

    def find(self, kind: str, words: str) -> list[Found]:
        return SHELVES[kind].find(self.user, self.at, words, near=self.near)


class OurWidget(forms.Widget):
    """A widget whose template lies with all others, in `templates/`."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        said = context["widget"]["attrs"]
        context["widget"] |= {
            "described_by": said.get("aria-describedby"),
            "invalid": said.get("aria-invalid"),
        }
        return context

    def _render(self, template_name, context, renderer=None):
        return render_to_string(template_name, context)


class PickWidget(OurWidget):
    template_name = "admin/writing/pick.html"
    known: Known
    kind: str
    can_be_new = False
    found: tuple[Found, ...] = ()  # among which the answer is asked for
    asks = False

    def value_from_datadict(self, data, files, name):
        return Typed(number(data.get(name)), data.get(f"{name}_words"), data.get(f"{name}_answer", ""))

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}_words" not in data

    def id_for_label(self, id_):
        return id_

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        typed = value if isinstance(value, Typed) else Typed(value)
        thing = self.known.get(self.kind, typed.pk)
        context["widget"] |= {
            "typed": typed if typed.words is not None or not thing else replace(typed, words=thing.label),
            "thing": thing,
            "kind": self.kind,
            "placeholder": SHELVES[self.kind].prompt,
            "can_be_new": self.can_be_new,
            "asks": self.asks,
            "found": self.found,
        }
        return context


class Pick(forms.Field):
    widget = PickWidget

    def __init__(self, kind: str, *, can_be_new: bool = False, **given):
        super().__init__(**{"required": False} | given)
        self.kind = self.widget.kind = kind
        self.can_be_new = self.widget.can_be_new = can_be_new

    def knows(self, known: Known) -> None:
        self.known = self.widget.known = known

    def clean(self, value) -> Typed:
        """Raises ValidationError when the words could mean nothing or several things; then the widget asks."""
        typed = value if isinstance(value, Typed) else Typed(value)
        thing = self.known.get(self.kind, number(typed.answer) or typed.pk)
        if typed.words is None:
            if typed.pk and thing is None:
                raise ValidationError(SHELVES[self.kind].gone, code="gone")
            return typed
        words = clean_line(typed.words)
        if len(words) > LONGEST:
            raise ValidationError(
                f"This is {len(words):,} characters. Keep it under {LONGEST}.", code="too_long"
            )
        if typed.is_new:
            if not words:
                raise ValidationError("Write the name first.")
            return Typed(None, words, typed.answer)
        if not words:
            return Typed()  # an emptied text field: the thing is to go
        if thing is not None and (typed.answer or words == clean_line(thing.label)):
            return Typed(thing.pk, thing.label)
        return self._meant(words)

    def _meant(self, words: str) -> Typed:
        shelf, found = SHELVES[self.kind], self.known.find(self.kind, words)
        exact = [thing for thing in found if thing.is_called(words)]
        if len(exact) == 1:
            return Typed(exact[0].pk, exact[0].label)
        self.ask(tuple(exact or found))
        raise ValidationError(
            (shelf.several if found else shelf.unknown) % {"words": words[:80]}, code="which"
        )

    def ask(self, found: tuple[Found, ...] = ()) -> None:
        """Let the person choose among these, or say that it is somebody or something new."""
        self.widget.asks, self.widget.found = True, found

    def has_changed(self, initial, data):
        return not data.is_empty
