from django.db import models
from django.db.models import Q


class Counter(models.Model):
    """The number of the newest change. Its one row's lock keeps the numbers gap-free and in commit order."""

    n = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="there_is_only_one_counter"),
        ]


class Change(models.Model):
    """Something that pages show has changed, or will at `effective_at`."""

    n = models.BigIntegerField()
    key = models.CharField(max_length=100)
    at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["n"], name="change_by_number"),
            models.Index(fields=["key", "n"], name="change_by_key"),
            models.Index(fields=["effective_at"], name="change_by_effective_time"),
        ]

    def __str__(self):
        return f"{self.n} {self.key}"
