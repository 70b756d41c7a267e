from django.contrib import admin

from accounts.admin_base import HalationAdmin, HalationInline
from films.models import Award, Edition, Festival, FestivalSection, Selection
from pagecache.changes import changed


class Editions(HalationInline):
    model = Edition
    show_change_link = True


@admin.register(Festival)
class FestivalAdmin(HalationAdmin):
    cache_key = "festival"
    search_fields = ("name", "short_name", "city")
    list_display = ("name", "short_name", "city", "country")
    inlines = (Editions,)

    def after_save(self, request, festival):
        super().after_save(request, festival)
        changed("site")  # its name stands with every award, on any page

    def get_readonly_fields(self, request, obj=None):
        return ("slug",) if obj else ()


class Sections(HalationInline):
    model = FestivalSection
    shape = "one-line"
    fields = ("name", "position")


class LineUp(HalationInline):
    model = Selection
    shape = "one-line"
    autocomplete_fields = ("film", "section")


class Awards(HalationInline):
    model = Award
    shape = "one-line"
    autocomplete_fields = ("film", "person", "section")
    fields = ("name", "section", "film", "person", "shared")


@admin.register(Edition)
class EditionAdmin(HalationAdmin):
    """A festival's year: sections, line-up, prizes."""

    search_fields = ("festival__name", "festival__short_name", "year")
    list_display = ("__str__", "year", "starts_on", "ends_on")
    list_select_related = ("festival",)
    autocomplete_fields = ("festival",)
    inlines = (Sections, LineUp, Awards)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("festival")

    def save_related(self, request, form, formsets, change):
        films = self._films(form.instance)
        super().save_related(request, form, formsets, change)
        changed(
            f"festival:{form.instance.festival_id}",
            *(f"film:{pk}" for pk in films | self._films(form.instance)),
        )

    @staticmethod
    def _films(edition) -> set[int]:
        selected = Selection.objects.filter(edition=edition).values_list("film", flat=True)
        won = Award.objects.filter(edition=edition, film__isnull=False).values_list("film", flat=True)
        return {*selected, *won}


@admin.register(FestivalSection)
class FestivalSectionAdmin(HalationAdmin):
    """Only for choosing one; sections are made with their edition."""

    search_fields = ("name", "edition__festival__name", "edition__festival__short_name", "edition__year")
    list_display = ("name", "edition")
    list_select_related = ("edition__festival",)
    ordering = ("-edition_id", "position", "pk")
    autocomplete_fields = ("edition",)

    def has_module_permission(self, request):
        return False
