from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.text import ProseField


class ErasureRequest(models.Model):
    """Somebody asks that what we hold of them is erased: Regulation (EU) 2016/679, Arts. 12(3) and 17.

    The address goes with everything else in the end; the digest stays, to tell that it was done.
    """

    class State(models.TextChoices):
        OPEN = "open", "To decide"
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Kept for legal claims"
        DONE = "done", "Erased"

    email = models.EmailField(blank=True)
    email_digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reason = ProseField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email_digest"], condition=~Q(state="done"), name="one_erasure_is_asked_for_at_a_time",
                violation_error_message="This address has asked already.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (Q(decided_at__isnull=False) & ~Q(reason="")),
                name="a_decided_erasure_has_its_reason",
                violation_error_message="Give your reason.",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False, email=""),
                name="an_erased_address_is_erased",
                violation_error_message="What is erased does not keep the address.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Erasure {self.pk}, {self.get_state_display().lower()}"
