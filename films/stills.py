"""Pictures of a film, many at once: credit, source and why we may use them are said for all of them."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.text import clean_line
from films.models import Film, Still
from images import intake
from images.models import Image
from pagecache.changes import changed

AT_ONCE = 40


@dataclass
class Taken:
    kept: list[Still] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # a sentence a file


def take_stills(film: Film, files, *, by, **facts) -> Taken:
    """Take each file into the library as a still of the film. One that is refused does not hold up the others.

    `facts`: as of `images.intake.take_in`.
    """
    taken = Taken()
    for file in list(files)[:AT_ONCE]:
        try:
            seen = intake.examine(file)
            if twin := Image.objects.filter(checksum=seen.checksum, still_of__film=film).first():
                raise ValidationError(f"This file is among the film’s stills already ({twin}).")
            with transaction.atomic():
                image = intake.take_in(seen, by=by, **facts)
                taken.kept.append(add_still(film, image))
        except ValidationError as refusal:
            taken.refused += [f"{named(file)}: {sentence}" for sentence in refusal.messages]
    taken.refused += [
        f"{named(file)}: {AT_ONCE} at once are enough. Add it next." for file in list(files)[AT_ONCE:]
    ]
    return taken


def add_still(film: Film, image: Image) -> Still:
    last = film.stills.aggregate(last=Max("position"))["last"]
    still = Still.objects.create(film=film, image=image, position=0 if last is None else min(last + 1, 32767))
    changed(f"image:{image.pk}")
    return still


def named(file) -> str:
    """What the file is called on its owner's computer, when that can be printed."""
    try:
        return f"“{clean_line(file.name)[:80]}”"
    except ValidationError:
        return "This file"
