"""Films and people as the desk sees them: with their stills, and with the ways to merge them."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from accounts.policy import can
from films.admin import FilmAdmin, PersonAdmin
from films.models import Film, Person
from films.stills import take_stills
from images.admin import UploadForm
from images.models import Basis
from reviews.admin.merging import Mergeable
from reviews.forms.fields import Line
from reviews.forms.shelves import number

STILLS_SHOWN = 60
admin.site.unregister([Film, Person])


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class Files(forms.Field):
    """Any number of files, one at least; each is looked at where it is taken in."""

    def validate(self, value):
        if not value:
            raise forms.ValidationError("Choose a file.")


class StillsForm(forms.Form):
    """What is said once for all of them. What each shows is asked where it is used."""

    stills = Files(
        label="Files",
        widget=ManyFiles(attrs={"accept": UploadForm.accepted, "multiple": True}),
        help_text="Choose many, or drop them here. JPEG, PNG, WebP, AVIF or TIFF.",
    )
    credit = Line(
        200, required=True, label="Credit", error_messages={"required": "Say whose pictures these are."}
    )
    source = Line(300, label="Source", help_text="A person, a page, a press kit.")
    basis = forms.ChoiceField(
        label="Why we may use them", choices=[("", "Choose"), *Basis.choices],
        error_messages={"required": "Say why we may use them."},
    )  # fmt: skip

    def __init__(self, *args, **given):
        super().__init__(*args, prefix="add", **given)


@admin.register(Film)
class FilmDesk(Mergeable, FilmAdmin):
    change_form_template = "admin/films/film/change_form.html"

    def may_add_stills(self, request) -> bool:
        return can(request.user, "films.add_still") and can(request.user, "images.add_image")

    def get_urls(self):
        stills = path(
            "<path:object_id>/stills/", self.admin_site.admin_view(self.stills_view), name="films_film_stills"
        )
        return [stills, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["stills"] = list(obj.stills.in_order().filter(image__binned_at=None)[:STILLS_SHOWN])
            context["stills_form"] = StillsForm() if self.may_add_stills(request) else None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def stills_view(self, request, object_id):
        """Take them in, and say of each that was refused why."""
        film = self.get_queryset(request).filter(pk=number(object_id)).first()
        if film is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.may_add_stills(request):
            raise PermissionDenied
        form = StillsForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            facts = {name: form.cleaned_data[name] for name in ("credit", "source", "basis")}
            taken = take_stills(film, form.cleaned_data["stills"], by=request.user, **facts)
            if taken.kept:
                kept = len(taken.kept)
                messages.success(request, f"{kept} still{'s' if kept != 1 else ''} of {film}.")
            for sentence in taken.refused:
                messages.error(request, sentence)
        else:
            for sentence in dict.fromkeys(error for errors in form.errors.values() for error in errors):
                messages.error(request, f"No still was added. {sentence}")
        return HttpResponseRedirect(reverse("admin:films_film_change", args=[film.pk]) + "#stills")


@admin.register(Person)
class PersonDesk(Mergeable, PersonAdmin):
    pass
