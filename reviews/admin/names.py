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


def who_has(review: Review, viewer) -> str:
    """ "you", or the name of whoever claimed the piece, as this person may know it; empty when nobody did.

    From the piece's authorships with their contributors and its `claimed_by`: a list loads them at once.
    """
    account = review.claimed_by
    if account is None:
        return ""
    if account == viewer:
        return "you"
    if can(viewer, "reviews.see_pen_names"):
        return str(account)
    names = [row.contributor for row in review.authorships.all()]
    pen_names = (str(name) for name in names if name.is_pen_name and name.user_id == account.pk)
    return next(pen_names, str(account))
