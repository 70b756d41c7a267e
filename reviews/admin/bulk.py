"""The same act on several pieces of the list: a section, a tag, an editor, or back to their writers.

Each piece carries the versions that the list showed. Each is asked again, on its own: what somebody changed
meanwhile, or what the act does not fit, stays as it is and is named. Publishing is done piece by piece.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from accounts.models import User
from accounts.policy import can
from accounts.roles import Role
from reviews import workflow
from reviews.admin.in_hand import given
from reviews.admin.standing import standing
from reviews.forms.fields import Line
from reviews.forms.piece import sections_for
from reviews.forms.shelves import number
from reviews.models import Review, Section, Tag

AT_ONCE = 100
LONGEST_TAG = 80


@dataclass(frozen=True)
class Chosen:
    """A row of the list as the person saw it."""

    pk: int
    version: int
    copy_version: int

    @classmethod
    def read(cls, token: str) -> "Chosen | None":
        numbers = [number(part) for part in token.split(".")]
        return cls(*numbers) if len(numbers) == 3 and all(numbers) else None  # type: ignore[arg-type]  # all are there

    @property
    def token(self) -> str:
        return f"{self.pk}.{self.version}.{self.copy_version}"


def tick(review: Review) -> str:
    """The box in front of a row of the list, from what `PieceList` looked up."""
    chosen = Chosen(review.pk, review.version, review.copy_version)  # type: ignore[attr-defined]  # see PieceList
    return format_html(
        '<label class="tick"><input type="checkbox" name="piece" value="{}" aria-label="Choose {}"></label>',
        chosen.token,
        review,
    )


class SectionForm(forms.Form):
    section = forms.TypedChoiceField(coerce=int)

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.fields["section"].choices = [("", "Choose a section"), *sections_for(user, None)]


class TagForm(forms.Form):
    tag = Line(LONGEST_TAG, label="Tag", required=True)


class EditorForm(forms.Form):
    editor = forms.ModelChoiceField(User.objects.none(), empty_label="Choose an editor")

    def __init__(self, data=None, *, user):
        super().__init__(data)
        edits = User.objects.filter(is_active=True, grants__role__in=(Role.EDITOR, Role.CHIEF)).distinct()
        self.fields["editor"].queryset = edits.order_by("name", "username")


class ReasonForm(forms.Form):
    reason = Line(1000, label="Reason", widget=forms.Textarea(attrs={"rows": 2}))


Doing = Callable[[Review, Chosen], object]


def bulk(model_admin, request):
    """What to do with the chosen pieces, and doing it. Leads back to the list as it was."""
    if not can(request.user, "reviews.edit_others"):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:reviews_review_changelist"))
    chosen = [row for token in request.POST.getlist("piece") if (row := Chosen.read(token))]
    back = back_to_the_list(request)
    if not chosen:
        messages.warning(request, "Choose at least one piece.")
        return HttpResponseRedirect(back)
    if len(chosen) > AT_ONCE:
        messages.error(request, f"These are {len(chosen)} pieces. Choose up to {AT_ONCE} at once.")
        return HttpResponseRedirect(back)
    if request.POST.get("act") in ACTS:
        sentence, act = ACTS[request.POST["act"]]
        try:
            tell(request, sentence, *each(request.user, chosen, act(request.user, request.POST)))
        except (workflow.WrongStep, ValidationError) as refusal:
            messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
            return page(model_admin, request, chosen)
        return HttpResponseRedirect(back)
    return page(model_admin, request, chosen)


def page(model_admin, request, chosen: list[Chosen]):
    pieces = seen(request.user, chosen)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{len(pieces)} piece{'s' if len(pieces) > 1 else ''}",
        "opts": model_admin.opts,
        "pieces": [
            (row.token, pieces[row.pk], standing(pieces[row.pk], request.at))
            for row in chosen
            if row.pk in pieces
        ],
        "list": request.POST.get("list", ""),
        "back": back_to_the_list(request),
        "section_form": SectionForm(user=request.user),
        "tag_form": TagForm(),
        "editor_form": EditorForm(user=request.user),
        "reason_form": ReasonForm(),
    }
    return TemplateResponse(request, "admin/reviews/review/bulk.html", context)


def back_to_the_list(request) -> str:
    query = QueryDict(request.POST.get("list", "").lstrip("?")).urlencode()
    return reverse("admin:reviews_review_changelist") + (f"?{query}" if query else "")


def seen(user, chosen: list[Chosen]) -> dict[int, Review]:
    return Review.objects.seen_by(user).in_bulk([row.pk for row in chosen])


def each(user, chosen: list[Chosen], doing: Doing) -> tuple[list[Review], list[str]]:
    """Every piece by itself: those with which it was done, and a sentence for each with which it was not."""
    done, skipped = [], []
    pieces = seen(user, chosen)
    for row in chosen:
        review = pieces.get(row.pk)
        if review is None:
            skipped.append("A piece that you no longer see was left alone.")
            continue
        try:
            doing(review, row)
        except workflow.Conflict:
            skipped.append(f"“{review}” was changed after you opened the list, so it was left as it is.")
        except (workflow.WrongStep, PermissionDenied) as refusal:
            skipped.append(f"“{review}” was left as it is. {refusal}")
        else:
            done.append(review)
    return done, skipped


def tell(request, sentence: str, done: list[Review], skipped: list[str]) -> None:
    if done:
        public = sum(review.status == Review.Status.PUBLISHED for review in done)
        later = f" Readers see it on {public} of them after “Publish change”." if public else ""
        messages.success(request, f"{len(done)} piece{'s' if len(done) > 1 else ''} {sentence}.{later}")
    for refusal in skipped:
        messages.warning(request, refusal)


# What can be done: each reads what was typed, and returns what happens to one piece


def _section(user, posted) -> Doing:
    section = Section.objects.get(pk=given(SectionForm(posted, user=user))["section"])
    return lambda review, row: workflow.refile(
        review, by=user, version=row.version, copy_version=row.copy_version, section=section
    )


def _tag(user, posted) -> Doing:
    tag = Tag.objects.take(given(TagForm(posted))["tag"])
    return lambda review, row: workflow.refile(
        review, by=user, version=row.version, copy_version=row.copy_version, tag=tag
    )


def _claim(user, posted) -> Doing:
    return lambda review, row: workflow.claim(review, by=user, version=row.version)


def _assign(user, posted) -> Doing:
    editor = given(EditorForm(posted, user=user))["editor"]
    return lambda review, row: workflow.assign(review, by=user, version=row.version, to=editor)


def _send_back(user, posted) -> Doing:
    reason = given(ReasonForm(posted))["reason"]
    if not reason:
        raise workflow.WrongStep("Say why you send them back.")
    return partial(_send_one_back, user, reason)


def _send_one_back(user, reason: str, review: Review, row: Chosen) -> None:
    workflow.send_back(review, by=user, version=row.version, reason=reason)


ACTS: dict[str, tuple[str, Callable]] = {
    "section": ("moved to the section", _section),
    "tag": ("tagged", _tag),
    "claim": ("in your hands", _claim),
    "assign": ("given to the editor", _assign),
    "send_back": ("sent back", _send_back),
}
