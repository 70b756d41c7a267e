from films.models.credit import Credit
from films.models.embargo import Embargo
from films.models.ending import FilmEnding, PersonEnding
from films.models.festival import Award, Edition, Festival, FestivalSection, Selection
from films.models.film import AlternativeTitle, Film
from films.models.merge import Merge
from films.models.person import Person
from films.models.release import Release
from films.models.still import Still

__all__ = [
    "AlternativeTitle",
    "Award",
    "Credit",
    "Edition",
    "Embargo",
    "Festival",
    "FestivalSection",
    "Film",
    "FilmEnding",
    "Merge",
    "Person",
    "PersonEnding",
    "Release",
    "Selection",
    "Still",
]
