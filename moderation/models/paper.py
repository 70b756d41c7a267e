from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.text import LineField
from moderation.models.case import Case, Report
from moderation.models.counter_notice import LegalAction

LARGEST = 5 * 1024 * 1024  # bytes


def path_in_root(key: str) -> Path:
    return settings.PAPERS_ROOT / key[:2] / key


class PaperQuerySet(models.QuerySet):
    def kept(self):
        """Those whose file we have: not emptied yet."""
        return self.filter(erased_at=None)

    def given_by_its_sender(self):
        return self.filter(kept_by=None)


class Paper(models.Model):
    """A file that belongs to a case: the original of a letter, evidence, what was filed at a court.

    Its bytes lie in PAPERS_ROOT under `key`, and no address leads there. Of one that was emptied only the kind and the
    size are known.
    """

    class Kind(models.TextChoices):
        """As its bytes say, whatever its name does."""

        PDF = "pdf", "PDF"
        PNG = "png", "PNG picture"
        JPEG = "jpeg", "JPEG picture"
        TEXT = "txt", "text"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    report = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="papers",
        help_text="What it came with; empty: a moderator added it to the case.",
    )  # fmt: skip
    legal_action = models.ForeignKey(
        LegalAction, null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    name = LineField(max_length=200, blank=True, help_text="As it was given.")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    key = models.CharField(max_length=32, unique=True, editable=False)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty: who sent the report gave it, by its page.",
    )  # fmt: skip
    given_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        indexes = [models.Index(fields=["given_at"], name="paper_by_hour")]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=LARGEST),
                name="a_paper_has_five_megabytes_at_most",
                violation_error_message="A file may have 5 MB, and not be empty.",
            ),
            models.CheckConstraint(
                condition=Q(kept_by__isnull=False) | Q(report__isnull=False),
                name="a_paper_is_from_a_reporter_or_a_colleague",
                violation_error_message="Say who gave the file.",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(sha256="") | Q(erased_at__isnull=False, name="", sha256=""),
                name="an_emptied_paper_keeps_no_name_and_no_digest",
                violation_error_message="What is emptied keeps no name.",
            ),
        ]

    @property
    def is_missing(self) -> bool:
        """Its row says that we have it, and the disk that we do not."""
        return self.erased_at is None and not path_in_root(self.key).is_file()

    def __str__(self):
        return self.name or f"{self.get_kind_display()} without a name"
