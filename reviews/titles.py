"""Film titles inside headlines and deks: found, so that they can be set as titles."""

import re
from dataclasses import dataclass

from films.models import Film


@dataclass(frozen=True)
class Run:
    """A stretch of a headline or a dek; with a film, it is that film's title."""

    text: str
    film: Film | None = None

    @property
    def in_capitals(self) -> bool:
        return self.film is not None and self.text.isupper()


def runs(headline: str, films) -> list[Run]:
    """The headline cut at the titles of these films, longest title first.

    A title counts where it stands as whole words, written as the film's record has it or in capitals
    ("HERE Review: ..."). Joined again, the runs are the headline.
    """
    by_spelling = {}
    for film in films:
        for spelling in (film.title, film.title.upper()):
            by_spelling.setdefault(spelling, film)
    if not by_spelling:
        return [Run(headline)] if headline else []
    titles = "|".join(re.escape(spelling) for spelling in sorted(by_spelling, key=len, reverse=True))
    # Look-arounds instead of \b: titles may begin or end with a sign ("M*A*S*H", "¡Átame!").
    parts = re.split(rf"(?<!\w)({titles})(?!\w)", headline)
    return [Run(text, by_spelling.get(text) if odd % 2 else None) for odd, text in enumerate(parts) if text]
