from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property

from accounts.addresses import address
from accounts.rows import Row
from accounts.text import LineField, ProseField, SlugField, fold, free_slug, slug_for
from films.models.ending import FilmEnding, beginning_with
from films.models.letter import FirstLetter
from films.vocabulary import Form, Role
from images.models import Image

FIRST_YEAR, LAST_YEAR = 1874, 2100  # Janssen's Passage de Vénus is the oldest thing anybody calls a film.

language_tag = RegexValidator(
    r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$", "Use a language tag such as “nl” or “zh-Hant”."
)


def without_article(title: str) -> str:
    """The title as an index sorts it: "The Salt Ledger" becomes "Salt Ledger, The"."""
    first, _, rest = title.partition(" ")
    return f"{rest}, {first}" if rest and first.casefold() in {"a", "an", "the"} else title


class FilmQuerySet(models.QuerySet):
    def current(self):
        """Without records that were merged into another."""
        return self.filter(merged_into=None)

    def called(self, title: str):
        """Films of that title, or of an alternative title, whatever its case and accents."""
        # Two looks into two indexes; said as one condition, every film there is would be held against both.
        titled = Film.objects.filter(folded_title=fold(title)[:300]).order_by().values("pk")
        also_titled = AlternativeTitle.objects.filter(folded=fold(title)[:300]).values("film")
        return self.filter(pk__in=titled.union(also_titled))

    def beginning(self, words: str):
        """Films whose title begins with these words or half words."""
        return beginning_with(self, "folded_title", fold(words)[:300])

    def likely_doubles(self, title: str, year: int | None):
        """Films of that title no more than a year apart, or of unknown year: perhaps the same film."""
        near = Q(year=None) if year is None else Q(year=None) | Q(year__range=(year - 1, year + 1))
        return self.current().called(title).filter(Q() if year is None else near)

    def search(self, words: str):
        """Every word must stand somewhere in titles or directors; half a word will do."""
        rows = self
        for word in fold(words.replace("\0", "")).split()[:8]:
            rows = rows.filter(folded__contains=word)
        return rows

    def by_title(self):
        return self.order_by("sort_title", "year", "pk")


class Film(Row):
    """A film, a series or a programme of shorts: what is true about it without any review."""

    form = models.CharField(max_length=10, choices=Form.choices, default=Form.FEATURE)
    title = LineField(max_length=300)
    title_language = models.CharField(
        max_length=35, blank=True, validators=[language_tag], help_text="Of the title as written above."
    )
    original_title = LineField(max_length=300, blank=True)
    original_title_language = models.CharField(max_length=35, blank=True, validators=[language_tag])
    sort_title = LineField(max_length=300, blank=True, help_text="Left empty: the title without its article.")
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    countries = models.JSONField(default=list, blank=True, help_text="Two-letter codes, main country first.")
    languages = models.JSONField(default=list, blank=True, help_text="Language tags, main language first.")
    runtime = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Minutes.")
    aspect_ratio = LineField(max_length=20, blank=True, help_text="As 1.33:1.")
    synopsis = ProseField(blank=True)
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    poster = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="poster_of"
    )
    key_still = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="key_still_of"
    )
    hue = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Degrees, 0 to 359.")
    saturation = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Per cent, 25 to 65.")
    colour_by_hand = models.BooleanField(
        default=False, help_text="Keep this colour when the key still changes."
    )
    wikidata_id = models.CharField(
        max_length=20, null=True, blank=True, unique=True,
        validators=[RegexValidator(r"^Q[1-9]\d*$", "A Wikidata id looks like Q12345.")],
    )  # fmt: skip
    imdb_id = models.CharField(
        max_length=20, null=True, blank=True, unique=True,
        validators=[RegexValidator(r"^tt\d{7,}$", "An IMDb id looks like tt0012345.")],
    )  # fmt: skip
    tmdb_id = models.CharField(
        max_length=20, null=True, blank=True, unique=True,
        validators=[RegexValidator(r"^\d+$", "A TMDB id is a number.")],
    )  # fmt: skip
    slug = SlugField(blank=True)
    shares_name_and_year = models.BooleanField(default=False, editable=False)
    why_another = LineField(
        max_length=300,
        blank=True,
        help_text="Why this is not the film of the same title that was there before.",
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", editable=False
    )
    folded_title = models.CharField(max_length=300, editable=False)
    folded = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FilmQuerySet.as_manager()

    # What films/merge.py asks: who may, and which columns are chosen together. The first says what it is.
    merge_permission = "films.merge_films"
    merge_choices = (
        ("title", "title_language", "sort_title"), ("original_title", "original_title_language"), ("year",), ("form",),
        ("countries",), ("languages",), ("runtime",), ("aspect_ratio",), ("synopsis",), ("part_of",), ("poster",),
        ("key_still", "hue", "saturation", "colour_by_hand"), ("wikidata_id",), ("imdb_id",), ("tmdb_id",),
    )  # fmt: skip

    class Meta:
        ordering = ["sort_title", "year", "pk"]
        indexes = [
            models.Index(
                fields=["folded_title", "year"],
                opclasses=["varchar_pattern_ops", "int2_ops"],
                name="film_by_folded_title",
            ),
            models.Index(fields=["sort_title", "year", "id"], name="film_by_sort_title"),
            models.Index(fields=["-created_at", "-id"], name="film_newest_first"),
            models.Index(FirstLetter("sort_title"), F("sort_title"), F("id"), name="film_by_letter"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="a_film_has_a_title",
                violation_error_message="A film needs a title.",
            ),
            models.CheckConstraint(
                condition=~Q(slug=""),
                name="a_film_has_an_address",
                violation_error_message="A film needs an address.",
            ),
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="a_film_year_is_one_of_cinema",
                violation_error_message=f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.",
            ),
            models.CheckConstraint(
                condition=Q(hue=None, saturation=None) | Q(hue__range=(0, 359), saturation__range=(25, 65)),
                name="a_film_colour_has_hue_and_saturation",
                violation_error_message="A colour needs a hue from 0 to 359 and a saturation from 25 to 65.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="a_film_is_not_merged_into_itself",
                violation_error_message="A film cannot be merged into itself.",
            ),
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=F("id")),
                name="a_film_is_not_part_of_itself",
                violation_error_message="A film cannot be part of itself.",
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return address("film", self.slug)

    @property
    def label(self) -> str:
        """ "Here (2023)"; with the director where another film shares name and year."""
        known = [str(self.year)] if self.year else []
        if self.shares_name_and_year and self.director_surname:
            known.append(self.director_surname)
        return f"{self.title} ({', '.join(known)})" if known else self.title

    @cached_property
    def director_surname(self) -> str:
        credit = self.credits.filter(role=Role.DIRECTOR).select_related("person").order_by("billing").first()
        return credit.person.surname if credit else ""

    @property
    def is_rtl(self) -> bool:
        return self.title_language.split("-")[0] in {"ar", "fa", "he", "ur", "yi", "ckb", "ps"}

    @transaction.atomic
    def save(self, **kwargs):
        self.sort_title = self.sort_title or without_article(self.title)
        self.folded_title = fold(self.title)[:300]
        if not self.slug:
            self.slug = self._first_slug()
        self.folded = self._folded()
        for name in ("wikidata_id", "imdb_id", "tmdb_id"):
            setattr(self, name, getattr(self, name) or None)
        super().save(**kwargs)
        FilmEnding.keep(self.pk, self.folded)

    def _first_slug(self) -> str:
        stem = slug_for(self.title, "film")
        return free_slug(Film.objects.exclude(pk=self.pk), f"{stem[:90]}-{self.year}" if self.year else stem)

    def _folded(self) -> str:
        words = [self.title, self.original_title, str(self.year or "")]
        if self.pk:
            words += self.alternative_titles.values_list("title", flat=True)
            words += self.credits.filter(role=Role.DIRECTOR).values_list("person__name", flat=True)
        return fold(" ".join(words))

    @property
    def all_names(self) -> list[str]:
        return [self.title, self.original_title]

    def also_called(self, titles: list[str]) -> list["AlternativeTitle"]:
        """Keep these as alternative titles, but for those it has already. Returns the rows made."""
        known = {self.folded_title, fold(self.original_title)}
        known |= set(self.alternative_titles.values_list("folded", flat=True))
        made = []
        for title in titles:
            if title and fold(title)[:300] not in known:
                known.add(fold(title)[:300])
                made.append(AlternativeTitle.objects.create(film=self, title=title))
        return made

    @transaction.atomic
    def refresh_folded(self):
        """After a director changed or was renamed: the search text alone."""
        folded = self._folded()
        Film.objects.filter(pk=self.pk).update(folded=folded)
        FilmEnding.keep(self.pk, folded)

    def refresh_names(self):
        """After credits or titles changed: the search text, and who shares a name and a year with whom."""
        namesakes = Film.objects.current().filter(folded_title=self.folded_title, year=self.year)
        namesakes.update(shares_name_and_year=namesakes.count() > 1)
        self.refresh_folded()
        # Who shared the name that this film had before may be left alone with it.
        others = (
            Film.objects.current().filter(folded_title=OuterRef("folded_title")).exclude(pk=OuterRef("pk"))
        )
        marked = Film.objects.filter(shares_name_and_year=True)
        marked.filter(year=None).exclude(Exists(others.filter(year=None))).update(shares_name_and_year=False)
        dated = marked.filter(year__isnull=False)
        dated.exclude(Exists(others.filter(year=OuterRef("year")))).update(shares_name_and_year=False)


class AlternativeTitle(models.Model):
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="alternative_titles")
    title = LineField(max_length=300)
    language = models.CharField(max_length=35, blank=True, validators=[language_tag])
    folded = models.CharField(max_length=300, editable=False, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["film", "folded", "language"],
                name="an_alternative_title_stands_once",
                violation_error_message="This film has that title already.",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        self.folded = fold(self.title)[:300]
        super().save(**kwargs)
