"""Who has the piece in hand, what was asked for, and what its state allows beside saving: in the bar, in a line above
the text, and among the steps.

Each act is a small form of its own, apart from the text, so that none of them can take a word of it along.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format

from accounts.policy import can
from films.models import Selection
from reviews import workflow
from reviews.admin.names import who_has
from reviews.film_coverage import reviews_of
from reviews.forms.fields import Line, Prose
from reviews.forms.shelves import number
from reviews.models import Review

Status = Review.Status
UNPUBLISHED = {Status.DRAFT, Status.SUBMITTED, Status.READY}
LONGEST_PLACE = 150


class AskedForm(forms.Form):
    """What a commission asks for."""

    due_on = forms.DateField(label="Due", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    words_wanted = forms.IntegerField(
        label="Words", required=False, min_value=1, max_value=workflow.MOST_WORDS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    note = Prose(1000, label="Note to the writer")


class AgainForm(forms.Form):
    where = Line(
        LONGEST_PLACE,
        label="It first ran from",
        widget=forms.TextInput(attrs={"list": "festivals", "form": "hand"}),
    )


def day(moment: datetime, pattern: str = "D j M") -> str:
    return date_format(moment.astimezone(ZoneInfo(settings.TIME_ZONE)), pattern)


def asked_for(review: Review) -> str:
    """ "800 words, due Fri 16 Feb"; empty where nothing was asked for."""
    words = f"{review.words_wanted:,} words" if review.words_wanted else ""
    due = f"due {date_format(review.due_on, 'D j M')}" if review.due_on else ""
    return ", ".join(filter(None, [words, due]))


@dataclass(frozen=True)
class InHand:
    review: Review
    has: str  # "you", a colleague's name, or nobody's
    may_claim: bool
    asked: str
    asked_form: AskedForm | None
    published: str  # since when, while it can still be taken back
    undo_until: str
    again_form: AgainForm | None
    festivals: list[str]
    of_record: bool | None  # among several reviews of its film; None where there is nothing to choose

    @property
    def has_something(self) -> bool:
        asked = self.asked or self.asked_form or self.review.commission_note
        return bool(self.note or self.undo_until or asked)

    @property
    def has_steps(self) -> bool:
        return bool(self.may_claim or self.again_form or self.of_record is not None)

    @property
    def said(self) -> str:
        """Who has it, for the bar."""
        if self.has == "you":
            return "You have this"
        return f"{self.has} has this" if self.has else "Nobody has this" if self.may_claim else ""

    @property
    def note(self) -> str:
        """What its writer sent along, while the piece is with the editors."""
        waits = self.review.status in (Status.SUBMITTED, Status.READY)
        return self.review.submitted_note if waits else ""


def in_hand(user, review: Review, at: datetime) -> InHand:
    on_its_way = review.status in UNPUBLISHED
    commissioned = on_its_way and review.commissioned_at is not None
    asks = commissioned and can(user, "reviews.commission_review", review)
    undo = _may_undo(user, review, at)
    live = review.is_live(at)
    again = live and can(user, "reviews.publish_review", review)
    first = review.first_published_at
    return InHand(
        review,
        has=who_has(review, user) if on_its_way else "",
        may_claim=on_its_way and can(user, "reviews.claim_review", review),
        asked=asked_for(review) if commissioned else "",
        asked_form=_asked_form(review) if asks else None,
        published=day(first, "H:i") if undo and first else "",
        undo_until=day(first + workflow.UNDO_FOR, "H:i") if undo and first else "",
        again_form=AgainForm(initial={"where": review.first_published_where}) if again else None,
        festivals=_festivals(review) if again else [],
        of_record=_of_record(user, review, at) if live else None,
    )


def _may_undo(user, review: Review, at: datetime) -> bool:
    if not review.is_live(at) or not can(user, "reviews.undo_publish", review):
        return False
    return not workflow.why_not_undo(review, user, at)


def _asked_form(review: Review) -> AskedForm:
    return AskedForm(
        initial={
            "due_on": review.due_on, "words_wanted": review.words_wanted, "note": review.commission_note,
        }
    )  # fmt: skip


def _festivals(review: Review) -> list[str]:
    shown = Selection.objects.filter(film=review.main_film_id).select_related("edition__festival")
    return list(dict.fromkeys(str(selection.edition) for selection in shown)) if review.main_film_id else []


def _of_record(user, review: Review, at: datetime) -> bool | None:
    if review.kind != Review.Kind.REVIEW or review.main_film_id is None:
        return None
    if not can(user, "reviews.choose_of_record", review):
        return None
    found = reviews_of(review.main_film_id, at)
    return found[0] == review if len(found) > 1 and review in found else None


# What the buttons do


def act(model_admin, request, pk: int, name: str):
    """One act on one piece. Whatever refuses it is said on the piece's page, where nothing was lost."""
    review = model_admin.seen(request, str(pk))
    if review is None or name not in ACTS or request.method != "POST":
        raise Http404
    same = {"by": request.user, "version": number(request.POST.get("version")) or 0}
    try:
        messages.success(request, ACTS[name](review, request.POST, same))
    except (workflow.WrongStep, workflow.Conflict, workflow.Held) as refusal:
        messages.error(request, str(refusal))
    if model_admin.seen(request, str(pk)) is None:
        return HttpResponseRedirect(reverse("admin:reviews_review_changelist"))
    return HttpResponseRedirect(reverse("admin:reviews_review_change", args=[pk]))


def _claim(review, posted, same):
    workflow.claim(review, **same)
    return "You have this piece now."


def _take_over(review, posted, same):
    workflow.claim(review, **same, take_over=True)
    return "You have taken this piece over."


def _release(review, posted, same):
    workflow.release(review, **same)
    return "Any editor may take this piece now."


def _change_commission(review, posted, same):
    workflow.change_commission(review, **same, **given(AskedForm(posted)))
    return "The commission is changed."


def _cancel_commission(review, posted, same):
    workflow.cancel_commission(review, **same)
    return f"The commission of “{review}” is cancelled. Its draft is in the bin."


def _run_again(review, posted, same):
    workflow.run_again(review, **same, where=given(AgainForm(posted))["where"])
    return "It runs again: same address, top of every list."


def _make_of_record(review, posted, same):
    workflow.make_of_record(review, **same)
    return "This is the review of record now. It stands on top of its film’s page."


def _undo(review, posted, same):
    workflow.undo_publish(review, **same)
    return "The publication is taken back. Readers no longer see it."


def given(form: forms.Form) -> dict:
    """What was typed. Raises WrongStep with the form's own sentences."""
    if not form.is_valid():
        told = [
            f"{form.fields[name].label}: {error}" for name, errors in form.errors.items() for error in errors
        ]
        raise workflow.WrongStep(" ".join(told))
    return form.cleaned_data


ACTS = {
    "claim": _claim,
    "take-over": _take_over,
    "release": _release,
    "change-commission": _change_commission,
    "cancel-commission": _cancel_commission,
    "run-again": _run_again,
    "make-of-record": _make_of_record,
    "undo": _undo,
}
