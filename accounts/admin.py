from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangosUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group

from accounts.admin_base import HalationAdmin
from accounts.audit import record
from accounts.models import AuditEntry, RoleGrant, User
from accounts.policy import can

# Roles are code; nobody looks for rights in groups that nothing reads.
admin.site.unregister(Group)


class NewAccountForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "name", "email")


class AccountForm(UserChangeForm):
    password = None  # type: ignore[assignment]  # not even the first letters of a hash

    class Meta:
        model = User
        fields = ("username", "name", "email", "is_active")


class Grants(admin.TabularInline):
    model = RoleGrant
    extra = 0
    verbose_name_plural = "roles"

    def has_view_permission(self, request, obj=None):
        return can(request.user, "accounts.view_rolegrant")

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    has_add_permission = has_delete_permission = has_change_permission


@admin.register(User)
class AccountAdmin(HalationAdmin, DjangosUserAdmin):
    """Logins and the roles they hold. Only a superuser changes them; who may not see accounts sees none."""

    form, add_form = AccountForm, NewAccountForm
    search_fields = ("username", "name")
    list_display = ("username", "name", "held", "is_active", "last_login")
    list_filter = ("grants__role", "is_active")
    filter_horizontal = ()
    ordering = ("username",)
    inlines = (Grants,)
    fieldsets = ((None, {"fields": ("username", "name", "email", "is_active")}),)
    add_fieldsets = (
        (None, {"fields": ("username", "name", "email", "usable_password", "password1", "password2")}),
    )
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request):
        rows = super().get_queryset(request).prefetch_related("grants")
        return rows if can(request.user, "accounts.view_user") else rows.none()

    def lookup_allowed(self, lookup, value, request):
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        """Accounts that did something are switched off, never removed: the records name them."""
        return False

    def save_related(self, request, form, formsets, change):
        before = set(RoleGrant.objects.filter(user=form.instance).values_list("role", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(RoleGrant.objects.filter(user=form.instance).values_list("role", flat=True))
        record(
            "account.change" if change else "account.make", by=request.user, obj=form.instance,
            granted=sorted(after - before), taken=sorted(before - after), active=form.instance.is_active,
        )  # fmt: skip

    @admin.display(description="roles")
    def held(self, user):
        roles = ", ".join(str(grant) for grant in user.grants.all())
        return "Superuser" if user.is_superuser else roles or None


@admin.register(AuditEntry)
class AuditEntryAdmin(HalationAdmin):
    """The log of acts, to be read. Accounts are numbers in it: a name could tell who writes under a pen name."""

    list_display = ("seq", "at", "action", "who", "object_type", "object_id", "from_state", "to_state")
    list_filter = ("action",)
    search_fields = ("action", "reference")
    ordering = ("-seq",)
    show_facets = admin.ShowFacets.NEVER
    fields = readonly_fields = (
        "seq", "at", "action", "who", "actor_roles", "object_type", "object_id", "reference", "from_state",
        "to_state", "facts", "hash",
    )  # fmt: skip

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="account")
    def who(self, entry):
        return f"{entry.actor_id}" if entry.actor_id else "the clock or a stranger"
