"""Three hundred short pieces since 2004, put together from hand-written sentences, always the same ones.

They stand at the addresses of an older system and have the gaps that such archives have: no dek, no picture, no
film, headlines as long as the old field allowed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count, cycle
from typing import Any

from accounts.text import slug_for
from importers.demo.content import Piece, table

SIZE = 300
FIRST, LAST = date(2004, 3, 8), date(2023, 10, 30)
# In which order kinds follow one another where no loose piece stands.
KINDS = ("review", "news", "interview", "review", "disc", "again", "video", "review", "news", "disc")
WAIT = {"disc": 2, "again": 5}  # years after the film
SLUG_CUT = 96  # where the old system cut its addresses, in the middle of a word if need be
COMMON = {
    "A",
    "An",
    "The",
    "Two",
    "Three",
    "Six",
    "Seven",
    "Through",
    "When",
    "Everyone",
    "Between",
    "Volume",
    "Everything",
}
# fmt: off
NUMBERS = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]
# fmt: on
STILLS = (
    "empty-cinema",
    "projector-beam",
    "curtains",
    "train-window",
    "snow-field",
    "lighthouse",
    "harbour",
    "staircase",
    "rain-window",
    "city-bokeh",
    "motorway",
    "window-light",
    "swimming-pool",
    "kitchen-table",
)  # fmt: skip
SECTIONS = {"AT": "International", "GB": "Indie"}
LOOSE_SECTIONS = {"dispatch": "Festivals", "news": "Indie", "feature": "Weird"}


@dataclass(frozen=True)
class OldFilm:
    title: str
    year: int
    director: str
    country: str
    premise: str
    detail: str

    @property
    def slug(self) -> str:
        return f"{slug_for(self.title)}-{self.year}"


def films() -> list[OldFilm]:
    return sorted(
        (OldFilm(*row) for row in table("archive")["films"]), key=lambda film: (film.year, film.title)
    )


def pieces() -> list[Piece]:
    """Oldest first."""
    return list(_Writer().write())


class _Writer:
    def __init__(self) -> None:
        self.words = table("archive")
        self.dice = random.Random(2004)  # noqa: S311 - the same magazine for everybody, nothing to guess
        self.turns: dict[tuple, cycle] = {}
        self.used: set[str] = set()
        self.written: set[tuple[str, str]] = set()

    def write(self):
        loose = self._loose()
        kinds = cycle(KINDS)
        step = (LAST - FIRST) / (SIZE - 1)
        every = max(1, SIZE // len(loose))
        for number in range(SIZE):
            at = datetime.combine(FIRST + step * number, time(8 + number * 7 % 12, number * 13 % 60))
            if number % every == every // 2 and loose:
                piece = loose.pop(0)
            else:
                piece = self._about_a_film(kinds, at)
            self._place(piece, at, number)
            yield piece

    def _loose(self) -> list[Piece]:
        known = self.words["loose"]
        rows = [Piece(kind, headline, f"<p>{text}</p>", "") for kind, headline, text in known["pieces"]]
        for place, (kind, headline) in enumerate(known["long_headlines"]):
            rows.insert(4 + place * 9, Piece(kind, headline, f"<p>{known['long_texts'][place]}</p>", ""))
        for row in rows:
            row.section = LOOSE_SECTIONS[row.kind]
        return rows

    def _about_a_film(self, kinds: Iterator[str], at: datetime) -> Piece:
        """Of the next kind for which there is a film that has none yet."""
        kind, film = next((kind, film) for kind in kinds if (film := self._film_for(kind, at)))
        age = _age(at.year - film.year)
        told = {
            "film": f'<a data-film="{film.slug}">{film.title}</a>', "TITLE": film.title.upper(),
            "director": film.director, "age": age, "Age": age.title(), "phrase": self._next("review", "phrases"),
            "quote": self._next("interview", "quotes"),
        }  # fmt: skip
        headline, body, dek = getattr(self, f"_{kind}")(film)
        return Piece(
            kind={"disc": "review", "again": "feature"}.get(kind, kind),
            headline=headline.format(**told),
            body="".join(f"<p>{paragraph.format(**told)}</p>" for paragraph in body),
            dek=dek.format(**told),
            section="Discs" if kind == "disc" else SECTIONS.get(film.country, "International"),
            films=[film.slug] if kind != "again" else [],
            discussed=[film.slug] if kind == "again" else [],
        )

    def _review(self, film: OldFilm):
        opening, middle, closing = (
            self._next("review", part) for part in ("openings", "middles", "closings")
        )
        second = self._next("review", "middles")
        if self.dice.random() < 0.7:
            body, dek = [f"{opening} {film.premise} {middle}", f"{second} {closing}"], film.detail
        else:
            body, dek = [f"{opening} {film.premise} {film.detail}", f"{middle} {closing}"], ""
        return "{TITLE} Review: {phrase}", body, dek

    def _again(self, film: OldFilm):
        body = [
            f"{self._next('again', 'openings')} {film.premise} {film.detail}",
            self._next("review", "middles"),
        ]
        return self._next("again", "headlines"), body, ""

    def _disc(self, film: OldFilm):
        opening, middle, closing = (self._next("disc", part) for part in ("openings", "middles", "closings"))
        body = [f"{opening} {film.premise}", f"{middle} {self._next('disc', 'middles')} {closing}"]
        return self._next("disc", "headlines"), body, film.detail if self.dice.random() < 0.4 else ""

    def _news(self, film: OldFilm):
        headline, text = self._next("news", "pairs")
        return headline, [text, f"What it is about: {_lower(film.premise)} {self._next('news', 'tails')}"], ""

    def _video(self, film: OldFilm):
        opening = self._next("video", "bodies")
        body = [f"{opening} {film.premise} {film.detail}", self._next("review", "middles")]
        return self._next("video", "headlines"), body, ""

    def _interview(self, film: OldFilm):
        return self._next("interview", "headlines"), [self._next("interview", "bodies")], film.premise

    def _film_for(self, kind: str, at: datetime) -> OldFilm | None:
        """A film that has no piece of this kind yet, the newest first; discs and second looks come years later."""
        known = [film for film in films() if film.year + WAIT.get(kind, 0) <= at.year]
        fresh = [film for film in known if (kind, film.slug) not in self.written]
        if not fresh:
            return None
        film = fresh[-1] if self.dice.random() < 0.7 else self.dice.choice(fresh)
        self.written.add((kind, film.slug))
        return film

    def _place(self, piece: Piece, at: datetime, number: int) -> None:
        stem = slug_for(piece.headline)[:SLUG_CUT]
        path = next(
            path
            for again in count(1)
            if (path := f"/{at:%Y/%m}/{stem}{f'-{again}' if again > 1 else ''}.html") not in self.used
        )
        self.used.add(path)
        piece.path, piece.when = path, at
        piece.by = [_author(at.year, number)]
        if piece.kind == "interview":
            piece.by, piece.interview_by = [], piece.by
        if piece.kind == "review" and number % 3:
            piece.rating = 2 + (number * 5 % 7) / 2
        if number % 3 == 0:
            piece.lead = STILLS[number // 3 % len(STILLS)]

    def _next(self, kind: str, part: str) -> Any:
        """The lists are gone through in turn, each in an order of its own, so that phrases meet others each time."""
        key = (kind, part)
        if key not in self.turns:
            phrases = list(self.words[kind][part])
            self.dice.shuffle(phrases)
            self.turns[key] = cycle(phrases)
        return next(self.turns[key])


def _age(years: int) -> str:
    word = NUMBERS[years] if years < len(NUMBERS) else str(years)
    return f"{word} year{'' if years == 1 else 's'}"


def _author(year: int, number: int) -> str:
    if year < 2010:
        return ("Hector Lamb", "Margit Szentesi", "Ottla Brezan")[number % 3]
    if year < 2016:
        return ("Hector Lamb", "Margit Szentesi", "Delroy Kintu", "Ottla Brezan")[number % 4]
    return ("Delroy Kintu", "Callum Ferrie", "Thandeka Molise", "Sunniva Aasheim", "Radovan Hlinka")[
        number % 5
    ]


def _lower(sentence: str) -> str:
    """As it goes on after a colon; names at its head stay as they are."""
    first, _, rest = sentence.partition(" ")
    return f"{first.lower() if first in COMMON else first} {rest}"
