from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.text import LineField, ProseField
from moderation.models.case import Case
from reviews.models import Contributor


class CounterNotice(models.Model):
    """A counter notification under 17 U.S.C. 512(g)(3), and the clock of (g)(2)(C) that it starts.

    Holds personal data, which goes to the complainant: the writer is told so before typing it.
    """

    class Jurisdiction(models.TextChoices):
        """(g)(3)(D): which court the writer accepts depends on where they live."""

        OWN_DISTRICT = "us_district", "The federal district court where the writer lives"
        OUR_DISTRICT = "provider_district", "Any federal district court where we may be found"

    class State(models.TextChoices):
        SUBMITTED = "submitted", "To check"
        DEFECTIVE = "defective", "Incomplete"
        RUNNING = "running", "The clock runs"
        STOPPED = "stopped", "Stopped by a court action"
        EXECUTED = "executed", "Put back"
        ENDED = "ended", "Ended otherwise"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="counter_notices")
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contributor = models.ForeignKey(
        Contributor, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Who signed without an account, by the link of our letter.",
    )  # fmt: skip
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUBMITTED)
    material = ProseField(blank=True)  # (B) what was removed, and where it was before
    perjury_statement = models.BooleanField(default=False)  # (C) under penalty of perjury
    name = LineField(max_length=200, blank=True)  # (D)
    postal_address = ProseField(blank=True)
    telephone = LineField(max_length=50, blank=True)
    email = models.EmailField(blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="Two letters, such as SK.")
    jurisdiction = models.CharField(max_length=20, choices=Jurisdiction.choices, blank=True)
    consents_to_jurisdiction = models.BooleanField(default=False)
    accepts_service = models.BooleanField(default=False)  # (D) of process
    signature = LineField(max_length=200, blank=True)  # (A)
    reason = ProseField(blank=True)  # not asked for by the statute
    received_at = models.DateTimeField()
    complete_at = models.DateTimeField(null=True, blank=True)
    forwarded_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    not_after = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["running", "stopped", "executed"])
                | Q(complete_at__isnull=False, planned_at__isnull=False),
                name="a_clock_that_runs_knows_its_end",
                violation_error_message="Say when the material comes back.",
            ),
            models.CheckConstraint(
                condition=Q(signer__isnull=False) | Q(contributor__isnull=False),
                name="a_counter_notice_is_somebodys",
                violation_error_message="Say whose counter-notice it is.",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="running"),
                name="one_clock_runs_at_a_time",
                violation_error_message="A clock runs for this case already.",
            ),
        ]

    def __str__(self):
        return f"Counter-notice, {self.case}"


class LegalAction(models.Model):
    """What we were told of a court: 17 U.S.C. 512(g)(2)(C). Only what the constraint says stops the clock.

    A threat, a letter before action, somebody else's claim or a suit about something else does not.
    """

    class Forum(models.TextChoices):
        FEDERAL_COURT = "federal_court", "A federal court"
        CLAIMS_BOARD = "ccb", "The Copyright Claims Board"
        OTHER = "other", "Another court"

    class Outcome(models.TextChoices):
        PENDING = "pending", "Pending"
        DISMISSED = "dismissed", "Dismissed"
        SETTLED = "settled", "Settled"
        WON = "won", "Won by the sender"
        LOST = "lost", "Lost by the sender"

    counter_notice = models.ForeignKey(CounterNotice, on_delete=models.PROTECT, related_name="legal_actions")
    received_at = models.DateTimeField()
    forum = models.CharField(max_length=15, choices=Forum.choices)
    court = LineField(max_length=200, blank=True)
    docket = LineField(max_length=100, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    by_the_sender = models.BooleanField(default=False, help_text="The plaintiff sent the original notice.")
    seeks_restraint = models.BooleanField(
        default=False, help_text="It asks to restrain the writer regarding this material."
    )
    stops_the_clock = models.BooleanField(default=False, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stops_the_clock=False)
                | Q(by_the_sender=True, seeks_restraint=True, filed_on__isnull=False),
                name="only_a_restraining_action_of_the_sender_stops_the_clock",
                violation_error_message="Only what the sender has filed to restrain the writer stops the clock.",
            ),
        ]

    def __str__(self):
        return f"{self.get_forum_display()} {self.docket}".strip()
