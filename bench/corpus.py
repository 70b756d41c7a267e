"""An invented magazine of any size. `bench/ground.py` lays the database that it is written into.

Twenty years of pieces, spread evenly whatever their number, so a larger magazine is a busier one. Films, people and
tags grow with them and are as unequal as in life: of a tag of rank r there are 1/r as many pieces as of the first, of a
film one in √r. A tenth of the pieces are drafts or withdrawn; one in a thousand is restricted, and some fifty of the
first. Texts and names come from `bench/words.py`; pictures share a few files. Rows are written past the workflow, and
always the same ones.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from unittest import mock

from django.db import connection, transaction

from accounts.text import LineField, ProseField, fold, slug_for
from bench.words import Words
from films.models import (
    AlternativeTitle,
    Award,
    Credit,
    Edition,
    Festival,
    FestivalSection,
    Film,
    FilmEnding,
    Person,
    PersonEnding,
    Release,
    Selection,
)  # fmt: skip
from films.models.ending import endings_of
from films.models.person import surname_first
from images.intake import take_in
from images.models import Image
from images.renditions import KINDS as KINDS_OF_FILE
from images.renditions import widths_for
from pagecache.clock import now
from reviews.models import (
    Authorship,
    Contributor,
    Correction,
    OutsideLink,
    PictureUse,
    Restriction,
    Review,
    Section,
    Subject,
    Tag,
    TaggedReview,
    WorkingCopy,
)  # fmt: skip
from reviews.models.tag import tag_key
from tests.images.pictures import drawing, file_of

YEARS = timedelta(days=20 * 365)
FESTIVALS = ("Trieste", "Gdynia", "Oaxaca", "Leith", "Ghent", "Porto", "Aarhus", "Tbilisi")
KNOWN_FESTIVALS = 50
SECTIONS = ("International", "Hollywood", "Indie", "Festivals", "Discs", "Weird")
KINDS = ("review",) * 11 + ("news",) * 4 + ("interview", "feature", "video", "interview", "dispatch")
SIZES = ((1600, 864), (1500, 1000), (1440, 1080), (1000, 1500), (1200, 1200), (1920, 804))
AT_ONCE = 2000
GOLDEN = 0.6180339887498949
CREW = ("director", "writer", "cinematography", "editing", "music")


@dataclass(frozen=True)
class Known:
    """What pieces need of a film."""

    pk: int
    title: str
    slug: str
    folded: str
    picture: int


class Corpus:
    """Needs an empty, migrated database. `at`: the present, which the newest pieces come close to."""

    def __init__(self, seed: int = 2004):

        self.words, self.dice, self.at = Words(seed), random.Random(seed + 1), now()
        self.pieces = 0
        self.films: list[Known] = []
        self.people: list[int] = []
        self.tags: list[int] = []
        self.critics: list[int] = []
        self.pictures: list[int] = []
        self.titled: set[tuple[str, int]] = set()
        self._found()

    def grow(self, pieces: int, *, films: int | None = None, people: int | None = None) -> None:
        """To that many of each; one film for four pieces, and three people for two films, when not said."""
        films = films or max(pieces // 4, 40)
        # Our words need no cleaning, which would take longer than everything else together.
        as_it_is = staticmethod(str)
        with (
            mock.patch.object(LineField, "cleaner", as_it_is),
            mock.patch.object(ProseField, "cleaner", as_it_is),
        ):
            self._grow_people(people or films * 3 // 2)
            self._grow_pictures(films // 2)
            self._grow_festivals(max(len(FESTIVALS), films // 625))
            self._grow_films(films)
            self._grow_tags(4000 + pieces // 20)
            self._grow_critics(40 + pieces // 2000)
            for numbers in chunks(self.pieces, pieces, AT_ONCE):
                self._write(numbers)
        self.pieces = max(self.pieces, pieces)
        self._settle()

    def often(self, rows: list, steepness: float = 2):
        """One of the rows, the first ones far more often than the last."""
        return rows[int(len(rows) * self.dice.random() ** steepness)]

    # The world

    def _found(self) -> None:
        """What a magazine of any size has as many of: sections, festivals, and the few files of its pictures."""
        self.sections = [Section.objects.create(name=name, position=n).pk for n, name in enumerate(SECTIONS)]
        self.files = [
            take_in(file_of(drawing(size, (40 + 30 * n, 90, 140))), alt="A room", credit="Own", basis="own")
            for n, size in enumerate(SIZES)
        ]
        self.festivals: list[int] = []
        self.with_editions = 0
        self.editions: list[tuple[int, list[int]]] = []

    def _grow_festivals(self, wanted: int) -> None:
        """Twenty years of each. Films that come with them are shown there, so a line-up is as long in any magazine.

        A page of the newsroom's list is full in any magazine as well: what is known beyond those has no edition.
        """
        for number in range(len(self.festivals), max(wanted, KNOWN_FESTIVALS)):
            town = FESTIVALS[number % len(FESTIVALS)]
            name = f"{town} {number // len(FESTIVALS) + 1}" if number >= len(FESTIVALS) else town
            made = Festival.objects.create(name=f"{name} Film Festival", short_name=name, city=town)
            self.festivals.append(made.pk)
        if wanted <= self.with_editions:
            return
        self.editions = []
        for festival in self.festivals[self.with_editions : wanted]:
            for year in range(self.at.year - 19, self.at.year + 1):
                starts = date(year, 2 + len(self.editions) % 9, 3)
                edition = Edition.objects.create(
                    festival_id=festival, year=year, starts_on=starts, ends_on=starts + timedelta(days=9)
                )
                rows = [
                    FestivalSection.objects.create(edition=edition, name=said, position=n).pk
                    for n, said in enumerate(("Competition", "Horizons"))
                ]
                self.editions.append((edition.pk, rows))
        self.with_editions = wanted

    def _grow_people(self, wanted: int) -> None:
        for numbers in chunks(len(self.people), wanted, 5000):
            rows = []
            for n in numbers:
                name = self.words.name(n)
                folded = fold(name)
                rows.append(
                    Person(
                        name=name, sort_name=surname_first(name), slug=f"{slug_for(name)}-{n}", folded_name=folded,
                        folded=folded,
                    )
                )  # fmt: skip
            made = Person.objects.bulk_create(rows)
            keep_endings(PersonEnding, made)
            self.people += [row.pk for row in made]

    def _grow_pictures(self, wanted: int) -> None:
        for numbers in chunks(len(self.pictures), wanted, 5000):
            rows = []
            for _n in numbers:
                like = self.dice.choice(self.files)
                alt = self.words.sentence()[:120]
                rows.append(
                    Image(
                        alt=alt, credit="Own", basis="own", file=like.file.name, checksum=like.checksum,
                        width=like.width, height=like.height, format=like.format, size_bytes=like.size_bytes,
                        hue=self.dice.randrange(360), saturation=40, folded=fold(alt),
                        renditions=dict.fromkeys(KINDS_OF_FILE.values(), widths_for(like.width)),
                    )
                )  # fmt: skip
            self.pictures += [row.pk for row in Image.objects.bulk_create(rows)]

    def _grow_films(self, wanted: int) -> None:
        for numbers in chunks(len(self.films), wanted, 5000):
            rows, directors = [], []
            for n in numbers:
                title, year = self._title()
                directors.append(self.often(self.people, 2.5))
                folded = fold(f"{title} {year}")
                rows.append(
                    Film(
                        title=title, sort_title=title, year=year, slug=f"{slug_for(title)[:80]}-{year}-{n}",
                        original_title=self.words.title() if n % 3 == 0 else "", countries=["BE", "FR"][: 1 + n % 2],
                        languages=["nl"], runtime=61 + n % 90, aspect_ratio="1.85:1", hue=n * 37 % 360, saturation=45,
                        synopsis=self.words.sentence() if n % 2 else "", folded_title=fold(title), folded=folded,
                        poster_id=self.pictures[n % len(self.pictures)] if n % 2 else None,
                        key_still_id=self.pictures[n % len(self.pictures)],
                    )
                )  # fmt: skip
            made = Film.objects.bulk_create(rows)
            keep_endings(FilmEnding, made)
            AlternativeTitle.objects.bulk_create(
                AlternativeTitle(
                    film=row, title=(title := self.words.title()), folded=fold(title), language="fr"
                )
                for row in made[::5]
            )
            self._credit(made, directors)
            self._show(made)
            self.films += [Known(f.pk, f.title, f.slug, f.folded, f.key_still_id) for f in made]

    def _title(self) -> tuple[str, int]:
        while True:
            known = self.words.title(), 1930 + int((self.at.year - 1929) * self.dice.random() ** 0.4)
            if known not in self.titled:
                self.titled.add(known)
                return known

    def _credit(self, films, directors: list[int]) -> None:
        rows = []
        for film, director in zip(films, directors, strict=True):
            crew = [director, *(self.often(self.people, 2.5) for _ in CREW[1:])]
            rows += [Credit(film=film, person_id=pk, role=role) for pk, role in zip(crew, CREW, strict=True)]
            cast = dict.fromkeys(self.often(self.people, 2.5) for _ in range(self.dice.randint(3, 8)))
            rows += [
                Credit(
                    film=film, person_id=pk, role="cast", billing=billing, character=self.words.name(pk * 3)
                )
                for billing, pk in enumerate(cast, start=1)
            ]
        Credit.objects.bulk_create(rows)

    def _show(self, films) -> None:
        """In cinemas, some in the weeks to come, and at festivals."""
        releases, selections, awards = [], [], []
        for n, film in enumerate(films):
            days = self.dice.randint(1, 40) if n % 200 == 0 else -self.dice.randint(1, 7000)
            day = self.at.date() + timedelta(days=days)
            releases.append(Release(film=film, territory="BE", city="Ghent", date=day, precision="day"))
            if n % 3 == 0:
                edition, sections = self.dice.choice(self.editions)
                section = self.dice.choice(sections)
                selections.append(Selection(edition_id=edition, section_id=section, film=film))
                if n % 24 == 0:
                    awards.append(Award(name="Best Film", edition_id=edition, section_id=section, film=film))
        Release.objects.bulk_create(releases)
        Selection.objects.bulk_create(selections)
        Award.objects.bulk_create(awards)

    def _grow_tags(self, wanted: int) -> None:
        rows = []
        for n in range(len(self.tags), wanted):
            name = self.words.theme(n)
            rows.append(Tag(name=name, slug=f"{slug_for(name)}-{n}", key=tag_key(name), folded=fold(name)))
        self.tags += [row.pk for row in Tag.objects.bulk_create(rows)]

    def _grow_critics(self, wanted: int) -> None:
        rows = []
        for n in range(len(self.critics), wanted):
            name = self.words.name(50_000 + n)
            rows.append(
                Contributor(
                    name=name, sort_name=surname_first(name), slug=f"{slug_for(name)}-{n}", folded=fold(name),
                    role="Critic", place="Belgium", bio=f"<p>{self.words.sentence()}</p>",
                    portrait_id=self.pictures[n] if n % 2 else None,
                )
            )  # fmt: skip
        self.critics += [row.pk for row in Contributor.objects.bulk_create(rows)]

    # Pieces

    def _write(self, numbers: range) -> None:

        plans = [self._plan(n) for n in numbers]
        with transaction.atomic():
            made = Review.objects.bulk_create(plan.review for plan in plans)
            subjects, authors, tagged, uses, corrections, links = [], [], [], [], [], []
            for row, plan in zip(made, plans, strict=True):
                when = {"visible_from": row.visible_from, "ordered_at": row.ordered_at}
                subjects += [
                    Subject(review=row, film_id=film.pk, position=place, **when)
                    for place, film in enumerate(plan.films)
                ]
                authors += [
                    Authorship(
                        review=row, contributor_id=pk, position=place, role="Critic", place="Belgium", **when
                    )
                    for place, pk in enumerate(plan.critics)
                ]
                tagged += [
                    TaggedReview(content_object=row, tag_id=pk, position=place, **when)
                    for place, pk in enumerate(plan.tags)
                ]
                if row.lead_image_id:
                    uses.append(
                        PictureUse(review=row, image_id=row.lead_image_id, place="lead", alt="A room", **when)
                    )
                if plan.picture:
                    uses.append(PictureUse(review=row, image_id=plan.picture, alt="Another room", **when))
                if row.status == "published" and row.pk % 100 == 0:
                    corrections.append(
                        Correction(review=row, made_at=row.visible_from, text="<p>The year is right now.</p>")
                    )
                if row.main_film_id and row.pk % 20 == 0:
                    links.append(
                        OutsideLink(
                            url=f"https://example.org/{row.pk}",
                            title="An interview",
                            film_id=row.main_film_id,
                            review=row,
                        )
                    )
            Subject.objects.bulk_create(subjects)
            Authorship.objects.bulk_create(authors)
            TaggedReview.objects.bulk_create(tagged)
            PictureUse.objects.bulk_create(uses)
            Correction.objects.bulk_create(corrections)
            OutsideLink.objects.bulk_create(links)
            WorkingCopy.objects.bulk_create(
                WorkingCopy(review=row, state={}, schema_version=1, saved_at=self.at) for row in made
            )
            Restriction.objects.bulk_create(
                Restriction(mode="full", review=row, created_at=self.at)
                for row in made
                if row.status == "published"
                and (row.pk % 1000 == 500 or (row.pk <= 600 and row.pk % 10 == 5))
            )

    def _plan(self, n: int) -> "Plan":
        """Piece `n`. Its moment is such that any number of them lie evenly over the years."""
        dice = self.dice
        moment: datetime = self.at - timedelta(hours=1) - YEARS * (n * GOLDEN % 1)
        kind = KINDS[n % len(KINDS)]
        count = dice.randint(4, 8) if kind == "dispatch" else 0 if kind == "news" and n % 3 == 0 else 1
        films = list({film.pk: film for film in (self.often(self.films) for _ in range(count))}.values())
        critics = list(dict.fromkeys(self.often(self.critics) for _ in range(2 if n % 12 == 0 else 1)))
        tags = list(
            dict.fromkeys(
                self.tags[int(len(self.tags) ** dice.random()) - 1] for _ in range(dice.randint(2, 7))
            )
        )
        film = films[0] if films else None
        lead = film.picture if film and n % 10 else None
        picture = dice.choice(self.pictures) if n % 4 == 0 else None
        picture = picture if picture != lead else None
        named = f'<a data-film="{film.pk}">{film.title}</a>: ' if film else ""
        text = self.words.text(dice.randint(12, 70) if kind != "news" else dice.randint(4, 9), named, picture)
        headline = self.words.headline(kind, film.title if film else self.words.title())
        status = "draft" if n % 12 == 7 else "withdrawn" if n % 50 == 3 else "published"
        is_live = status == "published"
        slug = slug_for(headline)[:90]
        review = Review(
            kind=kind, status=status, headline=headline, dek=self.words.sentence() if n % 5 else "", body=text.html,
            slug=slug, section_id=self.sections[n % len(self.sections)], lead_image_id=lead,
            main_film_id=film.pk if film else None, rating=2 + n % 9 if kind == "review" else None,
            path=None if status == "draft" else f"/{moment:%Y/%m}/{slug}-{n}/",
            publish_at=moment if is_live else None, visible_from=moment if is_live else None,
            ordered_at=moment if is_live else None, first_published_at=None if status == "draft" else moment,
            withdrawn_at=moment if status == "withdrawn" else None,
            withdrawn_because="Too many errors." if status == "withdrawn" else "",
            excerpt=text.plain[:150], word_count=text.words,
            folded=f"{fold(headline)} {film.folded if film else ''}", folded_body=text.folded,
        )  # fmt: skip
        return Plan(review, films, critics, tags, picture)

    def _settle(self) -> None:
        """What PostgreSQL does by itself in time. SQLite does nothing of the sort, and has no statistics in life."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")


@dataclass(frozen=True)
class Plan:
    review: object
    films: list[Known]
    critics: list[int]
    tags: list[int]
    picture: int | None


def chunks(start: int, stop: int, size: int):
    for first in range(start, stop, size):
        yield range(first, min(first + size, stop))


def keep_endings(model, made) -> None:
    """A few millions of them, so past Django's models."""
    rows = ((row.pk, text) for row in made for text in endings_of(row.folded))
    into = f"{model._meta.db_table} ({model.owner}, text)"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT INTO {into} VALUES (%s, %s)", rows)
        else:
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
