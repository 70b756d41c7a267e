from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.admin_base import HalationAdmin, LimitedRelatedFilter
from accounts.policy import can
from reviews import workflow
from reviews.admin import lookups, saving, writing
from reviews.admin.names import who
from reviews.admin.standing import StandingFilter, standing
from reviews.cards import know_directors
from reviews.forms.shelves import number
from reviews.models import Review

REVISIONS_SHOWN = BINNED_SHOWN = 100


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


@admin.register(Review)
class ReviewAdmin(HalationAdmin):
    """Lists, rights and history of pieces. Adding and changing one is `writing.write`."""

    folded_search = ("folded",)
    search_help_text = "Half a word of a headline, a film or a name is enough."
    list_display = ("title", "film", "kind", "state", "writers", "section", "date")
    list_filter = (StandingFilter, Mine, "kind", ("section", LimitedRelatedFilter))
    ordering = ("-changed_at", "-pk")
    list_select_related = ("main_film", "section")
    show_facets = admin.ShowFacets.NEVER

    def changelist_view(self, request, extra_context=None):
        context = {"title": "Pieces", "may_empty_desks": can(request.user, "reviews.bin_review")}
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

    # What a row says

    @admin.display(description="title", ordering="headline")
    def title(self, review):
        return str(review)

    @admin.display(description="film", ordering="main_film__sort_title")
    def film(self, review):
        return review.main_film.label if review.main_film else None

    @admin.display(description="state", ordering="status")
    def state(self, review):
        return review.standing

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
            return path(address, self.admin_site.admin_view(view), name=f"reviews_review_{name}")

        return [
            page("lookup/<slug:kind>/", lookups.lookup, "lookup"),
            page("suggested-tags/", lookups.suggested_tags, "suggested_tags"),
            page("new-film/", lookups.new_film, "new_film"),
            page("new-picture/", lookups.new_picture, "new_picture"),
            page("bin/", self.bin_view, "bin"),
            *saving.urls(self),
            *super().get_urls(),
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return writing.write(self, request, None)
        review = self.seen(request, object_id)
        if review is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return writing.write(self, request, review)

    def history_view(self, request, object_id, extra_context=None):
        review = self.seen(request, object_id)
        if review is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        revisions = review.revisions.select_related("created_by").defer("state")[:REVISIONS_SHOWN]
        context = {
            **self.admin_site.each_context(request),
            "title": "History",
            "subtitle": str(review),
            "opts": self.opts,
            "review": review,
            "revisions": [
                (revision, who(revision.created_by, review, request.user)) for revision in revisions
            ],
        }
        return TemplateResponse(request, "admin/reviews/review/history.html", context)

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
        }
        return TemplateResponse(request, "admin/reviews/review/put_in_bin.html", context)

    def bin_view(self, request):
        """What was put in the bin, newest first, and the way out of it."""
        if not can(request.user, "reviews.bin_review"):
            raise PermissionDenied
        binned = Review.objects.exclude(deleted_at=None).in_sections_of(request.user)
        if request.method == "POST":
            review = binned.filter(pk=number(request.POST.get("piece"))).first()
            try:
                if review is not None:
                    workflow.take_from_bin(
                        review, by=request.user, version=number(request.POST.get("version")) or 0
                    )
                    messages.success(request, f"“{review}” is back where it was.")
            except workflow.Conflict as refusal:
                messages.error(request, str(refusal))
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": "Bin",
            "opts": self.opts,
            "pieces": binned.defer("body", "folded", "folded_body").order_by("-deleted_at", "-pk")[
                :BINNED_SHOWN
            ],
        }
        return TemplateResponse(request, "admin/reviews/review/bin.html", context)

    def seen(self, request, object_id: str) -> Review | None:
        """The piece, when this person may see it; an id that is none of theirs is as good as none at all."""
        pk = number(unquote(object_id))
        return self.get_queryset(request).defer(None).filter(pk=pk).first() if pk else None
