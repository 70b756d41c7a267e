"""Links that show an unpublished text to somebody without an account, and when they were opened."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.text import LineField
from reviews.models.review import Review
from reviews.models.revision import Revision

HANDLE_LENGTH = 12


class PreviewLink(models.Model):
    """For one person outside the newsroom. The token is only in the address that was given out: we keep its digest.

    Without a revision the link shows the working copy as it is whenever it is opened.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="preview_links")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    label = LineField(max_length=100)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="a_preview_link_ends_after_it_was_made",
                violation_error_message="The link ends before it begins.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_by=None) | Q(revoked_at__isnull=False),
                name="a_preview_link_is_revoked_at_a_time",
                violation_error_message="Say when the link was revoked.",
            ),
            models.CheckConstraint(
                condition=~Q(label=""),
                name="a_preview_link_says_for_whom_it_is",
                violation_error_message="Say for whom the link is.",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def handle(self) -> str:
        """What stands in the address after the token has left it. It opens nothing by itself."""
        return self.token_hash[:HANDLE_LENGTH]

    def is_open(self, at: datetime) -> bool:
        """Whether it still leads to its piece, whatever that piece is by now."""
        return self.revoked_at is None and at < self.expires_at


class PreviewOpening(models.Model):
    """A link was opened. Of who opened it we keep the browser's kind and nothing else."""

    link = models.ForeignKey(PreviewLink, on_delete=models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField()
    browser = models.CharField(max_length=60)

    class Meta:
        ordering = ["-opened_at", "-pk"]

    def __str__(self):
        return self.browser
