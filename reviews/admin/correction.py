from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.admin_base import HalationAdmin
from accounts.policy import can
from pagecache.clock import now
from reviews import workflow
from reviews.forms.fields import Prose
from reviews.models import Correction
from reviews.models.review import belongs_to


class CorrectionForm(forms.ModelForm):
    text = Prose(2000, required=True, label="What was wrong, and what is right now")

    class Meta:
        model = Correction
        fields = ("review", "text")

    def clean_review(self):
        review = self.cleaned_data["review"]
        if not review.is_live(now()):
            raise ValidationError("Readers do not see this piece, so there is nothing to correct in public.")
        return review


@admin.register(Correction)
class CorrectionAdmin(HalationAdmin):
    """What was wrong and is right now, as readers see it below the piece. It stays as it was printed."""

    form = CorrectionForm
    search_fields = ("review__folded", "text")
    list_display = ("review", "made_at", "__str__")
    list_select_related = ("review",)
    autocomplete_fields = ("review",)
    ordering = ("-made_at", "-pk")

    def get_queryset(self, request):
        pieces = self.admin_site._registry[Correction.review.field.related_model].get_queryset(request)
        return super().get_queryset(request).filter(belongs_to(pieces))

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        review = obj.review
        if not can(request.user, "reviews.publish_review", review):
            raise PermissionDenied
        made = workflow.correct(review, by=request.user, version=review.version, text=obj.text)
        obj.pk, obj.made_at = made.pk, made.made_at
