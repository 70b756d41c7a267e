"""What moderators write for one another, and the answers that they keep ready."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.text import LineField, ProseField
from moderation.models.case import Case


class Note(models.Model):
    """A word among moderators about one case. Nobody outside ever reads it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    text = ProseField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_note_on_a_case_says_something",
                violation_error_message="Write the note first.",
            ),
        ]

    def __str__(self):
        return f"Note, {self.case}"


class CannedReplyQuerySet(models.QuerySet):
    def current(self):
        """Of each reply and language the newest version."""
        newer = self.model.objects.filter(
            key=models.OuterRef("key"),
            language=models.OuterRef("language"),
            version__gt=models.OuterRef("version"),
        )
        return self.exclude(models.Exists(newer))

    def for_act(self, act: str, kind: str):
        return self.current().filter(Q(kind="") | Q(kind=kind), act=act).order_by("language", "key")


class CannedReply(models.Model):
    """Words that stand ready for a letter. A change is a new version: what was sent can be read for good."""

    class Act(models.TextChoices):
        ASK = "ask_for_what_is_missing", "Ask for what is missing"
        REFUSE = "refuse", "Reject"

    key = models.SlugField("name", max_length=60, help_text="Short, such as quotation-is-allowed.")
    act = models.CharField("for", max_length=30, choices=Act.choices)
    kind = models.CharField(
        "kind of report", max_length=20, choices=Case.Kind.choices, blank=True, help_text="Left empty: all."
    )
    language = models.CharField(max_length=12, default="en", help_text="As a page names it: en, fr, sk.")
    version = models.PositiveIntegerField(default=1, editable=False)
    body = ProseField("words", help_text="They go into the letter as they stand here.")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(editable=False)

    objects = CannedReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "ready answer"
        verbose_name_plural = "ready answers"
        ordering = ["language", "key", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language", "version"],
                name="a_version_of_an_answer_is_written_once",
                violation_error_message="A colleague has just changed this answer. Look at theirs first.",
            ),
            models.CheckConstraint(
                condition=~Q(body=""),
                name="a_ready_answer_has_words",
                violation_error_message="Write the answer first.",
            ),
        ]

    def __str__(self):
        return f"{self.key.replace('-', ' ')} ({self.language}, {self.version})"


LONGEST_QUERY = 500


class SavedFilter(models.Model):
    """One moderator's own way of looking at the list, under a name: a link that stands beside the tabs."""

    whose = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters"
    )
    name = LineField(max_length=40)
    query = models.CharField(max_length=LONGEST_QUERY, help_text="As the address of the list has it.")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["whose", "name"],
                name="a_filter_is_saved_once_under_a_name",
                violation_error_message="You have a filter of that name.",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(query=""),
                name="a_saved_filter_has_a_name_and_filters_something",
                violation_error_message="Give it a name, and choose a filter first.",
            ),
        ]

    def __str__(self):
        return self.name
