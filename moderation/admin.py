"""Reports at the desk: the list, the page of a case, and the buttons that decide it."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.admin_base import HalationAdmin
from accounts.policy import can
from images.renditions import path_of
from moderation import papers, services
from moderation.desk import arranging, complaints, queue, records, saved_filters  # noqa: F401 - the other screens register themselves
from moderation.desk.acts import find
from moderation.desk.case_page import CasePage
from moderation.desk.forms import ActForm, moderators
from moderation.desk.pictures import drawn_width
from moderation.desk.private_files import UNREADABLE, as_attachment
from moderation.desk.rehearsing import rehearse
from moderation.desk.standing import Standing
from moderation.desk.whole_notice import repeat
from moderation.models import CannedReply, Case
from pagecache.clock import now
from pagecache.responses import never_keep
from reviews.unit import unit
from reviews.views.files import hand_over


@admin.register(Case)
class CaseAdmin(HalationAdmin):
    """Cases come from the form and change by decisions: nobody adds, edits or deletes one here."""

    list_display = ("__str__",)
    list_filter = (
        queue.InPlace, queue.Whose, queue.Due, "kind", queue.AtState, queue.Language, queue.Sender,
    )  # fmt: skip
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

    def has_view_permission(self, request, obj=None):
        if super().has_view_permission(request, obj):
            return True
        # A chief editor hides in need, where no moderator is free; of everything else they see nothing.
        is_chief = obj is not None and can(request.user, "reviews.withdraw_review")
        return is_chief and services.nobody_is_free(obj)

    def get_search_results(self, request, queryset, search_term):
        if found := queue.REFERENCE.fullmatch(search_term.strip()):
            year, number = map(int, found.groups())
            return queryset.filter(year=min(year, 9999), number=number), False
        return super().get_search_results(request, queryset, search_term)

    # The list

    def get_queryset(self, request):
        return queue.for_rows(super().get_queryset(request), request.user)

    def get_ordering(self, request):
        return ("-due_at", "-pk") if request.GET.get("place") == Case.Place.CLOSED else ("due_at", "pk")

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, {"title": "Reports"} | (extra_context or {}))
        if cl := getattr(response, "context_data", {}).get("cl"):
            here = next(spec.chosen for spec in cl.filter_specs if isinstance(spec, queue.InPlace))
            rows = queue.rows(list(cl.result_list), request.user, request.at)
            decides = can(request.user, "moderation.decide_case")
            query = saved_filters.query_of(request.GET)
            saved = saved_filters.saved_by(request.user, query)
            response.context_data |= {
                "saved": saved,
                "new_filter": "" if any(one.is_here for one in saved) else query,
                "tabs": queue.tabs(here),
                "rows": rows,
                "decides": decides,
                "colleagues": moderators() if decides else [],
                "undo": services.spam_to_undo(request.at) if decides else [],
            }
        return response

    # A case

    def get_urls(self):
        def page(address, view, name):
            return path(address, self.admin_site.admin_view(view), name=f"moderation_case_{name}")

        return [
            page("complaints/", self.complaints, "complaints"),
            page("enter/", arranging.of(self, arranging.enter), "enter"),
            page("bulk/", require_POST(arranging.of(self, arranging.bulk)), "bulk"),
            page("bulk/undo/", require_POST(arranging.of(self, arranging.undo)), "bulk_undo"),
            page("filters/keep/", require_POST(arranging.of(self, saved_filters.keep)), "keep_filter"),
            page(
                "filters/<int:pk>/remove/",
                require_POST(arranging.of(self, saved_filters.remove)),
                "remove_filter",
            ),
            page("<int:pk>/decide/<slug:verb>/", require_POST(self.decide), "decide"),
            page(
                "<int:pk>/arrange/<slug:verb>/",
                require_POST(arranging.of(self, arranging.arrange)),
                "arrange",
            ),
            page("<int:pk>/picture/<str:key>.jpg", self.picture, "picture"),
            page("<int:pk>/paper/<int:paper>/", require_safe(self.paper), "paper"),
            *super().get_urls(),
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None:
            raise PermissionDenied
        case = self.get_object(request, unquote(object_id))
        if case is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self.show(request, case, verb=request.GET.get("act", ""))

    def history_view(self, request, object_id, extra_context=None):
        return HttpResponseRedirect(reverse("admin:moderation_case_change", args=[object_id]))

    def decide(self, request, pk: int, verb: str):
        """One act of `desk.acts`: first what it would do, then, confirmed, the act itself.

        Whatever stops it is said in words, and nothing typed is lost.
        """
        case = self.seen(request, pk)
        if verb == "claim":
            return self._claim(request, case)
        act = arranging.known(verb)
        form = ActForm(request.POST, act=act, standing=Standing(case, now()))
        if not form.is_valid() or "change" in request.POST:
            status = 400 if form.has_error("version") else 200
            return self.show(request, case, form, verb=verb, status=status)
        chosen, confirmed = dict(form.given), request.POST.get("confirmed")
        try:
            if not confirmed:
                seen = rehearse(
                    lambda: self._do_all(request, case, form, chosen),
                    self.seen(request, pk),
                    [other for other, _version in form.others],
                    request,
                )
                return self._confirm(request, self.seen(request, pk), form, seen)
            left = self._do_all(request, case, form, chosen)
        except (services.Conflict, services.WrongStep, PermissionDenied) as error:
            # What the verb wrote of it was undone with the rest.
            arranging.note_attempt(self.seen(request, pk), verb, request.user, error)
            if isinstance(error, PermissionDenied):
                raise
            form.add_error(None, str(error))
            return self.show(request, self.seen(request, pk), form, verb=verb, status=409)
        messages.success(request, act.done)
        if done := len(form.others) - len(left):
            messages.success(request, f"The same for {done} more of the notice.")
        arranging.name_skipped(request, left)
        return HttpResponseRedirect(reverse("admin:moderation_case_change", args=[pk]))

    def complaints(self, request):
        """For writers, who do not see cases: what was complained of in their own work."""
        return never_keep(complaints.show(self.admin_site, request))

    def _do(self, request, case: Case, form: ActForm, given: dict) -> None:
        with unit() as work:
            getattr(services, form.act.verb)(case, by=request.user, **given)
            if answer := form.answer:
                work.record(
                    "case.reply", by=request.user, obj=case, reference=case.reference, from_state=case.state,
                    to_state=case.state, answer=answer.pk, version=answer.version,
                )  # fmt: skip

    def _do_all(self, request, case: Case, form: ActForm, given: dict) -> list[tuple[Case, str]]:
        """This case, and those of the same notice that were ticked. Returns those that stay as they are, and why."""
        self._do(request, case, form, given)
        return repeat(
            form.others, given, lambda other, theirs: self._do(request, other, form, theirs),
            lambda other, error: arranging.note_attempt(other, form.act.verb, request.user, error),
        )  # fmt: skip

    def _claim(self, request, case: Case):
        version = request.POST.get("version", "")
        seen = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
        return arranging.said(
            self, request, case, lambda: services.claim(case, by=request.user, version=seen),
            "You have this case now.",
        )  # fmt: skip

    def picture(self, request, pk: int, key: str):
        """A picture of the case for who decides it, whatever readers may see of it."""
        case = self.seen(request, pk)
        image = get_object_or_404(services.pictures_of(case), key=key)
        width = drawn_width(image)
        file = width and path_of(image, width, "jpg")
        if not file or not file.is_file() or case.kind == Case.Kind.CHILD_SAFETY:
            raise Http404
        return never_keep(hand_over(file, "image/jpeg"))

    def paper(self, request, pk: int, paper: int):
        """What came with the case, to be saved and never shown: for who may know its sender, and the log says so."""
        case = self.seen(request, pk)
        chosen = get_object_or_404(case.papers.kept(), pk=paper)
        services.note_reading(chosen, by=request.user)
        file = papers.bytes_of(chosen)
        if file is None:
            return self.show(request, case, trouble=f"“{chosen}” cannot be read: {UNREADABLE}", status=404)
        return as_attachment(file, papers.name_to_save_as(chosen), papers.CONTENT_TYPES[chosen.kind])

    def seen(self, request, pk: int) -> Case:
        case = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        return case

    def show(self, request, case: Case, form=None, *, verb: str = "", trouble: str = "", status: int = 200):
        """The page of a case, with the form of one act open in it."""
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        if can(request.user, "moderation.see_reporter"):
            services.note_sight(case, by=request.user)
        page = CasePage(case, request.user, request.at, request.GET.get("look", ""))
        chosen = find(case, request.user, request.at, verb) if verb else None
        if form is None and chosen and not chosen.why_not:
            form = ActForm(act=chosen.act, standing=page.standing)
            form.begin_as(request.GET.get("as", ""))
        is_open = form is not None and chosen is not None and not chosen.why_not
        context = self._context(request, case) | {
            "page": page,
            "form": form,
            "open": is_open,
            "lost": form.typed if form and not is_open else "",
            "trouble": trouble,
        }
        return TemplateResponse(request, "admin/moderation/case/change_form.html", context, status=status)

    def _confirm(self, request, case: Case, form: ActForm, seen):
        context = self._context(request, case) | {
            "act": form.act,
            "form": form,
            "seen": seen,
            "sees_reporter": can(request.user, "moderation.see_reporter", case),
        }
        return TemplateResponse(request, "admin/moderation/case/confirm.html", context)

    def _context(self, request, case: Case) -> dict:
        return {
            **self.admin_site.each_context(request),
            "title": str(case),
            "opts": self.opts,
            "case": case,
        }


@admin.register(CannedReply)
class CannedReplyAdmin(HalationAdmin):
    """Answers that stand ready. Lead moderators write them; a change is a new version."""

    list_display = ("name", "act", "kind", "language", "version")
    list_filter = ("act", "language")
    fields = ("key", "act", "kind", "language", "body")

    @admin.display(description="name", ordering="key")
    def name(self, reply):
        return reply.key.replace("-", " ")

    def get_queryset(self, request):
        return super().get_queryset(request).current()

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ("key", "act", "language") if obj else ()

    def save_model(self, request, reply, form, change):
        """What was sent can be read for good: the old version stays, and this becomes the next."""
        reply.written_by, reply.written_at = request.user, now()
        versions = CannedReply.objects.filter(key=reply.key, language=reply.language)
        reply.pk, reply.version = None, (versions.aggregate(last=Max("version"))["last"] or 0) + 1
        reply._state.adding = True
        reply.save(force_insert=True)
        with unit() as work:
            work.record("reply.write", by=request.user, obj=reply, version=reply.version)
