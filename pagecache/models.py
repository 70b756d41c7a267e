from django.db import models
from django.db.models import Q


class Counter(models.Model):
    """The number of the newest change. Its one row's lock keeps the numbers gap-free and in commit order."""

    n = models.BigIntegerField(default=0)
    # Another one after a restore: numbers from before it may come again and mean something else.
    epoch = models.CharField(max_length=32, default="", db_default="")

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


class Edge(models.Model):
    """How much of the log one cache in front of us (Varnish, a CDN) has been told. See `purging`."""

    address = models.CharField(max_length=500, unique=True)
    epoch = models.CharField(max_length=32, default="")
    told = models.BigIntegerField()  # the newest change it knows
    told_again = models.BigIntegerField()  # the newest that it was told when all our processes knew it, too
    told_until = models.DateTimeField()  # up to when it knows what takes effect by itself

    def __str__(self):
        return self.address
