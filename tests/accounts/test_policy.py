"""Who may do what: roles as a table, and the rules that narrow them."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import policy, roles
from accounts.models import RoleGrant
from accounts.policy import can, rule
from accounts.roles import PERMISSIONS, Role, permissions_of
from tests.factories import fresh, make_user

pytestmark = pytest.mark.django_db

WRITER, EDITOR, CHIEF = Role.CONTRIBUTOR, Role.EDITOR, Role.CHIEF
MODERATOR, LEAD, AUDITOR = Role.MODERATOR, Role.LEAD, Role.AUDITOR

# Each action that matters, and who may do it in general.
TABLE = {
    "reviews.add_review": {WRITER, EDITOR, CHIEF},
    "reviews.change_review": {WRITER, EDITOR, CHIEF},
    "reviews.submit_review": {WRITER, EDITOR, CHIEF},
    "reviews.publish_review": {WRITER, EDITOR, CHIEF},
    "reviews.edit_others": {EDITOR, CHIEF},
    "reviews.ready_review": {EDITOR, CHIEF},
    "reviews.schedule_review": {EDITOR, CHIEF},
    "reviews.lift_embargo": {EDITOR, CHIEF},
    "reviews.override_stop": {EDITOR, CHIEF},
    "reviews.withdraw_review": {CHIEF},
    "reviews.bin_review": {CHIEF},
    "reviews.change_address": {CHIEF},
    "reviews.merge_tags": {CHIEF},
    "reviews.see_pen_names": {CHIEF},
    "reviews.add_section": {CHIEF},
    "reviews.add_sponsor": {CHIEF},
    "reviews.change_sponsor": {CHIEF},
    "reviews.delete_sponsor": set(),
    "films.merge_films": {CHIEF},
    "films.merge_people": {CHIEF},
    "films.view_merge": {CHIEF},
    "films.add_film": {WRITER, EDITOR, CHIEF},
    "films.change_film": {EDITOR, CHIEF},
    "films.add_embargo": {EDITOR, CHIEF},
    "films.delete_credit": {EDITOR, CHIEF},
    "films.delete_film": set(),
    "reviews.delete_review": set(),
    "moderation.view_case": {MODERATOR, LEAD, AUDITOR},
    "moderation.view_report": {MODERATOR, LEAD},
    "moderation.see_reporter": {MODERATOR, LEAD},
    "moderation.decide_case": {MODERATOR, LEAD},
    "moderation.reopen_case": {LEAD},
    "reviews.see_restriction": {EDITOR, CHIEF, MODERATOR, LEAD, AUDITOR},
    "accounts.view_auditentry": {LEAD, AUDITOR},
    "accounts.change_auditentry": set(),
    "accounts.add_user": set(),
    "accounts.add_rolegrant": set(),
}


@pytest.mark.parametrize("action", TABLE)
def test_the_table(action):
    assert {role for role in Role if action in PERMISSIONS[role]} == TABLE[action]
    for role in Role:
        assert can(make_user(role), action) is (role in TABLE[action])


def test_moderators_never_touch_words_and_editors_never_see_reporters():
    assert not any(
        action.startswith(("reviews.change", "reviews.add", "films.")) for action in PERMISSIONS[LEAD]
    )
    assert not any(action.startswith("moderation.") for action in PERMISSIONS[CHIEF])


def test_auditors_only_read():
    assert all(action.split(".")[1].startswith(("view_", "see_")) for action in PERMISSIONS[AUDITOR])


def test_each_role_of_the_desk_holds_what_the_one_below_holds():
    assert PERMISSIONS[WRITER] < PERMISSIONS[EDITOR] < PERMISSIONS[CHIEF]
    assert PERMISSIONS[MODERATOR] < PERMISSIONS[LEAD]


def test_roles_add_up():
    user = make_user(EDITOR)
    user.grants.create(role=MODERATOR)
    assert permissions_of([EDITOR, MODERATOR]) == PERMISSIONS[EDITOR] | PERMISSIONS[MODERATOR]
    assert can(fresh(user), "moderation.decide_case")
    assert can(fresh(user), "reviews.edit_others")


def test_a_role_that_is_taken_away_is_gone():
    user = make_user(EDITOR)
    RoleGrant.objects.filter(user=user).delete()
    assert not can(fresh(user), "reviews.edit_others")


def test_nobody_without_a_name_or_a_role_may_do_anything():
    for nobody in (None, AnonymousUser(), make_user(None), make_user(CHIEF, is_active=False)):
        assert not any(can(nobody, action) for action in policy.KNOWN)


def test_the_database_knows_no_other_permissions():
    """Groups and single permissions of Django's own are not asked."""
    from django.contrib.auth.models import Group, Permission

    user = make_user(None)
    permission = Permission.objects.get(codename="delete_film")
    user.user_permissions.add(permission)
    group = Group.objects.create(name="everything")
    group.permissions.add(permission)
    user.groups.add(group)
    assert not fresh(user).has_perm("films.delete_film")


def test_a_superuser_may_do_everything_even_what_no_role_may():
    user = make_user(None, is_superuser=True)
    assert all(can(user, action) for action in policy.KNOWN)
    assert can(user, "films.delete_film")


def test_a_former_superuser_may_nothing():
    assert not can(make_user(None, is_superuser=True, is_active=False), "reviews.add_review")


class TestRules:
    @pytest.fixture(autouse=True)
    def no_rules_stay(self, monkeypatch):
        monkeypatch.setattr(policy, "_rules", dict(policy._rules))

    def test_a_rule_narrows_what_a_role_allows(self):
        rule("reviews.merge_tags")(lambda user, thing: thing == "moss")
        chief = make_user(CHIEF)
        assert can(chief, "reviews.merge_tags")
        assert can(chief, "reviews.merge_tags", "moss")
        assert not can(chief, "reviews.merge_tags", "lichen")

    def test_a_rule_never_widens(self):
        rule("reviews.merge_tags")(lambda user, thing: True)
        assert not can(make_user(EDITOR), "reviews.merge_tags", "moss")

    def test_a_rule_for_an_action_that_nobody_has_is_a_slip_of_the_pen(self):
        register = rule("reviews.merge_tag")
        with pytest.raises(LookupError):
            register(lambda user, thing: True)


def test_every_permission_is_one_of_ours():
    assert {action.split(".")[0] for action in policy.KNOWN} == {
        "accounts", "films", "images", "moderation", "reviews",
    }  # fmt: skip
    assert set(roles.PERMISSIONS) == set(Role)
