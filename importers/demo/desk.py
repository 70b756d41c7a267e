"""The people of the demo: accounts that anybody may sign in with, bylines, sections."""

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.roles import Role
from importers.demo.content import table
from reviews.models import Contributor, Section

PASSWORD = "halation-demo"  # noqa: S105 - printed on every start of the demo, and good for nothing else
ACCOUNTS = {
    "chief": ("Demo Chief Editor", Role.CHIEF),
    "editor": ("Demo Editor", Role.EDITOR),
    "writer": ("Demo Writer", Role.CONTRIBUTOR),
    "moderator": ("Demo Moderator", Role.MODERATOR),
    "lead": ("Demo Lead Moderator", Role.LEAD),
    "auditor": ("Demo Auditor", Role.AUDITOR),
}


def open_accounts() -> dict[str, User]:
    """By user name. An account that is there already keeps its password and its roles."""
    password = make_password(PASSWORD)  # slow on purpose, so made once
    accounts = {}
    for username, (name, role) in ACCOUNTS.items():
        account, made = User.objects.get_or_create(
            username=username,
            defaults={
                "name": name, "email": f"{username}@example.org", "is_staff": True, "password": password,
            },
        )  # fmt: skip
        if made:
            account.grants.create(role=role)
        accounts[username] = account
    return accounts


def hire(accounts: dict[str, User], pictures: dict[str, int]) -> dict[str, Contributor]:
    """The contributors, by name."""
    contributors = {}
    for row in table("desk")["contributor"]:
        handle = row.get("handle")
        contributors[row["name"]] = Contributor.objects.create(
            name=row["name"],
            user=accounts.get(row.get("account")),
            is_pen_name=row.get("pen_name", False),
            publishes_own=row.get("publishes_own", False),
            role=row["role"],
            masthead_position=row.get("masthead_position"),
            place=row.get("place", ""),
            handles=[[f"@{handle}", f"https://example.org/@{handle}"]] if handle else [],
            bio=row.get("bio", ""),
            portrait_id=pictures[row["portrait"]] if "portrait" in row else None,
            status=row.get("status", Contributor.Status.ACTIVE),
        )
    return contributors


def open_sections() -> dict[str, Section]:
    """By name, in the order of the menu."""
    return {
        row["name"]: Section.objects.get_or_create(
            name=row["name"], defaults={"standfirst": row["standfirst"], "position": position}
        )[0]
        for position, row in enumerate(table("desk")["section"])
    }
