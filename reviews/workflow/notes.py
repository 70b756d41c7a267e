"""What colleagues say to each other about a piece. Nothing here touches the piece, its versions or its pages.

Whoever may see the piece may say something about it. The log keeps who and when, never the words.
"""

from accounts.policy import can
from accounts.text import clean_line, clean_text
from pagecache.clock import now
from reviews.mentions import named_in, refuse_real_names
from reviews.models import Note, Review
from reviews.unit import unit
from reviews.workflow.guards import WrongStep, ask, ask_the_bin


def write_note(review: Review, *, by, text: str, quote: str = "") -> Note:
    """Say something about the piece, or about the passage in `quote`. Raises WrongStep, PermissionDenied."""
    _ask(by, review)
    quote = clean_line(quote)
    if len(quote) > Note.LONGEST_QUOTE:
        raise WrongStep(
            f"This passage is {len(quote):,} characters. Choose one of at most {Note.LONGEST_QUOTE:,}."
        )
    with unit() as work:
        note = Note.objects.create(
            review=review, author=by, text=_words(review, by, text), quote=quote, created_at=now()
        )
        work.record("note.write", by=by, obj=note, review=review.pk, named=_named(note))
    return note


def answer_note(note: Note, *, by, text: str) -> Note:
    """Answer an open note; answers go one level deep."""
    with unit() as work:
        note = _held(note, by)
        if note.parent_id is not None:
            raise WrongStep("This is an answer itself. Answer the note above it.")
        if note.resolved_at is not None:
            raise WrongStep("This note is resolved. Open it again first.")
        answer = Note.objects.create(
            review=note.review, author=by, parent=note, text=_words(note.review, by, text), created_at=now()
        )
        work.record("note.answer", by=by, obj=answer, review=note.review_id, named=_named(answer))
    return answer


def resolve_note(note: Note, *, by) -> None:
    """Say that it is done. Of two who say so at once, the second is told."""
    with unit() as work:
        note = _held(note, by)
        if note.parent_id is not None or note.resolved_at is not None:
            raise WrongStep("This note is not open.")
        note.resolved_at, note.resolved_by = now(), by
        note.save(update_fields=["resolved_at", "resolved_by"])
        work.record("note.resolve", by=by, obj=note, review=note.review_id)


def reopen_note(note: Note, *, by) -> None:
    with unit() as work:
        note = _held(note, by)
        if note.resolved_at is None:
            raise WrongStep("This note is open already.")
        note.resolved_at = note.resolved_by = None
        note.save(update_fields=["resolved_at", "resolved_by"])
        work.record("note.reopen", by=by, obj=note, review=note.review_id)


def _ask(by, review: Review) -> None:
    ask(by, "reviews.view_review", review)
    ask_the_bin(review)


def _held(note: Note, by) -> Note:
    """The note as it is now, and nobody else's until the unit ends."""
    held = Note.objects.select_for_update(of=("self",)).select_related("review").get(pk=note.pk)
    _ask(by, held.review)
    return held


def _words(review: Review, by, text: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise WrongStep("Write the note.")
    if len(text) > Note.LONGEST:
        raise WrongStep(f"This note is {len(text):,} characters. Keep it under {Note.LONGEST:,}.")
    if can(by, "reviews.see_pen_names") and (refusal := refuse_real_names(text, review)):
        raise WrongStep(refusal)
    return text


def _named(note: Note) -> list[int]:
    return [account.pk for account in named_in(note.text, note.review)]
