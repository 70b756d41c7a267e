from collections import Counter

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html

from accounts.admin_base import HalationAdmin, HalationForm, HalationInline
from accounts.likelihood import Likely
from films.admin.listed import Listed, country, language
from films.admin.said import said_of
from films.forms import guard_against_doubles
from films.models import AlternativeTitle, Award, Credit, Film, Release, Selection
from films.signals import printed_otherwise
from films.vocabulary import IDENTIFIERS, Role
from images import colour
from pagecache.changes import changed
from pagecache.clock import now

LONGEST = 15_000  # minutes: ten days
MAKERS = (Role.DIRECTOR, Role.CREATOR)
COUNTED_UP_TO, ROWS_COUNTED = 200, 4000
THUMBNAIL = 96  # CSS pixels
PRINTED_IN_LISTS = ("title", "title_language", "year", "slug", "hue", "saturation", "shares_name_and_year")


class FilmForm(HalationForm):
    countries = Listed(check=country, help_text="Two-letter codes, main country first: BE, FR.")
    languages = Listed(check=language, help_text="Language tags, main language first: nl, zh-Hant.")
    colour = forms.CharField(
        required=False, max_length=7, help_text="Like #3d5c17. Left empty: taken from the key still."
    )

    class Meta:
        labels = IDENTIFIERS

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        film = self.instance
        if film.colour_by_hand and film.hue is not None:
            self.initial["colour"] = colour.palette(film.hue, film.saturation).film

    def clean_colour(self):
        given = self.cleaned_data["colour"].strip()
        if given and "colour" in self.changed_data:
            self.by_hand = colour.from_hand(given)
        return given

    def clean_runtime(self):
        minutes = self.cleaned_data["runtime"]
        if minutes is not None and not 0 < minutes <= LONGEST:
            raise ValidationError(f"A running time lies between 1 and {LONGEST:,} minutes.")
        return minutes

    def clean(self):
        given = super().clean()
        if self.instance._state.adding and "title" in given and "year" in given:
            try:
                guard_against_doubles(given["title"], given["year"], given.get("why_another", ""))
            except ValidationError as double:
                self.add_error("why_another", double)
        return given

    def save(self, commit=True):
        film = self.instance
        if "colour" in self.changed_data:
            film.colour_by_hand = bool(self.cleaned_data["colour"])
            if film.colour_by_hand:
                film.hue, film.saturation = self.by_hand
        if not film.colour_by_hand:
            still = film.key_still
            film.hue, film.saturation = (still.hue, still.saturation) if still else (None, None)
        return super().save(commit)


class AlternativeTitles(HalationInline):
    model = AlternativeTitle
    shape = "one-line"
    fields = ("title", "language")


class Credits(HalationInline):
    model = Credit
    shape = "one-line"
    autocomplete_fields = ("person",)
    fields = ("person", "role", "character", "billing")


class Releases(HalationInline):
    model = Release
    fields = (
        "date",
        "precision",
        "medium",
        "territory",
        "city",
        "venue",
        "distributor",
        "source",
        "checked_on",
    )


class Selections(HalationInline):
    model = Selection
    shape = "one-line"
    autocomplete_fields = ("edition", "section")


class Awards(HalationInline):
    model = Award
    shape = "one-line"
    autocomplete_fields = ("edition", "section", "person")
    fields = ("name", "edition", "section", "person", "shared")


class FilmList(ChangeList):
    """Directors and pieces of the whole page at once."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = films = list(self.result_list)
        makers = Credit.objects.filter(role__in=MAKERS).billed()
        prefetch_related_objects(films, Prefetch("credits", makers, to_attr="makers"))
        public = Film.objects.filter(
            pk__in=[film.pk for film in films], subjects__visible_from__lte=request.at
        )
        rows = list(public.order_by().values_list("pk", flat=True)[:ROWS_COUNTED])
        pieces = Counter(rows)
        for film in films:
            film.director_surname = film.makers[0].person.surname if film.makers else ""
            number = pieces[film.pk]
            film.pieces = f"{COUNTED_UP_TO}+" if number > COUNTED_UP_TO else number
        told = said_of([film.pk for film in films], request.at)
        for film in films:
            film.told = told.get(film.pk, "")


class Missing(admin.SimpleListFilter):
    title = "what is missing"
    parameter_name = "missing"
    WHERE = {
        "year": Q(year=None),
        "still": Q(key_still=None),
        "director": ~Q(credits__role__in=MAKERS),
    }

    def lookups(self, request, model_admin):
        return [("director", "No director"), ("year", "No year"), ("still", "No key still")]

    def queryset(self, request, queryset):
        return queryset.filter(self.WHERE[self.value()]) if self.value() in self.WHERE else queryset


class Doubles(admin.SimpleListFilter):
    """Of one title, whatever its case and accents, and no more than a year apart."""

    title = "records"
    parameter_name = "doubles"

    def lookups(self, request, model_admin):
        return [("maybe", "Possible doubles")]

    def queryset(self, request, queryset):
        if self.value() != "maybe":
            return queryset
        others = (
            Film.objects.current().filter(folded_title=OuterRef("folded_title")).exclude(pk=OuterRef("pk"))
        )
        near = others.filter(year__gte=OuterRef("year") - 1, year__lte=OuterRef("year") + 1)
        alike = Q(Exists(near)) | Q(Exists(others.filter(year=None))) | Q(Exists(others), year=None)
        return queryset.filter(alike)


@admin.register(Film)
class FilmAdmin(HalationAdmin):
    form = FilmForm
    cache_key = "film"
    folded_search = ("folded",)
    search_help_text = "Half a word of a title or a director is enough."
    list_display = ("titled", "original_title", "year", "directors", "form", "still", "pieces", "at_the_desk")
    list_filter = (Missing, Doubles, "form")
    list_select_related = ("key_still",)
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("poster", "key_still", "part_of")
    inlines = (Credits, Releases, AlternativeTitles, Selections, Awards)
    show_facets = admin.ShowFacets.NEVER
    fieldsets = (
        (None, {"fields": ("title", "year", "form", "why_another", "key_still", "poster", "swatch", "at_the_desk")}),
        ("Facts", {"fields": ("countries", "languages", "runtime", "aspect_ratio", "synopsis", "part_of", "colour")}),
        (
            "Names",
            {
                "classes": ["collapse"],
                "fields": (
                    "title_language", "original_title", "original_title_language", "sort_title", "slug",
                    "wikidata_id", "imdb_id", "tmdb_id",
                ),
            },
        ),
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).filter(Likely(Q(merged_into=None)))

    def get_ordering(self, request):
        # Doubles stand together.
        return ("folded_title", "year", "pk") if request.GET.get("doubles") else self.ordering

    def get_changelist(self, request, **kwargs):
        return FilmList

    def get_fieldsets(self, request, obj=None):
        """Why it is another film is asked first of a new one, of which there is nothing to show yet."""
        (first, head), facts, (names, rest) = super().get_fieldsets(request, obj)
        left_out = {"why_another"} if obj else {"swatch", "at_the_desk"}
        kept = tuple(name for name in head["fields"] if name not in left_out)
        last = (*rest["fields"], "why_another") if obj else rest["fields"]
        return [(first, head | {"fields": kept}), facts, (names, rest | {"fields": last})]

    def get_readonly_fields(self, request, obj=None):
        # An address that readers may have: only merging and renaming with a redirect may change it.
        return ("swatch", "at_the_desk", "slug") if obj else ("swatch", "at_the_desk")

    def save_model(self, request, obj, form, change):
        obj.was = Film.objects.filter(pk=obj.pk).values("folded_title", "year").first() if change else None
        obj.printed = self._printed(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        people = self._people(form.instance)
        super().save_related(request, form, formsets, change)
        changed(*(f"person:{pk}" for pk in people | self._people(form.instance)))

    def after_save(self, request, film):
        """Its search text, and the labels of all films that share or shared its name and year."""
        super().after_save(request, film)
        film.refresh_names()
        if film.was and (once := Film.objects.current().filter(**film.was).first()):
            once.refresh_names()
        near = Q(folded_title=film.folded_title) | (Q(**film.was) if film.was else Q())
        relabelled = list(Film.objects.current().filter(near).values_list("pk", flat=True)[:50])
        changed(*(f"film:{pk}" for pk in relabelled))
        if film.printed != self._printed(film):
            printed_otherwise.send(Film, films=[film.pk, *relabelled])

    @staticmethod
    def _printed(film) -> tuple | None:
        return Film.objects.filter(pk=film.pk).values_list(*PRINTED_IN_LISTS).first()

    @staticmethod
    def _people(film) -> set[int]:
        return set(Credit.objects.filter(film=film).values_list("person", flat=True))

    @admin.display(description="title", ordering="sort_title")
    def titled(self, film):
        return film.label

    @admin.display(description="by")
    def directors(self, film):
        return ", ".join(credit.person.name for credit in film.makers) or None

    @admin.display(description="pieces")
    def pieces(self, film):
        return film.pieces or None

    @admin.display(description="at the desk")
    def at_the_desk(self, film):
        """Who has been asked to write about it."""
        told = (
            film.told if hasattr(film, "told") else said_of([film.pk] if film.pk else [], now()).get(film.pk)
        )
        return told or None

    @admin.display(description="key still")
    def still(self, film):
        """Small and whole."""
        return self._drawn(film.key_still, THUMBNAIL)

    @staticmethod
    def _drawn(still, width: int):
        widths = still.renditions.get("jpeg") if still else None
        if not widths:
            return None
        drawn = min((each for each in widths if each >= width), default=max(widths))
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
            reverse("admin:admin-picture", args=[still.key, drawn, "jpg"]),
            width,
            max(1, round(width * still.height / still.width)),
            still.alt,
        )

    @admin.display(description="picture and colour")
    def swatch(self, film):
        """The key still, and the film's colour on light and on dark paper."""
        colours = colour.palette(film.hue, film.saturation)
        swatches = format_html(
            '<svg width="96" height="40" role="img" aria-label="The film’s colours">'
            '<rect width="48" height="40" fill="{}"/><rect x="48" width="48" height="40" fill="{}"/></svg>',
            colours.film,
            colours.film_deep,
        )
        still = film.key_still
        widths = still.renditions.get("jpeg") if still else None
        if not widths:
            return swatches
        width = min(widths)
        address = reverse("admin:admin-picture", args=[still.key, width, "jpg"])
        height = max(1, round(240 * still.height / still.width))
        return format_html(
            '<img src="{}" width="240" height="{}" alt="{}"> {}', address, height, still.alt, swatches
        )
