"""What of a state is hidden from readers by a restriction: asked before a text comes back into a piece, or another."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.db.models import JSONField, OuterRef, Q, Subquery

from images.models import Image
from reviews import body
from reviews.asking import Question, at_once, question
from reviews.body.embeds import provider_of
from reviews.body.passages import (
    Passage,
    PassageNotFound,
    asides,
    core,
    plain,
    take_out,
    without_passages,
)
from reviews.models import Clearance, Restriction, Review, Revision

QUOTED = 60
SHINGLE = 5  # words in a row
NEARLY_ALL = 0.8  # of the shingles of the shorter text
ENOUGH = 10  # shingles; of fewer, a few common words would be most
SEEN_BY_READERS = (Revision.Purpose.PUBLISH, Revision.Purpose.CHANGE)


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


def lost_passages(review: Review, html: str, at: datetime) -> list[Restriction]:
    """The restrictions whose passage cannot be taken out of this body, because it is not in it exactly once."""
    return [row for row in passages_of(review=review.pk, at=at) if is_lost(row, html)]


@question
def passages_of(review: int, at: datetime):
    return Restriction.objects.active(at).filter(mode=Restriction.Mode.PASSAGE, review=review).order_by("pk")


@question
def passages_to_look_for(review: int, at: datetime):
    return _not_cleared(review, at).filter(mode=Restriction.Mode.PASSAGE).order_by("pk")


@question
def texts_to_look_for(review: int, at: datetime):
    texts = _not_cleared(review, at).filter(mode=Restriction.Mode.FULL).exclude(review=review)
    return texts.order_by("pk").values_list("pk", flat=True)


@question
def files_like(images: list[int], review: int, at: datetime):
    """The same files as these pictures', as other pictures."""
    files = Image.objects.filter(pk__in=images).values("checksum")
    alike = _not_cleared(review, at).filter(
        mode=Restriction.Mode.IMAGE, review=None, image__checksum__in=files
    )
    return alike.exclude(image__in=images).order_by("pk")


def _not_cleared(review: int, at: datetime):
    cleared = Clearance.objects.filter(review=review).values("restriction")
    return Restriction.objects.active(at).exclude(pk__in=cleared)


def passage_of(restriction: Restriction) -> Passage:
    return Passage(*(restriction.locator.get(part, "") for part in ("quote", "prefix", "suffix")))


def is_lost(restriction: Restriction, html: str) -> bool:
    try:
        without_passages(html, [passage_of(restriction)])
    except PassageNotFound:
        return True
    return False


def copies_in(review: Review, state: dict, at: datetime) -> dict[int, str]:
    """By restriction in force, what the state shows that is restricted elsewhere, or once more: a sentence each.

    A text or a passage that is as good as the same, and a picture of the same file. What a moderator has cleared for
    this piece is left out. Pictures that are hidden wherever they are used stop a piece in the checklist already.
    """
    images = {entry["image"] for entry in state["pictures"]} | set(body.image_ids(state["body"]))
    here = {"review": review.pk, "at": at}
    mine, passages, texts = passages_of(**here), passages_to_look_for(**here), texts_to_look_for(**here)
    files = files_like(images=sorted(filter(None, images)), **here)
    # Most of the time nothing at all is restricted: that takes one look.
    at_once(mine, passages, texts, files)
    found = {}
    for restriction in [*_texts_like(state, mine, passages, texts), *files]:
        found[restriction.pk] = SENTENCES[Restriction.Mode(restriction.mode)] % (
            restriction.reference or f"restriction {restriction.pk}"
        )
    return found


SENTENCES = {
    Restriction.Mode.FULL: "This text is as good as that of a piece under restriction %s. Ask a moderator to clear it.",
    Restriction.Mode.PASSAGE: "This text contains a passage under restriction %s. Ask a moderator to clear it.",
    Restriction.Mode.IMAGE: "A picture is the same file as one under restriction %s. Ask a moderator to clear it.",
}


def _texts_like(state: dict, mine: Question, passages: Question, texts: Question) -> Iterator[Restriction]:
    """`mine`: passages that are taken out of the piece itself. `passages`, `texts`: what must not come up elsewhere."""
    try:
        blocks = take_out(body.blocks_of(state["body"]), [passage_of(row) for row in mine])
    except PassageNotFound:
        return  # refused for that alone
    if not (passages or texts):
        return
    lines = [state["headline"], state["dek"], *(entry["caption"] for entry in state["pictures"])]
    said = [plain(blocks), *lines]
    words, sides = _words(" ".join(said)), [*asides(blocks), *map(core, said)]
    there = _shingles(words)
    for row in passages:
        quote = row.locator.get("quote", "")
        if any(core(quote) in side for side in sides if core(quote)) or _most_of(quote, there):
            yield row
    for row in _as_readers_saw_them(texts):
        text = _words(plain(body.blocks_of(row.then["body"] if row.then else row.review.body)))
        if text and (text == words or _overlap(_shingles(text), there)):
            yield row


def _as_readers_saw_them(texts: Question):
    """One after the other, because they are whole texts."""
    before = Revision.objects.filter(
        review=OuterRef("review"), purpose__in=SEEN_BY_READERS, created_at__lte=OuterRef("created_at")
    ).order_by("-number")
    rows = Restriction.objects.filter(pk__in=list(texts)).select_related("review").order_by("pk")
    then = Subquery(before.values("state")[:1], JSONField())
    return rows.annotate(then=then).iterator() if texts else ()


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _shingles(words: list[str]) -> set[int]:
    return {hash(tuple(words[start : start + SHINGLE])) for start in range(len(words) - SHINGLE + 1)}


def _overlap(one: set[int], other: set[int]) -> bool:
    shorter = min(len(one), len(other))
    return shorter >= ENOUGH and len(one & other) >= NEARLY_ALL * shorter


def _most_of(quote: str, there: set[int]) -> bool:
    """Whether most of the quote stands in it, in other words here and there."""
    wanted = _shingles(_words(quote))
    return len(wanted) >= ENOUGH and len(wanted & there) >= NEARLY_ALL * len(wanted)


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
