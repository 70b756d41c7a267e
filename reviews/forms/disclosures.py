"""How a piece came about, for readers to know: four sentences to begin with, each to be made exact."""

from typing import NamedTuple


class Disclosure(NamedTuple):
    name: str
    label: str
    sentence: str


DISCLOSURES = (
    Disclosure("screener", "Screener", "The film was seen on a screener that its distributor sent."),
    Disclosure("guest", "Festival guest", "The festival paid for the writer’s travel and stay."),
    Disclosure("trip", "Press trip", "The writer travelled at the expense of the film’s distributor."),
    Disclosure("friend", "Friendship", "The writer is a friend of somebody who worked on the film."),
)


def disclose(data, name: str) -> None:
    """Put the sentence of that name into what was posted, after what stands there already; never twice."""
    sentence = next((one.sentence for one in DISCLOSURES if one.name == name), "")
    there = data.get("disclosure", "").strip()
    if sentence and sentence not in there:
        data["disclosure"] = f"{there} {sentence}".strip()
