from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.admin_base import HalationAdmin
from accounts.policy import can
from films.models import Embargo
from films.vocabulary import Coverage
from pagecache.clock import now
from reviews.clocks import clock_time, in_zone, typed, wall_clock
from reviews.embargoes import (
    LONGEST_REASON,
    UNEXPLAINED,
    keep_embargo,
    lift_embargo,
    must_be_explained,
    waiting,
)
from reviews.forms.fields import ClockInput, Line
from reviews.forms.shelves import number
from reviews.models import Review
from reviews.workflow import Conflict, WrongStep


class EmbargoForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        required=False,
        choices=Coverage.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: every kind of piece.",
    )
    until = forms.CharField(
        widget=ClockInput,
        help_text="As the publicist wrote it, in the zone below.",
    )
    zone = forms.ChoiceField(
        choices=[(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name],
        initial=settings.TIME_ZONE,
    )

    because = Line(
        LONGEST_REASON,
        label="Why it ends earlier or holds less",
        help_text="Needed only then. Making it longer or wider needs no reason.",
    )

    class Meta:
        model = Embargo
        fields = ("film", "kinds", "until", "zone", "source", "note")

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        if "until" not in self.fields:
            return
        if self.instance.pk:
            self.initial["until"] = typed(self.instance.ends_at, self.instance.zone)
        zone = self.data.get("zone", self.instance.zone)
        self.fields["until"].widget.zone = zone if zone in available_timezones() else ""

    def clean(self):
        given = super().clean()
        # Left as it was, it stays to the second; the field shows minutes.
        moved = not self.instance.pk or {"until", "zone"} & set(self.changed_data)
        if moved and given.get("until") and given.get("zone"):
            try:
                clock, fold = wall_clock(given["until"])
                self.instance.ends_at = in_zone(clock, given["zone"], fold)
            except ValidationError as refusal:
                self.add_error("until", refusal)
        return given

    def _post_clean(self):
        # Only now does the embargo know what was typed.
        super()._post_clean()
        before = Embargo.objects.filter(pk=self.instance.pk).first()
        given = self.cleaned_data
        if before is None or self.errors or given.get("because"):
            return
        if must_be_explained(self.instance, before, now()):
            self.add_error("because", UNEXPLAINED)


class Ended(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("active", "Active"), ("over", "Over")]

    def queryset(self, request, queryset):
        if self.value() == "active":
            return queryset.active(request.at)
        return queryset.filter(ends_at__lte=request.at) if self.value() == "over" else queryset


@admin.register(Embargo)
class EmbargoAdmin(HalationAdmin):
    form = EmbargoForm
    search_fields = ("film__folded", "source")
    list_display = ("film", "until", "covered", "source", "lifted_because")
    list_filter = (Ended,)
    list_select_related = ("film",)
    ordering = ("-ends_at", "-pk")
    autocomplete_fields = ("film",)
    change_form_template = "admin/films/embargo/change_form.html"
    show_facets = admin.ShowFacets.NEVER

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        holds = obj is not None and obj.ends_at > request.at
        return fields if holds else [name for name in fields if name != "because"]

    def save_model(self, request, obj, form, change):
        keep_embargo(obj, by=request.user, because=form.cleaned_data.get("because", ""))

    @admin.display(description="until", ordering="ends_at")
    def until(self, embargo):
        return clock_time(embargo.ends_at)

    @admin.display(description="covers")
    def covered(self, embargo):
        return ", ".join(str(Coverage(kind).label) for kind in embargo.kinds) or "everything"

    def get_urls(self):
        lift = path(
            "<path:object_id>/lift/", self.admin_site.admin_view(self.lift), name="films_embargo_lift"
        )
        return [lift, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        embargo = self.get_queryset(request).filter(pk=number(object_id)).first()
        active = embargo is not None and embargo.ends_at > request.at
        may_lift = active and can(request.user, "reviews.lift_embargo")
        return super().change_view(
            request, object_id, form_url, {"may_lift": may_lift} | (extra_context or {})
        )

    def lift(self, request, object_id):
        """Show what would happen, ask for the reason, then end the embargo at this moment."""
        embargo = self.get_queryset(request).filter(pk=number(object_id)).select_related("film").first()
        if embargo is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not can(request.user, "reviews.lift_embargo"):
            raise PermissionDenied
        form = LiftForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                lift_embargo(embargo, by=request.user, because=given["because"], seen=given["seen"])
            except WrongStep as refusal:
                form.add_error("because", str(refusal))
            except Conflict as refusal:
                form.add_error("because", f"{refusal} Look at them, and lift it again.")
            else:
                messages.success(request, lifted(embargo, given["seen"]))
                return HttpResponseRedirect(reverse("admin:index"))
        held = waiting([embargo], request.at)[embargo.pk]
        mine = set(Review.objects.seen_by(request.user).filter(pk__in=[one.review.pk for one in held])
                   .values_list("pk", flat=True))  # fmt: skip
        context = {
            **self.admin_site.each_context(request),
            "title": "Lift this embargo?",
            "subtitle": embargo.film.label,
            "opts": self.opts,
            "embargo": embargo,
            "at_once": [one for one in held if one.at_once and one.review.pk in mine],
            "later": [one for one in held if not one.at_once and one.review.pk in mine],
            "elsewhere": sum(one.review.pk not in mine for one in held),
            "seen": ",".join(str(one.review.pk) for one in held if one.at_once),
            "is_over": embargo.ends_at <= request.at,
            "form": form,
        }
        return TemplateResponse(
            request, "admin/films/embargo/lift.html", context, status=422 if form.errors else 200
        )


def lifted(embargo: Embargo, shown: set[int]) -> str:
    pieces = (
        f"{len(shown)} piece{'s are' if len(shown) > 1 else ' is'} live" if shown else "Nothing waited for it"
    )
    return f"The embargo on {embargo.film.label} is lifted. {pieces}."


class Numbers(forms.Field):
    """The numbers of what a page told of, as its form brings them back: "12,15"."""

    widget = forms.HiddenInput

    def to_python(self, value):
        return {pk for text in str(value or "").split(",") if (pk := number(text))}


class LiftForm(forms.Form):
    because = Line(
        300, required=True, label="Why", error_messages={"required": "Say why the embargo is lifted."}
    )
    seen = Numbers(required=False)
