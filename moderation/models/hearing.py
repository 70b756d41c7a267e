from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.text import ProseField
from reviews.models import Contributor


class Hearing(models.Model):
    """Three strikes count: the contributor is heard first, then a lead decides whether to go on with them.

    17 U.S.C. 512(i)(1)(A): "in appropriate circumstances", and nobody is judged unheard. Coming back needs a reasoned
    decision of its own (BMG v. Cox, 881 F.3d 293).
    """

    class Outcome(models.TextChoices):
        OPEN = "open", "To decide"
        ENDED = "ended", "We work together no more"
        KEPT = "kept", "We go on"
        REINSTATED = "reinstated", "Reinstated"

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="hearings")
    opened_at = models.DateTimeField()
    heard_until = models.DateTimeField(help_text="Nobody decides before, unless they have answered.")
    due_at = models.DateTimeField()
    said = ProseField(blank=True, help_text="What the contributor says.")
    said_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    reasons = ProseField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contributor"], condition=Q(outcome="open"), name="a_contributor_is_heard_once_at_a_time",
                violation_error_message="They are being heard already.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at=None) | (Q(decided_at__isnull=False) & ~Q(reasons="")),
                name="a_decided_hearing_has_its_reasons",
                violation_error_message="Give your reasons.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Hearing of {self.contributor}"
