"""What an editor asks of a writer: one form, and the draft that it begins with."""

from django import forms
from django.core.exceptions import ValidationError
from js_asset import Media

from accounts.text import clean_text
from reviews.fields import IMPORT_MAP
from reviews.forms.fields import Line
from reviews.forms.picking import Known, Pick
from reviews.forms.piece import sections_for
from reviews.models import Review
from reviews.workflow import MOST_WORDS


class CommissionForm(forms.Form):
    contributor = Pick("contributor", label="Writer")
    film = Pick("film", label="Film", help_text="May stay empty for a piece that is about none.")
    kind = forms.ChoiceField(choices=Review.Kind.choices)
    section = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    words_wanted = forms.IntegerField(
        label="Words", required=False, min_value=1, max_value=MOST_WORDS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    due_on = forms.DateField(label="Due", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    note = Line(
        1000, label="Note to the writer", cleaner=clean_text, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data=None, *, user, at, initial):
        super().__init__(data, initial=initial)
        held = {"film": {initial["film"]}} if initial.get("film") else {}
        known = Known(user, at, held, data)
        for name in ("contributor", "film"):
            self.fields[name].knows(known)
        self.fields["section"].choices = [("", "Chosen later"), *sections_for(user, None)]

    def clean_contributor(self):
        typed = self.cleaned_data["contributor"]
        if typed.pk is None:
            raise ValidationError("Say who is to write it.")
        return typed

    @property
    def media(self):
        return Media(importmap=IMPORT_MAP, css={"all": ["editor/editor.css"]})

    @property
    def asked(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("due_on", "words_wanted", "note")}
