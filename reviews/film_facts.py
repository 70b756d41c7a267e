"""What a film's card and page print about the film: who made it, what it won, where it opens."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import FETCH_RAISE
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from films import releases
from films.models import Award, Credit, Film, Person, Release
from films.vocabulary import Role
from reviews.asking import at_once, question

CAST_ON_CARD = 4
CAST_IN_BILLING = 8

# As a poster words it.
BILLED = {
    Role.DIRECTOR: _("directed by"),
    Role.CREATOR: _("created by"),
    Role.CAST: _("with"),
    Role.WRITER: _("written by"),
    Role.CINEMATOGRAPHY: _("director of photography"),
    Role.EDITING: _("edited by"),
    Role.MUSIC: _("music by"),
    Role.SOUND: _("sound by"),
    Role.DESIGN: _("production design by"),
    Role.COSTUME: _("costumes by"),
    Role.PRODUCER: _("produced by"),
}


@dataclass(frozen=True)
class Billing:
    words: str | Promise
    people: list[Person]


@question
def credits_of(film: int):
    names = ("name", "sort_name", "slug", "native_name", "native_language", "wikidata_id", "imdb_id")
    credits = Credit.objects.filter(film=film).billed().fetch_mode(FETCH_RAISE)
    return credits.only("film", "role", "character", "billing", *(f"person__{name}" for name in names))


@question
def awards_of(film: int):
    awards = Award.objects.filter(film=film).select_related("edition__festival", "section", "person")
    return awards.order_by("edition__year", "pk")


@question
def releases_of(film: int):
    return Release.objects.filter(film=film)


class FilmFacts:
    """Three lists, asked in one statement with each other, or with `questions` that somebody else asks."""

    def __init__(self, film: Film, at: datetime):
        self.film = film
        self.today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
        self._credits = credits_of(film=film.pk)
        self._awards = awards_of(film=film.pk)
        self._releases = releases_of(film=film.pk)
        self.questions = (self._credits, self._awards, self._releases)

    @cached_property
    def credits(self) -> list[Credit]:
        at_once(*self.questions)
        return list(self._credits)

    @cached_property
    def awards(self) -> list[Award]:
        at_once(*self.questions)
        return list(self._awards)

    @cached_property
    def all_releases(self) -> list[Release]:
        at_once(*self.questions)
        return list(self._releases)

    @cached_property
    def release_lines(self) -> list[releases.Line]:
        return releases.lines(self.all_releases, self.today)

    @property
    def is_awaited(self) -> bool:
        """Whether some release is still to come, so that tomorrow's page says something else."""
        return any(
            release.date and not releases.has_come(release, self.today) for release in self.all_releases
        )

    @cached_property
    def release_note(self) -> str:
        """What stands after the film's title at the end of a review; empty where no date is known."""
        return releases.note(self.all_releases, self.today)

    @property
    def openings(self) -> dict[str, list[str]]:
        """ "Opens": ["9 February 2024, New York, Lincoln Center", ...]."""
        together: dict[str, list[str]] = {}
        for line in self.release_lines:
            together.setdefault(line.label, []).append(line.text)
        return together

    @property
    def beside(self) -> bool:
        """Whether anything is known beyond who made it."""
        film = self.film
        known = film.countries or film.languages or film.runtime or film.aspect_ratio
        return bool(known or self.awards or self.release_lines)

    @property
    def on_card(self) -> bool:
        return bool(self.directors or self.cast or self.cinematographers) or self.beside

    def people(self, *roles: str) -> list[Person]:
        """In billing order, each once."""
        return list(
            {credit.person_id: credit.person for credit in self.credits if credit.role in roles}.values()
        )

    @property
    def directors(self) -> list[Person]:
        return self.people(Role.DIRECTOR, Role.CREATOR)

    @property
    def cast(self) -> list[Person]:
        return self.people(Role.CAST)

    @property
    def cast_on_card(self) -> list[Person]:
        return self.cast[:CAST_ON_CARD]

    @property
    def more_cast(self) -> int:
        return max(0, len(self.cast) - CAST_ON_CARD)

    @property
    def cinematographers(self) -> list[Person]:
        return self.people(Role.CINEMATOGRAPHY)

    @property
    def countries(self) -> list[str]:
        return releases.country_names(self.film.countries)

    @property
    def languages(self) -> list[str]:
        return releases.language_names(self.film.languages)

    @property
    def billing(self) -> list[Billing]:
        """The block of a poster; of the cast only the first eight."""
        everybody = ((words, self.people(role), role) for role, words in BILLED.items())
        return [
            Billing(words, people[:CAST_IN_BILLING] if role == Role.CAST else people)
            for words, people, role in everybody
            if people
        ]

    @property
    def unbilled_cast(self) -> list[Person]:
        return self.cast[CAST_IN_BILLING:]
