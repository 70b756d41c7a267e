import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format

from accounts.text import LineField, ProseField
from films.models.film import Film
from films.vocabulary import Coverage


def validate_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            "“%(zone)s” is not a time zone. Write it as America/New_York.", params={"zone": name}
        )


def validate_kinds(kinds: list) -> None:
    if not isinstance(kinds, list) or not set(kinds) <= set(Coverage.values):
        raise ValidationError("An embargo covers kinds of pieces: " + ", ".join(Coverage.values) + ".")


class EmbargoQuerySet(models.QuerySet):
    def active(self, at):
        return self.filter(ends_at__gt=at)


class Embargo(models.Model):
    """Until when pieces about a film must not show. Lifting it sets `ends_at` to that moment; the row stays."""

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="embargoes")
    kinds = models.JSONField(
        default=list, blank=True, validators=[validate_kinds], help_text="Empty: every kind of piece."
    )
    ends_at = models.DateTimeField()
    zone = models.CharField(
        max_length=50, validators=[validate_zone], help_text="The zone the publicist wrote it in."
    )
    source = LineField(max_length=200, blank=True, help_text="Who set it, and where it is written.")
    note = ProseField(blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    lifted_because = LineField(max_length=300, blank=True, editable=False)
    loosened_because = LineField(max_length=300, blank=True, editable=False)

    objects = EmbargoQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "embargoes"
        indexes = [models.Index(fields=["film", "ends_at"], name="embargo_by_film")]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None) | ~Q(lifted_because=""),
                name="an_embargo_is_lifted_with_a_reason",
                violation_error_message="Say why the embargo is lifted.",
            ),
        ]

    def __str__(self):
        there = date_format(self.ends_at.astimezone(zoneinfo.ZoneInfo(self.zone)), "D j M Y, H:i")
        return f"{self.film} until {there} {self.zone.rsplit('/', 1)[-1].replace('_', ' ')}"

    def loosens(self, before: "Embargo") -> bool:
        """Whether something that this embargo held as it was before comes free sooner as it is now."""
        kinds = set(before.kinds or Coverage.values) - set(self.kinds or Coverage.values)
        return self.ends_at < before.ends_at or self.film_id != before.film_id or bool(kinds)

    def covers(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds
