"""The demo's pictures, taken into the library as anybody's are."""

from accounts.models import User
from images.intake import take_in
from images.models import Image
from importers.demo.content import PICTURES, table
from reviews.models import Restriction
from reviews.restrictions import restrict

# The archive's own copies: an older system kept neither credit nor alternative text.
WITHOUT_CREDIT = {"old-lighthouse": "lighthouse", "old-staircase": "staircase", "old-harbour": "harbour"}


def fill(by: User) -> dict[str, Image]:
    """Every picture by its name."""
    known = table("pictures")
    common = {name: known[name] for name in ("credit", "basis", "source")}
    facts = {name: {"alt": alt, "caption": caption} for name, (alt, caption) in known["stills"].items()}
    facts |= {name: {"alt": alt} for name, alt in known["posters"].items()}
    facts |= {
        row["portrait"]: {"alt": f"{row['name']}, as a painted silhouette."}
        for row in table("desk")["contributor"]
        if "portrait" in row
    }
    library = {name: _take(name, by, **common, **told) for name, told in facts.items()}
    for name, file in WITHOUT_CREDIT.items():
        library[name] = _take(file, by, credit=common["credit"])
    for name, (file, alt, caption) in known["withdrawn"].items():
        library[name] = _take(file, by, alt=alt, caption=caption, **common)
    return library


def forget_credits(library: dict[str, Image]) -> None:
    """Once the archive stands: no piece could have been published with such a picture today."""
    for name in WITHOUT_CREDIT:
        library[name].credit = ""
        library[name].save(update_fields=["credit"])


def take_away(library: dict[str, Image]) -> None:
    """Hide from readers what the moderators took down."""
    for name in table("pictures")["withdrawn"]:
        restrict(mode=Restriction.Mode.IMAGE, image=library[name], public_kind="copyright")


def _take(name: str, by: User, **facts) -> Image:
    with (PICTURES / f"{name}.jpg").open("rb") as file:
        return take_in(file, by=by, **facts)
