"""The whole writing form: a state as fields and rows, and what was typed as a state again."""

from datetime import datetime

from django.forms import Media

from accounts.policy import can
from images.models import Image
from pagecache.changes import changed
from reviews import body
from reviews import state as states
from reviews.forms.picking import Known
from reviews.forms.piece import PieceForm
from reviews.forms.rows import ROWS
from reviews.forms.shelves import number
from reviews.forms.tagging import as_ids, suggested
from reviews.models import Contributor, PictureUse

PICKED = {"subjects": "film", "authors": "contributor", "pictures": "image", "pins": "review"}


class WritingForm:
    """`state`: what the fields begin with. `data`: what was posted, a QueryDict, or None.

    `versions`: those of the working copy and of the piece that the person sees, for the hidden fields. `locked`:
    names of fields that this piece no longer lets anybody change here.
    """

    def __init__(self, *, user, at: datetime, state: dict, versions=(None, None), locked=(), data=None):
        self.user, self.state = user, (state := states.upgrade(state))
        when = datetime.fromisoformat(state["when"]) if state["when"] else None
        self.known = known = Known(user, at, held_by(state), data)
        films = (
            [entry["film"] for entry in state["subjects"] if entry["film"]]
            if data is None
            else posted_films(data)
        )
        self.piece = PieceForm(
            data,
            user=user,
            known=known,
            suggestions=suggested(films, known.library),
            when=when,
            locked=locked,
            initial={name: state[name] for name in (*PieceForm.ALIKE, "translation_of", "tags")}
            | {"when": when, "copy_version": versions[0], "review_version": versions[1]},
        )
        self.rows = {
            name: rows(
                data, prefix=name, form_kwargs={"known": known},
                initial=[entry | {"ORDER": n} for n, entry in enumerate(state[name], start=1)],
            )
            for name, rows in ROWS.items()
        }  # fmt: skip
        for rows in self.rows.values():
            rows.extra = 0 if state[rows.prefix] else 1

    def equip_editor(self, lookup_url: str, address_of, new_urls: dict[str, str]) -> None:
        """Give the body's editor where to look names up and make new ones, and the pictures for the text."""
        widget = self.piece.fields["body"].widget
        widget.lookup_url, widget.new_urls = lookup_url, new_urls
        widget.attrs["lang"] = self.state["language"]
        shown = [row.shown for row in self.rows["pictures"].forms if row.shown]
        widget.pictures = [
            {"id": image.pk, "label": str(image), "thumb": address_of(image)} for image in shown
        ]

    @property
    def media(self) -> Media:
        return self.piece.media

    def is_valid(self) -> bool:
        valid = self.piece.is_valid()
        for rows in self.rows.values():
            valid = rows.is_valid() and valid
        return valid

    @property
    def error_count(self) -> int:
        return len(self.piece.errors) + sum(rows.total_error_count() for rows in self.rows.values())

    def read(self, *, by) -> dict:
        """The state that was typed. Makes the films, guests and tags that are new: call it inside the unit that
        saves. Raises PermissionDenied where the person may not make them."""
        given = self.piece.cleaned_data
        picked = given["translation_of"]
        self._give_credits(by)
        return states.blank(
            **{name: given[name] for name in PieceForm.ALIKE},
            translation_of=picked.pk,
            when=self.when(given["when"]),
            **{name: self.entries(name, rows.told()) for name, rows in self.rows.items()},
            tags=as_ids(given["tags"]),
        )

    def entries(self, name: str, rows: list) -> list[dict]:
        """What these valid rows of a kind say, as the state's entries."""
        match name:
            case "subjects":
                return [self._subject(row) for row in rows]
            case "authors":
                return [self._author(row) for row in rows]
            case "pictures":
                return self._pictures(rows)
            case "links":
                columns = ("url", "title", "source", "language")
                return [{column: row.cleaned_data[column] for column in columns} for row in rows]
        return [
            {"review": row.cleaned_data["review"].pk, "exclude": row.cleaned_data["exclude"]} for row in rows
        ]

    def when(self, moment: datetime | None) -> str | None:
        kept = self.state["when"]
        if moment is None:
            return None
        return kept if kept and datetime.fromisoformat(kept) == moment else moment.isoformat()

    @staticmethod
    def _subject(row) -> dict:
        given = row.cleaned_data
        film = row.new_film.save().pk if row.new_film else given["film"].pk
        return {
            "film": film,
            "work": "" if film else given["work"],
            "treatment": given["treatment"],
            "rating": given["rating"],
        }

    @staticmethod
    def _author(row) -> dict:
        given, picked = row.cleaned_data, row.cleaned_data["contributor"]
        if picked.is_new:
            guest = Contributor.objects.create(
                name=picked.words,
                role=given["role"] or "Guest",
                place=given["place"],
                handles=given["handles"],
            )
            changed(f"contributor:{guest.pk}")
        return {
            "contributor": guest.pk if picked.is_new else picked.pk,
            "credit": given["credit"], "role": given["role"], "place": given["place"],
        }  # fmt: skip

    def _give_credits(self, by) -> None:
        """A picture's credit belongs to the library, so it is written there."""
        for row in self.rows["pictures"].told():
            given, image = row.cleaned_data, row.shown  # type: ignore[attr-defined]  # it is a PictureRow
            if (
                image
                and given["credit"]
                and given["credit"] != image.credit
                and can(by, "images.change_image", image)
            ):
                image.credit = given["credit"]
                image.save(update_fields=["credit"])
                changed(f"image:{image.pk}")

    def _pictures(self, rows: list) -> list[dict]:
        """The rows, and a row for each picture of the text that has none yet. A picture that is new here brings
        its own words."""
        had = {entry["image"] for entry in self.state["pictures"]}
        entries = [
            {"image": row.cleaned_data["image"].pk}
            | {name: row.cleaned_data[name] for name in ("place", "alt", "caption", "decorative")}
            for row in rows
        ]
        placed = {entry["image"] for entry in entries}
        missing = Image.objects.filter(
            pk__in=set(body.image_ids(self.piece.cleaned_data.get("body", ""))) - placed
        )
        entries += [as_entry(image) for image in missing.order_by("pk")]
        images = Image.objects.in_bulk({entry["image"] for entry in entries} - had)
        for entry in entries:
            if (image := images.get(entry["image"])) and not entry["decorative"]:
                entry |= {"alt": entry["alt"] or image.alt, "caption": entry["caption"] or image.caption}
        return entries

    def show_stops(self, stops) -> None:
        """Put each sentence that forbids publishing at its field."""
        for stop in stops:
            self.add_error(stop.at or stop.field, stop.sentence)

    def add_error(self, field: str, sentence: str) -> None:
        """`field`: of the piece ("headline"), of a row ("pictures-0-alt"), or all rows of a kind ("authors")."""
        name, _, rest = field.partition("-")
        if name in self.rows and not rest:
            self.rows[name].non_form_errors().append(sentence)
            return
        form = self.piece
        if name in self.rows:
            place, _, name = rest.partition("-")
            form = self.rows[field.partition("-")[0]].forms[int(place)]
        # Not by the form's own add_error(), which knows only what was posted: a saved draft has its stops, too.
        form.errors.setdefault(name, form.error_class(renderer=form.renderer)).append(sentence)


def as_entry(image: Image, place: str = PictureUse.Place.BODY) -> dict:
    """A picture of the library as a row of a state, with the library's own words."""
    return {
        "image": image.pk,
        "place": str(place),
        "alt": image.alt,
        "caption": image.caption,
        "decorative": False,
    }


def held_by(state: dict) -> dict[str, set[int]]:
    """The ids that a state names, by what they are ids of."""
    held = {kind: {entry[kind] for entry in state[name] if entry[kind]} for name, kind in PICKED.items()}
    held["tag"] = set(state["tags"])
    if state["translation_of"]:
        held["review"].add(state["translation_of"])
    return held


def posted_films(data) -> list[int]:
    ids = [number(data.get(f"subjects-{n}-film")) for n in range(10)]
    return [pk for pk in ids if pk]
