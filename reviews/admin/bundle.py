"""Bundles: putting pieces together, seeing what each still lacks, and giving all of them one second."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.admin_base import HalationAdmin
from reviews import checklist, workflow
from reviews.admin.standing import scheduled, standing
from reviews.clocks import clock_time, zone_name
from reviews.forms.fields import Line, Moment
from reviews.forms.shelves import number
from reviews.models import Bundle, Review

OFFERED = 200


@dataclass(frozen=True)
class Inside:
    """A piece of the bundle as its page shows it."""

    review: Review
    standing: str
    stops: list[str]


class NameForm(forms.Form):
    name = Line(120, required=True, error_messages={"required": "Give the bundle a name."})


class BundleForm(forms.Form):
    when = Moment(help_text="Left empty: at once.")


@admin.register(Bundle)
class BundleAdmin(HalationAdmin):
    """The list; a bundle's page is `BundlePage`."""

    search_fields = ("name",)
    list_display = ("name", "state", "count")
    ordering = ("-created_at", "-pk")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("inside")

    @admin.display(description="when", ordering="at")
    def state(self, bundle):
        return clock_time(bundle.at) if bundle.at else "Not planned yet"

    @admin.display(description="pieces")
    def count(self, bundle):
        return len(bundle.inside.all()) or None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return self.begin(request)
        bundle = self.get_queryset(request).filter(pk=number(object_id)).first()
        if bundle is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, bundle):
            raise PermissionDenied
        return BundlePage(self, request, bundle).answer()

    def begin(self, request):
        form = NameForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            bundle = workflow.make_bundle(form.cleaned_data["name"], by=request.user)
            return HttpResponseRedirect(reverse("admin:reviews_bundle_change", args=[bundle.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "New bundle",
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/reviews/bundle/begin.html", context)


class BundlePage:
    def __init__(self, model_admin, request, bundle: Bundle):
        self.model_admin, self.request, self.bundle = model_admin, request, bundle
        self.user, self.at = request.user, request.at
        seen = Review.objects.seen_by(self.user)
        self.pieces = list(seen.filter(bundled__bundle=bundle).order_by("pk"))
        self.elsewhere = len(bundle.inside.all()) - len(self.pieces)
        self.is_out = bundle.at is not None and bundle.at <= self.at

    @property
    def address(self) -> str:
        return reverse("admin:reviews_bundle_change", args=[self.bundle.pk])

    def answer(self):
        if self.request.method != "POST":
            return self.show(self.form())
        posted = self.request.POST
        same = {"by": self.user, "version": number(posted.get("version")) or 0}
        act, _, pk = posted.get("act", "").partition("-")
        review = next((piece for piece in self.pieces if piece.pk == number(pk)), None)
        try:
            match act:
                case "publish":
                    return self.publish(posted, **same)
                case "add":
                    review = self.offered().filter(pk=number(posted.get("piece"))).first()
                    if review is None:
                        raise workflow.WrongStep("Choose a piece that is ready or scheduled.")
                    workflow.add_to_bundle(self.bundle, review, **same)
                    messages.success(self.request, f"“{review}” is in the bundle.")
                case "out" if review:
                    workflow.take_out_of_bundle(self.bundle, review, **same)
                    messages.success(self.request, f"“{review}” is out of the bundle, as it stood.")
                case "apart":
                    workflow.take_apart(self.bundle, **same)
                    messages.success(
                        self.request, f"“{self.bundle}” is taken apart. Its pieces stay as they are."
                    )
                    return HttpResponseRedirect(reverse("admin:reviews_bundle_changelist"))
        except (workflow.WrongStep, workflow.Conflict) as refusal:
            messages.error(self.request, str(refusal))
        return HttpResponseRedirect(self.address)

    def publish(self, posted, **same):
        form = self.form(posted)
        if not form.is_valid():
            return self.show(form, status=422)
        versions = {piece.pk: number(posted.get(f"seen-{piece.pk}")) or 0 for piece in self.pieces}
        try:
            workflow.publish_bundle(self.bundle, **same, versions=versions, at=form.cleaned_data["when"])
        except workflow.BundleRefused as refused:
            form.add_error(None, str(refused))
            return self.show(form, refused.outcomes, status=422)
        except (workflow.WrongStep, workflow.Conflict) as refusal:
            form.add_error("when", str(refusal))
            return self.show(form, status=409)
        messages.success(self.request, told(self.bundle, len(self.pieces), self.at))
        return HttpResponseRedirect(self.address)

    def form(self, data=None) -> BundleForm:
        return BundleForm(data, initial={"when": None if self.is_out else self.bundle.at})

    def offered(self):
        """What could go in: ready or waiting for its time, and in no other bundle that is still to come."""
        rows = Review.objects.seen_by(self.user).exclude(bundled__bundle=self.bundle)
        rows = rows.filter(Q(status=Review.Status.READY) | scheduled(self.at))
        taken = Bundle.objects.exclude(at__lte=self.at).values("inside__review")
        return rows.exclude(pk__in=taken.exclude(inside=None))

    def show(self, form: BundleForm, outcomes=(), status: int = 200):
        bundle = Bundle.objects.get(pk=self.bundle.pk)
        rows = list(Review.objects.filter(pk__in=[piece.pk for piece in self.pieces]).order_by("pk"))
        refused = {outcome.review.pk: outcome.refused for outcome in outcomes}
        context = {
            **self.model_admin.admin_site.each_context(self.request),
            "title": bundle.name,
            "opts": self.model_admin.opts,
            "bundle": bundle,
            "pieces": [
                Inside(review, standing(review, self.at), self.stops(review, refused)) for review in rows
            ],
            "apart": apart(bundle, rows),
            "elsewhere": self.elsewhere,
            "offered": [] if self.is_out else list(self.offered().only("headline", "kind")[:OFFERED]),
            "is_out": self.is_out,
            "form": form,
            "zone": zone_name(),
            "here": "bundles",
            "may_bundle": True,
        }
        return TemplateResponse(self.request, "admin/reviews/bundle/page.html", context, status=status)

    def stops(self, review: Review, refused: dict[int, str]) -> list[str]:
        if review.is_live(self.at):
            return []
        found = [stop.sentence for stop in checklist.stops(workflow.working_copy(review).state)]
        said = refused.get(review.pk, "")
        return found if not said or said == " ".join(found) else [*found, said]


def apart(bundle: Bundle, pieces: list[Review]) -> list[Review]:
    """The pieces that no longer share the bundle's time: an embargo came, or somebody unscheduled one."""
    if bundle.at is None:
        return []
    return [piece for piece in pieces if piece.visible_from != bundle.at]


def told(bundle: Bundle, count: int, at: datetime) -> str:
    pieces = f"{count} pieces" if count > 1 else "1 piece"
    if bundle.at and bundle.at > at:
        return f"{pieces} appear{'' if count > 1 else 's'} together on {clock_time(bundle.at)}."
    return f"{pieces} {'are' if count > 1 else 'is'} live."
