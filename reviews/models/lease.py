from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from reviews.models.review import Review


class Lease(models.Model):
    """Who has a piece open for writing, and in which tab. It lasts as long as the tab goes on asking for it.

    `stored_version`: of the working copy, as this tab last stored it; None while it has stored nothing.
    """

    LASTS = timedelta(seconds=60)

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="lease")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=32, db_index=True)
    taken_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    stored_version = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(token=""),
                name="a_lease_belongs_to_a_tab",
                violation_error_message="A lease belongs to a tab.",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__gte=F("taken_at")),
                name="a_lease_is_not_seen_before_it_was_taken",
                violation_error_message="A lease is not seen before it was taken.",
            ),
        ]

    def __str__(self):
        return f"{self.review}, since {self.taken_at:%H:%M}"

    def is_of(self, account, token: str) -> bool:
        return bool(token) and self.token == token and self.holder_id == account.pk

    def lasts(self, at: datetime) -> bool:
        return at < self.seen_at + self.LASTS
