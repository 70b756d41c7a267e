"""The picture library as the desk sees it: with the pieces that show each picture."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html_join

from accounts.policy import can
from images.admin import ImageAdmin
from images.models import Image
from reviews.models import PictureUse, Review

PIECES_NAMED = 30

admin.site.unregister(Image)


class Unused(admin.SimpleListFilter):
    title = "use"
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("none", "Unused")]

    def queryset(self, request, queryset):
        if self.value() != "none":
            return queryset
        return queryset.filter(uses=None, poster_of=None, key_still_of=None, portrait_of=None)


class PictureList(ChangeList):
    def get_results(self, request):
        super().get_results(request)
        self.result_list = pictures = list(self.result_list)
        uses = (
            PictureUse.objects.filter(image__in=pictures)
            .order_by()
            .values("image")
            .annotate(n=Count("review", distinct=True))
        )
        counted = {row["image"]: row["n"] for row in uses}
        for picture in pictures:
            picture.times_used = counted.get(picture.pk, 0)


@admin.register(Image)
class PictureAdmin(ImageAdmin):
    list_display = (*ImageAdmin.list_display, "times_used")
    list_filter = (*ImageAdmin.list_filter, Unused)
    readonly_fields = (*ImageAdmin.readonly_fields, "used_on")
    show_facets = admin.ShowFacets.NEVER

    def get_fields(self, request, obj=None):
        """Who brought a picture is an account's name, which not everybody may know."""
        may_know = can(request.user, "accounts.view_user")
        return [name for name in super().get_fields(request, obj) if may_know or name != "uploaded_by"]

    def get_changelist(self, request, **kwargs):
        return PictureList

    def get_object(self, request, object_id, from_field=None):
        """With the pieces that show it, as far as this person may see them."""
        image = super().get_object(request, object_id, from_field)
        if image is not None:
            pieces = Review.objects.seen_by(request.user).filter(pictures__image=image).distinct()
            image.pieces = list(pieces.only("headline").order_by("-changed_at")[:PIECES_NAMED])
        return image

    @admin.display(description="used on")
    def used_on(self, image):
        addresses = (
            (reverse("admin:reviews_review_change", args=[piece.pk]), piece) for piece in image.pieces
        )
        return format_html_join(", ", '<a href="{}">{}</a>', addresses) or None

    @admin.display(description="pieces")
    def times_used(self, image):
        return image.times_used or None
