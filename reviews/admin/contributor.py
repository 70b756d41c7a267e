from django.contrib import admin

from accounts.admin_base import HalationAdmin, HalationForm
from accounts.policy import can
from pagecache.changes import changed
from reviews.forms.fields import Handles
from reviews.models import Contributor, Review
from reviews.purging import keys_of_pieces


class ContributorForm(HalationForm):
    handles = Handles(help_text="A handle and its address, one pair a line: @ann https://example.org/@ann")


@admin.register(Contributor)
class ContributorAdmin(HalationAdmin):
    """Bylines. Which account writes under a pen name is for chief editors only, in lists, forms and searches."""

    form = ContributorForm
    cache_key = "contributor"
    folded_search = ("folded",)
    search_help_text = "Half a word of a name is enough."
    list_display = ("name", "role", "place", "status")
    list_filter = ("status",)
    ordering = ("sort_name", "pk")
    autocomplete_fields = ("portrait",)
    BYLINE = (
        "name",
        "sort_name",
        "role",
        "place",
        "pronouns",
        "bio",
        "portrait",
        "handles",
        "email",
        "status",
        "slug",
    )
    CHIEFS = ("masthead_position", "user", "is_pen_name", "publishes_own")
    show_facets = admin.ShowFacets.NEVER

    def get_fields(self, request, obj=None):
        if self._is_chief(request):
            return (*self.BYLINE, *self.CHIEFS, *(["standing"] if obj else []))
        may_change = can(request.user, "reviews.change_contributor", obj)
        return tuple(name for name in self.BYLINE if may_change or name != "email")

    def get_list_filter(self, request):
        return (*self.list_filter, "is_pen_name") if self._is_chief(request) else self.list_filter

    def get_readonly_fields(self, request, obj=None):
        return ("slug", "standing") if obj else ()

    @staticmethod
    def _is_chief(request) -> bool:
        return can(request.user, "reviews.see_pen_names")

    def after_save(self, request, instance):
        super().after_save(request, instance)
        # Cards say who wrote a piece, and an index of what is latest names everybody.
        changed("masthead", "latest", *keys_of_pieces(Review.objects.filter(authors=instance)))
