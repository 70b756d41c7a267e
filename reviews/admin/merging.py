"""Merging two records on the desk: choose the other, look at all that moves, type its name; undo for a day."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.widgets import Script
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from js_asset import Media

from accounts.policy import can
from accounts.text import CleanFormField, fold
from films.merge import SAID_UP_TO, CannotMerge, Moving, merge, model_for, plan, undo
from films.models import Award, Credit, Merge
from reviews.admin.read_only import ReadOnlyAdmin
from reviews.admin.standing import clock_time
from reviews.fields import IMPORT_MAP
from reviews.forms.picking import Known, Pick
from reviews.forms.shelves import number
from reviews.models import Review, Subject, TaggedReview

PIECES = {Subject: "review_id", TaggedReview: "content_object_id"}
HEADINGS = {
    "reviews.subject": "Pieces",
    "reviews.taggedreview": "Pieces",
    "reviews.outsidelink": "Links to other sites",
    "reviews.oldpath": "Old addresses",
    "films.selection": "Festivals",
}
MEDIA = Media(
    importmap=IMPORT_MAP,
    css={"all": ["editor/editor.css", "admin-desk/writing.css", "admin-desk/merging.css"]},
    js=[Script("admin-desk/merging.js", type="module")],
)


class OtherForm(forms.Form):
    """Which record is meant to be the same, and which of the two stays."""

    stays = forms.ChoiceField(
        choices=[("this", "This one"), ("other", "The other one")], initial="this", required=False
    )

    def __init__(self, kind: str, request):
        super().__init__(request.GET if "other" in request.GET else None)
        self.fields["other"] = field = Pick(kind, label=f"The other {kind}")
        given = (request.GET.get("other"), request.GET.get("other_answer"))
        field.knows(Known(request.user, request.at, {kind: {pk for text in given if (pk := number(text))}}))

    def clean_other(self):
        typed = self.cleaned_data["other"]
        if typed.pk is None:
            raise ValidationError("Say which other record is meant.")
        return typed.pk


class ConfirmForm(forms.Form):
    """That the person saw what will happen, and means it."""

    name = CleanFormField(max_length=400)

    def __init__(self, data, planned):
        super().__init__(data)
        self.planned = planned
        loser = planned.loser
        self.name_asked = loser.all_names[0]
        self.fields["name"].label = f"Type “{self.name_asked}” to merge"
        self.fields["name"].error_messages["required"] = "Type the name of the record that goes."
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_name(self):
        if fold(self.cleaned_data["name"]) != fold(self.name_asked):
            raise ValidationError(f"This is not its name. Type “{self.name_asked}”.")
        return self.cleaned_data["name"]


class Moved:
    """A heading of the preview and what stands under it, as far as this person may see it."""

    def __init__(self, moving: Moving, user):
        model = moving.reference.model
        self.heading = HEADINGS.get(moving.reference.label) or capfirst(moving.heading)
        if moving.reference.field.name == "merged_into":
            self.heading = "Merged into it before"
        self.count = len(moving.moves)
        self.doubles = len(moving.doubles)
        if model in PIECES:
            self.rows = self._pieces(moving.moves, model, user)
            self.double_rows = self._pieces(moving.doubles, model, user)
        else:
            self.rows = [(self._said(row, moving), "") for row in moving.first()]
            self.double_rows = [(self._said(row, moving), "") for row in moving.first(doubles=True)]
        self.more = self.count - len(self.rows)

    @staticmethod
    def _pieces(ids: list[int], model, user) -> list[tuple[str, str]]:
        named = model.objects.filter(pk__in=ids[:SAID_UP_TO]).values(PIECES[model])
        pieces = (
            Review.objects.seen_by(user).filter(pk__in=named).only("headline").order_by("-changed_at", "-pk")
        )
        return [(str(piece), reverse("admin:reviews_review_change", args=[piece.pk])) for piece in pieces]

    @staticmethod
    def _said(row, moving: Moving) -> str:
        if isinstance(row, Credit) and moving.reference.field.name == "person":
            return f"{row.get_role_display()} of {row.film.label}"
        return row.label if isinstance(row, Award) else str(row)


class Mergeable:
    """For the admin of a kind whose records can be merged."""

    change_form_template = "admin/merging/change_form.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        merging = path("<path:object_id>/merge/", self.admin_site.admin_view(self.merge_view), name=name)
        return [merging, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and not obj.merged_into_id and can(request.user, self.model.merge_permission):
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_merge"
            context["merge_url"] = reverse(name, args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def merge_view(self, request, object_id):
        row = self.get_queryset(request).filter(pk=number(object_id)).first()
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not can(request.user, self.model.merge_permission):
            raise PermissionDenied
        chosen = OtherForm(self.opts.model_name, request)
        planned, refused = None, ""
        if chosen.is_bound and chosen.is_valid():
            other = self.model.objects.filter(pk=chosen.cleaned_data["other"]).first()
            pair = (row, other) if chosen.cleaned_data["stays"] == "other" else (other, row)
            try:
                if other is None:
                    raise CannotMerge("The other record is no longer there. Choose again.")
                planned = plan(*pair)
                if request.method == "POST":
                    return self._merge(request, planned, chosen, row)
            except CannotMerge as refusal:
                refused, planned = str(refusal), None
        return self._merge_page(request, row, chosen, planned, refused)

    def _merge(self, request, planned, chosen, row):
        confirmed = ConfirmForm(request.POST, planned)
        if not confirmed.is_valid():
            return self._merge_page(request, row, chosen, planned, confirmed=confirmed)
        take = request.POST.getlist("take")
        told = merge(
            planned.loser, planned.survivor, by=request.user, take=take, seal=request.POST.get("seal", "")
        )
        messages.success(
            request, f"{told.loser_name} is now part of {told.survivor_name}. You can undo this for 24 hours."
        )
        return HttpResponseRedirect(reverse("admin:films_merge_changelist"))

    @staticmethod
    def _moved(planned, user) -> list[Moved]:
        """Pieces first. What a piece is mainly about is said by the piece itself."""
        moving = [each for each in planned.moving if each.reference.label != Review._meta.label_lower]
        return [
            Moved(each, user) for each in sorted(moving, key=lambda each: each.reference.model not in PIECES)
        ]

    def _merge_page(self, request, row, chosen, planned=None, refused="", confirmed=None):
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge {row} with another",
            "opts": self.opts,
            "original": row,
            "chosen": chosen,
            "refused": refused,
            "planned": planned,
            "confirm": (confirmed or ConfirmForm(None, planned)) if planned else None,
            "taken": request.POST.getlist("take")
            if confirmed
            else planned.taken_by_default
            if planned
            else [],
            "moved": self._moved(planned, request.user) if planned else [],
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk]),
            "lookup": reverse("admin:reviews_review_changelist"),
            "media": MEDIA,
        }
        return TemplateResponse(request, "admin/merging/merge.html", context, status=409 if refused else 200)


class Standing(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("standing", "Merged"), ("undone", "Undone")]

    def queryset(self, request, queryset):
        if self.value() == "standing":
            return queryset.standing()
        return queryset.exclude(undone_at=None) if self.value() == "undone" else queryset


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    """Who merged what, and the way back."""

    list_display = ("said", "kind", "when", "by", "state")
    list_filter = (Standing, "kind")
    list_select_related = ("by",)
    search_fields = ("loser_name", "survivor_name")
    ordering = ("-at", "-pk")
    fields = readonly_fields = ("said", "kind", "when", "by", "state")
    show_facets = admin.ShowFacets.NEVER
    change_form_template = "admin/merging/merged.html"

    def get_queryset(self, request):
        # Tags that were merged with their films come and go with them.
        return super().get_queryset(request).filter(because_of=None).defer("moved", "set_aside", "altered")

    @admin.display(description="what")
    def said(self, told):
        return f"{told.loser_name} into {told.survivor_name}"

    @admin.display(description="when", ordering="at")
    def when(self, told):
        return clock_time(told.at)

    @admin.display(description="state")
    def state(self, told):
        return f"Undone {clock_time(told.undone_at)}" if told.undone_at else "Merged"

    def get_urls(self):
        undoing = path(
            "<path:object_id>/undo/", self.admin_site.admin_view(self.undo_view), name="films_merge_undo"
        )
        return [undoing, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may = can(request.user, model_for(obj.kind).merge_permission)
        context["may_undo"] = may and obj.can_be_undone_at(request.at)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def undo_view(self, request, object_id):
        told = self.get_queryset(request).filter(pk=number(object_id)).first()
        if told is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not can(request.user, model_for(told.kind).merge_permission):
            raise PermissionDenied
        page = reverse("admin:films_merge_change", args=[told.pk])
        if request.method == "POST":
            try:
                undo(told, by=request.user)
            except CannotMerge as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(
                    request, f"{told.loser_name} and {told.survivor_name} are two again, as they were."
                )
        return HttpResponseRedirect(page)
