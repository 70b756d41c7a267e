from django.db import models

from moderation.models.case import Case
from reviews.models import Review


class EvidenceSnapshot(models.Model):
    """What a piece said when it was complained of: all that readers could see of it, and nothing that came later.

    The same text is stored once, however many report it. Of a child-safety case the digest alone is kept.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="snapshots")
    sha256 = models.CharField(max_length=64, help_text="Of `state` and `pictures` as canonical JSON.")
    state = models.JSONField(null=True, help_text="As `reviews.state` tells a piece.")
    pictures = models.JSONField(default=list, help_text="Pairs of a picture and the SHA-256 of its original.")
    taken_at = models.DateTimeField()
    cases = models.ManyToManyField(Case, related_name="evidence")

    class Meta:
        ordering = ["taken_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "sha256"],
                name="the_same_evidence_is_kept_once",
                violation_error_message="This is kept already.",
            ),
        ]

    def __str__(self):
        return f"{self.review}, {self.taken_at:%d %B %Y}"
