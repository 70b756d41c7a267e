"""Making a film where one stands: in the library, or in the middle of a sentence about it."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.text import CleanFormField
from films.models import Credit, Film, Person
from films.models.film import FIRST_YEAR, LAST_YEAR
from films.vocabulary import Role
from pagecache.changes import changed


def guard_against_doubles(title: str, year: int | None, why_another: str) -> None:
    """Raise ValidationError when the library seems to have the film already and nobody says why this is another."""
    if why_another:
        return
    double = Film.objects.likely_doubles(title, year).order_by("year", "pk").first()
    if double is None:
        return
    directors = double.credits.filter(role=Role.DIRECTOR).billed()[:2]
    by = " and ".join(credit.person.name for credit in directors)
    raise ValidationError(
        "There is already %(film)s%(by)s. Use it, or say why this is another film.",
        code="double",
        params={"film": double.label, "by": f" by {by}" if by else "", "pk": double.pk},
    )


class Year(forms.IntegerField):
    """A year in which there can have been a film."""

    def __init__(self, **given):
        super().__init__(**{"required": False, "min_value": FIRST_YEAR, "max_value": LAST_YEAR} | given)
        sentence = f"Write a year between {FIRST_YEAR} and {LAST_YEAR}."
        for validator in self.validators:
            validator.message = sentence
        self.error_messages["invalid"] = sentence


class NewFilmForm(forms.Form):
    """A film of which only the title is known, and perhaps year and director."""

    title = CleanFormField(max_length=300, error_messages={"required": "A film needs a title."})
    year = Year()
    director = CleanFormField(max_length=200, required=False)
    why_another = CleanFormField(max_length=300, required=False)

    def clean_director(self):
        name = self.cleaned_data["director"]
        if name and Person.objects.current().called(name).count() > 1:
            raise ValidationError(
                "More than one person is called %(name)s. Leave the director empty here and choose on the film’s page.",
                params={"name": name},
            )
        return name

    def clean(self):
        given = self.cleaned_data
        if "title" in given and "year" in given:
            try:
                guard_against_doubles(given["title"], given["year"], given.get("why_another", ""))
            except ValidationError as double:
                self.add_error("why_another", double)
        return given

    @transaction.atomic
    def save(self) -> Film:
        """The film, its director's credit, and the director when nobody of that name was there."""
        given = self.cleaned_data
        film = Film(title=given["title"], year=given["year"], why_another=given["why_another"])
        film.save()
        if given["director"]:
            name = given["director"]
            person = Person.objects.current().called(name).first() or Person.objects.create(name=name)
            Credit.objects.create(film=film, person=person, role=Role.DIRECTOR)
            changed(f"person:{person.pk}")
        film.refresh_names()
        changed(f"film:{film.pk}")
        return film


class NewPersonForm(forms.Form):
    """A person of whom only the name is known. Two people of one name are normal, but never by accident."""

    name = CleanFormField(max_length=200, error_messages={"required": "A person needs a name."})
    is_another = forms.BooleanField(required=False)

    def clean(self):
        given = self.cleaned_data
        if "name" in given and not given["is_another"]:
            there = Person.objects.current().called(given["name"]).order_by("pk").first()
            if there is not None:
                known = there.credits.select_related("film").order_by("-film__year", "billing").first()
                as_what = f", {known.get_role_display().lower()} of {known.film.label}" if known else ""
                self.add_error(
                    "is_another",
                    ValidationError(
                        "There is already %(name)s%(as_what)s. Use them, or say that this is somebody else.",
                        code="double",
                        params={"name": there.name, "as_what": as_what, "pk": there.pk},
                    ),
                )
        return given

    @transaction.atomic
    def save(self) -> Person:
        person = Person.objects.create(name=self.cleaned_data["name"])
        changed(f"person:{person.pk}")
        return person
