"""Everything that the page of one case prints, each asked for once and only if its reader may know it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count
from django.utils.text import Truncator

from accounts.models import AuditEntry
from accounts.policy import can
from images.models import Image
from images.renditions import height_for
from moderation import services, states
from moderation.deadlines import time_left, urgency
from moderation.models import Case, CopyrightNotice, Decision, Report
from moderation.notices import Element, elements, notice_of
from reviews.models import PictureUse, Restriction

Kind, State = Case.Kind, Case.State

SHOWN_WIDTH = 640
BESIDE = 12  # other cases, at the left

HISTORY = {
    "case.receive": "Report received",
    "case.claim": "took the case",
    "case.take_page_down": "took the page down",
    "case.hide_picture": "hid a picture",
    "case.ask": "asked for what is missing",
    "case.refuse": "rejected the report",
    "case.lift": "put it back",
    "case.attempt": "tried what is not theirs to do, or was too late",
    "case.hide_passage": "hid a passage",
    "case.remove_embed": "removed an embed",
    "case.hide_in_need": "hid something, as no moderator was free to",
    "case.confirm": "Report confirmed",
    "case.complete": "Report completed",
    "case.lapse": "Nobody completed it in time",
    "case.withdraw": "Report withdrawn",
    "case.submit_counter_notice": "sent a counter-notice",
    "case.return_counter_notice": "returned the counter-notice",
    "case.start_clock": "The clock started",
    "case.note_legal_action": "Told of a court, which stops nothing",
    "case.record_legal_action": "A court action stopped the clock",
    "case.move_clock": "changed the calendar, which moved the clock",
    "case.put_back": "Put back by the clock",
    "case.end_hold": "ended the hold",
    "case.keep_down": "kept it down",
    "case.appeal": "Somebody objects",
    "case.uphold": "upheld the decision",
    "case.reverse": "reversed the decision",
    "case.reverse_in_part": "reversed it in part",
    "case.reopen": "opened it again",
    "case.route": "gave it to the editors",
    "case.close_routed": "closed it",
    "case.refer": "gave it to an authority",
    "case.merge": "made it part of another",
    "case.mark_spam": "marked it as spam",
    "case.expire": "Ended in time",
    "case.clear_copy": "cleared a piece that has something in common with it",
    "case.ask_for_a_change": "asked the writer to change it",
    "case.accept_change": "found it changed",
    "case.end_window": "The writer’s time to change it was over",
    "case.lose_passage": "The passage was lost from its text, so the page was hidden",
    "case.ask_erasure": "The reporter asks to have their data deleted",
}


@dataclass(frozen=True)
class Picture:
    image: Image
    width: int
    height: int
    elsewhere: int  # other pieces that show it now
    is_hidden: bool


@dataclass(frozen=True)
class Act:
    """A decision that is open to this moderator now: a verb of `services` and its button."""

    verb: str
    label: str
    reason: str


ACTS = [
    Act("ask_for_what_is_missing", "Ask for what is missing", "What you ask for"),
    Act("hide_picture", "Hide the picture", "Why it may not stay"),
    Act("take_page_down", "Take the page down", "Why it may not stay"),
    Act("refuse", "Reject", "Why everything stays as it is"),
    Act("lift", "Put back", "Why it comes back"),
]


class CasePage:
    def __init__(self, case: Case, user, at: datetime):
        self.case, self.user, self.at = case, user, at
        self.sees_reporter = can(user, "moderation.see_reporter", case)

    # What was said

    @cached_property
    def _latest(self) -> Report | None:
        return self.case.reports.select_related("copyright_notice").last()

    @cached_property
    def report(self) -> Report | None:
        """The latest version; nobody without the right to see reporters gets a word of it."""
        if not self.sees_reporter:
            return None
        return self._latest

    @property
    def notice(self) -> CopyrightNotice | None:
        return notice_of(self.report) if self.report else None

    @cached_property
    def elements(self) -> list[Element]:
        if self.case.kind != Kind.COPYRIGHT:
            return []
        # Which elements are there is no secret; what they say is.
        report = self._latest
        return elements(report, notice_of(report) or CopyrightNotice()) if report else []

    @property
    def given(self) -> int:
        return sum(element.given for element in self.elements)

    @property
    def signs_otherwise(self) -> bool:
        """Not wrong, but worth a look: agents sign for owners."""
        return bool(self.notice and self.notice.signature and self.notice.signature != self.report.name)

    @property
    def claim(self) -> str:
        what = claimed_thing(self.case, self.sees_reporter)
        if self.case.kind == Kind.COPYRIGHT and self.notice and self.notice.location:
            location = Truncator(self.notice.location).chars(80)
            return f"“{location}” in “{what}” is said to be {self.report.name or 'the sender'}’s"
        if self.case.kind == Kind.COPYRIGHT:
            return f"A copyright notice about “{what}”"
        if self.case.kind == Kind.OTHER:
            return f"Somebody writes about “{what}”"
        return f"“{what}” is said to be {self.case.get_kind_display().lower()}"

    # What it is about

    @cached_property
    def is_public(self) -> bool:
        return self.case.review is not None and self.case.review.is_published(self.at)

    @cached_property
    def ours(self) -> list[Restriction]:
        return list(services.restrictions_of(self.case).active(self.at))

    @cached_property
    def theirs(self) -> list[Restriction]:
        """What else hides the piece: lifting ours will not bring it back."""
        if self.case.review_id is None:
            return []
        rows = Restriction.objects.full().active(self.at).filter(review=self.case.review_id)
        return list(rows.exclude(pk__in=[restriction.pk for restriction in self.ours]))

    @cached_property
    def pictures(self) -> list[Picture]:
        images = list(services.pictures_of(self.case).order_by("pk"))
        shown = PictureUse.objects.filter(image__in=images, visible_from__lte=self.at)
        others = shown.exclude(review=self.case.review_id).order_by().values_list("image")
        elsewhere = dict(others.annotate(pieces=Count("review", distinct=True)))
        hiding = Restriction.objects.active(self.at).filter(mode=Restriction.Mode.IMAGE, review=None)
        hidden = set(hiding.filter(image__in=images).values_list("image", flat=True))
        return [
            Picture(image, width, height_for(image, width), elsewhere.get(image.pk, 0), image.pk in hidden)
            for image in images
            if (width := drawn_width(image))
        ]

    # What was done, and what can be

    @cached_property
    def decisions(self) -> list[Decision]:
        return list(self.case.decisions.select_related("decided_by"))

    @cached_property
    def history(self) -> list[tuple[AuditEntry, str]]:
        """Newest first, in words."""
        entries = AuditEntry.objects.filter(object_type="moderation.case", object_id=self.case.pk)
        return [(entry, self._told(entry)) for entry in entries.select_related("actor").order_by("-seq")]

    @staticmethod
    def _told(entry: AuditEntry) -> str:
        words = HISTORY.get(entry.action, entry.action)
        return f"{entry.actor} {words}" if entry.actor else words

    @cached_property
    def has_a_hand_in_it(self) -> bool:
        return services.has_a_hand_in(self.case, self.user)

    @property
    def decides(self) -> bool:
        return can(self.user, "moderation.decide_case", self.case) and not self.has_a_hand_in_it

    @property
    def can_claim(self) -> bool:
        return self.decides and self.case.state in services.OPEN and self.case.assigned_to_id != self.user.pk

    @cached_property
    def acts(self) -> list[Act]:
        if not self.decides:
            return []
        impossible = set()
        if self.case.review_id is None or any(row.mode == Restriction.Mode.FULL for row in self.ours):
            impossible.add("take_page_down")
        if all(picture.is_hidden for picture in self.pictures):
            impossible.add("hide_picture")
        kind, state = self.case.kind, self.case.state
        return [act for act in ACTS if state in states.before(act.verb, kind) and act.verb not in impossible]

    @property
    def time_left(self) -> str:
        return "" if self.case.decided_at else time_left(self.case.due_at, self.at)

    @property
    def urgency(self) -> str:
        return urgency(self.case.due_at, self.at)

    @cached_property
    def to_do(self) -> list[dict]:
        """Other undecided cases, the most urgent first."""
        cases = Case.objects.filter(state__in=services.UNDECIDED).most_urgent_first()
        cases = cases.select_related("review").defer("review__body")[:BESIDE]
        return [
            {
                "case": case,
                "what": claimed_thing(case, self.sees_reporter),
                "left": time_left(case.due_at, self.at),
                "urgency": urgency(case.due_at, self.at),
                "is_here": case.pk == self.case.pk,
            }
            for case in cases
        ]

    @property
    def next(self) -> Case | None:
        return next((row["case"] for row in self.to_do if not row["is_here"]), None)


def claimed_thing(case: Case, sees_reporter: bool) -> str:
    """The piece's headline; else the address, which only those who may know the reporter read: they typed it."""
    if case.review:
        return str(case.review)
    return case.raw_url if sees_reporter and case.raw_url else "something that is no piece of ours"


def drawn_width(image: Image) -> int | None:
    """The width of the rendition that the case page shows; None while there is none."""
    widths = image.renditions.get("jpeg") or []
    return min((width for width in widths if width >= SHOWN_WIDTH), default=max(widths, default=None))
