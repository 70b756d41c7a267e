from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from accounts.admin_base import HalationAdmin, LimitedRelatedFilter
from accounts.policy import can
from reviews import workflow
from reviews.admin import (
    bulk,
    calendar,
    coming,
    commissioning,
    history,
    home,
    in_hand,
    later,
    lookups,
    moving,
    notes,
    previews,
    proposals,
    saving,
    the_bin,
    writing,
)
from reviews.admin.checks import checks
from reviews.admin.names import who_has
from reviews.admin.saved_views import SavedView
from reviews.admin.standing import StandingFilter, standing
from reviews.cards import know_directors
from reviews.forms.shelves import number
from reviews.models import Review, WorkingCopy


class Mine(admin.SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "Mine")]

    def queryset(self, request, queryset):
        return queryset.by_account(request.user) if self.value() == "mine" else queryset


class PieceList(ChangeList):
    """Asks once for the whole page what a row would ask for each."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = pieces = list(self.result_list)
        know_directors([review.main_film for review in pieces if review.main_film])
        prefetch_related_objects(pieces, "authorships__contributor")
        for review in pieces:
            review.standing = standing(review, request.at)
            review.has = who_has(review, request.user)
        versions = WorkingCopy.objects.filter(review__in=pieces).values_list("review", "version")
        known = dict(versions)
        for review in pieces:
            # A piece without a working copy gets its first, number 1, when somebody opens it.
            review.copy_version = known.get(review.pk, 1)


def gather_sections(request) -> None:
    """Many questions of one page turn on the sections that an editor is limited to: asked once."""
    prefetch_related_objects(
        [request.user._wrapped if hasattr(request.user, "_wrapped") else request.user], "sections"
    )


@admin.register(Review)
class ReviewAdmin(HalationAdmin):
    """Lists, rights and history of pieces. Adding and changing one is `writing.write`."""

    folded_search = ("folded",)
    search_help_text = "Half a word of a headline, a film or a name is enough."
    list_display = ("title", "film", "kind", "state", "in_hand", "writers", "section", "date")
    list_display_links = ("title",)
    list_filter = (SavedView, StandingFilter, Mine, "kind", ("section", LimitedRelatedFilter))
    ordering = ("-changed_at", "-pk")
    list_select_related = ("main_film", "section", "claimed_by")
    show_facets = admin.ShowFacets.NEVER

    def changelist_view(self, request, extra_context=None):
        context = {
            "title": "Pieces",
            "may_take_back": can(request.user, "reviews.take_back_review"),
            "may_arrange": can(request.user, "reviews.arrange_home"),
            "may_commission": can(request.user, "reviews.commission_review"),
            "may_do_in_bulk": can(request.user, "reviews.edit_others"),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def get_queryset(self, request):
        return super().get_queryset(request).defer("body", "folded", "folded_body")

    def get_changelist(self, request, **kwargs):
        return PieceList

    def has_delete_permission(self, request, obj=None):
        """Deleting is the bin: own drafts, and whatever who may empty desks points at."""
        if can(request.user, "reviews.bin_review", obj):
            return True
        return (
            obj is not None
            and obj.status == Review.Status.DRAFT
            and can(request.user, "reviews.change_review", obj)
        )

    def get_list_display(self, request):
        boxes = ("choose",) if can(request.user, "reviews.edit_others") else ()
        return (*boxes, *self.list_display)

    # What a row says

    @admin.display(description="choose")
    def choose(self, review):
        return bulk.tick(review)

    @admin.display(description="title", ordering="headline")
    def title(self, review):
        return str(review)

    @admin.display(description="film", ordering="main_film__sort_title")
    def film(self, review):
        return review.main_film.label if review.main_film else None

    @admin.display(description="state", ordering="status")
    def state(self, review):
        return review.standing

    @admin.display(description="in hand")
    def in_hand(self, review):
        """Who has it, and until when it was promised; of what is still on its way."""
        if review.status not in in_hand.UNPUBLISHED:
            return None
        due = f"Due {date_format(review.due_on, 'D j M')}" if review.due_on else ""
        return ". ".join(filter(None, [review.has[:1].upper() + review.has[1:], due])) or None

    @admin.display(description="by")
    def writers(self, review):
        return ", ".join(row.contributor.name for row in review.authorships.all()) or None

    @admin.display(description="date", ordering="changed_at")
    def date(self, review):
        """When it appeared or will; before that, when it was last changed."""
        return review.visible_from or review.changed_at

    # Pages of our own

    def get_urls(self):
        def page(address, view, name):
            def answer(request, *args, **named):
                gather_sections(request)
                return view(request, *args, **named)

            return path(address, self.admin_site.admin_view(answer), name=f"reviews_review_{name}")

        return [
            page("lookup/<slug:kind>/", lookups.lookup, "lookup"),
            page("suggested-tags/", lookups.suggested_tags, "suggested_tags"),
            page("new-film/", lookups.new_film, "new_film"),
            page("new-person/", lookups.new_person, "new_person"),
            page("checks/", require_POST(self.checks_view), "checks"),
            page("<int:pk>/checks/", require_POST(self.checks_view), "checks_of"),
            page("new-picture/", lookups.new_picture, "new_picture"),
            *history.pages(self),
            *proposals.pages(self),
            *later.pages(self),
            *saving.urls(self),
            *previews.urls(self),
            page("calendar/", partial(calendar.show, self), "calendar"),
            page("coming/", partial(coming.coming, self), "coming"),
            page("<path:object_id>/move/", partial(moving.move, self), "move"),
            page("notes/", self.open_notes_view, "open_notes"),
            page("<path:object_id>/notes/", self.notes_view, "notes"),
            page("<path:object_id>/colleagues/", partial(notes.whom_to_call, self), "colleagues"),
            page("bin/", partial(the_bin.show, self), "bin"),
            page("commission/", partial(commissioning.commission, self), "commission"),
            page("home/", partial(home.arrange, self), "home"),
            page("bulk/", partial(bulk.bulk, self), "bulk"),
            page("<int:pk>/do/<slug:name>/", partial(in_hand.act, self), "do"),
            *super().get_urls(),
        ]

    def checks_view(self, request, pk=None):
        return checks(self, request, pk)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        gather_sections(request)
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return writing.write(self, request, None)
        review = self.seen(request, object_id, "working_copy")
        if review is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return writing.write(self, request, review)

    def history_view(self, request, object_id, extra_context=None):
        review = self.seen(request, object_id)
        if review is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return history.listed(self, request, review)

    def notes_view(self, request, object_id):
        return notes.of_piece(self, request, object_id)

    def open_notes_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return notes.open_ones(self, request)

    def delete_view(self, request, object_id, extra_context=None):
        review = self.seen(request, object_id)
        if review is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_delete_permission(request, review):
            raise PermissionDenied
        if request.method == "POST":
            try:
                workflow.put_in_bin(review, by=request.user, version=number(request.POST.get("version")) or 0)
            except (workflow.WrongStep, workflow.Conflict) as refusal:
                messages.error(request, str(refusal))
                return HttpResponseRedirect(request.path)
            messages.success(request, f"“{review}” is in the bin.")
            return HttpResponseRedirect(reverse("admin:reviews_review_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Put this piece in the bin?",
            "subtitle": str(review),
            "opts": self.opts,
            "review": review,
            "is_live": review.is_live(request.at),
            "until": request.at + workflow.LISTED_FOR,
        }
        return TemplateResponse(request, "admin/reviews/review/put_in_bin.html", context)

    def seen(self, request, object_id: str, *together: str) -> Review | None:
        """The piece, when this person may see it; an id that is none of theirs is as good as none at all.

        `together`: what is read with it.
        """
        pk = number(unquote(object_id))
        rows = self.get_queryset(request).defer(None)
        rows = rows.select_related(*together) if together else rows
        return rows.filter(pk=pk).first() if pk else None
