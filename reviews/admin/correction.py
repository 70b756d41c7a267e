from django import forms
from django.contrib import admin

from accounts.admin_base import HalationAdmin
from pagecache.clock import now
from reviews.models import Correction
from reviews.purging import keys_of
from reviews.unit import unit


class CorrectionForm(forms.ModelForm):
    class Meta:
        model = Correction
        fields = ("review", "text")


@admin.register(Correction)
class CorrectionAdmin(HalationAdmin):
    """What was wrong and is right now, as readers see it below the piece. Dated when it is made."""

    form = CorrectionForm
    search_fields = ("review__folded", "text")
    list_display = ("review", "made_at", "__str__")
    list_select_related = ("review",)
    autocomplete_fields = ("review",)
    ordering = ("-made_at", "-pk")

    def get_queryset(self, request):
        pieces = self.admin_site._registry[Correction.review.field.related_model].get_queryset(request)
        return super().get_queryset(request).filter(review__in=pieces.values("pk"))

    def get_readonly_fields(self, request, obj=None):
        return ("review",) if obj else ()

    def save_model(self, request, obj, form, change):
        with unit() as work:
            if not change:
                obj.made_at, obj.by = now(), request.user
            super().save_model(request, obj, form, change)
            work.record("correction.change" if change else "correction.make", by=request.user, obj=obj)
            work.changed(*keys_of(obj.review))
