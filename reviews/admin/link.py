from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm

from accounts.admin_base import HalationAdmin
from pagecache.changes import changed
from reviews.models import OutsideLink


class LinkForm(ModelForm):
    class Meta:
        model = OutsideLink
        fields = ("url", "title", "source", "author", "language", "date", "film", "person", "position")

    def clean(self):
        given = super().clean()
        if not (given.get("film") or given.get("person") or self.instance.review_id):
            raise ValidationError("Say which film or person the link is about.")
        return given


@admin.register(OutsideLink)
class OutsideLinkAdmin(HalationAdmin):
    """ "Around the Internet". Links that came with a piece are changed there."""

    form = LinkForm
    search_fields = ("title", "source", "url")
    list_display = ("title", "source", "film", "person", "date")
    list_select_related = ("film", "person")
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("film", "person")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(review=None)

    def after_save(self, request, instance):
        super().after_save(request, instance)
        changed(*_keys(instance))

    def delete_model(self, request, obj):
        keys = _keys(obj)
        super().delete_model(request, obj)
        changed(*keys)


def _keys(link: OutsideLink) -> list[str]:
    return [f"{name}:{pk}" for name in ("film", "person") if (pk := getattr(link, f"{name}_id"))]
