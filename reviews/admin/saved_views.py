"""The questions that a desk asks of its list every day, each a link with how many pieces answer it."""

from django.contrib import admin
from django.db.models import Q

from reviews.admin.due import Dates, on_its_way
from reviews.models import PictureUse, Review

COUNT_UP_TO = 100
Status = Review.Status


def unlinked(rows, request):
    return rows.filter(main_film=None)


def without_credit(rows, request):
    # From the few pictures without a credit to their pieces, not from each of many pieces to its pictures.
    return rows.filter(pk__in=PictureUse.objects.filter(image__credit="").values("review"))


def never_scheduled(rows, request):
    """Ready, and nobody has said when."""
    planned = Q(working_copy=None) | Q(working_copy__state__when=None)
    return rows.filter(planned, status=Status.READY)


def commissioned(rows, request):
    return rows.filter(on_its_way(), commissioned_at__isnull=False)


def due(rows, request):
    return rows.filter(Dates(request.at).condition)


VIEWS = {
    "unlinked": ("Unlinked", unlinked),
    "no-credit": ("No credit", without_credit),
    "never-scheduled": ("Never scheduled", never_scheduled),
    "commissioned": ("Commissioned", commissioned),
    "due": ("Due in 48 hours", due),
}


class SavedView(admin.SimpleListFilter):
    title = "view"
    parameter_name = "view"

    def lookups(self, request, model_admin):
        seen = Review.objects.seen_by(request.user)
        return [
            (name, f"{label} ({counted(narrow(seen, request))})") for name, (label, narrow) in VIEWS.items()
        ]

    def queryset(self, request, queryset):
        if self.value() not in VIEWS:
            return queryset
        return VIEWS[self.value()][1](queryset, request)


def counted(rows) -> str:
    """Up to 99, and then no further: nobody needs the number, and counting costs every visit."""
    count = rows.order_by()[:COUNT_UP_TO].count()
    return f"{count - 1}+" if count == COUNT_UP_TO else str(count)
