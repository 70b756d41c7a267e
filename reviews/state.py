"""A piece's editable state as one plain structure, and its two verbs.

`capture(review)` reads the rows into a state; `apply(state, review)` writes a state into the rows. The working
copy, revisions, comparison, preview, import and export all speak this structure. `apply` touches nothing but the
rows: what follows from a change is the workflow's.

    schema_version   int, SCHEMA
    kind, headline, short_headline, dek, body, slug, language, spoilers, content_warning, disclosure,
    canonical_url, first_published_where                                                   text
    section, translation_of                                                       id or None
    rating                                                                        half stars 0-10 or None
    when             ISO 8601 moment with offset or None: when it is meant to appear
    subjects   [{film: id | None, work: text, treatment, rating: half stars | None}]
    authors    [{contributor: id, credit, role, place}]
    tags       [id]
    pictures   [{image: id, place, alt, caption, decorative: bool}]
    links      [{url, title, source, language}]
    pins       [{review: id, exclude: bool}]
"""

from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.text import clean_text, fold
from films.models import Film
from images.models import Image
from reviews import body
from reviews.asking import Question, at_once, question
from reviews.fitting import Fit
from reviews.models import (
    Authorship,
    Contributor,
    OutsideLink,
    PictureUse,
    Pin,
    Review,
    Section,
    Subject,
    Tag,
    TaggedReview,
)

SCHEMA = 1

# Rows that somebody has at hand already, by model and id: they are not asked for again.
type Library = Mapping[type, Mapping[int, Any]]
EMPTY: Mapping = {}

TEXTS = (
    "kind", "headline", "short_headline", "dek", "body", "slug", "language", "spoilers", "content_warning",
    "disclosure", "canonical_url", "first_published_where",
)  # fmt: skip
PLAIN = (*TEXTS, "rating")
# For each list: its rows, what they call the piece, and what makes two of them the same row.
ROWS: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "subjects": (Subject, "review", ("film_id", "work")),
    "authors": (Authorship, "review", ("contributor_id", "credit")),
    "tags": (TaggedReview, "content_object", ("tag_id",)),
    "pictures": (PictureUse, "review", ("place", "image_id")),
    "links": (OutsideLink, "review", ("url",)),
    "pins": (Pin, "source", ("target_id",)),
}
LISTS = tuple(ROWS)
WEIGHTS = Subject.Treatment.values


def blank(**given) -> dict:
    """A state with nothing in it but what is given."""
    state = dict.fromkeys(TEXTS, "") | {
        "schema_version": SCHEMA, "kind": Review.Kind.REVIEW.value, "language": "en",
        "spoilers": Review.Spoilers.NONE.value, "rating": None, "section": None, "translation_of": None, "when": None,
    }  # fmt: skip
    return state | {name: [] for name in LISTS} | given


def upgrade(state: dict) -> dict:
    """A state of any schema we ever wrote, in today's schema, its texts clean.

    Raises ValueError for one from the future, ValidationError for text that no database can hold.
    """
    if state.get("schema_version", SCHEMA) > SCHEMA:
        raise ValueError("This state was written by a newer version of the software.")
    return _clean(blank() | state | {"schema_version": SCHEMA})


def _clean(value):
    match value:
        case str():
            return clean_text(value)
        case list():
            return [_clean(entry) for entry in value]
        case dict():
            return {name: _clean(entry) for name, entry in value.items()}
    return value


def capture(review: Review) -> dict:
    """The state that the rows hold. `apply(capture(review), review)` changes nothing."""
    lists = {name: _entries(name, rows) for name, rows in _rows(review).items()}
    return blank(
        **{name: getattr(review, name) for name in PLAIN},
        section=review.section_id,
        translation_of=review.translation_of_id,
        when=review.publish_at.isoformat() if review.publish_at else None,
        **lists | {"tags": [entry["tag"] for entry in lists["tags"]]},
    )


# For each list, what an entry says and in which column of its row that stands.
ENTRIES: dict[str, dict[str, str]] = {
    "subjects": {"film": "film_id", "work": "work", "treatment": "treatment", "rating": "rating"},
    "authors": {"contributor": "contributor_id", "credit": "credit", "role": "role", "place": "place"},
    "tags": {"tag": "tag_id"},
    "pictures": {
        "image": "image_id", "place": "place", "alt": "alt", "caption": "caption", "decorative": "decorative",
    },
    "links": {"url": "url", "title": "title", "source": "source", "language": "language"},
    "pins": {"review": "target_id", "exclude": "exclude"},
}  # fmt: skip


def _entries(name: str, rows: Question) -> list[dict]:
    in_order = sorted(rows, key=lambda row: (row.position, row.pk))
    return [{said: getattr(row, column) for said, column in ENTRIES[name].items()} for row in in_order]


def _rows(review: Review) -> dict[str, Question]:
    """The rows of all lists, the oldest first, in one statement."""
    rows = {name: ask(review=review.pk) for name, ask in ROWS_OF.items()}
    at_once(*rows.values())
    return rows


def _rows_of(model, owner: str) -> Callable[..., Question]:
    @question
    def rows_of(review: int):
        return model.objects.filter(**{owner: review}).order_by("pk")

    return rows_of


ROWS_OF = {name: _rows_of(model, owner) for name, (model, owner, _key) in ROWS.items()}


def problems(state: dict, review: Review | None = None, *, at_hand: Library = EMPTY) -> dict[str, list[str]]:
    """Why `apply` would refuse the state: sentences by field; empty when it would not."""
    state = upgrade(state)
    return _read(state, review, _Known(state, at_hand=at_hand))[-1]


def apply(state: dict, review: Review, *, lenient: bool = False, at_hand: Library = EMPTY) -> None:
    """Write the state into the piece's rows, matching rows in place. The piece must have been saved once.

    References to merged films and tags follow the merge. What refers to nothing or fits no column raises
    ValidationError, a dictionary of field to sentences; with `lenient` it is left out or cut instead, because a
    draft may be incomplete.
    """
    state = upgrade(state)
    known = _Known(state, at_hand=at_hand)
    piece, rows, refused = _read(state, review, known)
    if refused and not lenient:
        raise ValidationError(refused)
    for name, value in piece.items():
        setattr(review, name, value)
    for name, there in _rows(review).items():
        _match(name, review, there, rows[name])

    review.main_film_id = _main_film(rows["subjects"])
    review.lead_image_id = next(
        (row["image_id"] for row in rows["pictures"] if row["place"] == PictureUse.Place.LEAD), None
    )
    review.excerpt = body.excerpt(review.body, 160)
    review.word_count = body.words(review.body)
    review.folded = _folded(review, rows["subjects"], rows["authors"], known)
    review.folded_body = fold(body.plain_text(review.body))
    # A prefetched list would go on showing the rows as they were.
    review._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # Django's own, without a name for it
    review.save(
        update_fields=[
            *PLAIN, "section", "translation_of", "main_film", "lead_image", "excerpt", "word_count", "folded",
            "folded_body", "changed_at",
        ]
    )  # fmt: skip


def _read(
    state: dict, review: Review | None, known: "_Known"
) -> tuple[dict, dict[str, list[dict]], dict[str, list[str]]]:
    """The columns of the piece and of its rows that the state asks for, and by field what cannot be."""
    fit = Fit()
    piece = fit.columns(Review, {name: state[name] for name in PLAIN})
    piece["body"] = body.sanitise(piece["body"])
    piece["section_id"] = known.one(Section, state["section"])
    piece["translation_of_id"] = known.one(Review, state["translation_of"])
    if review is not None and piece["translation_of_id"] == review.pk:
        piece["translation_of_id"] = None
        known.missing["translation_of"] = ["A piece cannot be its own translation."]

    rows: dict[str, list[dict]] = {name: [] for name in ROWS}
    for entry in state["subjects"]:
        film = known.one(Film, entry["film"])
        row = {"work": "" if film else entry["work"], "treatment": entry["treatment"]}
        row = fit.columns(Subject, row, "subjects") | {"film_id": film}
        row["rating"] = fit.value(Review, "rating", entry["rating"], "subjects")
        if film or row["work"]:
            rows["subjects"].append(row)
    for entry in state["authors"]:
        if contributor := known.one(Contributor, entry["contributor"]):
            row = {name: entry[name] for name in ("credit", "role", "place")}
            rows["authors"].append(fit.columns(Authorship, row, "authors") | {"contributor_id": contributor})
    for entry in _one_lead(state["pictures"]):
        if image := known.one(Image, entry["image"]):
            row = {name: entry[name] for name in ("place", "alt", "caption", "decorative")}
            rows["pictures"].append(fit.columns(PictureUse, row, "pictures") | {"image_id": image})
    for entry in state["links"]:
        # A line of the form that nobody has finished is no fault.
        if entry["url"].strip() and entry["title"].strip():
            row = {name: entry[name] for name in ("url", "title", "source", "language")}
            row = fit.columns(OutsideLink, row, "links") | {"film_id": None}
            rows["links"] += [row] if row["url"] and row["title"] else []
    rows["tags"] = [{"tag_id": tag} for pk in state["tags"] if (tag := known.one(Tag, pk))]
    rows["pins"] = [
        {"target_id": target, "exclude": entry["exclude"]}
        for entry in state["pins"]
        if (target := known.one(Review, entry["review"])) and (review is None or target != review.pk)
    ]
    rows["subjects"] = _weightiest(rows["subjects"], "film_id")
    rows = {name: _once(found, ROWS[name][2]) for name, found in rows.items()}
    for row in rows["links"]:
        row["film_id"] = _main_film(rows["subjects"])
    return piece, rows, known.missing | fit.refused


def _once(rows: list[dict], key: tuple[str, ...]) -> list[dict]:
    """Of rows that would be the same, the first."""
    found: dict[tuple, dict] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in key), row)
    return list(found.values())


def weight_of(treatment: str) -> int:
    """The lower, the more a piece is about the film."""
    return WEIGHTS.index(treatment) if treatment in WEIGHTS else len(WEIGHTS)


def _weightiest(subjects: list[dict], film: str) -> list[dict]:
    """Each film once, at its first place. Two that were merged weigh what the weightier weighed: an embargo that
    bound the piece goes on binding it."""
    found: dict[tuple, dict] = {}
    for entry in subjects:
        name = (entry[film], entry["work"])
        first = found.setdefault(name, entry)
        if first is not entry:
            rating = entry["rating"] if first["rating"] is None else first["rating"]
            weight = min(first["treatment"], entry["treatment"], key=weight_of)
            found[name] = first | {"treatment": weight, "rating": rating}
    return list(found.values())


def followed(state: dict, at_hand: Library = EMPTY) -> dict:
    """The state with what merged films and tags were merged into in their place, each once."""
    known = _Known(state, {Film, Tag}, at_hand)
    subjects = [
        entry | {"film": known.one(Film, entry["film"]) or entry["film"]} for entry in state["subjects"]
    ]
    return state | {
        "subjects": _weightiest(subjects, "film"),
        "tags": list(dict.fromkeys(known.one(Tag, pk) or pk for pk in state["tags"])),
    }


def _main_film(subjects: list[dict]) -> int | None:
    """The first film that is more than mentioned, else the first film."""
    films = [entry for entry in subjects if entry["film_id"]]
    weighty = [entry for entry in films if entry["treatment"] != Subject.Treatment.MENTIONED]
    return next((entry["film_id"] for entry in weighty or films), None)


def _one_lead(pictures: list[dict]) -> list[dict]:
    """A second lead picture becomes a picture in the text: nothing is lost."""
    seen, result = False, []
    for entry in pictures:
        if entry["place"] == PictureUse.Place.LEAD and seen:
            entry = entry | {"place": PictureUse.Place.BODY.value}
        seen = seen or entry["place"] == PictureUse.Place.LEAD
        result.append(entry)
    return result


def _folded(review: Review, subjects: list[dict], authors: list[dict], known: "_Known") -> str:
    films = known.rows(Film, [entry["film_id"] for entry in subjects])
    writers = known.rows(Contributor, [entry["contributor_id"] for entry in authors])
    words = [review.headline, review.short_headline, review.dek]
    words += [film.folded for film in films]
    words += [entry["work"] for entry in subjects]
    words += [writer.name for writer in writers]
    return fold(" ".join(words))


def _match(name: str, review: Review, there: Question, wanted: list[dict]) -> None:
    """Make of the list's rows what is wanted, in order: those of the same key are changed in place, others made or
    deleted."""
    model, owner, key = ROWS[name]
    existing: dict[tuple, models.Model] = {}
    doubles = [
        row.pk
        for row in there
        if existing.setdefault(tuple(getattr(row, column) for column in key), row) is not row
    ]
    chosen = {tuple(values[column] for column in key): values for values in wanted}
    # Leftovers go first: a new lead picture must not meet the old one.
    leftover = [row.pk for same, row in existing.items() if same not in chosen]
    if leftover or doubles:
        model.objects.filter(pk__in=[*leftover, *doubles]).delete()
    new = []
    for position, (same, values) in enumerate(chosen.items()):
        values = values | {"position": position}
        row = existing.get(same)
        if row is None:
            new.append(model(**{owner: review}, **values))
        elif changed := {column: value for column, value in values.items() if getattr(row, column) != value}:
            for column, value in changed.items():
                setattr(row, column, value)
            row.save(update_fields=list(changed))
    model.objects.bulk_create(new)


def references(state: dict) -> list[tuple[str, type, list]]:
    """By field: what kind of thing it refers to, and which."""
    return [
        ("subjects", Film, [entry["film"] for entry in state["subjects"]]),
        ("authors", Contributor, [entry["contributor"] for entry in state["authors"]]),
        ("tags", Tag, state["tags"]),
        ("pictures", Image, [entry["image"] for entry in state["pictures"]]),
        ("pins", Review, [entry["review"] for entry in state["pins"]]),
        ("translation_of", Review, [state["translation_of"]]),
        ("section", Section, [state["section"]]),
    ]


class _Known:
    """Which of a state's references exist, in one statement, merges followed."""

    SENTENCES: dict[type, str] = {
        Film: "This film is no longer there.",
        Contributor: "This contributor is no longer there.",
        Tag: "This tag is no longer there.",
        Image: "This picture is no longer there.",
        Review: "This piece is no longer there.",
        Section: "This section is no longer there.",
    }

    def __init__(self, state: dict, models: Container = SENTENCES, at_hand: Library = EMPTY):
        asked = [
            (field, model, set(filter(None, ids)))
            for field, model, ids in references(state)
            if model in models
        ]
        wanted: dict[type, set[int]] = defaultdict(set)
        for _field, model, ids in asked:
            wanted[model] |= ids
        # By the id that was asked for, the row that stands for it now.
        self.found = {model: _unmerged(ids, at_hand.get(model, EMPTY)) for model, ids in wanted.items()}
        unseen = {
            model: NAMED[model](ids=sorted(missing))
            for model, ids in wanted.items()
            if (missing := ids - self.found[model].keys())
        }
        at_once(*unseen.values())
        for model, rows in unseen.items():
            self.found[model] |= {row.pk: _survivor(row) for row in rows}
        self.missing = {
            field: [self.SENTENCES[model]] for field, model, ids in asked if ids - self.found[model].keys()
        }

    def one(self, model, pk: int | None) -> int | None:
        if not pk or pk not in self.found[model]:
            return None
        # At hand may be no more than that it is there.
        return getattr(self.found[model][pk], "pk", pk)

    def rows(self, model, survivors: list[int]) -> list:
        """The rows of these ids that `one` gave."""
        found = {row.pk: row for row in self.found[model].values()}
        return [found[pk] for pk in survivors if pk]


def _unmerged(wanted: set[int], at_hand: Mapping) -> dict[int, Any]:
    """What somebody has just read, or knows to be there, and what was merged into nothing, needs no second look."""
    seen = {pk: at_hand[pk] for pk in wanted & at_hand.keys()}
    return {pk: row for pk, row in seen.items() if getattr(row, "merged_into_id", None) is None}


def _survivor(row):
    while getattr(row, "merged_into_id", None):
        row = type(row).objects.get(pk=row.merged_into_id)
    return row


def _named(model, *columns: str) -> Callable[..., Question]:
    @question
    def named(ids: list[int]):
        return model.objects.filter(pk__in=ids).order_by().only("pk", *columns)

    return named


# Of each kind of thing what a state asks of it.
NAMED: dict[type, Callable[..., Question]] = {
    Film: _named(Film, "merged_into", "folded"),
    Contributor: _named(Contributor, "name"),
    Tag: _named(Tag, "merged_into"),
    Image: _named(Image),
    Review: _named(Review),
    Section: _named(Section),
}
