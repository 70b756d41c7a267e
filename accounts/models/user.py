from django.contrib.auth.models import AbstractUser
from django.db import models

from accounts.roles import Role
from accounts.text import LineField


class User(AbstractUser):
    """A login. What is printed above a piece is a Contributor, which may have no login at all."""

    first_name = None  # type: ignore[assignment]  # Django's way to leave out an inherited column
    last_name = None  # type: ignore[assignment]  # the same
    name = LineField(max_length=150, blank=True, help_text="As colleagues see it. Never printed on the site.")

    class Meta:
        verbose_name = "account"

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    @property
    def roles(self) -> frozenset[str]:
        if not hasattr(self, "_roles"):
            self._roles = frozenset(grant.role for grant in self.grants.all()) if self.pk else frozenset()
        return self._roles

    def has_role(self, *roles: str) -> bool:
        """Whether the account is active and holds any of the roles."""
        return self.is_active and not self.roles.isdisjoint(roles)


class RoleGrant(models.Model):
    """One role of one account. What a role may do is written in `accounts/roles.py`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = "role"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                name="an_account_holds_a_role_once",
                violation_error_message="This account already has that role.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="a_role_is_one_we_know",
                violation_error_message="There is no such role.",
            ),
        ]

    def __str__(self):
        return self.get_role_display()
