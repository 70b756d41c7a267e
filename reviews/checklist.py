"""What stands between a state and its publication: each stop names its field and says what to do.

`stops` is the list; `check` tells which of them stop this piece now: what readers see already, and what an editor
lets pass with a reason, only warns.
"""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from films.models import Credit, Embargo, Film
from images.models import Image
from pagecache.clock import now
from reviews import body
from reviews import state as states
from reviews.addresses import month_of
from reviews.asking import Question, at_once, question
from reviews.clocks import clock_time
from reviews.models import Contributor, Restriction, Review, Section, Subject, Tag
from reviews.state import EMPTY, Library

HEADLINE_LIMIT = 300
UNFINISHED = re.compile(r"\bTK\b")
# What an editor may let pass: a picture's words. Never what the law asks for.
OVERRIDABLE = ("alt", "credit")
MOST_CREDITS = 300


@dataclass(frozen=True)
class Stop:
    field: str
    sentence: str
    # The very field, where a state holds several: "pictures-0-alt".
    at: str = dataclasses.field(default="", compare=False)
    # The rule, and of what: "alt:12". Two states that break the same rule in the same place say it alike. Empty:
    # nothing excuses it.
    rule: str = dataclasses.field(default="", compare=False)

    @property
    def may_be_overridden(self) -> bool:
        return self.rule.partition(":")[0] in OVERRIDABLE


@dataclass(frozen=True)
class Check:
    stops: list[Stop]
    excused: list[Stop]  # these only warn

    @property
    def overridden(self) -> list[Stop]:
        return [stop for stop in self.excused if stop.may_be_overridden]


def check(
    state: dict, review: Review | None, *, at: datetime, overrides: bool = False, library: Library = EMPTY
) -> Check:
    """What stops this state from being shown as that piece at that moment, and what only warns.

    A typo in an old piece must not wait for a credit that was never there: what the live version breaks as well
    is excused. So, with `overrides`, are a picture's words. `library`: what is at hand already.
    """
    found = stops(state, review, at=at, library=library)
    known: set[str] = set()
    if review is not None and review.is_live(at):
        found += embargoes(state, review, at, library)
        if any(stop.rule for stop in found):
            live = stops(states.capture(review), review, at=at, library=library)
            known = {stop.rule for stop in live if stop.rule}
    excused = [stop for stop in found if stop.rule in known or (overrides and stop.may_be_overridden)]
    return Check([stop for stop in found if stop not in excused], excused)


def stops(
    state: dict, review: Review | None = None, *, at: datetime | None = None, library: Library = EMPTY
) -> list[Stop]:
    """Everything that forbids publishing this state, in the order of the form."""
    at = at or now()
    problems = states.problems(state, at_hand=library)
    found = [
        *_words(state),
        *_references(state, problems),
        *_address(state, review, at),
        *_pictures(state, review, at, library),
    ]
    told = {stop.field for stop in found}
    others = ((field, told_of) for field, told_of in problems.items() if field not in told)
    return found + [Stop(field, sentence) for field, sentences in others for sentence in sentences]


def _words(state: dict):
    if not state["headline"].strip():
        yield Stop("headline", "Write a headline.", rule="headline")
    if len(state["headline"]) > HEADLINE_LIMIT:
        yield Stop(
            "headline",
            f"This headline is {len(state['headline'])} characters. Keep it under {HEADLINE_LIMIT}.",
        )
    if not body.words(state["body"]):
        yield Stop("body", "Write the text.", rule="body")
    for field in ("headline", "dek", "body"):
        if UNFINISHED.search(body.plain_text(state[field]) if field == "body" else state[field]):
            yield Stop(field, "There is still a “TK” to fill in.", rule=f"TK:{field}")
    for number, entry in enumerate(state["pictures"], start=1):
        for words in ("alt", "caption"):
            if UNFINISHED.search(entry[words]):
                where = "caption" if words == "caption" else "alternative text"
                sentence = f"There is still a “TK” in the {where} of picture {number}."
                yield Stop(
                    "pictures", sentence, f"pictures-{number - 1}-{words}", f"TK:{words}:{entry['image']}"
                )


def _references(state: dict, problems: dict):
    if not state["section"]:
        yield Stop("section", "Choose a section.", rule="section")
    if state["kind"] == Review.Kind.REVIEW and not any(s["film"] or s["work"] for s in state["subjects"]):
        yield Stop("subjects", "A review needs its film.", rule="subjects")
    # The byline is never guessed from whoever pressed the button.
    names = [entry["contributor"] for entry in state["authors"]]
    if not names or ("authors" in problems and not Contributor.objects.filter(pk__in=names).exists()):
        yield Stop("authors", "Choose at least one name for the byline.", rule="authors")


def _address(state: dict, review: Review | None, at: datetime):
    """An address somebody typed is meant. One made from the headline is numbered instead."""
    has_one = review is not None and review.path is not None
    if not state["slug"] or has_one:
        return
    appears = max(datetime.fromisoformat(state["when"]), at) if state["when"] else at
    path = f"{month_of(appears)}{state['slug']}/"
    others = Review.objects.filter(path=path)
    if (others.other_than(review) if review else others).exists():
        yield Stop("slug", f"{path} is the address of another piece. Choose another, or leave it empty.")


def _pictures(state: dict, review: Review | None, at: datetime, library: Library):
    ids = [entry["image"] for entry in state["pictures"] if entry["image"]]
    images = those(Image, ids, library)
    hidden = _hidden(ids, review, at, library)
    for number, entry in enumerate(state["pictures"], start=1):
        row = f"pictures-{number - 1}"
        image = images.get(entry["image"])
        if image is None:
            yield Stop(
                "pictures", f"Picture {number} is no longer in the library. Choose another.", f"{row}-image"
            )
            continue
        if image.pk in hidden:
            yield Stop(
                "pictures",
                f"Picture {number} was taken down, so readers do not see it. Choose another.",
                f"{row}-image",
                f"taken down:{image.pk}",
            )
        if not (entry["alt"].strip() or entry["decorative"]):
            yield Stop(
                "pictures",
                f"Picture {number} has no alternative text. Describe it, or mark it as decorative.",
                f"{row}-alt",
                f"alt:{image.pk}",
            )
        if not image.credit:
            yield Stop("pictures", f"Picture {number} has no credit.", f"{row}-credit", f"credit:{image.pk}")
    missing = set(body.image_ids(state["body"])) - {entry["image"] for entry in state["pictures"]}
    if missing:
        yield Stop(
            "body",
            "The text shows a picture that is not among the piece's pictures.",
            rule=f"missing:{sorted(missing)}",
        )


def _hidden(images: list[int], review: Review | None, at: datetime, library: Library) -> set[int]:
    """Those of the pictures that readers do not see, everywhere or in this piece."""
    found = library.get(Restriction)
    rows = on_images(images=images, at=at) if found is None else found.values()
    own = (None, review.pk) if review else (None,)
    return {row.image_id for row in rows if row.review_id in own}


@question
def on_images(images: list[int], at: datetime):
    return Restriction.objects.active(at).filter(mode=Restriction.Mode.IMAGE, image__in=images)


def at_hand(many: list[dict], at: datetime) -> Library:
    """What the states refer to, asked for all of them at once: a desk of drafts costs what one draft costs."""
    wanted: dict[Any, set[int]] = defaultdict(set)
    for state in many:
        for _, model, ids in states.references(state):
            wanted[model].update(filter(None, ids))
    found = {model: WHOLE[model](ids=sorted(ids)) for model, ids in wanted.items() if ids}
    hiding = on_images(images=sorted(wanted[Image]), at=at)
    at_once(*found.values(), hiding)
    return {model: {row.pk: row for row in rows} for model, rows in (found | {Restriction: hiding}).items()}


def _whole(model) -> Callable[..., Question]:
    @question
    def whole(ids: list[int]):
        return model.objects.filter(pk__in=ids).order_by()

    return whole


WHOLE = {model: _whole(model) for model in (Film, Contributor, Tag, Image, Review, Section)}


def embargoes(state: dict, review: Review | None, at: datetime, library: Library = EMPTY) -> list[Stop]:
    """A stop for each embargo that binds the state but does not bind the piece as it shows."""
    found = binding(state, at, library)
    if found and review is not None:
        shown = review.subjects.exclude(treatment=Subject.Treatment.MENTIONED).values("film")
        bound_already = {row.pk for row in Embargo.objects.filter(film__in=shown) if row.covers(review.kind)}
        found = [embargo for embargo in found if embargo.pk not in bound_already]
    return [
        Stop("subjects", f"{embargo.film.label} is under embargo until {clock_time(embargo.ends_at)}.")
        for embargo in found
    ]


def binding(state: dict, at: datetime, library: Library = EMPTY) -> list[Embargo]:
    """The embargoes that are not over and bind this state, the one that ends last first."""
    films = {
        entry["film"]
        for entry in states.followed(state | {"tags": []}, library)["subjects"]
        if entry["film"] and entry["treatment"] != Subject.Treatment.MENTIONED
    }
    rows = Embargo.objects.active(at).filter(film__in=films).select_related("film").order_by("-ends_at", "pk")
    return [embargo for embargo in rows if embargo.covers(state["kind"])] if films else []


def those(model, ids: Iterable[int], library: Library = EMPTY) -> dict[int, Any]:
    """The rows of these ids; asked for are only those that nobody has at hand."""
    wanted, known = set(ids), library.get(model, EMPTY)
    missing = wanted - known.keys()
    found = {pk: known[pk] for pk in wanted & known.keys()}
    return found | (model.objects.in_bulk(missing) if missing else {})


def credits_of(films: Iterable[int], library: Library = EMPTY) -> list[Credit]:
    """The first credits of these films in billing order, with their people; at hand are all of its films or none."""
    wanted = set(films)
    if Credit in library and wanted <= library.get(Film, EMPTY).keys():
        return [credit for credit in library[Credit].values() if credit.film_id in wanted]
    return list(Credit.objects.filter(film__in=wanted).billed()[:MOST_CREDITS]) if wanted else []
