"""Reports at the desk: the list, the page of a case, and the buttons that decide it."""

import re

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.admin_base import HalationAdmin
from accounts.policy import can
from images.renditions import path_of
from moderation import admin_records, complaints, services  # noqa: F401 - the other screens register themselves
from moderation.case_page import CasePage, claimed_thing, drawn_width
from moderation.deadlines import time_left, urgency
from moderation.forms import DecisionForm
from moderation.models import Case
from pagecache.clock import now
from pagecache.responses import never_keep
from reviews.views.files import hand_over

State = Case.State
REFERENCE = re.compile(r"m-?(\d{4})-0*(\d{1,9})", re.IGNORECASE)

DONE = {
    "claim": "You have this case now.",
    "take_page_down": "The page is down. Letters to the writer and the reporter are on their way.",
    "hide_picture": "The picture is hidden wherever we used it. Letters to both sides are on their way.",
    "ask_for_what_is_missing": "The case waits for the reporter. A letter is on its way to them.",
    "refuse": "Rejected. A letter to the reporter is on its way.",
    "lift": "It is back as it was. Letters to the writer and the reporter are on their way.",
}


class Place(admin.SimpleListFilter):
    """Where a case stands, with how many stand there. Without a choice: what there is to do."""

    title = "where it stands"
    parameter_name = "place"
    PLACES = {
        "todo": ("To do", {State.RECEIVED, State.IN_REVIEW, State.COUNTER_CHECK, State.APPEAL_OPEN}),
        "waiting": (
            "Waiting",
            {State.UNCONFIRMED, State.NEEDS_INFO, State.AWAITING_CHANGE, State.ROUTED, State.CLOCK_RUNNING},
        ),
        "hidden": ("Acted on", {State.RESTRICTED, State.LEGAL_HOLD}),
        "closed": ("Closed", Case.CLOSED),
        "all": ("All", set(State)),
    }

    def lookups(self, request, model_admin):
        return [(place, words) for place, (words, _states) in self.PLACES.items()]

    def queryset(self, request, queryset):
        return queryset.filter(state__in=self.PLACES[self.chosen][1])

    @property
    def chosen(self) -> str:
        value = self.value() or ""
        return value if value in self.PLACES else "todo"

    def choices(self, changelist):
        counts = dict(Case.objects.order_by().values_list("state").annotate(Count("pk")))
        for place, (words, states) in self.PLACES.items():
            yield {
                "selected": place == self.chosen,
                "query_string": changelist.get_query_string({self.parameter_name: place}, ["p"]),
                "display": f"{words} {sum(counts.get(state, 0) for state in states)}",
            }


class Whose(admin.SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "Mine"), ("nobody", "Nobody’s")]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.filter(assigned_to=request.user)
        return queryset.filter(assigned_to=None) if self.value() == "nobody" else queryset


@admin.register(Case)
class CaseAdmin(HalationAdmin):
    """Cases come from the form and change by decisions: nobody adds, edits or deletes one here."""

    list_display = ("about", "kind", "reference", "left", "state", "assigned_to")
    list_display_links = ("about",)
    list_filter = (Place, Whose, "kind")
    list_select_related = ("review", "assigned_to")
    ordering = ("due_at", "pk")
    folded_search = ("review__folded",)
    search_help_text = "A reference, or half a word of a headline."
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_search_results(self, request, queryset, search_term):
        if found := REFERENCE.fullmatch(search_term.strip()):
            year, number = map(int, found.groups())
            return queryset.filter(year=min(year, 9999), number=number), False
        return super().get_search_results(request, queryset, search_term)

    # The list

    def get_list_display(self, request):
        if not can(request.user, "moderation.see_reporter"):
            return ["thing", *self.list_display[1:]]
        return [*self.list_display, "reporter"]

    def get_list_display_links(self, request, list_display):
        return list_display[:1]

    def get_queryset(self, request):
        rows = super().get_queryset(request).defer("review__body", "review__folded", "review__folded_body")
        return rows.prefetch_related("reports") if can(request.user, "moderation.see_reporter") else rows

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Reports"} | (extra_context or {}))

    @admin.display(description="about")
    def about(self, case):
        return claimed_thing(case, sees_reporter=True)

    @admin.display(description="about")
    def thing(self, case):
        return claimed_thing(case, sees_reporter=False)

    @admin.display(description="time left")
    def left(self, case):
        if case.decided_at:
            return None
        at = now()
        return format_html(
            '<span class="due {}">{}</span>', urgency(case.due_at, at), time_left(case.due_at, at)
        )

    @admin.display(description="from")
    def reporter(self, case):
        return next((report.name for report in case.reports.all() if report.name), "no name given")

    # A case

    def get_urls(self):
        def page(address, view, name):
            return path(address, self.admin_site.admin_view(view), name=f"moderation_case_{name}")

        return [
            page("complaints/", self.complaints, "complaints"),
            page("<int:pk>/decide/<slug:verb>/", require_POST(self.decide), "decide"),
            page("<int:pk>/picture/<str:key>.jpg", self.picture, "picture"),
            *super().get_urls(),
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None:
            raise PermissionDenied
        case = self.get_object(request, unquote(object_id))
        if case is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._show(request, case)

    def history_view(self, request, object_id, extra_context=None):
        return HttpResponseRedirect(reverse("admin:moderation_case_change", args=[object_id]))

    def decide(self, request, pk: int, verb: str):
        """One verb of `services`. Whatever stops it is said in words, and nothing typed is lost."""
        case = self._seen(request, pk)
        if verb not in DONE:
            raise Http404
        form = DecisionForm(request.POST, case=case, verb=verb)
        if not form.is_valid():
            return self._show(request, case, form, status=400 if form.has_error("version") else 200)
        try:
            getattr(services, verb)(case, by=request.user, **form.decision)
        except (services.Conflict, services.WrongStep) as error:
            form.add_error(None, str(error))
            return self._show(request, self._seen(request, pk), form, status=409)
        messages.success(request, DONE[verb])
        return HttpResponseRedirect(reverse("admin:moderation_case_change", args=[pk]))

    def complaints(self, request):
        """For writers, who do not see cases: what was complained of in their own work."""
        return never_keep(complaints.show(self.admin_site, request))

    def picture(self, request, pk: int, key: str):
        """A picture of the case for who decides it, whatever readers may see of it."""
        case = self._seen(request, pk)
        image = get_object_or_404(services.pictures_of(case), key=key)
        width = drawn_width(image)
        file = width and path_of(image, width, "jpg")
        if not file or not file.is_file():
            raise Http404
        return never_keep(hand_over(file, "image/jpeg"))

    def _seen(self, request, pk: int) -> Case:
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        return case

    def _show(self, request, case: Case, form: DecisionForm | None = None, status: int = 200):
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": str(case),
            "opts": self.opts,
            "page": CasePage(case, request.user, request.at),
            "case": case,
            "form": form,
        }
        return TemplateResponse(request, "admin/moderation/case/change_form.html", context, status=status)
