"""A look at what stands in the writing form, before anybody saves it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from reviews.forms.picking import Typed
from reviews.forms.piece import PieceForm
from reviews.forms.writing import WritingForm


@contextmanager
def seen(form: WritingForm, *, by) -> Iterator[dict]:
    """The state as it would be saved now; nothing of it stays.

    What the form refuses counts as it was last saved, and a row that it refuses is left out. Keep the block short:
    on SQLite nobody else writes meanwhile.
    """
    form.is_valid()
    saved = {name: form.state[name] for name in (*PieceForm.ALIKE, "tags")}
    given = saved | {"translation_of": Typed(form.state["translation_of"]), "when": None, "despite": ""}
    form.piece.cleaned_data = given | form.piece.cleaned_data
    with transaction.atomic():
        yield form.read(by=by)
        transaction.set_rollback(True)


def refusals(form: WritingForm) -> Iterator[tuple[str, str]]:
    """(field, sentence) of whatever the form refuses as it stands."""
    for name, sentences in form.piece.errors.items():
        yield from ((name, sentence) for sentence in sentences)
    for prefix, rows in form.rows.items():
        yield from ((prefix, sentence) for sentence in rows.non_form_errors())
        for row in rows.forms:
            if rows.is_going(row):
                continue
            for name, sentences in row.errors.items():
                yield from ((f"{row.prefix}-{name}" if name != "__all__" else prefix, s) for s in sentences)


def place_of(form: WritingForm):
    """Tells where a row of the state stands in the form: "pictures-0-alt" becomes "pictures-2-alt"."""
    told = {name: [row.prefix for row in rows.told()] for name, rows in form.rows.items()}

    def place(at: str) -> str:
        name, _, rest = at.partition("-")
        number, _, column = rest.partition("-")
        if name not in told or not number.isdigit():
            return at
        return f"{told[name][int(number)]}-{column}" if int(number) < len(told[name]) else name

    return place
