"""A change that is published at a time: setting it, looking at it, and taking it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect

from accounts.policy import can
from reviews import beat, workflow
from reviews import state as states
from reviews.admin.changes import scheduled_change
from reviews.admin.history import address_of, difference, shown, under_a_piece
from reviews.admin.names import who
from reviews.admin.standing import clock_time
from reviews.clocks import zone_name
from reviews.forms.fields import Line, Moment
from reviews.forms.shelves import number
from reviews.models import Review


def pages(model_admin) -> list:
    return under_a_piece(model_admin, {"change-at/": (change_at, "change_at")})


def change_at(model_admin, request, review: Review):
    """The change beside what readers see now, and when it is to replace it."""
    if not can(request.user, "reviews.publish_review", review):
        raise PermissionDenied("Your role does not allow this.")
    trouble = ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request, review))
            return HttpResponseRedirect(address_of("change", review))
        except ValidationError as refusal:
            trouble = " ".join(refusal.messages)
        except workflow.NotReady as stopped:
            trouble = f"No time is set yet. {stopped}"
        except (workflow.WrongStep, workflow.Conflict, workflow.Held) as refusal:
            trouble = str(refusal)
        review.refresh_from_db()
    copy, waiting = workflow.working_copy(review), scheduled_change(review, request.at)
    state = states.upgrade(waiting.revision.state if waiting and not waiting.failed else copy.state)
    return shown(
        model_admin, request, "change_at", review, "A change at a time",
        status=422 if trouble else 200,
        trouble=trouble,
        waiting=waiting,
        by=who(waiting.revision.created_by, review, request.user) if waiting else "",
        version=review.version,
        copy=copy,
        typed=request.POST.get("at", ""),
        note=request.POST.get("note", ""),
        zone=zone_name(),
        alive=beat.is_alive(request.at),
        comparison=difference(request, states.capture(review), state),
    )  # fmt: skip


def _act(request, review: Review) -> str:
    posted, same = request.POST, {"by": request.user, "version": number(request.POST.get("version")) or 0}
    if posted.get("act") == "cancel":
        waiting = scheduled_change(review, request.at)
        if waiting is None:
            raise workflow.WrongStep("No change is set for a time any more.")
        workflow.cancel_change(review, waiting.revision, **same)
        return "Nothing is set for a time any more. The text stays in the history."
    at = Moment(required=True, error_messages={"required": "Say when."}).clean(posted.get("at", ""))
    if at is None:
        raise ValidationError("Say when.")
    workflow.schedule_change(
        review, at=at, note=Line(1000).clean(posted.get("note", "")),
        copy_version=number(posted.get("copy_version")), **same,
    )  # fmt: skip
    return f"The change is set for {clock_time(at)}. You can go on writing: it stays as it is now."
