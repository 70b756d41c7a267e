"""What is kept and never edited: revisions belong to the workflow, restrictions to moderation."""

from django.contrib import admin

from accounts.admin_base import HalationAdmin
from accounts.policy import can
from reviews.models import OldPath, Restriction, Review, Revision
from reviews.models.review import belongs_to


class ReadOnlyAdmin(HalationAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class OfPieces(ReadOnlyAdmin):
    """Rows of pieces: those of pieces that this person does not see are not there."""

    def get_queryset(self, request):
        return super().get_queryset(request).filter(belongs_to(Review.objects.seen_by(request.user)))


@admin.register(Revision)
class RevisionAdmin(OfPieces):
    """A saved text, as it was. Who saved it is told by the piece's own history, where pen names are kept."""

    search_fields = ("review__folded", "note")
    list_display = ("review", "number", "purpose", "created_at", "note")
    list_filter = ("purpose",)
    list_select_related = ("review",)
    ordering = ("-created_at", "-pk")
    fields = ("review", "number", "purpose", "created_at", "note", "headline", "dek", "text")
    readonly_fields = fields
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.defer("state") if request.resolver_match.url_name.endswith("changelist") else rows

    def headline(self, revision):
        return revision.state.get("headline")

    def dek(self, revision):
        return revision.state.get("dek")

    def text(self, revision):
        return revision.state.get("body")


@admin.register(OldPath)
class OldPathAdmin(ReadOnlyAdmin):
    """Addresses that were public once, and where they lead."""

    search_fields = ("path",)
    list_display = ("path", "target", "created_at")
    list_select_related = ("review", "film", "person", "contributor", "tag")
    ordering = ("-created_at", "-pk")
    fields = readonly_fields = ("path", "target", "created_at")


@admin.register(Restriction)
class RestrictionAdmin(ReadOnlyAdmin):
    """That something is hidden. Why, and how to end it, is moderation's."""

    list_display = ("mode", "what", "status_code", "starts_at", "ends_at", "reference")
    list_filter = ("mode", "status_code")
    list_select_related = ("review", "image", "link")
    search_fields = ("reference", "review__folded")
    ordering = ("-created_at", "-pk")
    fields = readonly_fields = (
        "mode", "what", "status_code", "public_kind", "public_words", "reference", "starts_at", "ends_at",
    )  # fmt: skip
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request):
        # A list names pieces, and need not read them.
        return super().get_queryset(request).defer("review__body", "review__folded", "review__folded_body")

    def has_view_permission(self, request, obj=None):
        return can(request.user, "reviews.see_restriction")

    def what(self, restriction):
        return restriction.review or restriction.image or restriction.link
