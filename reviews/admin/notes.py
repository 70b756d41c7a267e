"""Notes on a piece: beside its text, on a page of their own without JavaScript, and all that are open in one list."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.policy import can
from accounts.text import clean_text
from reviews import body, workflow
from reviews.forms.shelves import number
from reviews.mentions import colleagues
from reviews.models import Note, Review
from reviews.names import pen_names_on

LISTED = 100
SAID = {"write": "Noted.", "answer": "Answered.", "resolve": "Resolved.", "reopen": "Open again."}


@dataclass(frozen=True)
class Shown:
    """A note as this person may know it."""

    note: Note
    who: str
    resolved_by: str = ""
    has_moved: bool = False  # the passage does not stand in the text any more
    answers: list["Shown"] = field(default_factory=list)


@dataclass
class Typed:
    """What could not be kept, to be shown again."""

    trouble: str
    act: str
    note: int | None
    text: str
    quote: str


def shown(notes, viewer, text: str | None = None) -> list[Shown]:
    """`text`: of the piece as it is being written; None where passages are not looked for."""
    notes = list(notes)
    hidden = {}
    if not can(viewer, "reviews.see_pen_names"):
        hidden = pen_names_on({note.review_id for note in notes})

    def name(account, note) -> str:
        return str(account) if account == viewer else hidden.get((note.review_id, account.pk)) or str(account)

    return [
        Shown(
            note,
            name(note.author, note),
            name(note.resolved_by, note) if note.resolved_by else "",
            text is not None and without_spaces(note.quote) not in text,
            [Shown(answer, name(answer.author, note)) for answer in note.answers.all()],
        )
        for note in notes
    ]


def without_spaces(words: str) -> str:
    """Paragraphs and line breaks are drawn in many ways; the letters between them are the same."""
    return "".join(words.split())


def beside(review: Review | None, request, typed: Typed | None = None, *, state: dict | None = None) -> dict:
    """What the notes' part of a page prints. `state`: the text beside it; without one the page is the notes' own,
    and says who can be called."""
    if review is None:
        return {}
    alone = state is None
    state = workflow.working_copy(review).state if state is None else state
    text = without_spaces(body.plain_text(state["body"]))
    notes = shown(review.notes.filter(parent=None).with_people(), request.user, text)
    return {
        "notes": [one for one in notes if one.note.resolved_at is None],
        "resolved": [one for one in notes if one.note.resolved_at is not None],
        "colleagues": [one.name for one in colleagues(review) if one.account != request.user]
        if alone
        else [],
        "typed": typed,
        "colleagues_address": reverse("admin:reviews_review_colleagues", args=[review.pk]),
        "notes_address": reverse("admin:reviews_review_notes", args=[review.pk]),
        "writing_address": reverse("admin:reviews_review_change", args=[review.pk]),
    }


def of_piece(model_admin, request, object_id):
    """A piece's notes without its text; where every form of a note is posted to."""
    review = model_admin.seen(request, object_id)
    if review is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if request.method != "POST":
        return page(model_admin, request, review)
    alone = "part" in request.POST  # asked for by a script, which leaves the text as it is typed
    act, pk = request.POST.get("act", ""), number(request.POST.get("note"))
    try:
        note = perform(act, review, review.notes.filter(pk=pk).first() if pk else None, request)
    except workflow.WrongStep as refusal:
        typed = Typed(
            str(refusal), act, pk, clean(request.POST.get("text", "")), clean(request.POST.get("quote", ""))
        )
        return page(model_admin, request, review, typed, alone=alone)
    if alone:
        return page(model_admin, request, review, alone=True)
    messages.success(request, SAID[act])
    if request.POST.get("from") == "list":
        return HttpResponseRedirect(reverse("admin:reviews_review_open_notes"))
    return HttpResponseRedirect(
        f"{reverse('admin:reviews_review_change', args=[review.pk])}#note-{note.parent_id or note.pk}"
    )


def whom_to_call(model_admin, request, object_id):
    """The names that an @ in a note may call, as this piece's colleagues may know them."""
    review = model_admin.seen(request, object_id)
    if review is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    names = [one.name for one in colleagues(review) if one.account != request.user]
    return JsonResponse(names, safe=False, headers={"Cache-Control": "private, no-store"})


def perform(act: str, review: Review, note: Note | None, request) -> Note:
    by, text = request.user, clean(request.POST.get("text", ""))
    if act == "write":
        return workflow.write_note(review, by=by, text=text, quote=clean(request.POST.get("quote", "")))
    if note is None or act not in SAID:
        raise workflow.WrongStep("This note is no longer there.")
    if act == "answer":
        return workflow.answer_note(note, by=by, text=text)
    (workflow.resolve_note if act == "resolve" else workflow.reopen_note)(note, by=by)
    return note


def clean(text: str) -> str:
    """What no database can hold is left out rather than refused: a note is talk."""
    storable = "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")
    return clean_text(storable)


def page(model_admin, request, review: Review, typed: Typed | None = None, *, alone: bool = False):
    context = beside(review, request, typed) | {"review": review}
    template = "admin/writing/notes.html"
    if not alone:
        template = "admin/reviews/review/notes.html"
        context |= {
            **model_admin.admin_site.each_context(request),
            "title": "Notes", "subtitle": str(review), "opts": model_admin.opts,
        }  # fmt: skip
    return TemplateResponse(request, template, context, status=422 if typed else 200)


def open_ones(model_admin, request):
    """Every open note on a piece that this person may see, newest first."""
    pieces = Review.objects.seen_by(request.user)
    rows = Note.objects.open().on(pieces).with_people().select_related("review", "author")
    rows = rows.defer("review__body", "review__folded", "review__folded_body")
    found = list(rows.order_by("-created_at", "-pk")[: LISTED + 1])
    piles: dict[Review, list[Shown]] = {}
    for one in shown(found[:LISTED], request.user):
        piles.setdefault(one.note.review, []).append(one)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Open notes",
        "opts": model_admin.opts,
        "piles": piles.items(),
        "at_most": LISTED if len(found) > LISTED else 0,
    }
    return TemplateResponse(request, "admin/reviews/review/open_notes.html", context)
