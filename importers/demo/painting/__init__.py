from importers.demo.painting import (
    city,
    forest,
    heights,
    houses,
    kitchens,
    land,
    portraits,
    posters_by_day,
    posters_by_night,
    roads,
    rooms,
    stages,
    water,
)
from importers.demo.painting.gallery import GALLERY

__all__ = [
    "GALLERY",
    "city",
    "forest",
    "heights",
    "houses",
    "kitchens",
    "land",
    "portraits",
    "posters_by_day",
    "posters_by_night",
    "roads",
    "rooms",
    "stages",
    "water",
]
