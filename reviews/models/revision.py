from datetime import datetime

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


class RevisionQuerySet(models.QuerySet):
    def on_the_main_line(self):
        """What the working copy was at some time; not what was only proposed or set aside, or waits for its time."""
        return self.exclude(purpose__in=Revision.BESIDE)

    def proposals(self):
        """Changes that were sent to an editor. A text set aside in a conflict has no base, and asks nobody."""
        return self.filter(purpose=Revision.Purpose.PROPOSAL, base_version__isnull=False)

    def scheduled(self):
        return self.filter(purpose=Revision.Purpose.SCHEDULED)

    def waiting(self):
        return self.filter(decision="")

    def due(self, at: datetime):
        """Scheduled changes whose time has come and that nobody has applied, cancelled or given up."""
        return self.scheduled().waiting().filter(apply_at__lte=at)


class Revision(models.Model):
    """An immutable state that a person made on purpose. Only its name and what was decided about it are written later.

    `base_version`: the version of the working copy that a proposal or a scheduled change was made from.
    `copy_version`: the version of the working copy that said this very thing; None where none did, or nobody knows.
    """

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

    class Decision(models.TextChoices):
        TAKEN = "taken", "Taken"
        DECLINED = "declined", "Declined"
        REPLACED = "replaced", "Replaced by a later one"
        WITHDRAWN = "withdrawn", "Withdrawn"
        APPLIED = "applied", "Applied"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Not applied"

    BESIDE = (Purpose.PROPOSAL, Purpose.SCHEDULED)

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    schema_version = models.PositiveSmallIntegerField()
    state = models.JSONField()
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    name = LineField(max_length=100, blank=True)
    note = LineField(max_length=1000, blank=True)
    apply_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    base_version = models.PositiveIntegerField(null=True, blank=True)
    copy_version = models.PositiveIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_because = LineField(max_length=1000, blank=True)
    # Counted once, when it is made: the history lists hundreds without opening a text.
    word_count = models.PositiveIntegerField(null=True, blank=True)
    words_added = models.PositiveIntegerField(null=True, blank=True)
    words_removed = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="revision_newest_first"),
            models.Index(
                fields=["purpose", "apply_at"], name="revisions_that_wait",
                condition=Q(decision="", purpose__in=["proposal", "scheduled"]),
            ),
        ]  # fmt: skip
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
            models.CheckConstraint(
                condition=~Q(purpose="scheduled") | Q(apply_at__isnull=False),
                name="a_scheduled_change_has_its_time",
                violation_error_message="Say when the change is to be applied.",
            ),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(purpose="scheduled", decision=""),
                name="a_piece_has_one_change_set_for_a_time",
                violation_error_message="A change of this piece is set for a time already.",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | ~Q(decision="") & Q(decided_at__isnull=False),
                name="a_decision_has_its_moment",
                violation_error_message="Say when this was decided.",
            ),
            models.CheckConstraint(
                condition=Q(decision="")
                | Q(purpose="proposal", decision__in=["taken", "declined", "replaced", "withdrawn"])
                | Q(purpose="scheduled", decision__in=["applied", "cancelled", "failed"]),
                name="only_what_waits_is_decided",
                violation_error_message="There is nothing to decide about this revision.",
            ),
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(decision="applied"),
                name="what_is_applied_says_so",
                violation_error_message="A change that was applied says so.",
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.get_purpose_display()}"
