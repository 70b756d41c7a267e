"""A complaint from its arrival to its end: the case, what was sent, and what was decided."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from accounts.text import LineField, ProseField
from images.models import Image
from reviews.models import Restriction, Review


class CaseQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(state__in=Case.CLOSED)

    def most_urgent_first(self):
        return self.order_by("due_at", "pk")


class Case(models.Model):
    """One complaint, or several about the same thing, from arrival to its end."""

    class Kind(models.TextChoices):
        COPYRIGHT = "copyright", "Copyright"
        CONTENT = "content", "Inappropriate"
        PERSONAL = "personal", "Wrong or private"
        TRADEMARK = "trademark", "Trademark"
        PRIVACY = "privacy", "Privacy"
        DEFAMATION = "defamation", "Defamation"
        PLAGIARISM = "plagiarism", "Plagiarism"
        INTIMATE = "intimate", "Intimate picture"
        CHILD_SAFETY = "child_safety", "Child safety"
        CORRECTION = "correction", "Correction"
        ORDER = "order", "Order of an authority"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        """Where it stands. Which step leads from where to where is written in `moderation.states`."""

        UNCONFIRMED = "unconfirmed", "Not confirmed"
        RECEIVED = "received", "Received"
        IN_REVIEW = "in_review", "With a moderator"
        NEEDS_INFO = "needs_info", "Waiting for the reporter"
        AWAITING_CHANGE = "awaiting_change", "Waiting for a change by the writer"
        RESTRICTED = "restricted", "Acted on"
        COUNTER_CHECK = "counter_check", "Counter-notice to check"
        CLOCK_RUNNING = "clock_running", "Coming back"
        LEGAL_HOLD = "legal_hold", "Held by a court action"
        ROUTED = "routed", "With the editors"
        APPEAL_OPEN = "appeal_open", "Appealed"
        REFUSED = "refused", "Not acted on"
        RESTORED = "restored", "Put back"
        UPHELD = "upheld", "Upheld on appeal"
        REVERSED = "reversed", "Reversed on appeal"
        PARTLY = "partly", "Partly reversed on appeal"
        EXPIRED = "expired", "Ended in time"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Never completed"
        MERGED = "merged", "Part of another case"
        SPAM = "spam", "Spam"
        REFERRED = "referred", "Given to an authority"
        CLOSED = "closed", "Closed"

    class Nature(models.TextChoices):
        """Whose publication it is. 512(c) protects what a user had stored, which our own pages may not be."""

        OURS = "ours", "Our publication"
        USER_POST = "user_post", "A user’s post"

    class Place(models.TextChoices):
        """Where moderators look for it: one tab of their list."""

        TODO = "todo", "To do"
        WAITING = "waiting", "Waiting"
        COUNTER = "counter", "Counter-notices"
        HIDDEN = "hidden", "Hidden"
        CLOSED = "closed", "Closed"

    # By the states that belong there; what is named nowhere is closed.
    PLACES: ClassVar[dict[str, tuple[str, ...]]] = {
        "todo": ("received", "in_review", "counter_check", "appeal_open"),
        "waiting": ("unconfirmed", "needs_info", "awaiting_change", "routed"),
        "counter": ("clock_running", "legal_hold"),
        "hidden": ("restricted",),
    }

    CLOSED = frozenset({
        "refused", "restored", "upheld", "reversed", "partly", "expired", "withdrawn", "lapsed", "merged", "spam",
        "referred", "closed",
    })  # fmt: skip

    year = models.PositiveSmallIntegerField(editable=False)
    number = models.PositiveIntegerField(editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    nature = models.CharField(max_length=10, choices=Nature.choices, default=Nature.OURS)
    state = models.CharField(max_length=20, choices=State.choices, default=State.RECEIVED)
    version = models.PositiveIntegerField(default=1, editable=False)
    review = models.ForeignKey(Review, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    image = models.ForeignKey(Image, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    raw_url = LineField(max_length=1000, blank=True, help_text="The address as the reporter gave it.")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cure_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when we wait for what is missing."
    )
    knowledge = models.BooleanField(
        default=True, help_text="Off: the notice is no notice yet, 17 U.S.C. 512(c)(3)(B)(i)."
    )
    kept_for_court = models.BooleanField(
        default=False, help_text="Nothing of it is deleted: a court or a lawyer has asked for it."
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    linked = models.ManyToManyField("self", blank=True, help_text="Cases that are better read together.")
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="split_off"
    )
    # Kept by the database itself, so that each tab is one walk along an index, however many cases there are.
    place = models.GeneratedField(
        expression=models.Case(
            *(models.When(state__in=states, then=models.Value(place)) for place, states in PLACES.items()),
            default=models.Value("closed"),
        ),
        output_field=models.CharField(max_length=10, choices=Place.choices),
        db_persist=True,
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="case_by_urgency"),
            models.Index(fields=["place", "due_at", "id"], name="case_by_place"),
            models.Index(fields=["place", "kind", "due_at", "id"], name="case_by_place_and_kind"),
            models.Index(fields=["assigned_to", "place", "due_at", "id"], name="case_in_hand"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="a_case_reference_is_given_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="a_case_closes_after_it_opens",
                violation_error_message="The case closes before it opens.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["restricted", "refused", "restored"]) | Q(decided_at__isnull=False),
                name="a_decided_case_has_the_date_of_its_decision",
                violation_error_message="A decided case needs the date of its decision.",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def reference(self) -> str:
        return f"M-{self.year}-{self.number:04}"


class Report(models.Model):
    """What somebody sent us. Holds personal data: moderators only, never in logs, search or letters to others."""

    class Channel(models.TextChoices):
        WEB = "web", "Form"
        EMAIL = "email", "E-mail"
        POST = "post", "Post"
        STAFF = "staff", "Staff"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    channel = models.CharField(max_length=6, choices=Channel.choices, default=Channel.WEB)
    received_at = models.DateTimeField()
    name = LineField(max_length=200, blank=True)
    organisation = LineField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    explanation = ProseField(blank=True)
    more_addresses = ProseField(
        blank=True, help_text="Other pages of ours that it is about, one a line, as they were given."
    )
    without_original = LineField(
        max_length=300,
        blank=True,
        help_text="Why the letter or e-mail itself is not kept with what was typed in.",
    )
    is_throttled = models.BooleanField(
        default=False, help_text="It came in while a limit was used up: taken all the same, and marked."
    )
    sender_hash = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Of the network and the day, under our key."
    )
    form_token_hash = models.CharField(
        max_length=64, unique=True, editable=False, help_text="Makes a double click harmless."
    )
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["received_at", "channel"], name="report_by_hour"),
            models.Index(Lower("email"), name="report_by_sender"),
        ]

    def __str__(self):
        return f"{self.case}, {self.received_at:%d %B %Y}"


class CopyrightNotice(models.Model):
    """The elements of a notification under 17 U.S.C. 512(c)(3)(A), as they were given, missing ones included."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="copyright_notice")
    work = ProseField(blank=True)  # (ii) the work claimed to have been infringed
    location = ProseField(blank=True)  # (iii) where the material is
    postal_address = ProseField(blank=True)  # (iv) how to reach the complaining party
    telephone = LineField(max_length=50, blank=True)
    good_faith = models.BooleanField(default=False)  # (v)
    accurate_and_authorised = models.BooleanField(default=False)  # (vi), under penalty of perjury
    signature = LineField(max_length=200, blank=True)  # (i) physical or electronic
    statements_version = models.PositiveSmallIntegerField(default=1)

    def __str__(self):
        return f"Notice of {self.report}"


class Decision(models.Model):
    """What a moderator decided, why, and the restriction that came of it."""

    class Kind(models.TextChoices):
        RESTRICT_PIECE = "restrict_piece", "Take the page down"
        RESTRICT_IMAGE = "restrict_image", "Hide the picture"
        RESTRICT_PASSAGE = "restrict_passage", "Hide the passage"
        REMOVE_EMBED = "remove_embed", "Remove the embed"
        ASK = "ask", "Ask for what is missing"
        ASK_CHANGE = "ask_change", "Ask the writer to change it"
        ACCEPT_CHANGE = "accept_change", "Changed by the writer"
        REFUSE = "refuse", "Reject"
        ROUTE = "route", "Give to the editors"
        REFER = "refer", "Give to an authority"
        UPHOLD = "uphold", "Uphold"
        REVERSE = "reverse", "Reverse"
        PARTLY = "partly", "Reverse in part"
        KEEP_DOWN = "keep_down", "Keep down"
        REOPEN = "reopen", "Open again"
        LIFT = "lift", "Put back"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reason = ProseField(help_text="For colleagues and for the record.")
    legal_basis = LineField(max_length=200, blank=True)
    restriction = models.ForeignKey(
        Restriction, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="a_decision_has_a_reason",
                violation_error_message="Give your reason.",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["restrict_piece", "restrict_image", "lift"])
                | Q(restriction__isnull=False),
                name="a_decision_to_hide_or_put_back_names_the_restriction",
                violation_error_message="Say what is hidden or put back.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.case}"
