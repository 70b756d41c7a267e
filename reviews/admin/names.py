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


def names_of(accounts, review: Review, viewer) -> dict[int | None, str]:
    """`who` of several accounts by id, for the price of one."""
    known = {account.pk: account for account in accounts if account is not None}
    found = {pk: str(account) for pk, account in known.items()} | {None: "the clock"}
    if can(viewer, "reviews.see_pen_names"):
        return found
    bylines = Contributor.objects.filter(user__in=known, is_pen_name=True, authorships__review=review)
    return found | {name.user_id: str(name) for name in bylines.order_by("-pk") if name.user_id != viewer.pk}
