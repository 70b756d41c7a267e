"""What a form says while somebody is still typing into it: what is finished is read, what is not waits."""

from accounts.policy import can
from reviews.forms.piece import PieceForm
from reviews.forms.writing import PICKED, WritingForm

LABELS = {
    "subjects": "Film", "authors": "Byline", "pictures": "Pictures", "links": "Around the Internet",
    "pins": "More about",
}  # fmt: skip
# What makes two entries of a state speak of one thing.
ABOUT = {name: (picked,) for name, picked in PICKED.items()} | {
    "subjects": ("film", "work"),
    "links": ("url",),
}


def so_far(form: WritingForm) -> tuple[dict, list[str]]:
    """The state that was typed, and the names of what had to be left out of it.

    Makes no film, guest or tag and writes to no picture: what is only typed waits until somebody saves. A field or
    row that is not finished leaves what the form's own state has there.
    """
    form.is_valid()
    given, state = form.piece.cleaned_data, dict(form.state)
    left = [form.piece.fields[name].label or name for name in form.piece.errors if name in form.piece.fields]
    state |= {name: given[name] for name in PieceForm.ALIKE if name in given}
    if "translation_of" in given:
        state["translation_of"] = given["translation_of"].pk
    if "when" in given:
        state["when"] = form.when(given["when"])
    if "tags" in given:
        state["tags"] = [tag for tag in given["tags"] if isinstance(tag, int)]
        left += ["Tags"] if len(state["tags"]) < len(given["tags"]) else []
    for name, rows in form.rows.items():
        if not rows.management_form.is_valid():
            continue  # no rows came along at all
        finished, unfinished = sorted_out(rows)
        entries = form.entries(name, finished)
        if unfinished:
            entries += _untouched(form.state[name], entries, ABOUT[name])[:unfinished]
            left.append(LABELS[name])
        state[name] = entries
    if any(_new_credit(row, form.user) for row in form.rows["pictures"].told()):
        left.append("Credit")
    return state, [str(name).capitalize() for name in dict.fromkeys(left)]


def sorted_out(rows) -> tuple[list, int]:
    """The finished rows in their order, and how many others say something already."""
    finished = [row for row in rows.told() if not row.errors and not _is_new(row)]
    begun = [
        row
        for row in rows.forms
        if row not in finished
        and not rows._should_delete_form(row)  # Django's own
        and (row.errors or (row.cleaned_data and row.says_something))
    ]
    return finished, len(begun)


def _is_new(row) -> bool:
    picked = row.cleaned_data.get(row.picks)
    return bool(picked and picked.is_new)


def _new_credit(row, by) -> bool:
    if row.errors or row.shown is None or row.fields["credit"].disabled:
        return False
    credit = row.cleaned_data["credit"]
    return bool(credit) and credit != row.shown.credit and can(by, "images.change_image", row.shown)


def _untouched(kept: list[dict], entries: list[dict], about: tuple[str, ...]) -> list[dict]:
    told = {tuple(entry[name] for name in about) for entry in entries}
    return [entry for entry in kept if tuple(entry[name] for name in about) not in told]
