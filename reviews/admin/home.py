"""Arranging the home page: the lead and the six below it, each a piece or left to the newest reviews."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from js_asset import Media

from accounts.policy import can
from reviews import workflow
from reviews.fields import IMPORT_MAP
from reviews.forms.picking import Known, Pick
from reviews.forms.shelves import number
from reviews.front import front
from reviews.models import HomePage, HomePlace, Review


def place_name(place: int) -> str:
    return "Lead" if place == HomePage.LEAD else f"Place {place}"


class HomeForm(forms.Form):
    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Open this page again."}
    )

    def __init__(self, data=None, *, user, at, placed: dict[int, int], version: int):
        super().__init__(data, initial={"version": version})
        known = Known(user, at, {"review": set(placed.values())}, data)
        for place in range(HomePage.PLACES):
            pick = Pick("review", label=place_name(place), initial=placed.get(place))
            pick.knows(known)
            self.fields[f"{place}-review"] = pick

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[f"{place}-review"] for place in range(HomePage.PLACES)]

    @property
    def media(self):
        return Media(importmap=IMPORT_MAP, css={"all": ["editor/editor.css"]})

    def chosen(self, move: str = "") -> list[Review | None]:
        """The pieces in their order; `move`: a place whose piece trades with the one above it, as "3"."""
        ids = [self.cleaned_data[f"{place}-review"].pk for place in range(HomePage.PLACES)]
        if 0 < (place := number(move) or 0) < HomePage.PLACES:
            ids[place - 1], ids[place] = ids[place], ids[place - 1]
        found = Review.objects.in_bulk([pk for pk in ids if pk])
        return [found.get(pk) for pk in ids]


def arrange(model_admin, request):
    """What refuses stands on the page, which keeps what was chosen."""
    if not can(request.user, "reviews.arrange_home"):
        raise PermissionDenied
    page = HomePage.objects.select_related("arranged_by").filter(pk=1).first() or HomePage()
    placed = dict(HomePlace.objects.values_list("position", "review"))
    given = {"user": request.user, "at": request.at, "placed": placed, "version": page.version}
    form = HomeForm(request.POST or None, **given)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                workflow.arrange_home(
                    form.chosen(request.POST.get("up", "")),
                    by=request.user,
                    version=form.cleaned_data["version"],
                )
            except workflow.WrongStep as refusal:
                form.add_error(None, str(refusal))
            except workflow.Conflict as refusal:
                status = 409
                form.add_error(None, f"{refusal} Below is what you chose; saving again replaces theirs.")
                form.data = form.data.copy()
                form.data["version"] = page.version
            else:
                messages.success(request, "The home page is arranged.")
                return HttpResponseRedirect(reverse("admin:reviews_review_home"))
    shown = front(request.at).shown
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Home page",
        "opts": model_admin.opts,
        "form": form,
        "media": form.media,
        "page": page,
        "shown": shown,
        "placed": set(placed.values()),
        "waiting": waiting(request.user, placed, shown),
        "pieces": reverse("admin:reviews_review_changelist"),
    }
    return TemplateResponse(request, "admin/reviews/review/home.html", context, status=status)


def waiting(user, placed: dict[int, int], shown: list) -> list[Review]:
    """Pieces with a place that readers do not see yet, or no longer; those that this person may know of."""
    absent = set(placed.values()) - {card.review.pk for card in shown}
    return list(Review.objects.seen_by(user).filter(pk__in=absent).only("headline", "visible_from", "status"))
