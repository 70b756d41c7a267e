"""What was done to a case, in words: the log, and the letters that went out."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import AuditEntry
from moderation.letters.words import LETTERS
from moderation.models import Case, Letter

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
    "case.merge": "Joined the case that was open about the same",
    "case.mark_spam": "marked it as spam",
    "case.set_apart": "made it a case of its own again",
    "case.answer_as_before": "Answered as before: it said nothing new",
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
    "case.add_papers": "The reporter added papers",
    "case.accept_legal_action": "read what was filed at court",
}

# Where a person did what else the clock, or somebody outside, does.
BY_HAND = {
    "case.merge": "made it part of another",
    "case.receive": "typed it in",
    "case.withdraw": "noted that the reporter withdrew",
    "case.start_clock": "started the clock",
    "case.note_legal_action": "noted a court action, which stops nothing",
    "case.record_legal_action": "noted a court action, which stopped the clock",
    "case.put_back": "put it back before its hour",
    "case.appeal": "objected",
    "case.add_papers": "added papers",
    "case.submit_counter_notice": "sent a counter-notice",
}

WHOM = {"editors": "chief editors", "leads": "lead moderators"}


@dataclass(frozen=True)
class Told:
    """One line of the history."""

    at: datetime
    words: str


def history_of(case: Case) -> list[Told]:
    """Newest first."""
    entries = AuditEntry.objects.filter(object_type="moderation.case", object_id=case.pk)
    entries = entries.exclude(action__in=["case.see_reporter", "case.see_paper"])  # for auditors, in the log
    told = [Told(entry.at, _done(entry)) for entry in entries.select_related("actor").order_by("-seq")]
    letters = case.letters.defer("text", "address").order_by("-pk")
    return sorted([*told, *map(_posted, letters)], key=lambda one: one.at, reverse=True)


def _done(entry: AuditEntry) -> str:
    words = HISTORY.get(entry.action, entry.action)
    return f"{entry.actor} {BY_HAND.get(entry.action, words)}" if entry.actor else words


def _posted(letter: Letter) -> Told:
    title = str(LETTERS[letter.code][0]) if letter.code in LETTERS else letter.code
    said = f"Letter to the {WHOM.get(letter.recipient, letter.recipient)}: “{title}”"
    if letter.sent_at:
        return Told(letter.created_at, f"{said}, sent")
    if letter.dead_at:
        return Told(letter.created_at, f"{said}, could not be sent")
    tried = f", tried {letter.tries} time{'s' if letter.tries > 1 else ''}" if letter.tries else ""
    return Told(letter.created_at, f"{said}, on its way{tried}")
