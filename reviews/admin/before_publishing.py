"""The panel "Before publishing": what must be done, what could be, and what is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.policy import can
from films.models import Embargo
from reviews import body, checklist
from reviews.admin.standing import clock_time
from reviews.advice import DEK_LENGTH, Advice, Advisor
from reviews.forms.rows import ROWS
from reviews.models import Review
from reviews.state import EMPTY, Library


@dataclass(frozen=True)
class Line:
    sort: str  # "stop", "note" or "done"
    text: str
    field: str
    act: str = ""  # what the link says
    url: str = ""  # where it leads, when not to the field

    @property
    def href(self) -> str:
        """The field on the writing page; rows as a whole have a place of their own."""
        return self.url or "#" + (self.field if self.field in ROWS else f"id_{self.field}")


def planned(state: dict) -> datetime | None:
    return datetime.fromisoformat(state["when"]) if state["when"] else None


WORDS = {"alt": "Write it", "credit": "Add it", "headline": "Write it", "body": "Write it"}


@dataclass
class Before:
    """What stands before this state's publication, for one person."""

    stops: list[checklist.Stop]
    lines: list[Line]
    linkable: list[dict]
    length: str
    embargoes: list[Embargo]  # that a piece which does not show yet waits for, the last to end first
    may_override: bool
    appears: datetime | None  # when it is to show: as planned, or once the last embargo is over

    @property
    def left(self) -> int:
        return sum(line.sort == "stop" for line in self.lines)

    @property
    def settled(self) -> int:
        return len(self.lines) - self.left


def before(
    state: dict,
    review: Review | None,
    *,
    user,
    at: datetime,
    overrides: bool = False,
    place: Callable = str,
    library: Library = EMPTY,
) -> Before:
    """`overrides`: a reason to let a picture pass has been written. `place` tells where a row of the state stands on
    the page: "pictures-0-alt" may be the third row of the form while another is on its way out.
    """
    may = can(user, "reviews.override_stop", review)
    found = checklist.check(state, review, at=at, overrides=overrides and may, library=library)
    live = review is not None and review.is_live(at)
    waits_for = [] if live else checklist.binding(state, at, library)
    advisor = Advisor(state, review, user=user, at=at, library=library)
    lines = [
        *(_of(stop, "stop", place) for stop in found.stops),
        *(_of(stop, "note", place) for stop in found.excused),
        *_waiting(waits_for),
        *(_of(advice, "note", place) for advice in advisor.all()),
        *_done(state, advisor),
    ]
    return Before(
        stops=found.stops,
        lines=lines,
        linkable=advisor.linkable(),
        length=_length(state),
        embargoes=waits_for,
        appears=max(
            filter(None, [planned(state), *(embargo.ends_at for embargo in waits_for)]), default=None
        ),
        may_override=may and any(stop.may_be_overridden for stop in [*found.stops, *found.excused]),
    )


def _of(said: checklist.Stop | Advice, sort: str, place: Callable) -> Line:
    column = (said.at or said.field).rpartition("-")[2]
    url = getattr(said, "url", "")
    return Line(
        sort,
        said.sentence,
        place(said.at or said.field),
        "See it" if url else WORDS.get(column, "Go there") if sort == "stop" else "Go there",
        url,
    )


def _waiting(embargoes: list[Embargo]) -> Iterator[Line]:
    """An embargo forbids showing, not publishing: the piece waits."""
    for embargo in embargoes:
        ends = clock_time(embargo.ends_at)
        yield Line(
            "note", f"{embargo.film.label} is under embargo. It can show from {ends}.", "when", "Set the time"
        )


def _done(state: dict, advisor: Advisor) -> Iterator[Line]:
    for film in advisor.films:
        yield Line("done", f"Film linked: {film.label}", "subjects")
    if 0 < len(state["dek"]) <= DEK_LENGTH:
        yield Line("done", f"Dek is {len(state['dek'])} of {DEK_LENGTH} characters", "dek")
    if tags := len(state["tags"]):
        yield Line("done", f"{tags} tag{'s' if tags > 1 else ''}", "tags")
    if body.words(state["body"]):
        yield Line("done", _length(state), "body")


def _length(state: dict) -> str:
    words = body.words(state["body"])
    return f"{words:,} word{'' if words == 1 else 's'}, {body.reading_minutes(state['body'])} min read"
