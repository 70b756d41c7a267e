"""The parts of a state as somebody who knows the form would say them."""

from datetime import datetime

from reviews.admin.standing import clock_time
from reviews.forms.fields import stars
from reviews.forms.picking import Known
from reviews.forms.writing import held_by
from reviews.models import Authorship, PictureUse, Review, Section, Subject

GONE = "Something that is no longer there"


class InWords:
    """Names what states refer to, asked once a kind of thing, and no more of it than the viewer may see."""

    def __init__(self, viewer, at: datetime, *states: dict):
        held: dict[str, set[int]] = {}
        for state in states:
            for kind, ids in held_by(state).items():
                held.setdefault(kind, set()).update(ids)
        self.known = Known(viewer, at, held)

    def of(self, name: str, value) -> str:
        """ "Here (2023), reviewed, 3½ stars" of the films, "Nothing" of what is empty."""
        if value in (None, "", []):
            return "Nothing"
        say = getattr(self, f"_{name}", None)
        if say is None:
            return str(value)
        return "; ".join(_listed(say(entry)) for entry in value) if isinstance(value, list) else say(value)

    def _called(self, kind: str, pk: int) -> str:
        found = self.known.get(kind, pk)
        return found.label if found else GONE

    def _kind(self, value):
        return dict(Review.Kind.choices).get(value, value)

    def _spoilers(self, value):
        return dict(Review.Spoilers.choices).get(value, value)

    def _section(self, value):
        return str(Section.objects.filter(pk=value).first() or GONE)

    def _rating(self, value):
        return stars(value)

    def _when(self, value):
        return clock_time(datetime.fromisoformat(value))

    def _translation_of(self, value):
        return self._called("review", value)

    def _tags(self, pk):
        return [self._called("tag", pk)]

    def _subjects(self, entry):
        about = self._called("film", entry["film"]) if entry["film"] else entry["work"]
        rating = stars(entry["rating"]) if entry["rating"] is not None else ""
        return [about, Subject.Treatment(entry["treatment"]).label.lower(), rating]

    def _authors(self, entry):
        name = self._called("contributor", entry["contributor"])
        return [name, Authorship.Credit(entry["credit"]).label.lower(), entry["role"], entry["place"]]

    def _pictures(self, entry):
        words = entry["alt"] or self._called("image", entry["image"])
        return [PictureUse.Place(entry["place"]).label.lower(), words, entry["caption"]]

    def _links(self, entry):
        return [entry["title"], entry["url"]]

    def _pins(self, entry):
        return [self._called("review", entry["review"]), "never shown" if entry["exclude"] else ""]


def _listed(parts: list) -> str:
    return ", ".join(str(part) for part in parts if part)
