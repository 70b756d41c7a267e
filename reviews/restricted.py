"""What of a state is hidden from readers by a restriction: asked before a text comes back into a piece."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from reviews import body
from reviews.body.embeds import provider_of
from reviews.body.passages import asides, core, plain
from reviews.models import Restriction, Review

QUOTED = 60


def restricted_in(review: Review, state: dict, at: datetime) -> dict[int, str]:
    """By restriction in force, what of it the state contains, named as a sentence names it."""
    images = {entry["image"] for entry in state["pictures"]} | set(body.image_ids(state["body"]))
    rows = Restriction.objects.active(at).select_related("image", "link").order_by("pk")
    bound = rows.filter(
        Q(review=review)
        | Q(link__review=review)
        | Q(mode=Restriction.Mode.IMAGE, review=None, image__in=images)
    )
    return {restriction.pk: said for restriction in bound for said in _found(restriction, state, images)}


def brought_back(review: Review, state: dict, instead_of: dict, at: datetime) -> list[str]:
    """What the state would bring back: it is restricted, and the text that stands now has no longer got it."""
    there = restricted_in(review, instead_of, at)
    return [said for pk, said in restricted_in(review, state, at).items() if pk not in there]


def _found(restriction: Restriction, state: dict, images: set[int]) -> Iterator[str]:
    match restriction.mode:
        case Restriction.Mode.IMAGE if restriction.image_id in images:
            image = restriction.image
            yield f"the picture “{image.alt}”" if image.alt else f"picture {image.pk}"
        case Restriction.Mode.PASSAGE if (quote := restriction.locator.get("quote", "")) and _says(
            state, quote
        ):
            yield f"the passage “{body.shorten(quote, QUOTED)}”"
        case Restriction.Mode.EMBED if (address := restriction.locator.get("address", "")) and _embeds(
            state, address
        ):
            yield f"the embed {address}"
        case Restriction.Mode.LINK if restriction.link.url in {entry["url"] for entry in state["links"]}:
            yield f"the link to {restriction.link.url}"


def _says(state: dict, quote: str) -> bool:
    """Whether the words stand anywhere in it, whatever stands around them now."""
    blocks = body.blocks_of(state["body"])
    lines = [state["headline"], state["dek"], *(entry["caption"] for entry in state["pictures"])]
    words = core(quote)
    return bool(words) and any(
        words in text for text in [core(plain(blocks)), *asides(blocks), *map(core, lines)]
    )


def _embeds(state: dict, address: str) -> bool:
    known = provider_of(address)
    named = body.references(state["body"])
    return (known[1] if known else address) in named.embeds or address in (*named.embeds, *named.addresses)
