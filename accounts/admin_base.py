"""What every admin screen of ours has in common: it shows and accepts only what its user may see."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.text import capfirst

from accounts.models import User
from accounts.policy import can
from accounts.text import fold
from pagecache.changes import changed

COUNT_UP_TO = 1000


class CappedPaginator(Paginator):
    """Counts at most a thousand rows: nobody turns to page 600, and counting them all costs every visit."""

    @cached_property
    def count(self):
        rows = self.object_list.order_by() if hasattr(self.object_list, "order_by") else self.object_list
        return rows[:COUNT_UP_TO].count() if hasattr(rows, "count") else len(rows)


class LimitedRelatedFilter(RelatedFieldListFilter):
    """A related filter that offers only rows which the user's own admin list would show."""

    def field_choices(self, field, request, model_admin):
        related = model_admin.admin_site._registry.get(field.remote_field.model)
        if related is None or not related.has_view_permission(request):
            return []
        return [(row.pk, str(row)) for row in related.get_queryset(request)[:200]]


class KnownAutocomplete(AutocompleteSelect):
    """Django's, which breaks when it has to show again an id that is no number or too large for one.

    The box that its script draws says what is chosen but not what is asked; ours adds that.
    """

    @property
    def media(self):
        return super().media + forms.Media(
            js=["admin/js/autocomplete.js", "admin-desk/autocomplete-names.js"]
        )

    def optgroups(self, name, value, attr=None):
        ids = [pk for pk in value if str(pk).isascii() and str(pk).isdecimal() and len(str(pk)) < 19]
        return super().optgroups(name, ids or [""], attr)


class InWords(RelatedFieldWidgetWrapper):
    """What can be done beside a choice, in words. What is chosen is changed and deleted on its own page."""

    template_name = "admin/widgets/related.html"

    def _render(self, template_name, context, renderer=None):
        return render_to_string(template_name, context)

    @classmethod
    def of(cls, wrapper: RelatedFieldWidgetWrapper) -> "InWords":
        widget = cls(
            wrapper.widget, wrapper.rel, wrapper.admin_site, wrapper.can_add_related, False, False,
            wrapper.can_view_related,
        )  # fmt: skip
        widget.attrs = wrapper.attrs
        return widget


class LimitedChoices:
    """Foreign keys and many-to-many fields accept only what the related admin's list shows this user."""

    # A browser's own calendar, in the words of who uses it.
    formfield_overrides: ClassVar[dict] = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and type(field.widget) is RelatedFieldWidgetWrapper:
            field.widget = InWords.of(field.widget)
        return field

    def _limited(self, db_field, request):
        related = self.admin_site._registry.get(db_field.remote_field.model)
        return related.get_queryset(request) if related is not None else None

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if (rows := self._limited(db_field, request)) is not None:
            kwargs.setdefault("queryset", rows)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KnownAutocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if (rows := self._limited(db_field, request)) is not None:
            kwargs.setdefault("queryset", rows)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class HalationForm(forms.ModelForm):
    def __init__(self, *args, **given):
        super().__init__(*args, **{"label_suffix": ""} | given)

    def _get_validation_exclusions(self):
        excluded = super()._get_validation_exclusions()
        # An address left empty is made from the name when the row is saved; it is not missing.
        if "slug" in self.fields and not self.cleaned_data.get("slug"):
            excluded.add("slug")
        return excluded


class HalationInline(LimitedChoices, admin.TabularInline):
    """Rows in which each field has its label, so that they wrap as they must. `shape`: "one-line" for rows that fit a
    line where there is room, with the labels above the first."""

    template = "admin/edit_inline/rows.html"
    shape = ""
    extra = 0


class HalationAdmin(LimitedChoices, admin.ModelAdmin):
    """Base of all our admin screens.

    `cache_key`: the kind of key that pages name for these rows ("film" for `film:12`); saving names it as
    changed. A queryset with `seen_by(user)` is limited by it everywhere. `folded_search`: columns that hold
    folded text, so that half a word without accents finds.
    """

    form: type[forms.ModelForm] = HalationForm
    cache_key: str | None = None
    folded_search: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator
    actions = None
    view_on_site = True

    def __init_subclass__(cls, **given):
        super().__init_subclass__(**given)
        # Django looks here, and nowhere else, whether a model can be searched for in a drop-down.
        cls.search_fields = cls.search_fields or cls.folded_search

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.seen_by(request.user) if hasattr(rows, "seen_by") else rows

    def get_search_fields(self, request):
        return self.folded_search or super().get_search_fields(request)

    def get_search_results(self, request, queryset, search_term):
        if not self.folded_search:
            return super().get_search_results(request, queryset, search_term)
        for word in fold(search_term.replace("\0", "")).split()[:8]:
            found = None
            for column in self.folded_search:
                condition = Q(**{f"{column}__contains": word})
                found = condition if found is None else found | condition
            queryset = queryset.filter(found)
        return queryset, False

    def has_view_permission(self, request, obj=None):
        return can(request.user, self._action("view"), obj) or can(request.user, self._action("change"), obj)

    def has_add_permission(self, request):
        return can(request.user, self._action("add"))

    def has_change_permission(self, request, obj=None):
        return can(request.user, self._action("change"), obj)

    def has_delete_permission(self, request, obj=None):
        return can(request.user, self._action("delete"), obj)

    def _action(self, verb: str) -> str:
        return f"{self.opts.app_label}.{verb}_{self.opts.model_name}"

    def changelist_view(self, request, extra_context=None):
        """Under its plain name: nobody selects a review to change."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, "subtitle": None} | (extra_context or {}))

    def history_view(self, request, object_id, extra_context=None):
        """What was done and when. Whose account it was is for those who see accounts: it can hide behind a pen name."""
        response = super().history_view(request, object_id, extra_context)
        if hasattr(response, "context_data") and not can(request.user, "accounts.view_user"):
            for entry in response.context_data["action_list"]:
                if entry.user_id != request.user.pk:
                    entry.user = User(username="A colleague")
        return response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"title": str(obj) if obj else f"New {self.opts.verbose_name}", "subtitle": None}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.after_save(request, form.instance)

    def delete_model(self, request, obj):
        key = f"{self.cache_key}:{obj.pk}"
        super().delete_model(request, obj)
        if self.cache_key:
            changed(key)

    def after_save(self, request, instance):
        """Rows and relations are saved, the transaction still open: say what pages must be made anew."""
        if self.cache_key:
            changed(f"{self.cache_key}:{instance.pk}")
