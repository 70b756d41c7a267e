from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, Q

from accounts.admin_base import HalationAdmin, HalationForm, HalationInline
from accounts.likelihood import Likely
from films.admin.listed import Listed
from films.models import Award, Credit, Film, Person
from films.signals import printed_otherwise
from films.vocabulary import IDENTIFIERS, Role
from pagecache.changes import changed

NAMED_FILMS = 3


class PersonForm(HalationForm):
    aliases = Listed(by_line=True, help_text="Other names, one a line.")

    class Meta:
        labels = IDENTIFIERS


class PersonList(ChangeList):
    """What the people of the whole page are known for, at once."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = people = list(self.result_list)
        known: dict[int, list[str]] = {person.pk: [] for person in people}
        roles: dict[int, dict[str, None]] = {person.pk: {} for person in people}
        credits = Credit.objects.filter(person__in=people).order_by("-film__year", "billing")
        for pk, role, title in credits.values_list("person", "role", "film__title")[:2000]:
            did = str(Role(role).label)
            roles[pk][did] = None
            said = f"{title} ({did.lower()})"
            if len(known[pk]) < NAMED_FILMS and said not in known[pk]:
                known[pk].append(said)
        for person in people:
            person.known_for = ", ".join(known[person.pk])
            person.roles = ", ".join(list(roles[person.pk])[:NAMED_FILMS])


class Doubles(admin.SimpleListFilter):
    """Of one name, and with a film in common, or with no film that could tell them apart."""

    title = "records"
    parameter_name = "doubles"

    def lookups(self, request, model_admin):
        return [("maybe", "Possible doubles")]

    def queryset(self, request, queryset):
        if self.value() != "maybe":
            return queryset
        others = (
            Person.objects.current().filter(folded_name=OuterRef("folded_name")).exclude(pk=OuterRef("pk"))
        )
        mine = Credit.objects.filter(person=OuterRef(OuterRef("pk"))).values("film")
        alike = others.filter(Q(credits__film__in=mine) | Q(credits=None))
        unknown = Q(Exists(others)) & ~Q(Exists(Credit.objects.filter(person=OuterRef("pk"))))
        return queryset.filter(Q(Exists(alike)) | unknown)


class Prizes(HalationInline):
    model = Award
    shape = "one-line"
    fields = readonly_fields = ("label", "film")
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Person)
class PersonAdmin(HalationAdmin):
    form = PersonForm
    cache_key = "person"
    folded_search = ("folded",)
    search_help_text = "Half a word of any of a person’s names is enough."
    list_display = ("name", "sort_name", "native_name", "roles", "known_for")
    list_filter = (Doubles,)
    show_facets = admin.ShowFacets.NEVER
    ordering = ("sort_name", "pk")
    inlines = (Prizes,)
    fields = (
        "name", "sort_name", "aliases", "native_name", "native_language", "slug", "wikidata_id", "imdb_id",
        "tmdb_id",
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).filter(Likely(Q(merged_into=None)))

    def get_ordering(self, request):
        # Doubles stand together.
        return ("folded_name", "pk") if request.GET.get("doubles") else self.ordering

    def get_changelist(self, request, **kwargs):
        return PersonList

    def get_readonly_fields(self, request, obj=None):
        return ("slug",) if obj else ()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        others = Person.objects.current().called(obj.name).exclude(pk=obj.pk)
        if not change and (other := others.first()):
            films = (
                ", ".join(other.credits.values_list("film__title", flat=True)[:NAMED_FILMS]) or "no film here"
            )
            messages.warning(
                request,
                f"There is another {other.name} ({films}). Two of one name are normal; merge them if not.",
            )

    def after_save(self, request, person):
        super().after_save(request, person)
        films = list({credit.film for credit in person.credits.select_related("film")})
        for film in films:
            film.refresh_names()
        # Everybody stands in an index of what is latest.
        changed("latest", *(f"film:{film.pk}" for film in films))
        if told_apart := [film.pk for film in films if film.shares_name_and_year]:
            printed_otherwise.send(Film, films=told_apart)  # by their director's name

    @admin.display(description="roles")
    def roles(self, person):
        return person.roles or None

    @admin.display(description="films")
    def known_for(self, person):
        return person.known_for or None
