"""Who did something to a piece, as this person may know it."""

from accounts.policy import can
from reviews.models import Contributor, Review


def who(account, review: Review, viewer) -> str:
    """The account's name; for all but chiefs, the pen name where the account writes this piece under one."""
    if account is None:
        return "the clock"
    if account == viewer or can(viewer, "reviews.see_pen_names"):
        return str(account)
    pen_name = Contributor.objects.filter(user=account, is_pen_name=True, authorships__review=review).first()
    return str(pen_name or account)


def who_all(accounts, review: Review, viewer) -> dict[int | None, str]:
    """`who` for many accounts at once, by their ids; None is the clock."""
    known = {account.pk: account for account in accounts if account is not None}
    pen_names: dict[int | None, str] = {}
    if not can(viewer, "reviews.see_pen_names"):
        rows = Contributor.objects.filter(user__in=known.keys() - {viewer.pk}, is_pen_name=True)
        for person in rows.filter(authorships__review=review).order_by("-pk"):
            pen_names[person.user_id] = str(person)
    names = {pk: pen_names.get(pk) or str(account) for pk, account in known.items()}
    return {None: who(None, review, viewer)} | names
