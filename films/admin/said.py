"""What packages above have to say of films, on the Films list and on a film's page.

Each of `SPEAKERS` takes ids of films and a moment, and returns a sentence by id.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

Speaker = Callable[[Iterable[int], datetime], dict[int, str]]
SPEAKERS: list[Speaker] = []


def said_of(films: Iterable[int], at: datetime) -> dict[int, str]:
    told: dict[int, str] = {}
    for speaker in SPEAKERS:
        for film, sentence in speaker(films, at).items():
            told[film] = f"{told[film]}. {sentence}" if film in told else sentence
    return told
