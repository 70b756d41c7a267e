"""A film's stills on the writing page: there to be used with one press, before anything else of the library."""

import json
from dataclasses import dataclass

from accounts.policy import can
from films.models import Still
from images.models import Image
from reviews import state as states
from reviews.admin.lookups import picture_facts
from reviews.forms.shelves import number
from reviews.forms.writing import as_entry

OFFERED = 40
ACT = "still-"


@dataclass(frozen=True)
class Offered:
    """A still that the piece does not use yet; `facts` as the page's script takes a picture."""

    image: Image
    facts: str


def offered(state: dict, user, library: states.Library = states.EMPTY) -> list[Offered]:
    films = [
        entry["film"] for entry in states.followed(state | {"tags": []}, library)["subjects"] if entry["film"]
    ]
    if not films or not can(user, "images.view_image"):
        return []
    used = [entry["image"] for entry in state["pictures"]]
    rows = (
        Still.objects.filter(film__in=films, image__binned_at=None)
        .exclude(image__in=used)
        .in_order()[:OFFERED]
    )
    images = {still.image_id: still.image for still in rows}
    return [
        Offered(
            image, json.dumps({"type": "image", "id": image.pk, "label": str(image)} | picture_facts(image))
        )
        for image in images.values()
    ]


def place(data, row: int, act: str, user) -> None:
    """Put the still that was pressed into that row of what was posted."""
    image = Image.objects.filter(pk=number(act.removeprefix(ACT))).exclude(still_of=None).first()
    if image is None or not can(user, "images.view_image"):
        return
    data.pop(f"pictures-{row}-image_words", None)
    for column, value in as_entry(image).items():
        if value:
            data[f"pictures-{row}-{column}"] = str(value)
    data[f"pictures-{row}-credit"] = image.credit
