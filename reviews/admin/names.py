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
