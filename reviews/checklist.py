"""What stands between a state and its publication: each stop names its field and says what to do."""

import dataclasses
import re
from dataclasses import dataclass

from images.models import Image
from reviews import body
from reviews import state as states
from reviews.models import Contributor, Review

HEADLINE_LIMIT = 300
UNFINISHED = re.compile(r"\bTK\b")


@dataclass(frozen=True)
class Stop:
    field: str
    sentence: str
    # The very field, where a state holds several: "pictures-0-alt".
    at: str = dataclasses.field(default="", compare=False)


class Library:
    """What states refer to, looked up once for all of them: a desk of drafts costs what one draft costs."""

    def __init__(self, many: list[dict]):
        self.found = states.found_in(many)
        shown = {entry["image"] for state in many for entry in state["pictures"] if entry["image"]}
        self.images = Image.objects.in_bulk(shown) if shown else {}


def stops(state: dict, library: Library | None = None) -> list[Stop]:
    """Everything that forbids publishing this state, in the order of the form."""
    state = states.upgrade(state)
    library = library or Library([state])
    found = [*_words(state), *_references(state, library), *_pictures(state, library)]
    told = {stop.field for stop in found}
    refused = states.problems(state, found=library.found)
    others = ((field, told_of) for field, told_of in refused.items() if field not in told)
    return found + [Stop(field, sentence) for field, sentences in others for sentence in sentences]


def _words(state: dict):
    if not state["headline"].strip():
        yield Stop("headline", "Write a headline.")
    if len(state["headline"]) > HEADLINE_LIMIT:
        yield Stop(
            "headline",
            f"This headline is {len(state['headline'])} characters. Keep it under {HEADLINE_LIMIT}.",
        )
    if not body.words(state["body"]):
        yield Stop("body", "Write the text.")
    for field in ("headline", "dek", "body"):
        if UNFINISHED.search(body.plain_text(state[field]) if field == "body" else state[field]):
            yield Stop(field, "There is still a “TK” to fill in.")


def _references(state: dict, library: Library):
    if not state["section"]:
        yield Stop("section", "Choose a section.")
    if state["kind"] == Review.Kind.REVIEW and not any(s["film"] or s["work"] for s in state["subjects"]):
        yield Stop("subjects", "A review needs its film.")
    # The byline is never guessed from whoever pressed the button.
    if not any(entry["contributor"] in library.found[Contributor] for entry in state["authors"]):
        yield Stop("authors", "Choose at least one name for the byline.")


def _pictures(state: dict, library: Library):
    for number, entry in enumerate(state["pictures"], start=1):
        row = f"pictures-{number - 1}"
        image = library.images.get(entry["image"])
        if image is None:
            yield Stop(
                "pictures", f"Picture {number} is no longer in the library. Choose another.", f"{row}-image"
            )
            continue
        if not (entry["alt"].strip() or entry["decorative"]):
            yield Stop(
                "pictures",
                f"Picture {number} has no alternative text. Describe it, or mark it as decorative.",
                f"{row}-alt",
            )
        if not image.credit:
            yield Stop("pictures", f"Picture {number} has no credit.", f"{row}-credit")
    placed = {entry["image"] for entry in state["pictures"]}
    if set(body.image_ids(state["body"])) - placed:
        yield Stop("body", "The text shows a picture that is not among the piece's pictures.")
