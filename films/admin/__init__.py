from films.admin.festival import EditionAdmin, FestivalAdmin, FestivalSectionAdmin
from films.admin.film import FilmAdmin
from films.admin.person import PersonAdmin

__all__ = ["EditionAdmin", "FestivalAdmin", "FestivalSectionAdmin", "FilmAdmin", "PersonAdmin"]
