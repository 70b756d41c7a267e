from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.text import LineField

UNDO_WITHIN = timedelta(hours=24)


class MergeQuerySet(models.QuerySet):
    def standing(self):
        """Those that nobody took back."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """That one record became part of another, and everything that takes it apart again.

    `loser` and `survivor` are ids of the kind's table: the rows of what was merged stay. `moved`: [model, field,
    ids] that referred to the loser. `set_aside`: [model, values] of rows that the survivor had already. `made`:
    [model, id] of rows that the merge made. `altered`: [model, id, column, before, after] of everything else.
    `embargoes`: ids of those on the film when the merge was done.
    """

    class Kind(models.TextChoices):
        FILM = "film", "Film"
        PERSON = "person", "Person"
        TAG = "tag", "Tag"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    loser = models.PositiveBigIntegerField()
    survivor = models.PositiveBigIntegerField()
    loser_name = LineField(max_length=400)
    survivor_name = LineField(max_length=400)
    moved = models.JSONField(default=list)
    set_aside = models.JSONField(default=list)
    made = models.JSONField(default=list)
    altered = models.JSONField(default=list)
    embargoes = models.JSONField(default=list)
    because_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="consequences"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="merge_newest_first")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "loser"],
                condition=Q(undone_at=None),
                name="a_record_is_merged_away_once",
                violation_error_message="This record was merged already.",
            ),
            models.CheckConstraint(
                condition=~Q(loser=F("survivor")),
                name="a_record_is_merged_into_another",
                violation_error_message="A record cannot be merged into itself.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(undone_at__gte=F("at")),
                name="a_merge_is_undone_after_it_was_made",
                violation_error_message="A merge cannot be undone before it was made.",
            ),
        ]

    def __str__(self):
        return f"{self.loser_name} into {self.survivor_name}"

    def can_be_undone_at(self, moment) -> bool:
        """As far as the clock decides; what changed since may still forbid it."""
        return self.undone_at is None and self.because_of_id is None and moment < self.at + UNDO_WITHIN
