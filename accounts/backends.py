from django.contrib.auth.backends import ModelBackend

from accounts.roles import permissions_of


class RoleBackend(ModelBackend):
    """Names and passwords as Django keeps them; permissions from the roles an account holds."""

    def _get_group_permissions(self, user_obj):  # pragma: no cover - groups are not used
        raise NotImplementedError

    def get_group_permissions(self, user_obj, obj=None):
        return set(permissions_of(user_obj.roles)) if user_obj.is_active and obj is None else set()

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_all_permissions(self, user_obj, obj=None):
        return self.get_group_permissions(user_obj, obj) if not user_obj.is_anonymous else set()
