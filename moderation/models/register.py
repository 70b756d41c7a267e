from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.text import LineField, ProseField
from moderation.models.case import Case


class RegisterEntry(models.Model):
    """A decided case as the public register shows it: written anew, without a word that was sent to us.

    Addresses, telephones, signatures and private people's names never stand here; organisations may.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="register_entry")
    party = LineField(max_length=200, blank=True, help_text="An organisation. Left empty: a rights holder.")
    work = ProseField(blank=True, help_text="What was claimed, in our words.")
    outcome = ProseField(blank=True, help_text="What we did, in our words.")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "register entries"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(approved_by__isnull=False),
                name="a_published_notice_was_read_by_somebody",
                violation_error_message="Somebody reads an entry before it is published.",
            ),
        ]

    def __str__(self):
        return f"Register, {self.case}"


class TransparencyPeriod(models.Model):
    """The numbers of a year, frozen. A correction is a new version with a note; the old one stays."""

    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    numbers = models.JSONField()
    csv = models.TextField()
    sha256 = models.CharField(max_length=64, help_text="Of the numbers as canonical JSON.")
    note = LineField(max_length=300, blank=True, help_text="What was corrected.")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="a_frozen_year_has_its_versions_once"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(note=""),
                name="a_correction_of_a_frozen_year_has_a_note",
                violation_error_message="Say what was corrected.",
            ),
        ]

    def __str__(self):
        return f"{self.year}, version {self.version}"
