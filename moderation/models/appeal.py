from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.text import ProseField
from moderation.models.case import Case


class Appeal(models.Model):
    """An internal complaint: free, for both sides, for six months (Regulation (EU) 2022/2065, Art. 20)."""

    class Side(models.TextChoices):
        REPORTER = "reporter", "Reporter"
        WRITER = "writer", "Writer"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        UPHELD = "upheld", "The decision stands"
        PARTLY = "partly", "Partly reversed"
        REVERSED = "reversed", "Reversed"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appeals")
    decision = models.ForeignKey("moderation.Decision", on_delete=models.PROTECT, related_name="appeals")
    side = models.CharField(max_length=10, choices=Side.choices)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = ProseField()
    filed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = ProseField(blank=True)

    class Meta:
        ordering = ["filed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (Q(decided_at__isnull=False) & ~Q(reasons="")),
                name="a_decided_appeal_has_its_reasons",
                violation_error_message="Give your reasons.",
            ),
        ]

    def __str__(self):
        return f"Appeal of the {self.get_side_display().lower()}, {self.case}"
