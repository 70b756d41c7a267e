from django.conf import settings
from django.contrib import admin, messages

from accounts.admin_base import HalationAdmin, HalationForm
from pagecache.changes import changed
from reviews import workflow
from reviews.clocks import clock_time
from reviews.forms.fields import Moment
from reviews.models import Sponsor
from reviews.sponsors import KEY

SWITCHED_OFF = (
    "The sponsor’s place is switched off, so readers see none of this. Your operator can switch it on."
)


class SponsorForm(HalationForm):
    starts_at = Moment(label="From", required=True)
    ends_at = Moment(label="Until", help_text="Left empty: until somebody sets an end.")

    class Meta:
        model = Sponsor
        fields = ("name", "words", "link", "image", "starts_at", "ends_at")

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        for name in {"starts_at", "ends_at"} & self.fields.keys():
            self.fields[name].kept = getattr(self.instance, name)  # the field shows minutes


@admin.register(Sponsor)
class SponsorAdmin(HalationAdmin):
    """For chief editors. In the menu only where the place is switched on."""

    form = SponsorForm
    search_fields = ("name", "words")
    list_display = ("name", "words", "starts", "ends")
    autocomplete_fields = ("image",)

    def get_model_perms(self, request):
        return super().get_model_perms(request) if settings.HALATION_SPONSOR else {}

    def changelist_view(self, request, extra_context=None):
        if not settings.HALATION_SPONSOR and self.has_view_permission(request):
            messages.warning(request, SWITCHED_OFF)
        return super().changelist_view(request, extra_context)

    def save_model(self, request, obj, form, change):
        workflow.keep_sponsor(obj, by=request.user)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        changed(KEY)

    @admin.display(description="from", ordering="starts_at")
    def starts(self, sponsor):
        return clock_time(sponsor.starts_at)

    @admin.display(description="until", ordering="ends_at", empty_value="–")
    def ends(self, sponsor):
        return clock_time(sponsor.ends_at) if sponsor.ends_at else None
