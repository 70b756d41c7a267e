"""Everything that the page of one case prints, each asked for once and only if its reader may know it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.text import Truncator

from accounts.models import AuditEntry, User
from accounts.policy import can
from images.models import Image
from images.renditions import height_for
from moderation import services
from moderation.concerned import writers_of
from moderation.counter_elements import missing_from
from moderation.desk.acts import IN_SIGHT, Offered, offered
from moderation.desk.forms import moderators
from moderation.desk.queue import (
    Clock,
    Row,
    Tab,
    cases_of_sender,
    claimed_thing,
    clock_of,
    for_rows,
    in_order,
    rows,
    tabs,
)
from moderation.desk.standing import Standing
from moderation.evidence import is_genuine
from moderation.letters.words import LETTERS
from moderation.models import (
    Appeal,
    Case,
    CopyrightNotice,
    CounterNotice,
    Decision,
    EvidenceSnapshot,
    Letter,
    Note,
    Report,
    Strike,
)
from moderation.notices import Element, elements, notice_of
from reviews import body
from reviews import state as piece_states
from reviews.comparing import Comparison, compare
from reviews.models import Authorship, PictureUse, Restriction, Review
from reviews.naming import names_in

Kind, State = Case.Kind, Case.State

SHOWN_WIDTH = 640
BESIDE = 12  # other cases, at the left
COUNTED = 200  # cases of one person; who has more is no better known by counting on
ELSEWHERE = 5  # other pieces that show the same picture, by name
THEN, NOW, DIFFERENCE = "then", "now", "difference"

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
    "case.assign": "gave it to a colleague",
    "case.note": "wrote a note",
    "case.link": "linked it to another",
    "case.split": "made it a case of its own",
    "case.undo_spam": "brought it back from spam",
    "case.reply": "took a ready answer",
}


# Where a person did what else the clock, or somebody outside, does.
BY_HAND = {
    "case.receive": "typed it in",
    "case.withdraw": "noted that the reporter withdrew",
    "case.start_clock": "started the clock",
    "case.note_legal_action": "noted a court action, which stops nothing",
    "case.record_legal_action": "noted a court action, which stopped the clock",
    "case.put_back": "put it back before its hour",
    "case.appeal": "objected",
    "case.submit_counter_notice": "sent a counter-notice",
}


@dataclass(frozen=True)
class Picture:
    image: Image
    width: int
    height: int
    elsewhere: int  # other pieces that show it now
    pieces: list[Review]  # the first of them
    copies: int  # other pictures in the library that are the same file
    is_hidden: bool


@dataclass(frozen=True)
class Counted:
    """A record in numbers: nobody is judged by words that a colleague once found."""

    number: int
    what: str


@dataclass(frozen=True)
class Told:
    """One line of the history."""

    at: datetime
    words: str


CLAIMED = services.OPEN | {State.ROUTED, State.APPEAL_OPEN}
WHOM = {"editors": "chief editors", "leads": "lead moderators"}
CLAIMS: dict[str, str] = {
    Kind.CONTENT: "“{what}” is said to be inappropriate",
    Kind.PERSONAL: "“{what}” is said to be wrong or private",
    Kind.TRADEMARK: "“{what}” is said to use a trademark",
    Kind.PRIVACY: "“{what}” is said to tell what is private",
    Kind.DEFAMATION: "“{what}” is said to be defamatory",
    Kind.PLAGIARISM: "“{what}” is said to be copied",
    Kind.INTIMATE: "“{what}” is said to show an intimate picture",
    Kind.CHILD_SAFETY: "“{what}” is said to endanger a child",
    Kind.CORRECTION: "“{what}” is said to be wrong",
    Kind.ORDER: "An authority writes about “{what}”",
}


class CasePage:
    def __init__(self, case: Case, user, at: datetime, look: str = ""):
        self.case, self.user, self.at = case, user, at
        self.look = look if look in {NOW, DIFFERENCE} else THEN
        self.sees_reporter = can(user, "moderation.see_reporter", case)
        self.standing = Standing(case, at)

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
    def lacks_something(self) -> bool:
        return self.given < len(self.elements)

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
        return CLAIMS.get(self.case.kind, "A report about “{what}”").format(what=what)

    # What it is about

    @cached_property
    def is_public(self) -> bool:
        return self.case.review is not None and self.case.review.is_published(self.at)

    @property
    def ours(self) -> list[Restriction]:
        return self.standing.ours

    @property
    def theirs(self) -> list[Restriction]:
        return self.standing.theirs

    @property
    def pictures_are_shown(self) -> bool:
        """Nobody has to look at those of a child-safety case."""
        return self.case.kind != Kind.CHILD_SAFETY

    @cached_property
    def pictures(self) -> list[Picture]:
        images = self.standing.pictures if self.pictures_are_shown else []
        shown = PictureUse.objects.filter(image__in=images, visible_from__lte=self.at)
        others = shown.exclude(review=self.case.review_id).order_by("-visible_from")
        pieces: dict[int, dict[int, Review]] = {}
        for use in others.select_related("review").only(
            "image", "review__headline", "review__path", "review__status"
        ):
            pieces.setdefault(use.image_id, {})[use.review_id] = use.review
        sums = Image.objects.filter(checksum__in=[image.checksum for image in images]).order_by()
        same = dict(sums.values_list("checksum").annotate(Count("pk")))
        return [
            Picture(
                image, width, height_for(image, width), len(pieces.get(image.pk, {})),
                list(pieces.get(image.pk, {}).values())[:ELSEWHERE], same.get(image.checksum, 1) - 1,
                image.pk in self.standing.hidden_pictures,
            )
            for image in images
            if (width := drawn_width(image))
        ]  # fmt: skip

    # The piece as it stood

    looks = ((THEN, "When the report came"), (NOW, "Now"), (DIFFERENCE, "What has changed"))

    @cached_property
    def snapshot(self) -> EvidenceSnapshot | None:
        return self.case.evidence.select_related("review").first()

    @property
    def is_genuine(self) -> bool:
        return bool(self.snapshot and is_genuine(self.snapshot))

    @cached_property
    def _then(self) -> dict | None:
        return piece_states.upgrade(self.snapshot.state) if self.snapshot and self.snapshot.state else None

    @cached_property
    def _now(self) -> dict | None:
        review = self.snapshot.review if self.snapshot else self.case.review
        return piece_states.capture(review) if review else None

    @property
    def text(self) -> dict | None:
        """Headline, dek and paragraphs of the piece, then or now."""
        state = self._now if self.look == NOW else self._then
        if state is None:
            return None
        paragraphs = body.paragraphs(body.blocks_of(state["body"]))
        return {"headline": state["headline"], "dek": state["dek"], "paragraphs": paragraphs}

    @cached_property
    def difference(self) -> Comparison | None:
        if self._then is None or self._now is None:
            return None
        return compare(self._then, self._now, names_in(self._then, self._now, viewer=self.user, at=self.at))

    # Whom it concerns, in numbers

    @cached_property
    def sender_record(self) -> list[Counted]:
        if not self.report or not self.report.email:
            return []
        cases = Case.objects.filter(pk__in=cases_of_sender(self.report.email))
        return self._record(cases, "report{s} from this address")

    @cached_property
    def writer_record(self) -> list[Counted]:
        writers = list(writers_of(self.case))
        if not writers:
            return []
        # What was hidden for copyright left a strike, one a writer; several bylines count as the piece does.
        pieces = Authorship.objects.filter(contributor__in=writers).values("review")
        cases = Case.objects.filter(review__in=pieces)
        strikes = Strike.objects.filter(contributor__in=writers).counting(self.at).count()
        return [
            *self._record(cases, "case{s} about their pieces"),
            Counted(strikes, "strike that counts" if strikes == 1 else "strikes that count"),
        ]

    @staticmethod
    def _record(cases, what: str) -> list[Counted]:
        hid = Exists(Decision.objects.filter(case=OuterRef("pk"), restriction__isnull=False))
        counted = Case.objects.filter(pk__in=cases.order_by().values("pk")[:COUNTED])
        found = counted.order_by().aggregate(
            all=Count("pk"),
            upheld=Count("pk", filter=hid),
            refused=Count("pk", filter=Q(state=State.REFUSED)),
            withdrawn=Count("pk", filter=Q(state=State.WITHDRAWN)),
            spam=Count("pk", filter=Q(state=State.SPAM)),
        )
        words = {
            "all": what,
            "upheld": "acted on",
            "refused": "rejected",
            "withdrawn": "withdrawn",
            "spam": "spam",
        }
        words["all"] = what.format(s="" if found["all"] == 1 else "s")
        return [Counted(found[name], said) for name, said in words.items() if found[name] or name == "all"]

    # The other side

    @cached_property
    def counter_notice(self) -> CounterNotice | None:
        return self.standing.counter_notices[-1] if self.standing.counter_notices else None

    @property
    def counter_lacks(self) -> list[str]:
        return [str(one) for one in missing_from(self.counter_notice)] if self.counter_notice else []

    @cached_property
    def appeals(self) -> list[Appeal]:
        return list(self.case.appeals.select_related("decision", "decided_by"))

    # What was done, and what can be

    @cached_property
    def decisions(self) -> list[Decision]:
        return list(self.case.decisions.select_related("decided_by"))

    @cached_property
    def notes(self) -> list[Note]:
        return list(self.case.notes.select_related("written_by"))

    @cached_property
    def neighbours(self) -> list[tuple[str, Case]]:
        """Cases that belong to this one, and how."""
        case, found = self.case, []
        if case.merged_into:
            found.append(("Part of", case.merged_into))
        found += [("With it", one) for one in case.merged.all()]
        if case.split_from:
            found.append(("Split from", case.split_from))
        found += [("Split off", one) for one in case.split_off.all()]
        return found + [("See also", one) for one in case.linked.all()]

    @cached_property
    def history(self) -> list[Told]:
        """Newest first: what was done, and which letters went out."""
        entries = AuditEntry.objects.filter(object_type="moderation.case", object_id=self.case.pk)
        entries = entries.exclude(action="case.see_reporter")  # for auditors, in the log
        told = [
            Told(entry.at, self._told(entry)) for entry in entries.select_related("actor").order_by("-seq")
        ]
        return sorted([*told, *map(_posted, self._letters)], key=lambda one: one.at, reverse=True)

    @cached_property
    def _letters(self) -> Iterable[Letter]:
        return self.case.letters.defer("text", "address").order_by("-pk")

    @staticmethod
    def _told(entry: AuditEntry) -> str:
        words = HISTORY.get(entry.action, entry.action)
        return f"{entry.actor} {BY_HAND.get(entry.action, words)}" if entry.actor else words

    @cached_property
    def has_a_hand_in_it(self) -> bool:
        return services.has_a_hand_in(self.case, self.user)

    @property
    def decides(self) -> bool:
        return can(self.user, "moderation.decide_case", self.case) and not self.has_a_hand_in_it

    @property
    def arranges(self) -> bool:
        return can(self.user, "moderation.decide_case")

    @property
    def can_claim(self) -> bool:
        return self.can_assign and self.case.assigned_to_id != self.user.pk

    @property
    def can_assign(self) -> bool:
        return self.decides and self.case.state in CLAIMED

    @property
    def can_split(self) -> bool:
        return self.decides and self.case.state in services.UNDECIDED

    @cached_property
    def colleagues(self) -> list[User]:
        return [one for one in moderators() if one.pk not in (self.user.pk, self.case.assigned_to_id)]

    @cached_property
    def acts(self) -> list[Offered]:
        return offered(self.case, self.user, self.at)

    @property
    def in_sight(self) -> list[Offered]:
        return [one for one in self.acts if not one.why_not][:IN_SIGHT]

    @property
    def further(self) -> list[Offered]:
        seen = self.in_sight
        return [one for one in self.acts if one not in seen]

    @property
    def clock(self) -> Clock:
        counter = self.standing.counter_notice(CounterNotice.State.RUNNING)
        return clock_of(self.case, self.at, counter.planned_at if counter else None)

    # The list beside it

    @property
    def sees_list(self) -> bool:
        return can(self.user, "moderation.view_case")

    @cached_property
    def tabs(self) -> list[Tab]:
        return tabs(self.case.place)

    @cached_property
    def rows(self) -> list[Row]:
        """The neighbours in its tab, itself among them."""
        place = self.case.place
        cases = for_rows(in_order(Case.objects.filter(place=place), place), self.user)
        if self._is_far:
            shown = [self.case, *cases.filter(self._after)[:BESIDE]]
        else:
            shown = list(cases[:BESIDE])
        return rows(shown, self.user, self.at, here=self.case)

    @cached_property
    def _is_far(self) -> bool:
        """Whether more cases stand before it than the list has room for."""
        return Case.objects.filter(self._before, place=self.case.place).order_by()[:BESIDE].count() == BESIDE

    # As a range of one column: an index is walked from there on, whatever stands elsewhere.

    @property
    def _later(self) -> Q:
        due, pk = self.case.due_at, self.case.pk
        return Q(due_at__gte=due) & ~Q(due_at=due, pk__lte=pk)

    @property
    def _sooner(self) -> Q:
        due, pk = self.case.due_at, self.case.pk
        return Q(due_at__lte=due) & ~Q(due_at=due, pk__gte=pk)

    @property
    def _after(self) -> Q:
        return self._sooner if self.case.place == Case.Place.CLOSED else self._later

    @property
    def _before(self) -> Q:
        return self._later if self.case.place == Case.Place.CLOSED else self._sooner

    @cached_property
    def next(self) -> Case | None:
        if not self.sees_list:
            return None
        cases = in_order(Case.objects.filter(self._after, place=self.case.place), self.case.place)
        return cases.only("pk", "year", "number").first()

    @cached_property
    def previous(self) -> Case | None:
        if not self.sees_list:
            return None
        cases = in_order(Case.objects.filter(self._before, place=self.case.place), self.case.place)
        return cases.only("pk", "year", "number").reverse().first()


def _posted(letter: Letter) -> Told:
    title = str(LETTERS[letter.code][0]) if letter.code in LETTERS else letter.code
    said = f"Letter to the {WHOM.get(letter.recipient, letter.recipient)}: “{title}”"
    if letter.sent_at:
        return Told(letter.created_at, f"{said}, sent")
    if letter.dead_at:
        return Told(letter.created_at, f"{said}, could not be sent")
    tried = f", tried {letter.tries} time{'s' if letter.tries > 1 else ''}" if letter.tries else ""
    return Told(letter.created_at, f"{said}, on its way{tried}")


def drawn_width(image: Image) -> int | None:
    """The width of the rendition that the case page shows; None while there is none."""
    widths = image.renditions.get("jpeg") or []
    return min((width for width in widths if width >= SHOWN_WIDTH), default=max(widths, default=None))
