from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.text import ProseField
from reviews.models.review import Review, belongs_to


class NoteQuerySet(models.QuerySet):
    def open(self):
        return self.filter(parent=None, resolved_at=None)

    def on(self, pieces):
        return self.filter(belongs_to(pieces))

    def with_people(self):
        """What a list of notes prints, answers included, in as many questions for one note as for fifty."""
        answers = Note.objects.select_related("author").order_by("created_at", "pk")
        return self.select_related("author", "resolved_by").prefetch_related(
            models.Prefetch("answers", answers)
        )


class Note(models.Model):
    """A word between colleagues about a piece, on a passage of it or on the whole. Readers never see one.

    `quote`: the passage as it read when the note was written; empty for the whole piece. Answers go one level
    deep. Written by `reviews/workflow/notes.py` alone.
    """

    LONGEST, LONGEST_QUOTE = 4000, 600

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="notes", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = ProseField()
    quote = ProseField(blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers"
    )
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["review", "created_at"], name="note_by_piece"),
            models.Index(
                fields=["-created_at", "-id"], name="open_notes", condition=Q(parent=None, resolved_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_note_says_something",
                violation_error_message="Write the note.",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(quote="", resolved_at=None),
                name="an_answer_stands_and_falls_with_its_note",
                violation_error_message="An answer has no passage of its own and is not resolved by itself.",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="a_note_does_not_answer_itself",
                violation_error_message="A note cannot answer itself.",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="somebody_resolves_a_note_at_a_time",
                violation_error_message="A note is resolved by somebody, at a time.",
            ),
        ]

    def __str__(self):
        return self.text[:80]
