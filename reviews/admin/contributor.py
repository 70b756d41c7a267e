import re

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from accounts.admin_base import HalationAdmin, HalationForm
from accounts.policy import can
from accounts.text import clean_line, refuse_unstorable
from reviews.models import Contributor

ADDRESS = re.compile(r"https?://[^\s<>\"]+$", re.IGNORECASE)


class Handles(forms.CharField):
    """Pairs of a handle and its address, one pair a line."""

    def __init__(self, **given):
        super().__init__(**{"required": False, "widget": forms.Textarea(attrs={"rows": 3})} | given)
        self.validators = []

    def prepare_value(self, value):
        return "\n".join(" ".join(pair) for pair in value) if isinstance(value, list) else value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        refuse_unstorable(value or "")
        lines = [line for raw in (value or "").splitlines() if (line := clean_line(raw))]
        return [self._pair(line) for line in lines[:20]]

    @staticmethod
    def _pair(line: str) -> list[str]:
        handle, _, address = line.rpartition(" ")
        if not handle or not ADDRESS.match(address) or len(line) > 300:
            raise ValidationError(
                f"“{line[:60]}”: write a handle, a space and its address, like “@ann https://example.org/@ann”."
            )
        return [handle, address]

    def has_changed(self, initial, data):
        try:
            return (initial or []) != self.to_python(data)
        except ValidationError:
            return True


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
    CHIEFS = ("user", "is_pen_name", "publishes_own")
    show_facets = admin.ShowFacets.NEVER

    def get_fields(self, request, obj=None):
        if self._is_chief(request):
            return (*self.BYLINE, *self.CHIEFS)
        may_change = can(request.user, "reviews.change_contributor", obj)
        return tuple(name for name in self.BYLINE if may_change or name != "email")

    def get_list_filter(self, request):
        return (*self.list_filter, "is_pen_name") if self._is_chief(request) else self.list_filter

    def get_readonly_fields(self, request, obj=None):
        return ("slug",) if obj else ()

    @staticmethod
    def _is_chief(request) -> bool:
        return can(request.user, "reviews.see_pen_names")
