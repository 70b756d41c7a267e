"""Who made a piece, as its head says it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from images.models import Image
from reviews.models import Authorship, Contributor

WITH_PORTRAIT_UP_TO = 3

# Everything but the words stands on a line of its own.
BESIDE = {
    Authorship.Credit.INTERVIEW: _("Interview by"),
    Authorship.Credit.TRANSLATION: _("Translated by"),
    Authorship.Credit.PHOTOGRAPHS: _("Photographs by"),
}


@dataclass(frozen=True)
class Helpers:
    words: str | Promise
    people: list[Contributor]


class Byline:
    """From authorships with their contributors at hand."""

    def __init__(self, authorships: list[Authorship]):
        self.authorships = authorships

    def made(self, credit: str) -> list[Authorship]:
        return [row for row in self.authorships if row.credit == credit]

    @property
    def writers(self) -> list[Contributor]:
        return [row.contributor for row in self.made(Authorship.Credit.WORDS)]

    @property
    def helpers(self) -> list[Helpers]:
        """Interviewers, translators and photographers."""
        return [
            Helpers(words, [row.contributor for row in rows])
            for credit, words in BESIDE.items()
            if (rows := self.made(credit))
        ]

    @property
    def standing(self) -> str:
        """ "Contributor, Slovakia" for a single writer, as it was when the piece was published."""
        rows = self.made(Authorship.Credit.WORDS)
        return ", ".join(filter(None, [rows[0].role, rows[0].place])) if len(rows) == 1 else ""

    @property
    def portrait(self) -> Image | None:
        """Of the first writer; a crowd has none."""
        writers = self.writers
        return writers[0].portrait if 0 < len(writers) <= WITH_PORTRAIT_UP_TO else None

    @property
    def boxes(self) -> list[Authorship]:
        """Those who get a box below the text: writers and interviewers, up to three."""
        voices = (Authorship.Credit.WORDS, Authorship.Credit.INTERVIEW)
        rows = [row for row in self.authorships if row.credit in voices]
        return rows if len(rows) <= WITH_PORTRAIT_UP_TO else []
