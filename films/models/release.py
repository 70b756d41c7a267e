from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from accounts.rows import Row
from accounts.text import LineField
from films.models.film import Film
from films.vocabulary import Medium, Precision


class ReleaseQuerySet(models.QuerySet):
    def dated(self):
        return self.exclude(precision=Precision.UNKNOWN)

    def opening_from(self, day):
        """In cinemas or on a screen from that day on, soonest first."""
        return self.filter(date__gte=day, precision=Precision.DAY).order_by("date", "pk")


class Release(Row):
    """Where and when a film opened or will open.

    `date` is the first day of what `precision` knows: 1 February for "February".
    """

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="releases")
    territory = models.CharField(
        max_length=2, blank=True, validators=[RegexValidator(r"^[A-Z]{2}$", "Use a two-letter country code.")]
    )
    city = LineField(max_length=100, blank=True)
    venue = LineField(max_length=150, blank=True)
    date = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.DAY)
    medium = models.CharField(max_length=12, choices=Medium.choices, default=Medium.CINEMA)
    distributor = LineField(max_length=150, blank=True, help_text="Or the service, for streaming.")
    source = models.URLField(max_length=500, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["date", "pk"]
        indexes = [models.Index(fields=["date", "id"], name="release_by_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(date__isnull=True, precision=Precision.UNKNOWN)
                | Q(date__isnull=False) & ~Q(precision=Precision.UNKNOWN),
                name="a_release_has_a_date_or_is_to_be_announced",
                violation_error_message="Give a date, or choose “To be announced”.",
            ),
        ]

    def __str__(self):
        return ", ".join(
            filter(None, [str(self.date or "date unknown"), self.city or self.territory, self.venue])
        )
