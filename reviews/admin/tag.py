from django.contrib import admin
from django.db.models import Q
from taggit.admin import Tag as UnusedTag  # registered there, and used by nothing of ours

from accounts.admin_base import HalationAdmin
from reviews.admin.merging import Mergeable
from reviews.models import Tag

admin.site.unregister(UnusedTag)


class Sort(admin.SimpleListFilter):
    title = "what it is"
    parameter_name = "is"
    WHERE = {
        "theme": Q(film=None, person=None), "film": Q(film__isnull=False), "person": Q(person__isnull=False),
        "merged": Q(merged_into__isnull=False),
    }  # fmt: skip

    def lookups(self, request, model_admin):
        return [
            ("theme", "A theme"),
            ("film", "A film"),
            ("person", "A person"),
            ("merged", "Merged into another"),
        ]

    def queryset(self, request, queryset):
        return queryset.filter(self.WHERE[self.value()]) if self.value() in self.WHERE else queryset


@admin.register(Tag)
class TagAdmin(Mergeable, HalationAdmin):
    """Themes; a tag that is a film or a person is made from its film or person, and stays with it."""

    cache_key = "tag"
    folded_search = ("folded",)
    search_help_text = "Half a word is enough."
    list_display = ("name", "film", "person", "merged_into")
    list_select_related = ("film", "person", "merged_into")
    list_filter = (Sort,)
    ordering = ("name", "pk")
    fields = ("name", "description", "slug", "film", "person", "merged_into")
    show_facets = admin.ShowFacets.NEVER

    def get_readonly_fields(self, request, obj=None):
        return ("slug", "film", "person", "merged_into") if obj else ("film", "person", "merged_into")
