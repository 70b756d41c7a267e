from django import forms
from django.contrib import admin

from accounts.admin_base import HalationAdmin
from pagecache.changes import changed
from reviews.models import Section


@admin.register(Section)
class SectionAdmin(HalationAdmin):
    cache_key = "section"
    search_fields = ("name",)
    list_display = ("name", "slug", "in_menu", "position")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        # Boxes to tick: a magazine has a handful of editors, and Django's two lists need a mouse.
        return super().formfield_for_manytomany(
            db_field, request, **{"widget": forms.CheckboxSelectMultiple} | kwargs
        )

    def get_readonly_fields(self, request, obj=None):
        return ("slug",) if obj else ()

    def after_save(self, request, instance):
        super().after_save(request, instance)
        changed("site")  # sections stand in every masthead
