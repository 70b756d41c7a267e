from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q

from accounts.addresses import address
from accounts.rows import Row
from accounts.text import LineField, SlugField, fold, free_slug, slug_for
from films.models.ending import PersonEnding
from films.models.film import language_tag
from films.models.letter import FirstLetter

PARTICLES = {"da", "de", "del", "della", "den", "der", "di", "dos", "du", "la", "le", "ten", "van", "von"}


def surname_first(name: str) -> str:
    """ "Bas Devos" becomes "Devos, Bas"; particles stay with the surname. Mononyms stay as they are."""
    words = name.split()
    if len(words) < 2:
        return name
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in PARTICLES:
        start -= 1
    return f"{' '.join(words[start:])}, {' '.join(words[:start])}"


class PersonQuerySet(models.QuerySet):
    def current(self):
        """Without records that were merged into another."""
        return self.filter(merged_into=None)

    def called(self, name: str):
        return self.filter(folded_name=fold(name))

    def search(self, words: str):
        """Every word must stand somewhere in the names; half a word will do."""
        rows = self
        for word in fold(words.replace("\0", "")).split()[:8]:
            rows = rows.filter(folded__contains=word)
        return rows

    def by_name(self):
        return self.order_by("sort_name", "pk")


class Person(Row):
    """Somebody who made or acted in films. Two people of the same name are normal."""

    name = LineField(max_length=200)
    sort_name = LineField(max_length=200, blank=True, help_text="Left empty: surname first.")
    aliases = models.JSONField(default=list, blank=True)
    native_name = LineField(max_length=200, blank=True, help_text="In the person's own script.")
    native_language = models.CharField(max_length=35, blank=True, validators=[language_tag])
    wikidata_id = models.CharField(
        max_length=20, null=True, blank=True, unique=True,
        validators=[RegexValidator(r"^Q[1-9]\d*$", "A Wikidata id looks like Q12345.")],
    )  # fmt: skip
    imdb_id = models.CharField(
        max_length=20, null=True, blank=True, unique=True,
        validators=[RegexValidator(r"^nm\d{7,}$", "An IMDb id looks like nm0012345.")],
    )  # fmt: skip
    tmdb_id = models.CharField(
        max_length=20, null=True, blank=True, unique=True,
        validators=[RegexValidator(r"^\d+$", "A TMDB id is a number.")],
    )  # fmt: skip
    slug = SlugField(blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", editable=False
    )
    folded_name = models.CharField(max_length=200, editable=False, db_index=True)
    folded = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    merge_permission = "films.merge_people"
    merge_choices = (
        ("name", "sort_name"), ("native_name", "native_language"), ("wikidata_id",), ("imdb_id",), ("tmdb_id",),
    )  # fmt: skip

    class Meta:
        verbose_name_plural = "people"
        ordering = ["sort_name", "pk"]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="person_by_sort_name"),
            models.Index(FirstLetter("sort_name"), F("sort_name"), F("id"), name="person_by_letter"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="a_person_has_a_name",
                violation_error_message="A person needs a name.",
            ),
            models.CheckConstraint(
                condition=~Q(slug=""),
                name="a_person_has_an_address",
                violation_error_message="A person needs an address.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="a_person_is_not_merged_into_themselves",
                violation_error_message="A person cannot be merged into themselves.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("person", self.slug)

    @property
    def all_names(self) -> list[str]:
        return [self.name, self.native_name, *map(str, self.aliases)]

    def also_called(self, names: list[str]) -> list[models.Model]:
        """Keep these as other names, but for those they have already. They are no rows of their own."""
        known = {fold(name) for name in (self.name, self.native_name, *map(str, self.aliases))}
        new = {fold(name): name for name in names if name and fold(name) not in known}
        self.aliases = [*self.aliases, *new.values()]
        self.save()
        return []

    @property
    def surname(self) -> str:
        return self.sort_name.partition(",")[0]

    @transaction.atomic
    def save(self, **kwargs):
        self.sort_name = self.sort_name or surname_first(self.name)
        self.folded_name = fold(self.name)[:200]
        self.folded = fold(" ".join([self.name, self.native_name, *map(str, self.aliases)]))
        if not self.slug:
            self.slug = free_slug(Person.objects.exclude(pk=self.pk), slug_for(self.name, "person"))
        for field in ("wikidata_id", "imdb_id", "tmdb_id"):
            setattr(self, field, getattr(self, field) or None)
        super().save(**kwargs)
        PersonEnding.keep(self.pk, self.folded)
