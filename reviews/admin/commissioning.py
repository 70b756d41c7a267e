"""The page on which a piece is asked for."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.policy import can
from films.models import Film
from reviews import workflow
from reviews.admin.beginning import about, first_state
from reviews.admin.in_hand import asked_for
from reviews.forms.commission import CommissionForm
from reviews.forms.shelves import number
from reviews.models import Contributor, Review
from reviews.on_it import who_is_on_it


def commission(model_admin, request):
    """Who, about what, how long, until when; `?film=` begins with a film. Leads back to the pieces."""
    if not can(request.user, "reviews.commission_review"):
        raise PermissionDenied
    film = Film.objects.current().filter(pk=number(request.GET.get("film"))).first()
    initial = {
        "kind": Review.Kind.REVIEW,
        "film": film.pk if film else None,
        "section": request.user.sections.values_list("pk", flat=True).first(),
    }
    posted = request.POST if request.method == "POST" else None
    form = CommissionForm(posted, user=request.user, at=request.at, initial=initial)
    if posted is not None and form.is_valid():
        try:
            review = workflow.commission(
                state_for(request.user, form.cleaned_data), by=request.user, **form.asked
            )
        except workflow.WrongStep as refusal:
            form.add_error(None, str(refusal))
        else:
            writer = Contributor.objects.get(pk=form.cleaned_data["contributor"].pk)
            messages.success(request, said(review, writer))
            return HttpResponseRedirect(reverse("admin:reviews_review_change", args=[review.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Commission a piece",
        "opts": model_admin.opts,
        "form": form,
        "media": form.media,
        "on_it": who_is_on_it([film.pk], request.at).get(film.pk) if film else "",
        "pieces": reverse("admin:reviews_review_changelist"),
    }
    status = 422 if posted is not None else 200
    return TemplateResponse(request, "admin/reviews/review/commission.html", context, status=status)


def state_for(user, given: dict) -> dict:
    """The draft that the writer opens: their byline, the film and what comes with it, and nothing of the editor's."""
    film = Film.objects.filter(pk=given["film"].pk).select_related("key_still").first()
    state = first_state(user, kind=given["kind"]) | {
        "section": given["section"],
        "authors": [{"contributor": given["contributor"].pk, "credit": "words", "role": "", "place": ""}],
    }
    return state | about(film, given["kind"]) if film else state


def said(review: Review, writer: Contributor) -> str:
    asked = asked_for(review)
    where = (
        "on their desk" if writer.user_id else "kept here; this writer has no account, so tell them yourself"
    )
    return f"Commissioned from {writer}{f': {asked}' if asked else ''}. The draft is {where}."
