"""Screens of the leads beside the cases: who our agent is, and the other records."""

from django.contrib import admin, messages
from django.utils.timezone import localtime

from accounts.admin_base import HalationAdmin, HalationForm
from moderation import agent, services
from moderation.models import DesignatedAgent


class AgentForm(HalationForm):
    class Meta:
        model = DesignatedAgent
        fields = (
            "legal_name", "alternate_names", "name", "postal_address", "telephone", "email", "registration_number",
            "last_filed_on",
        )  # fmt: skip


@admin.register(DesignatedAgent)
class DesignatedAgentAdmin(HalationAdmin):
    """A renewal or a change is a new entry that begins with the one before; those before stay as they were."""

    form = AgentForm
    list_display = ("name", "legal_name", "last_filed_on", "ends", "valid_from", "valid_to")
    sortable_by = ()

    def changelist_view(self, request, extra_context=None):
        if self.has_view_permission(request) and (trouble := agent.trouble(localtime(request.at).date())):
            messages.error(request, trouble)
        return super().changelist_view(request, extra_context)

    def get_changeform_initial_data(self, request):
        before = agent.current()
        typed = {name: getattr(before, name) for name in AgentForm.Meta.fields} if before else {}
        return typed | super().get_changeform_initial_data(request)

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        services.name_agent(obj, by=request.user)

    @admin.display(description="ends", empty_value="never filed")
    def ends(self, entry):
        return entry.expires_on
