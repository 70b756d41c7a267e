"""What is worth another look before a piece is published, and what forbids nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.text import fold
from films.models import Film, Person
from films.vocabulary import Role
from images.models import Image
from reviews import body
from reviews.body.blocks import Heading, Paragraph, Run, walk
from reviews.checklist import EMPTY, Library, credits_of, those
from reviews.clocks import clock_time
from reviews.link_checks import troubles
from reviews.models import Review, Subject
from reviews.names_in_text import misspellings, standing

DEK_LENGTH = 160
HEADLINE_LENGTH = 90
WIDE_ENOUGH = 1200
NAMED_REVIEWS = 3
SAYS_IT_IS_A_PICTURE = (
    "image of",
    "picture of",
    "photo of",
    "photograph of",
    "still of",
    "a picture of",
    "an image of",
)


@dataclass(frozen=True)
class Advice:
    field: str
    sentence: str
    at: str = ""  # the very field, where a state holds several
    url: str = ""  # where to look, when it is not on this page


class Advisor:
    """Everything to be said about one state. Asks a fixed number of questions, however long the text is.

    `user`: whose eyes read it; what they may not see is not spoken of. `library`: what is at hand already.
    """

    def __init__(self, state: dict, review: Review | None, *, user, at: datetime, library: Library = EMPTY):
        self.state, self.review, self.user, self.at = state, review, user, at
        self.images = those(Image, [entry["image"] for entry in state["pictures"] if entry["image"]], library)
        self.text = body.plain_text(state["body"])
        ids = [entry["film"] for entry in state["subjects"] if entry["film"]]
        by_id = those(Film, ids, library)
        self.films = [by_id[pk] for pk in ids if pk in by_id]
        self.credits = credits_of(ids, library)
        self.people: dict[int, Person] = {credit.person_id: credit.person for credit in self.credits}

    def all(self) -> list[Advice]:
        return [
            *self._words(),
            *self._text(),
            *self._films(),
            *self._names(),
            *self._pictures(),
            *self._links(),
            *self._rest(),
        ]

    def linkable(self) -> list[dict[str, Any]]:
        """People and films of the piece that its text names without a link, as the editor wants them."""
        linked = body.references(self.state["body"])
        people = [person for person in self.people.values() if person.pk not in linked.people]
        films = [film for film in self.films if film.pk not in linked.films]
        named = set(standing(self.text, {person.name for person in people} | {film.title for film in films}))
        return [
            *({"type": "film", "id": film.pk, "name": film.title} for film in films if film.title in named),
            *(
                {"type": "person", "id": person.pk, "name": person.name}
                for person in people
                if person.name in named
            ),
        ]

    def _words(self) -> Iterator[Advice]:
        state = self.state
        if len(state["headline"]) > HEADLINE_LENGTH:
            yield Advice(
                "headline",
                f"The headline is {len(state['headline'])} characters; {HEADLINE_LENGTH} read better.",
            )
        dek = state["dek"].strip()
        first = next((paragraph for paragraph in self.text.split("\n\n") if paragraph.strip()), "")
        if not dek:
            yield Advice("dek", "No dek.")
        elif len(dek) > DEK_LENGTH:
            yield Advice("dek", f"The dek is {len(dek)} characters; {DEK_LENGTH} read better.")
        if dek and fold(dek) == fold(first):
            yield Advice("dek", "The dek says the same as the first paragraph.")
        for field, text in (("headline", state["headline"]), ("dek", dek), ("body", self.text)):
            if "???" in text:
                yield Advice(field, "There is still a “???”.")

    def _text(self) -> Iterator[Advice]:
        levels = [level for level, _ in body.headings(self.state["body"])]
        if levels and levels[0] > 2:
            yield Advice("body", "The first heading is a small one: a level is skipped.")
        for block in walk(body.blocks_of(self.state["body"])):
            if isinstance(block, Paragraph | Heading):
                linked = [run for run in block.inlines if isinstance(run, Run) and run.style.link]
                if any(not any(map(str.isalnum, run.text)) for run in linked):
                    yield Advice("body", "A link in the text has no words.")
                    break
        named = body.references(self.state["body"])
        for model, ids, what in ((Film, named.films, "film"), (Person, named.people, "person")):
            if ids and model.objects.filter(pk__in=ids).count() < len(ids):
                yield Advice(
                    "body", f"A link to a {what} leads nowhere: the {what} is not in the library any more."
                )

    def _films(self) -> Iterator[Advice]:
        makers = (Role.DIRECTOR, Role.CREATOR)
        directed = {credit.film_id for credit in self.credits if credit.role in makers}
        for film in self.films:
            lacks = [
                what for what, there in (("year", film.year), ("director", film.pk in directed)) if not there
            ]
            if lacks:
                yield Advice("subjects", f"{film.title} has no {' and no '.join(lacks)}.")
        if self.state["kind"] == Review.Kind.REVIEW:
            yield from self._reviewed_before()

    def _reviewed_before(self) -> Iterator[Advice]:
        reviewed = [
            entry["film"]
            for entry in self.state["subjects"]
            if entry["film"] and entry["treatment"] == Subject.Treatment.REVIEWED
        ]
        if not reviewed or self._stands_already(reviewed):
            return
        # By the film, and not by all that somebody may see: that walks one index however large the magazine is.
        about = Subject.objects.filter(film__in=reviewed, treatment=Subject.Treatment.REVIEWED)
        others = Review.objects.of_kind(Review.Kind.REVIEW).filter(
            pk__in=about.values("review"), deleted_at=None
        )
        if self.review is not None:
            others = others.other_than(self.review)
        seen, public = Review.objects.seen_by(self.user), Review.objects.published(self.at)
        same = OuterRef("pk")
        others = others.filter(Exists(public.filter(pk=same)) | Exists(seen.filter(pk=same)))
        if self.state["translation_of"]:
            others = others.exclude(pk=self.state["translation_of"])
        rows = others.defer("body", "folded", "folded_body").select_related("main_film")
        for other in rows.prefetch_related("authorships__contributor").order_by("-ordered_at", "-pk")[
            :NAMED_REVIEWS
        ]:
            names = [row.contributor.name for row in other.authorships.all()][:2]
            by = f" by {' and '.join(names)}" if names else ""
            film = other.main_film.label if other.main_film else "This film"
            live = other.is_live(self.at)
            said = f"already has a review{by}" if live else f"is being reviewed already{by}"
            url = other.path if live else reverse("admin:reviews_review_change", args=[other.pk])
            yield Advice("subjects", f"{film} {said}. Publish a second one?", url=url)

    def _stands_already(self, reviewed: list[int]) -> bool:
        """Whether readers have this review of this film: to ask about a second one comes too late."""
        review = self.review
        return review is not None and review.is_live(self.at) and reviewed == [review.main_film_id]

    def _names(self) -> Iterator[Advice]:
        names = [name for person in self.people.values() for name in (person.name, *map(str, person.aliases))]
        for field, text in (
            ("headline", self.state["headline"]),
            ("dek", self.state["dek"]),
            ("body", self.text),
        ):
            for slip in misspellings(text, names):
                yield Advice(field, f"“{slip.written}”: the credits say {slip.name}.")

    def _pictures(self) -> Iterator[Advice]:
        pictures = self.state["pictures"]
        for number, entry in enumerate(pictures, start=1):
            image, row = self.images.get(entry["image"]), f"pictures-{number - 1}"
            if image is None:
                continue
            alt = fold(entry["alt"])
            if image.width < WIDE_ENOUGH:
                yield Advice(
                    "pictures",
                    f"Picture {number} is {image.width} px wide. On large screens it will look soft.",
                    f"{row}-image",
                )
            if not image.is_licensed(self.at):
                yield Advice(
                    "pictures",
                    f"Our licence for picture {number} has ended: readers do not see it.",
                    f"{row}-image",
                )
            if alt and alt == fold(entry["caption"] or image.caption):
                yield Advice(
                    "pictures", f"The alternative text of picture {number} repeats its caption.", f"{row}-alt"
                )
            if alt.startswith(SAYS_IT_IS_A_PICTURE):
                yield Advice(
                    "pictures",
                    f"Picture {number}: say what it shows. That it is a picture is said already.",
                    f"{row}-alt",
                )
        if not any(entry["place"] == "lead" for entry in pictures):
            yield Advice("pictures", "No lead picture.")

    def _links(self) -> Iterator[Advice]:
        for check, field in troubles(self.state):
            host = (urlsplit(check.address).hostname or "").removeprefix("www.")
            yield Advice(
                field,
                f"The link to {host} {check.trouble} ({clock_time(check.checked_at)}). Check it, or keep it.",
            )

    def _rest(self) -> Iterator[Advice]:
        if not self.state["tags"]:
            yield Advice("tags", "No tags.")
        if self.state["kind"] == Review.Kind.REVIEW and self.state["rating"] is None:
            yield Advice("rating", "No rating. Fine if you mean it.")
        if not self.state["language"]:
            yield Advice("language", "No language: hyphens and reading time depend on it.")
