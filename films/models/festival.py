from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.addresses import address
from accounts.rows import Row
from accounts.text import LineField, SlugField, free_slug, slug_for
from films.models.film import FIRST_YEAR, LAST_YEAR, Film
from films.models.person import Person
from films.vocabulary import Premiere


class Festival(Row):
    name = LineField(max_length=200)
    short_name = LineField(max_length=60, blank=True, help_text="As in “Berlin 2023”.")
    city = LineField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    slug = SlugField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(slug=""),
                name="a_festival_has_a_name_and_an_address",
                violation_error_message="A festival needs a name and an address.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def called(self) -> str:
        return self.short_name or self.name

    def save(self, **kwargs):
        if not self.slug:
            self.slug = free_slug(Festival.objects.exclude(pk=self.pk), slug_for(self.called, "festival"))
        super().save(**kwargs)


class Edition(Row):
    festival = models.ForeignKey(Festival, on_delete=models.CASCADE, related_name="editions")
    year = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-year"]
        indexes = [models.Index(fields=["-year", "festival"], name="edition_newest_first")]
        constraints = [
            models.UniqueConstraint(
                fields=["festival", "year"],
                name="a_festival_has_one_edition_a_year",
                violation_error_message="This festival has an edition of that year already.",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="an_edition_year_is_one_of_cinema",
                violation_error_message=f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="an_edition_ends_after_it_starts",
                violation_error_message="The edition ends before it starts.",
            ),
        ]

    def __str__(self):
        return f"{self.festival.called} {self.year}"

    def get_absolute_url(self):
        return address("festival", self.festival.slug, self.year)


class FestivalSection(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sections")
    name = LineField(max_length=150)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "name"],
                name="a_festival_section_stands_once",
                violation_error_message="This edition has that section already.",
            ),
        ]

    def __str__(self):
        return self.name


class Selection(Row):
    """A film in an edition's line-up."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="line_up")
    section = models.ForeignKey(
        FestivalSection, null=True, blank=True, on_delete=models.SET_NULL, related_name="line_up"
    )
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="selections")
    premiere = models.CharField(max_length=15, choices=Premiere.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "film"],
                name="a_film_is_selected_once_an_edition",
                violation_error_message="This film is in the line-up already.",
            ),
        ]

    def __str__(self):
        return f"{self.film}, {self.edition}"


class Award(Row):
    """ "Best Film, Encounters, Berlin 2023": to a film, to a person, or to a person for a film."""

    name = LineField(max_length=200)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="awards")
    section = models.ForeignKey(
        FestivalSection, null=True, blank=True, on_delete=models.SET_NULL, related_name="awards"
    )
    film = models.ForeignKey(Film, null=True, blank=True, on_delete=models.CASCADE, related_name="awards")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(film__isnull=False) | Q(person__isnull=False),
                name="an_award_goes_to_a_film_or_a_person",
                violation_error_message="Say which film or person won it.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="an_award_has_a_name",
                violation_error_message="An award needs a name.",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        return ", ".join(
            filter(None, [self.name, self.section.name if self.section else "", str(self.edition)])
        )
