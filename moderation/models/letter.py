from django.db import models
from django.db.models import Q

from moderation.models.case import Case


class LetterQuerySet(models.QuerySet):
    def due(self, at):
        """Those to be sent now, for the first time or once more."""
        return self.filter(sent_at=None, dead_at=None, next_try_at__lte=at)


class Letter(models.Model):
    """A letter of section 6, E1 to E28: written with the act it tells of, sent afterwards by the beat.

    A broken mail server delays a letter and never undoes an act. Holds personal data: address and words.
    """

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    code = models.CharField(max_length=4)
    recipient = models.CharField(
        max_length=12, help_text="In which role: reporter, writer, editors, leads, moderator."
    )
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    key = models.CharField(max_length=64, unique=True, help_text="The same event tells nobody twice.")
    created_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["next_try_at"], name="letter_to_send", condition=Q(sent_at=None, dead_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(dead_at=None),
                name="a_letter_is_sent_or_given_up",
                violation_error_message="A letter that was sent is not given up.",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.subject}"
