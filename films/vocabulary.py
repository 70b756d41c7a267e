"""The fixed words of cinema and of writing about it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Form(TextChoices):
    FEATURE = "feature", _("Feature")
    SHORT = "short", _("Short")
    SERIES = "series", _("Series")
    SEASON = "season", _("Season")
    PROGRAMME = "programme", _("Programme")


class Role(TextChoices):
    """Order is that of a billing block."""

    DIRECTOR = "director", _("Director")
    CREATOR = "creator", _("Creator")
    CAST = "cast", _("Cast")
    WRITER = "writer", _("Screenplay")
    CINEMATOGRAPHY = "cinematography", _("Cinematography")
    EDITING = "editing", _("Editing")
    MUSIC = "music", _("Music")
    SOUND = "sound", _("Sound")
    DESIGN = "design", _("Production design")
    COSTUME = "costume", _("Costume design")
    PRODUCER = "producer", _("Producer")


class Precision(TextChoices):
    """How much of a release date is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")
    UNKNOWN = "unknown", _("To be announced")


class Medium(TextChoices):
    CINEMA = "cinema", _("In cinemas")
    STREAMING = "streaming", _("Streaming")
    DISC = "disc", _("Disc")
    TELEVISION = "television", _("Television")


class Premiere(TextChoices):
    WORLD = "world", _("World premiere")
    INTERNATIONAL = "international", _("International premiere")
    NATIONAL = "national", _("National premiere")
    NONE = "", _("Not a premiere")


class Coverage(TextChoices):
    """The kinds of pieces a magazine publishes about films; an embargo names those it covers."""

    REVIEW = "review", _("Review")
    INTERVIEW = "interview", _("Interview")
    FEATURE = "feature", _("Feature")
    DISPATCH = "dispatch", _("Festival dispatch")
    NEWS = "news", _("News")
    VIDEO = "video", _("Video")


# How a form calls the numbers that others have for a film or a person.
IDENTIFIERS = {"wikidata_id": "Wikidata", "imdb_id": "IMDb", "tmdb_id": "TMDB"}
