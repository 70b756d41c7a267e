"""A piece's editable state as one plain structure, and its two verbs.

`capture(review)` reads the rows into a state; `apply(state, review)` writes a state into the rows. The working
copy, revisions, comparison, preview, import and export all speak this structure. `apply` touches nothing but the
rows: what follows from a change is the workflow's.

    schema_version   int, SCHEMA
    kind, headline, short_headline, dek, body, slug, language, spoilers, disclosure, canonical_url,
    first_published_where                                                         text
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

from django.core.exceptions import ValidationError

from accounts.text import fold
from films.models import Film
from images.models import Image
from reviews import body
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

TEXTS = (
    "kind", "headline", "short_headline", "dek", "body", "slug", "language", "spoilers", "disclosure",
    "canonical_url", "first_published_where",
)  # fmt: skip
PLAIN = (*TEXTS, "rating")
LISTS = ("subjects", "authors", "tags", "pictures", "links", "pins")


def blank(**given) -> dict:
    """A state with nothing in it but what is given."""
    state = dict.fromkeys(TEXTS, "") | {
        "schema_version": SCHEMA, "kind": Review.Kind.REVIEW.value, "language": "en",
        "spoilers": Review.Spoilers.NONE.value, "rating": None, "section": None, "translation_of": None, "when": None,
    }  # fmt: skip
    return state | {name: [] for name in LISTS} | given


def upgrade(state: dict) -> dict:
    """A state of any schema we ever wrote, in today's schema. Raises ValueError for one from the future."""
    if state.get("schema_version", SCHEMA) > SCHEMA:
        raise ValueError("This state was written by a newer version of the software.")
    return blank() | state | {"schema_version": SCHEMA}


def capture(review: Review) -> dict:
    """The state that the rows hold. `apply(capture(review), review)` changes nothing."""
    return blank(
        **{name: getattr(review, name) for name in PLAIN},
        section=review.section_id,
        translation_of=review.translation_of_id,
        when=review.publish_at.isoformat() if review.publish_at else None,
        subjects=[
            {"film": row.film_id, "work": row.work, "treatment": row.treatment, "rating": row.rating}
            for row in review.subjects.all()
        ],
        authors=[
            {"contributor": row.contributor_id, "credit": row.credit, "role": row.role, "place": row.place}
            for row in review.authorships.all()
        ],
        tags=[row.tag_id for row in review.tagged.all()],
        pictures=[
            {
                "image": row.image_id, "place": row.place, "alt": row.alt, "caption": row.caption,
                "decorative": row.decorative,
            }
            for row in review.pictures.all()
        ],
        links=[
            {"url": row.url, "title": row.title, "source": row.source, "language": row.language}
            for row in review.outside_links.all()
        ],
        pins=[{"review": row.target_id, "exclude": row.exclude} for row in review.pins.all()],
    )  # fmt: skip


def apply(state: dict, review: Review, *, lenient: bool = False) -> None:
    """Write the state into the piece's rows, matching rows in place. The piece must have been saved once.

    References to merged films and tags follow the merge. What refers to nothing raises ValidationError, a
    dictionary of field to sentences; with `lenient` it is left out instead, because a draft may be incomplete.
    """
    state = upgrade(state)
    known = _Known(state)
    if known.missing and not lenient:
        raise ValidationError(known.missing)
    for name in PLAIN:
        setattr(review, name, state[name])
    review.section_id = known.one(Section, state["section"])
    review.translation_of_id = known.one(Review, state["translation_of"])

    subjects = [
        {
            "film_id": film,
            "work": "" if film else entry["work"],
            "treatment": entry["treatment"],
            "rating": entry["rating"],
        }
        for entry in state["subjects"]
        if (film := known.film(entry["film"])) or entry["work"]
    ]
    authors = [
        {
            "contributor_id": entry["contributor"],
            "credit": entry["credit"],
            "role": entry["role"],
            "place": entry["place"],
        }
        for entry in state["authors"]
        if known.one(Contributor, entry["contributor"])
    ]
    tags = [{"tag_id": tag} for entry in state["tags"] if (tag := known.tag(entry))]
    pictures = [
        {
            "image_id": entry["image"], "place": entry["place"], "alt": entry["alt"], "caption": entry["caption"],
            "decorative": entry["decorative"],
        }
        for entry in _one_lead(state["pictures"])
        if known.one(Image, entry["image"])
    ]  # fmt: skip
    main_film = _main_film(subjects)
    links = [entry | {"film_id": main_film} for entry in state["links"] if entry["url"] and entry["title"]]
    pins = [
        {"target_id": entry["review"], "exclude": entry["exclude"]}
        for entry in state["pins"]
        if known.one(Review, entry["review"]) and entry["review"] != review.pk
    ]

    _match(Subject.objects.filter(review=review), {"review": review}, subjects, ("film_id", "work"))
    _match(
        Authorship.objects.filter(review=review), {"review": review}, authors, ("contributor_id", "credit")
    )
    _match(TaggedReview.objects.filter(content_object=review), {"content_object": review}, tags, ("tag_id",))
    _match(PictureUse.objects.filter(review=review), {"review": review}, pictures, ("place", "image_id"))
    _match(OutsideLink.objects.filter(review=review), {"review": review}, links, ("url",))
    _match(Pin.objects.filter(source=review), {"source": review}, pins, ("target_id",))

    review.main_film_id = main_film
    review.lead_image_id = next(
        (p["image_id"] for p in pictures if p["place"] == PictureUse.Place.LEAD), None
    )
    review.body = body.sanitise(review.body)
    review.excerpt = body.excerpt(review.body, 160)
    review.word_count = body.words(review.body)
    review.folded = _folded(review, subjects, authors)
    review.folded_body = fold(body.plain_text(review.body))
    # A prefetched list would go on showing the rows as they were.
    review._prefetched_objects_cache = {}
    review.save(
        update_fields=[
            *PLAIN, "section", "translation_of", "main_film", "lead_image", "excerpt", "word_count", "folded",
            "folded_body", "changed_at",
        ]
    )  # fmt: skip


def followed(state: dict) -> dict:
    """The state with what merged films and tags were merged into in their place."""
    known = _Known(state)
    return state | {
        "subjects": [
            entry | {"film": known.film(entry["film"]) or entry["film"]} for entry in state["subjects"]
        ],
        "tags": [known.tag(pk) or pk for pk in state["tags"]],
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


def _folded(review: Review, subjects: list[dict], authors: list[dict]) -> str:
    films = Film.objects.filter(pk__in=[entry["film_id"] for entry in subjects if entry["film_id"]])
    names = Contributor.objects.filter(pk__in=[entry["contributor_id"] for entry in authors])
    words = [review.headline, review.short_headline, review.dek]
    words += films.values_list("folded", flat=True)
    words += [entry["work"] for entry in subjects]
    words += names.values_list("name", flat=True)
    return fold(" ".join(words))


def _match(rows, owner: dict, wanted: list[dict], key: tuple[str, ...]) -> None:
    """Make `rows` be `wanted`, in order: rows of the same key are changed in place, others made or deleted."""
    existing = {tuple(getattr(row, name) for name in key): row for row in rows}
    chosen: dict[tuple, dict] = {}
    for values in wanted:
        chosen.setdefault(tuple(values[name] for name in key), values)
    # Leftovers go first: a new lead picture must not meet the old one.
    leftover = [row.pk for name, row in existing.items() if name not in chosen]
    if leftover:
        rows.model.objects.filter(pk__in=leftover).delete()
    for position, (name, values) in enumerate(chosen.items()):
        if "position" in {field.name for field in rows.model._meta.fields}:
            values = values | {"position": position}
        row = existing.get(name)
        if row is None:
            rows.model.objects.create(**owner, **values)
        elif any(getattr(row, field) != value for field, value in values.items()):
            for field, value in values.items():
                setattr(row, field, value)
            row.save()


class _Known:
    """Which of a state's references exist, in one query a model, merges followed."""

    FIELDS = {
        Film: ("subjects", "This film is no longer there."),
        Contributor: ("authors", "This contributor is no longer there."),
        Tag: ("tags", "This tag is no longer there."),
        Image: ("pictures", "This picture is no longer there."),
        Review: ("pins", "This piece is no longer there."),
        Section: ("section", "This section is no longer there."),
    }

    def __init__(self, state: dict):
        asked = {
            Film: [entry["film"] for entry in state["subjects"]],
            Contributor: [entry["contributor"] for entry in state["authors"]],
            Tag: state["tags"],
            Image: [entry["image"] for entry in state["pictures"]],
            Review: [*(entry["review"] for entry in state["pins"]), state["translation_of"]],
            Section: [state["section"]],
        }
        self.missing: dict[str, list[str]] = {}
        self.found: dict[type, dict[int, int]] = {}
        for model, ids in asked.items():
            wanted = {pk for pk in ids if pk}
            self.found[model] = self._survivors(model, wanted) if wanted else {}
            if wanted - self.found[model].keys():
                field, sentence = self.FIELDS[model]
                self.missing[field] = [sentence]

    @staticmethod
    def _survivors(model, wanted: set[int]) -> dict[int, int]:
        if model not in (Film, Tag):
            return {pk: pk for pk in model.objects.filter(pk__in=wanted).values_list("pk", flat=True)}
        found = {}
        for pk, target in model.objects.filter(pk__in=wanted).values_list("pk", "merged_into"):
            while target and (step := model.objects.values_list("pk", "merged_into").get(pk=target)):
                pk_of_target, target = step
                found[pk] = pk_of_target
            found.setdefault(pk, pk)
        return found

    def one(self, model, pk: int | None) -> int | None:
        return self.found[model].get(pk) if pk else None

    def film(self, pk: int | None) -> int | None:
        return self.one(Film, pk)

    def tag(self, pk: int | None) -> int | None:
        return self.one(Tag, pk)
