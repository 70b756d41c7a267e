from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.html import format_html

from accounts.admin_base import HalationAdmin
from accounts.policy import can
from images import intake
from images.models import Image
from images.renditions import CONTENT_TYPES, path_of
from images.validators import EXTENSIONS

THUMBNAIL, PREVIEW = (160, 120), (640, 480)
FACTS = ("alt", "caption", "credit", "source", "basis", "rights_territory", "rights_until")
SOFT_BELOW = 1200  # pixels across, on a large screen
RUNS_OUT_WITHIN = timedelta(days=30)


class UploadForm(forms.ModelForm):
    accepted = ",".join(f"image/{name}" for name in EXTENSIONS)
    upload = forms.FileField(
        label="File",
        help_text="JPEG, PNG, WebP, AVIF or TIFF; up to 25 MB and 60 million pixels.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty."},
        widget=forms.FileInput(attrs={"accept": accepted}),
    )

    def clean_upload(self):
        return intake.examine(self.cleaned_data["upload"])


class ReplaceForm(forms.Form):
    upload = UploadForm.base_fields["upload"]
    clean_upload = UploadForm.clean_upload


def remarks_on(image, *, credit_given: str):
    """What whoever uploaded a picture should look at again. None of it keeps the picture out."""
    if image.credit != credit_given:
        yield f"The credit “{image.credit}” is what the file itself says. Please check it."
    if image.width < SOFT_BELOW:
        yield f"This picture is {image.width} px wide. On large screens it will look soft."
    if twin := Image.objects.same_file_as(image).first():
        address = reverse("admin:images_image_change", args=[twin.pk])
        yield format_html('The library already had <a href="{}">this very file</a>. Both are kept.', address)


class Missing(admin.SimpleListFilter):
    title = "what is missing"
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return [("credit", "No credit"), ("alt", "No alt"), ("renditions", "Sizes not made yet")]

    def queryset(self, request, queryset):
        rows = {
            "credit": queryset.without_credit,
            "alt": queryset.without_alt,
            "renditions": queryset.waiting_for_renditions,
        }
        narrowed = rows.get(self.value() or "")
        return narrowed() if narrowed else queryset


class Licence(admin.SimpleListFilter):
    title = "rights"
    parameter_name = "licence"

    def lookups(self, request, model_admin):
        return [("soon", "Rights end within 30 days"), ("over", "Rights ended")]

    def queryset(self, request, queryset):
        if self.value() == "over":
            return queryset.filter(rights_until__lte=request.at)
        if self.value() == "soon":
            return queryset.ending_within(RUNS_OUT_WITHIN, request.at)
        return queryset


@admin.register(Image)
class ImageAdmin(HalationAdmin):
    cache_key = "image"
    folded_search = ("folded",)
    search_help_text = "Half a word of the alternative text, caption, credit or source is enough."
    list_display: tuple = ("thumbnail", "words", "credit", "basis", "rights_until", "measures", "created_at")
    list_display_links = ("thumbnail", "words")
    list_filter: tuple = (Missing, Licence, "basis")
    readonly_fields: tuple = ("preview", "measures", "colour", "uploaded_by", "created_at", "checksum")

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs if obj else kwargs | {"form": UploadForm})
        if "basis" in form.base_fields:
            form.base_fields["basis"].required = True
        return form

    def get_fields(self, request, obj=None):
        return ("preview", *FACTS, *self.readonly_fields[1:]) if obj else ("upload", *FACTS)

    def has_change_permission(self, request, obj=None):
        return can(request.user, "images.change_image", obj)

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            seen = form.cleaned_data["upload"]
            obj.uploaded_by = request.user
            intake.store_new(obj, seen)
            for remark in remarks_on(obj, credit_given=form.cleaned_data["credit"]):
                messages.warning(request, remark)

    @admin.display(description="picture")
    def thumbnail(self, image):
        return self._whole(image, THUMBNAIL)

    @admin.display(description="alternative text", ordering="alt")
    def words(self, image):
        return str(image)

    @admin.display(description="picture")
    def preview(self, image):
        return self._whole(image, PREVIEW)

    def _whole(self, image, box: tuple[int, int]):
        """The picture as large as it goes into a box of that many pixels, never cut or enlarged."""
        jpegs = image.renditions.get("jpeg")
        if not jpegs:
            return self.get_empty_value_display()
        scale = min(box[0] / image.width, box[1] / image.height, 1)
        width, height = round(image.width * scale), round(image.height * scale)
        drawn = min((each for each in jpegs if each >= width), default=max(jpegs))
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
            reverse("admin:admin-picture", args=[image.key, drawn, "jpg"]),
            width,
            height,
            image.alt or str(image),
        )

    @admin.display(description="size")
    def measures(self, image):
        pixels = f"{image.width:,} × {image.height:,}"
        parts = [pixels, image.ratio_name, image.format.upper(), filesizeformat(image.size_bytes)]
        return ", ".join(filter(None, parts))

    @admin.display(description="colour")
    def colour(self, image):
        if image.hue is None:
            return "Black and white"
        return f"Hue {image.hue}°, saturation {image.saturation} %"

    def get_urls(self):
        rendition = path(
            "rendition/<str:key>/<int:width>.<str:ext>",
            self.admin_site.admin_view(self.rendition),
            name="admin-picture",
        )
        return [rendition, *super().get_urls()]

    def rendition(self, request, key: str, width: int, ext: str):
        """A rendition for the desk, whatever the public may see of it. `admin_view` forbids to store it."""
        image = get_object_or_404(self.get_queryset(request), key=key)
        if not self.has_view_permission(request, image):
            raise PermissionDenied
        file = path_of(image, width, ext)
        if file is None or not file.is_file():
            raise Http404("There is no such rendition.")
        return FileResponse(file.open("rb"), content_type=CONTENT_TYPES[ext])
