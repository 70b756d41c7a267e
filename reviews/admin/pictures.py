"""The picture library as the desk sees it: with the pieces that show each picture, as a list or as a grid."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html_join

from accounts.likelihood import OneByOne
from accounts.policy import can
from images.admin import ImageAdmin, ReplaceForm
from images.models import Image
from reviews import library
from reviews.forms.shelves import number
from reviews.models import PictureUse, Review
from reviews.workflow import WrongStep

admin.site.unregister(Image)
IN_GRID = (420, 180)


class Use(admin.SimpleListFilter):
    """What is in the bin shows when one asks for it, and nowhere else."""

    title = "use"
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("none", "Unused"), ("bin", "In the bin")]

    def queryset(self, request, queryset):
        if self.value() == "bin":
            return queryset.exclude(binned_at=None)
        queryset = queryset.at_hand()
        if self.value() == "none":
            return queryset.filter(
                uses=None, poster_of=None, key_still_of=None, portrait_of=None, sponsors=None
            )
        return queryset


class Look(admin.SimpleListFilter):
    title = "look"
    parameter_name = "as"

    def lookups(self, request, model_admin):
        return [("grid", "Grid")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": "List"}, *others]

    def queryset(self, request, queryset):
        return queryset


class PictureList(ChangeList):
    def get_results(self, request):
        super().get_results(request)
        self.is_grid = request.GET.get("as") == "grid"
        self.result_list = pictures = list(self.result_list)
        seen = Review.objects.seen_by(request.user)
        uses = (
            PictureUse.objects.filter(image__in=pictures)
            .filter(Q(visible_from__lte=request.at) | OneByOne(seen.filter(pk=OuterRef("review"))))
            .order_by()
            .values("image")
            .annotate(n=Count("review", distinct=True))
        )
        counted = {row["image"]: row["n"] for row in uses}
        for picture in pictures:
            picture.times_used = counted.get(picture.pk, 0)
            if self.is_grid:
                picture.drawn = self.model_admin._whole(picture, IN_GRID)
                picture.ended = not picture.is_licensed(request.at)


@admin.register(Image)
class PictureAdmin(ImageAdmin):
    list_display = (*ImageAdmin.list_display, "times_used")
    list_filter = (*ImageAdmin.list_filter, Use, Look)
    readonly_fields = (*ImageAdmin.readonly_fields, "used_on")
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/images/change_list.html"
    change_form_template = "admin/images/change_form.html"

    def get_fields(self, request, obj=None):
        """Who brought a picture is an account's name, which not everybody may know."""
        may_know = can(request.user, "accounts.view_user")
        return [name for name in super().get_fields(request, obj) if may_know or name != "uploaded_by"]

    def get_changelist(self, request, **kwargs):
        return PictureList

    def has_delete_permission(self, request, obj=None):
        # To the bin, and only what is used nowhere: `delete_view` decides.
        return obj is not None and self.has_change_permission(request, obj)

    def get_search_results(self, request, queryset, search_term):
        """Nobody chooses from the bin."""
        rows, doubled = super().get_search_results(request, queryset, search_term)
        return (rows if request.GET.get("use") == "bin" else rows.at_hand()), doubled

    def get_object(self, request, object_id, from_field=None):
        """With where it is used, as far as this person may see it."""
        image = super().get_object(request, object_id, from_field)
        if image is not None:
            image.where = library.uses_of(image, request.user)
        return image

    def delete_view(self, request, object_id, extra_context=None):
        image = self.get_queryset(request).filter(pk=number(unquote(object_id))).first()
        if image is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_delete_permission(request, image):
            raise PermissionDenied
        if request.method == "POST":
            try:
                if image.binned_at:
                    library.take_from_bin(image, by=request.user)
                    messages.success(request, "The picture is back in the library.")
                else:
                    library.put_in_bin(image, by=request.user)
                    messages.success(request, "The picture is in the bin. You can take it out again.")
            except WrongStep as refusal:
                messages.error(request, str(refusal))
                return HttpResponseRedirect(request.path)
            return HttpResponseRedirect(reverse("admin:images_image_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Take this picture out of the bin?"
            if image.binned_at
            else "Put this picture in the bin?",
            "subtitle": str(image),
            "opts": self.opts,
            "image": image,
            "uses": library.uses_of(image, request.user),
        }
        return TemplateResponse(request, "admin/images/bin.html", context)

    def get_urls(self):
        replace = path(
            "<path:object_id>/replace/",
            self.admin_site.admin_view(self.replace_view),
            name="images_image_replace",
        )
        return [replace, *super().get_urls()]

    def replace_view(self, request, object_id):
        """A better file of the same picture. What is refused says why, and the old file stays."""
        image = self.get_queryset(request).filter(pk=number(object_id)).first()
        if image is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, image):
            raise PermissionDenied
        form = ReplaceForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if form.is_valid():
            try:
                library.replace_file(image, form.cleaned_data["upload"], by=request.user)
            except WrongStep as refusal:
                form.add_error("upload", str(refusal))
            else:
                messages.success(
                    request, "The picture has its new file. Please look whether its words still fit."
                )
                return HttpResponseRedirect(reverse("admin:images_image_change", args=[image.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "Replace the file of this picture?",
            "subtitle": str(image),
            "opts": self.opts,
            "image": image,
            "preview": self.preview(image),
            "measures": self.measures(image),
            "uses": library.uses_of(image, request.user),
            "form": form,
        }
        return TemplateResponse(
            request, "admin/images/replace.html", context, status=422 if form.errors else 200
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_replace"] = obj is not None and self.has_change_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description="used on")
    def used_on(self, image):
        where = image.where
        pages = [(reverse("admin:reviews_review_change", args=[piece.pk]), piece) for piece in where.pieces]
        pages += [(reverse("admin:films_film_change", args=[film.pk]), film) for film in where.films]
        pages += [
            (reverse("admin:reviews_contributor_change", args=[person.pk]), person)
            for person in where.portrait_of
        ]
        return format_html_join(", ", '<a href="{}">{}</a>', pages) or where.said or None

    @admin.display(description="pieces")
    def times_used(self, image):
        return image.times_used or None
