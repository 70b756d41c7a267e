from django.db import models
from django.db.models import Q


class LinkCheckQuerySet(models.QuerySet):
    def failed(self):
        return self.exclude(trouble="")

    def due(self, since, failed_since):
        """Asked before that moment; those that did not answer before the other."""
        return self.filter(Q(checked_at__lt=since) | Q(checked_at__lt=failed_since) & ~Q(trouble=""))


class LinkCheck(models.Model):
    """An address elsewhere that we link to, and whether it answered when it was last asked."""

    address = models.CharField(max_length=500, unique=True)
    checked_at = models.DateTimeField()
    trouble = models.CharField(max_length=100, blank=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["checked_at", "pk"]

    def __str__(self):
        return self.address
