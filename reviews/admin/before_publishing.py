"""The panel "Before publishing": what must be done, what could be, and what is."""

from collections.abc import Iterator
from dataclasses import dataclass

from films.models import Film
from reviews import body, checklist
from reviews.forms.rows import ROWS

DEK_LENGTH = 160
HEADLINE_LENGTH = 90


@dataclass(frozen=True)
class Line:
    sort: str  # "stop", "note" or "done"
    text: str
    field: str
    act: str = ""  # what the link to the field says

    @property
    def anchor(self) -> str:
        """Where the field stands on the writing page; rows as a whole have a place of their own."""
        return self.field if self.field in ROWS else f"id_{self.field}"


WORDS = {"alt": "Write it", "credit": "Add it", "headline": "Write it", "body": "Write it"}


def lines(state: dict, stops: list[checklist.Stop]) -> list[Line]:
    return [*_stops(stops), *sorted(_rest(state), key=lambda line: line.sort == "done")]


def _stops(stops) -> Iterator[Line]:
    for stop in stops:
        column = (stop.at or stop.field).rpartition("-")[2]
        yield Line("stop", stop.sentence, stop.at or stop.field, WORDS.get(column, "Go there"))


def _rest(state: dict) -> Iterator[Line]:
    films = list(Film.objects.filter(pk__in=[entry["film"] for entry in state["subjects"] if entry["film"]]))
    for film in films:
        yield Line("done", f"Film linked: {film.label}", "subjects")
        if not film.year:
            yield Line("note", f"{film.title} has no year.", "subjects")
    if len(state["headline"]) > HEADLINE_LENGTH:
        yield Line(
            "note",
            f"The headline is {len(state['headline'])} characters; {HEADLINE_LENGTH} read better.",
            "headline",
        )
    dek = len(state["dek"])
    if not dek:
        yield Line("note", "No dek.", "dek")
    elif dek > DEK_LENGTH:
        yield Line("note", f"The dek is {dek} characters; {DEK_LENGTH} read better.", "dek")
    else:
        yield Line("done", f"Dek is {dek} of {DEK_LENGTH} characters", "dek")
    if not any(entry["place"] == "lead" for entry in state["pictures"]):
        yield Line("note", "No lead picture.", "pictures")
    tags = len(state["tags"])
    yield (
        Line("done", f"{tags} tag{'s' if tags > 1 else ''}", "tags")
        if tags
        else Line("note", "No tags.", "tags")
    )
    if state["kind"] == "review" and state["rating"] is None:
        yield Line("note", "No rating. Fine if you mean it.", "rating")
    if words := body.words(state["body"]):
        yield Line("done", f"{words:,} words, {body.reading_minutes(state['body'])} min read", "body")
