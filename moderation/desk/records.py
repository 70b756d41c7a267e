"""Screens of the leads beside the cases: who our agent is, and the other records."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localtime

from accounts.admin_base import HalationAdmin, HalationForm
from accounts.policy import can
from moderation import agent, services
from moderation.models import (
    CalendarException,
    DesignatedAgent,
    ErasureRequest,
    Hearing,
    RegisterEntry,
    Strike,
)
from pagecache.clock import now
from reviews.copies import working_copy
from reviews.models import Clearance, Restriction, Review
from reviews.restricted import copies_in


class RecordAdmin(HalationAdmin):
    """One record a page: each is a decision, and a list of decisions is not typed in."""

    sortable_by = ()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, add, change, form_url, obj)


class AgentForm(HalationForm):
    class Meta:
        model = DesignatedAgent
        fields = (
            "legal_name", "alternate_names", "name", "postal_address", "telephone", "email", "registration_number",
            "last_filed_on",
        )  # fmt: skip


@admin.register(DesignatedAgent)
class DesignatedAgentAdmin(RecordAdmin):
    """A renewal or a change is a new entry that begins with the one before; those before stay as they were."""

    form = AgentForm
    list_display = ("name", "legal_name", "last_filed_on", "ends", "valid_from", "valid_to")

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


@admin.register(CalendarException)
class CalendarExceptionAdmin(RecordAdmin):
    """Days that count otherwise than the calendar says. What stands there is corrected by another reason, never taken
    away."""

    fields = ("calendar", "day", "is_open", "reason")
    list_display = ("day", "calendar", "is_open", "reason")
    ordering = ("-day",)

    def get_readonly_fields(self, request, obj=None):
        return ("calendar", "day") if obj else ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        hints = {
            "calendar": "The put-back’s days move clocks that run; our own move what we promise from now on.",
            "is_open": "Left empty, it does not count.",
        }
        return super().get_form(request, obj, change, **kwargs | {"help_texts": hints})

    def save_model(self, request, obj, form, change):
        moved = services.except_day(
            obj.day, by=request.user, reason=obj.reason, is_open=obj.is_open, calendar=obj.calendar
        )
        if moved:
            messages.info(request, f"{moved} running clocks moved with it, and both sides are told.")
        obj.pk = CalendarException.objects.get(calendar=obj.calendar, day=obj.day).pk


class ErasureForm(HalationForm):
    """The address when it comes in; afterwards what is decided about it."""

    email = forms.EmailField(label="Address", required=False)
    answer = forms.ChoiceField(
        choices=[("grant", "Erase it"), ("refuse", "Keep what legal claims need")],
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(widget=AdminTextareaWidget, required=False)

    class Meta:
        model = ErasureRequest
        fields: tuple[str, ...] = ()

    def clean(self):
        given = super().clean() or self.cleaned_data
        try:
            if self.instance.pk is None:
                self.instance = services.ask_for_erasure(given.get("email", ""), by=self.by)
            elif not given.get("answer"):
                raise ValidationError("Choose what happens.")
            else:
                services.decide_erasure(
                    self.instance, by=self.by, grant=given["answer"] == "grant", reason=given["reason"]
                )
        except services.WrongStep as refusal:
            raise ValidationError(str(refusal)) from None
        return given


@admin.register(ErasureRequest)
class ErasureRequestAdmin(RecordAdmin):
    """What people ask to have erased. The rules say what is possible, a lead decides, the beat does it."""

    form = ErasureForm
    list_display = ("__str__", "received_at", "due_at", "state", "done_at")

    def get_fields(self, request, obj=None):
        return ("whose", "received_at", "due_at", "answer", "reason") if obj else ("email",)

    def get_readonly_fields(self, request, obj=None):
        return ("whose", "received_at", "due_at") if obj else ()

    @admin.display(description="address", empty_value="erased")
    def whose(self, asked):
        return asked.email or None

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = type("ErasureFormOf", (ErasureForm,), {"by": request.user})
        return super().get_form(request, obj, change, **kwargs | {"form": form})

    def has_change_permission(self, request, obj=None):
        is_open = obj is None or obj.state == ErasureRequest.State.OPEN
        return is_open and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        """Done by the verb, which may refuse, when the form was read."""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and (needed := services.needed_for_claims(obj.email, now())):
            named = ", ".join(case.reference for case in needed)
            messages.warning(request, f"Legal claims may still need {named}.")
        return super().render_change_form(request, context, add, change, form_url, obj)


class EntryForm(HalationForm):
    """Said to the public. `by`: who read it."""

    class Meta:
        model = RegisterEntry
        fields = ("party", "work", "outcome")

    def clean(self):
        given = super().clean() or self.cleaned_data
        entry = self.instance
        entry.party, entry.work, entry.outcome = (given.get(name, "") for name in self.Meta.fields)
        try:
            services.publish_entry(entry, by=self.by)
        except services.WrongStep as refusal:
            raise ValidationError(str(refusal)) from None
        return given


@admin.register(RegisterEntry)
class RegisterEntryAdmin(RecordAdmin):
    """Decided cases wait here until somebody has written what the public may know of them. Saving publishes."""

    form = EntryForm
    list_display = ("case", "kind", "party", "published_at")
    list_select_related = ("case",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = type("EntryFormOf", (EntryForm,), {"by": request.user})
        return super().get_form(request, obj, change, **kwargs | {"form": form})

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        """Published by the verb, which may refuse, when the form was read."""

    @admin.display(description="kind")
    def kind(self, entry):
        return entry.case.get_kind_display()


class HearingForm(HalationForm):
    """What they said, and what is decided, one after the other or both at once."""

    said = forms.CharField(label="What they say", widget=AdminTextareaWidget, required=False)
    answer = forms.ChoiceField(
        choices=[
            ("", "Nothing yet"),
            ("keep_on", "We go on"),
            ("end_cooperation", "We work together no more"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    reasons = forms.CharField(widget=AdminTextareaWidget, required=False)

    class Meta:
        model = Hearing
        fields: tuple[str, ...] = ()

    def __init__(self, *args, **given):
        super().__init__(*args, **given)
        if self.instance.outcome == Hearing.Outcome.ENDED and "answer" in self.fields:
            self.fields["answer"].choices = [("", "It stays as it is"), ("reinstate", "Take them back")]
            self.initial["reasons"] = ""

    def clean(self):
        given = super().clean() or self.cleaned_data
        hearing, answer, reasons = self.instance, given.get("answer"), given.get("reasons", "")
        try:
            with transaction.atomic():
                if given.get("said", "") not in ("", hearing.said):
                    services.say_at_hearing(hearing, by=self.by, said=given["said"])
                if answer == "reinstate":
                    services.reinstate(hearing.contributor, by=self.by, reasons=reasons)
                elif answer:
                    getattr(services, answer)(hearing, by=self.by, reasons=reasons)
        except (services.WrongStep, services.NotAllowed) as refusal:
            raise ValidationError(str(refusal)) from None
        return given

    def _post_clean(self):
        """Nothing of it is a column to fill: the verbs have written it."""


@admin.register(Hearing)
class HearingAdmin(RecordAdmin):
    """Contributors with three strikes: heard first, then a lead decides. Who was shut out is taken back here."""

    form = HearingForm
    fields = ("strikes", "heard_until", "due_at", "said", "answer", "reasons")
    readonly_fields = ("strikes", "heard_until", "due_at")
    list_display = ("contributor", "opened_at", "heard_until", "due_at", "outcome")
    list_select_related = ("contributor",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = type("HearingFormOf", (HearingForm,), {"by": request.user})
        return super().get_form(request, obj, change, **kwargs | {"form": form})

    @admin.display(description="what counts")
    def strikes(self, hearing):
        counting = (
            Strike.objects.filter(contributor=hearing.contributor).counting(now()).select_related("case")
        )
        return ", ".join(f"{strike.case} ({strike.at:%d %B %Y})" for strike in counting) or None

    def has_change_permission(self, request, obj=None):
        goes_on = obj is None or obj.outcome in (Hearing.Outcome.OPEN, Hearing.Outcome.ENDED)
        return goes_on and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        """Done by the verbs, which may refuse, when the form was read."""


class ClearanceForm(HalationForm):
    """An editor names the piece and the reference that stopped it."""

    piece = forms.IntegerField(
        min_value=1, max_value=10**12, help_text="The number in the address of its page in the newsroom."
    )
    reference = forms.CharField(max_length=40, help_text="M-2026-0001, as the editor was told.")
    reason = forms.CharField(widget=AdminTextareaWidget)

    class Meta:
        model = Clearance
        fields: tuple[str, ...] = ()

    def clean(self):
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        review = Review.objects.filter(pk=given["piece"]).first()
        found = copies_in(review, working_copy(review).state, now()) if review else {}
        stopping = Restriction.objects.filter(pk__in=found, reference__iexact=given["reference"].strip())
        if not stopping:
            raise ValidationError("Nothing under that reference stops that piece.")
        try:
            with transaction.atomic():
                for restriction in stopping:
                    self.instance = services.clear_copy(
                        restriction, review, by=self.by, reason=given["reason"]
                    )
        except (services.WrongStep, services.NotAllowed) as refusal:
            raise ValidationError(str(refusal)) from None
        return given

    def _post_clean(self):
        """The verb has written it."""


@admin.register(Clearance)
class ClearanceAdmin(RecordAdmin):
    """Pieces that may show what they have in common with something restricted. None is taken back or changed."""

    form = ClearanceForm
    fields = ("piece", "reference", "reason")
    list_display = ("restriction", "review", "cleared_by", "cleared_at")
    list_select_related = ("restriction", "review", "cleared_by")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("review__body", "review__folded", "review__folded_body")

    def get_fields(self, request, obj=None):
        return ("review", "restriction", "reason", "cleared_by", "cleared_at") if obj else self.fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = type("ClearanceFormOf", (ClearanceForm,), {"by": request.user})
        return super().get_form(request, obj, change, **kwargs | {"form": form})

    def has_view_permission(self, request, obj=None):
        return can(request.user, "moderation.decide_case")

    def has_add_permission(self, request):
        return can(request.user, "moderation.decide_case")

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        """Cleared by the verb, which may refuse, when the form was read."""
