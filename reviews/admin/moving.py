"""Moving one scheduled piece: a form of one field, which dragging in the calendar posts as well."""

from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from accounts.policy import can
from reviews import workflow
from reviews.admin import when
from reviews.clocks import day_of, zone_name
from reviews.embargoes import holding
from reviews.forms.fields import Moment
from reviews.models import Review

VIEWS = ("month", "weeks")


class MoveForm(forms.Form):
    when = Moment(label="When", required=True, error_messages={"required": "Choose a day and a time."})
    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Open this page again."}
    )
    view = forms.ChoiceField(
        required=False, choices=[(view, view) for view in VIEWS], widget=forms.HiddenInput
    )


def move(model_admin, request, object_id):
    """What refuses the new time stands at the field, which keeps what was typed."""
    review = model_admin.seen(request, object_id)
    if review is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if not can(request.user, "reviews.schedule_review", review):
        raise PermissionDenied
    if review.status != Review.Status.PUBLISHED or review.is_live(request.at):
        messages.error(request, "Only a piece that waits for its time can be moved.")
        return HttpResponseRedirect(reverse("admin:reviews_review_change", args=[review.pk]))
    begun = {"when": review.publish_at, "version": review.version, "view": request.GET.get("view", "month")}
    form = MoveForm(request.POST or None, initial=begun)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and moved(form, review, request):
            return HttpResponseRedirect(back(form.cleaned_data["view"], review.visible_from))
        if form.is_bound and form.has_error("when", "stale"):
            review = model_admin.seen(request, object_id)
            form.data = form.data | {"version": review.version}
            status = 409
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Move “{review}”",
        "opts": model_admin.opts,
        "review": review,
        "form": form,
        "zone": zone_name(),
        "embargoes": [when.Bound(one, "") for one in holding([review], request.at)[review.pk]],
        "back": back(form["view"].value() or "month", review.visible_from),
    }
    return TemplateResponse(request, "admin/reviews/review/move.html", context, status=status)


def moved(form: MoveForm, review: Review, request) -> bool:
    given = form.cleaned_data
    try:
        workflow.reschedule(review, by=request.user, version=given["version"], at=given["when"])
    except workflow.Conflict as refusal:
        sentence = f"{refusal} Where it stands now is written above. Move it again if that is still right."
        form.add_error("when", forms.ValidationError(sentence, code="stale"))
        return False
    except workflow.WrongStep as refusal:
        form.add_error("when", str(refusal))
        return False
    waits = review.visible_from > review.publish_at
    said = format_html("Moved “{}”: {}", str(review), when.told(review, request.at))
    (messages.warning if waits else messages.success)(request, said)
    return True


def back(view: str, moment: datetime) -> str:
    """The calendar where the piece now stands."""
    query = {"view": view if view in VIEWS else VIEWS[0], "on": day_of(moment).isoformat()}
    return f"{reverse('admin:reviews_review_calendar')}?{urlencode(query)}"
