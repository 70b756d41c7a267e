"""Accounts, roles and the log on the desk."""

from django.test import TestCase
from django.urls import reverse

from accounts.models import AuditEntry, User
from tests.desk import fields_of
from tests.factories import fresh, make_review, make_user

ACCOUNTS, ADD = reverse("admin:accounts_user_changelist"), reverse("admin:accounts_user_add")


def page_of(user) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


class Accounts(TestCase):
    def sign_in(self, role=None, **fields):
        self.user = make_user(role, **fields)
        self.client.force_login(self.user)

    def test_only_a_superuser_makes_accounts_and_gives_roles(self):
        self.sign_in(is_superuser=True)
        posted = fields_of(self.client.get(ADD), "user_form") | {
            "username": "ana", "password1": "moss and lichen 42", "password2": "moss and lichen 42",
            "grants-TOTAL_FORMS": "1", "grants-0-role": "editor",
        }  # fmt: skip
        self.client.post(ADD, posted)
        made = User.objects.get(username="ana")
        posted = fields_of(self.client.get(page_of(made)), "user_form") | {"name": "Ana"}
        if not made.roles:
            posted |= {"grants-TOTAL_FORMS": "1", "grants-0-role": "editor"}
        self.client.post(page_of(made), posted)
        assert (fresh(made).name, fresh(made).roles) == ("Ana", {"editor"})
        assert AuditEntry.objects.filter(action="account.change", object_id=made.pk).exists()

    def test_chiefs_look_and_do_not_touch(self):
        self.sign_in("chief")
        other = make_user("editor", name="Ana Other")
        assert "Ana Other" in self.client.get(ACCOUNTS).content.decode()
        assert self.client.get(page_of(other)).status_code == 200
        for address in (
            page_of(other),
            page_of(self.user),
            ADD,
            reverse("admin:auth_user_password_change", args=[other.pk]),
        ):
            assert self.client.post(address, {"username": "taken", "is_active": ""}).status_code == 403
        assert fresh(other).username == other.username

    def test_editors_contributors_and_moderators_see_no_account(self):
        other = make_user("editor", name="Ana Other", email="ana@example.org")
        for role in ("editor", "contributor", "moderator", "lead", "auditor"):
            self.sign_in(role)
            for address in (
                ACCOUNTS,
                page_of(other),
                ADD,
                f"{ACCOUNTS}?q=Ana",
                f"{ACCOUNTS}?is_superuser__exact=1",
            ):
                response = self.client.get(address)
                assert response.status_code in (302, 403)
                assert b"Ana Other" not in response.content

    def test_no_page_shows_a_byte_of_a_hash(self):
        self.sign_in(is_superuser=True)
        other = make_user("editor")
        secret = other.password.split("$")[-1]
        for address in (ACCOUNTS, page_of(other), f"{ACCOUNTS}?password__startswith=md5"):
            response = self.client.get(address)
            assert secret[:6] not in response.content.decode()
        assert self.client.get(f"{ACCOUNTS}?password__startswith=md5").status_code in (302, 400)

    def test_nobody_removes_an_account(self):
        other = make_user("editor")
        self.sign_in(is_superuser=True)
        assert (
            self.client.post(
                reverse("admin:accounts_user_delete", args=[other.pk]), {"post": "yes"}
            ).status_code
            == 403
        )
        assert User.objects.filter(pk=other.pk).exists()


class TheLog(TestCase):
    def test_those_who_may_read_it_read_numbers_and_never_names(self):
        writer = make_user("editor", name="Real Person", username="realperson")
        make_review(by=writer)
        entry = AuditEntry.objects.order_by("-seq").first()
        address = reverse("admin:accounts_auditentry_change", args=[entry.pk])
        for role in ("auditor", "lead"):
            self.client.force_login(make_user(role))
            for page in (reverse("admin:accounts_auditentry_changelist"), address):
                response = self.client.get(page)
                assert b"review.begin" in response.content
                assert b"Real Person" not in response.content
                assert b"realperson" not in response.content
            assert self.client.post(address, {"action": "x"}).status_code == 403
        self.client.force_login(make_user("editor"))
        assert self.client.get(address).status_code == 403
