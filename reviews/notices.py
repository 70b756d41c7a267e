"""Who is told of what: derived in this one place from what was done.

The unit hands over the entries of the log that it is about to write, so a verb tells nobody itself. Nobody is told
of what they did themselves, nor of a piece that they may not see. Importers act as nobody, or in `silence()`, and
tell nobody; what the clock did is told by `tell_of_pieces_that_appeared` and by the actions in OF_THE_CLOCK.
"""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from accounts.models import Notice, Sort, User
from accounts.notices import tell
from accounts.policy import can
from pagecache.clock import now
from reviews.mentions import colleagues, editors_of, owners_of
from reviews.models import Note, Review, Revision
from reviews.names import who

OF_THE_CLOCK = {"review.change_failed"}
_silent: ContextVar[bool] = ContextVar("silent", default=False)
LOOKS_BACK = timedelta(days=7)  # a beat that stood still for longer tells of no older pieces


@dataclass(frozen=True)
class Deed:
    """One entry of the log, as far as notices ask."""

    by: Any
    obj: Any
    facts: dict

    @property
    def review(self) -> Review:
        return self.obj.review if isinstance(self.obj, Note) else self.obj

    def whoever(self, viewer) -> str:
        return who(self.by, self.review, viewer)


@contextmanager
def silence():
    """Within the block nobody is told of anything: what an importer brings has long been known."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def tell_of(entries: list[tuple[str, dict]]) -> None:
    for action, facts in entries:
        by = facts.get("by")
        if action in TOLD and (by is not None or action in OF_THE_CLOCK):
            TOLD[action](Deed(by, facts.get("obj"), facts))


# What each deed tells, and whom


def _sent_back(deed: Deed) -> None:
    _say(
        deed,
        owners_of(deed.review),
        Sort.SENT_BACK,
        lambda one: f"{title(deed.review)} was sent back to you.",
    )


def _submitted(deed: Deed) -> None:
    _say(
        deed, editors_of(deed.review), Sort.WAITING, lambda one: f"{title(deed.review)} waits for an editor."
    )


def _published(deed: Deed) -> None:
    if deed.review.is_published(now()):
        _say(
            deed,
            owners_of(deed.review),
            Sort.LIVE,
            lambda one: _live(deed.review),
            key=_live_key(deed.review),
        )


def _plan_failed(deed: Deed) -> None:
    review = deed.review
    planned = review.revisions.filter(purpose=Revision.Purpose.SCHEDULED, created_by__isnull=False).first()
    told = [*owners_of(review), *([planned.created_by] if planned else editors_of(review))]
    _say(
        deed, told, Sort.SCHEDULE_FAILED,
        lambda one: f"The planned change of {title(review)} could not be made. Readers see it as it was.",
    )  # fmt: skip


def _note_written(deed: Deed) -> None:
    note, review = deed.obj, deed.review
    named = list(User.objects.filter(pk__in=deed.facts.get("named", [])))
    _say(
        deed, named, Sort.NOTE,
        lambda one: f"{deed.whoever(one)} named you in a note on {title(review)}.", link=_note_link(note),
    )  # fmt: skip
    heard = [account for account in [*owners_of(review), *_in_thread(note)] if account not in named]
    what = "answered a note" if note.parent_id else "wrote a note"
    _say(
        deed, heard, Sort.NOTE,
        lambda one: f"{deed.whoever(one)} {what} on {title(review)}.", link=_note_link(note),
    )  # fmt: skip


def _note_resolved(deed: Deed) -> None:
    _say(
        deed, [deed.obj.author], Sort.NOTE,
        lambda one: f"{deed.whoever(one)} resolved your note on {title(deed.review)}.", link=_note_link(deed.obj),
    )  # fmt: skip


TOLD: dict[str, Callable[[Deed], None]] = {
    "review.send_back": _sent_back,
    "review.submit": _submitted,
    "review.publish": _published,
    "review.change_failed": _plan_failed,
    "note.write": _note_written,
    "note.answer": _note_written,
    "note.resolve": _note_resolved,
}


def tell_of_report(review: Review) -> None:
    """A reader's report on a piece, told to those whose piece it is: that there is one, and nothing of it."""
    _say(
        Deed(None, review, {}), owners_of(review), Sort.REPORT,
        lambda one: f"A reader reported {title(review)}. The moderators look at it; you need do nothing now.",
    )  # fmt: skip


def tell_of_pieces_that_appeared(at: datetime) -> int:
    """Tell those whose piece it is that its time has come. Safe to repeat; returns how many were told now."""
    rows = (
        Review.objects.published(at).filter(visible_from__gt=at - LOOKS_BACK).order_by("visible_from", "pk")
    )
    appeared = {_live_key(review): review for review in rows.defer("body", "folded", "folded_body")}
    # Who is told of a piece is told in one go, so one notice of it means that there is nothing left to tell.
    for key in Notice.objects.filter(key__in=appeared).values_list("key", flat=True):
        appeared.pop(key, None)
    told = 0
    for key, review in appeared.items():
        deed = Deed(_whose_act(review), review, {})
        words = _live(review)
        told += len(_say(deed, owners_of(review), Sort.LIVE, lambda one, words=words: words, key=key))
    return told


def _whose_act(review: Review):
    """Who published a piece that showed at once; the clock, when it had a time to wait for."""
    last = review.revisions.filter(purpose=Revision.Purpose.PUBLISH).select_related("created_by").first()
    if last is None or (review.visible_from and last.created_at < review.visible_from):
        return None
    return last.created_by


def _say(deed: Deed, accounts, sort: Sort, sentence, *, link: str = "", key: str = "") -> list[Notice]:
    """`sentence`: of an account, because what one may know is not what another may know."""
    review = deed.review
    others = [account for account in dict.fromkeys(accounts) if account != deed.by]
    if not others or review.deleted_at is not None or _silent.get():
        return []
    seeing = {one.account for one in colleagues(review)}
    sayings: dict[str, list[User]] = {}
    for account in others:
        # Asked one by one only of those who are no colleagues at this piece, such as whoever left it.
        if account in seeing or can(account, "reviews.view_review", review):
            sayings.setdefault(sentence(account), []).append(account)
    link = link or reverse("admin:reviews_review_change", args=[review.pk])
    return [notice for words, those in sayings.items() for notice in tell(those, sort, words, link, key=key)]


def title(review: Review) -> str:
    words = str(review)
    return f"“{words if len(words) <= 120 else f'{words[:117].rstrip()}…'}”"


def _live(review: Review) -> str:
    return f"{title(review)} is live."


def _live_key(review: Review) -> str:
    return f"live {review.pk} {review.visible_from:%Y%m%dT%H%M%S}"


def _note_link(note: Note) -> str:
    # The writing page has the notes beside the text.
    return f"{reverse('admin:reviews_review_change', args=[note.review_id])}#note-{note.parent_id or note.pk}"


def _in_thread(note: Note) -> list[User]:
    if note.parent is None:
        return []
    answered = note.parent.answers.values("author")
    return [note.parent.author, *User.objects.filter(pk__in=answered)]
