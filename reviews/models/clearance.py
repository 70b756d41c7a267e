from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.text import ProseField
from reviews.models.restriction import Restriction
from reviews.models.review import Review


class Clearance(models.Model):
    """A moderator has looked: this piece may show what it has in common with something restricted."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="clearances")
    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="clearances")
    reason = ProseField()
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField()

    class Meta:
        ordering = ["cleared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "restriction"],
                name="a_piece_is_cleared_once_of_a_restriction",
                violation_error_message="This piece is cleared already.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="a_clearance_has_a_reason",
                violation_error_message="Give your reason.",
            ),
        ]

    def __str__(self):
        return f"{self.review}, cleared of {self.restriction}"
