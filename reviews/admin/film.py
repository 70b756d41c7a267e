"""Films and people as the desk sees them: with the ways to merge them."""

from django.contrib import admin

from films.admin import FilmAdmin, PersonAdmin
from films.models import Film, Person
from reviews.admin.merging import Mergeable

admin.site.unregister([Film, Person])


@admin.register(Film)
class FilmDesk(Mergeable, FilmAdmin):
    pass


@admin.register(Person)
class PersonDesk(Mergeable, PersonAdmin):
    pass
