from django.db import models
from django.db.models.functions import Coalesce

from moderation.models.case import Case
from reviews.models import Contributor


class StrikeQuerySet(models.QuerySet):
    def counting(self, at):
        return self.filter(state=Strike.State.ACTIVE, expires_at__gt=at)

    def notices(self) -> int:
        """How many strikes they are: several pages of one notice are one."""
        of_notice = self.annotate(notice=Coalesce("case__split_from", "case"))
        return of_notice.order_by().values("contributor", "notice").distinct().count()


class Strike(models.Model):
    """One upheld notice against one contributor: what 17 U.S.C. 512(i)(1)(A) asks us to keep count of.

    Several items of one notice are one strike. Countered, withdrawn and reversed notices do not count.
    """

    class State(models.TextChoices):
        PROVISIONAL = "provisional", "Counts soon"
        ACTIVE = "active", "Counts"
        SUSPENDED = "suspended", "Countered"
        VOIDED = "voided", "Void"

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="strikes")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="strikes")
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROVISIONAL)
    at = models.DateTimeField()
    counts_from = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = StrikeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contributor", "case"],
                name="a_contributor_has_one_strike_a_case",
                violation_error_message="This case is a strike of theirs already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_state_display()}, {self.case}"
