"""Changes that writers propose to their live pieces: sent from the writing page, answered on a page of their own."""

from django.contrib import messages
from django.http import HttpResponseRedirect

from accounts.policy import can
from reviews import state as states
from reviews import workflow
from reviews.admin.history import address_of, difference, revision_of, shown, under_a_piece
from reviews.admin.names import who
from reviews.copies import as_it_was
from reviews.forms.shelves import number
from reviews.models import Review, Revision
from reviews.unit import unit
from reviews.workflow.history import KEPT_BY_PUBLISHED, as_it_would_be


def pages(model_admin) -> list:
    return under_a_piece(model_admin, {"proposal/<int:revision>/": (answered, "proposal")})


def begun(review: Review, user) -> Revision | None:
    """What this person proposed and nobody has answered: they go on from there."""
    return review.revisions.filter(created_by=user).proposals().waiting().first()


def send(page, form):
    """What was typed goes to the editor; piece and working copy stay as they are."""
    given, review = form.piece.cleaned_data, page.review
    try:
        with unit():
            workflow.propose(
                review,
                form.read(by=page.user),
                by=page.user,
                version=given["copy_version"] or 0,
                note=given["note"],
            )
    except workflow.WrongStep as refusal:
        form.add_error("__all__", str(refusal))
        return page.show(form, status=422)
    messages.success(
        page.request, "Your change is with the editor. Readers see the piece as it was until it is taken."
    )
    return HttpResponseRedirect(address_of("change", review))


def answered(model_admin, request, review: Review, revision: int):
    """The change beside the text as it is now, to be taken or declined."""
    row, trouble = revision_of(review, revision), ""
    if row.purpose != Revision.Purpose.PROPOSAL:
        return HttpResponseRedirect(f"{address_of('compare', review)}?from={row.number}")
    if request.method == "POST":
        try:
            return _answer(request, review, row)
        except (workflow.WrongStep, workflow.Conflict) as refusal:
            trouble = str(refusal)
            row = revision_of(review, revision)
    copy = workflow.working_copy(review)
    now = states.upgrade(copy.state)
    waits = not row.decision and row.base_version is not None
    moved_on = waits and copy.version != row.base_version
    began_from = as_it_was(review, row.base_version) if moved_on else None
    return shown(
        model_admin, request, "proposal", review, "A proposed change",
        status=409 if trouble else 200,
        trouble=trouble,
        revision=row,
        by=who(row.created_by, review, request.user),
        decided_by=who(row.decided_by, review, request.user) if row.decision else "",
        waits=waits,
        is_mine=row.created_by_id == request.user.pk,
        moved_on=moved_on,
        wrote=difference(request, began_from, as_sent(row, began_from)) if began_from else None,
        since=difference(request, began_from, now) if began_from else None,
        copy=copy,
        copy_by=who(copy.saved_by, review, request.user) if copy.saved_by else "",
        may_change=can(request.user, "reviews.change_review", review),
        comparison=difference(request, now, as_it_would_be(review, row, copy)),
    )  # fmt: skip


def as_sent(row: Revision, began_from: dict) -> dict:
    """The proposal's state, beside the one it was begun from: address and time were never its own to change."""
    return states.upgrade(row.state) | {name: began_from[name] for name in KEPT_BY_PUBLISHED}


def _answer(request, review: Review, row: Revision):
    posted = request.POST
    if posted.get("act") == "take":
        workflow.take_proposal(
            review, row, by=request.user, version=number(posted.get("version")) or 0,
            moved_on=bool(posted.get("moved_on")),
        )  # fmt: skip
        messages.success(request, "Taken into the text. Readers see it once you publish the change.")
    elif posted.get("act") == "withdraw":
        workflow.withdraw_proposal(review, row, by=request.user)
        messages.success(request, "You took your change back. Its text stays in the history.")
    else:
        workflow.decline_proposal(review, row, by=request.user, reason=posted.get("reason", ""))
        messages.success(request, "Declined. The writer sees your reason.")
    return HttpResponseRedirect(address_of("change", review))
