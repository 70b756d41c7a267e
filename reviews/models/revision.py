from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.text import LineField
from reviews.models.review import Review


class WorkingCopy(models.Model):
    """What is being written: one rolling state a piece. `version` counts its saves."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="working_copy")
    version = models.PositiveIntegerField(default=1)
    schema_version = models.PositiveSmallIntegerField()
    state = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name_plural = "working copies"

    def __str__(self):
        return f"{self.review}, version {self.version}"


class Revision(models.Model):
    """An immutable state that a person made on purpose."""

    class Purpose(models.TextChoices):
        SAVE = "save", "Saved"
        SUBMIT = "submit", "Sent to the editor"
        SEND_BACK = "send_back", "Sent back"
        READY = "ready", "Made ready"
        PUBLISH = "publish", "Published"
        CHANGE = "change", "Change published"
        RESTORE = "restore", "Restored"
        IMPORT = "import", "Imported"
        PROPOSAL = "proposal", "Proposed"
        SCHEDULED = "scheduled", "Scheduled change"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    schema_version = models.PositiveSmallIntegerField()
    state = models.JSONField()
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    name = LineField(max_length=100, blank=True)
    note = LineField(max_length=1000, blank=True)
    apply_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="revisions_are_numbered_by_piece"),
            models.CheckConstraint(
                condition=Q(apply_at=None) | Q(purpose__in=["proposal", "scheduled"]),
                name="only_a_scheduled_change_waits_for_its_time",
                violation_error_message="Only a scheduled change waits for its time.",
            ),
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(apply_at=None) | Q(applied_at__gte=F("apply_at")),
                name="a_scheduled_change_is_not_applied_early",
                violation_error_message="A scheduled change is not applied before its time.",
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.get_purpose_display()}"
