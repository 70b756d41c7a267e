"""Who did something to a piece, as this person may know it."""

from accounts.policy import can
from reviews.models import Authorship, Review


def who(account, review: Review, viewer) -> str:
    """The account's name; for all but chiefs, the pen name where the account writes this piece under one."""
    if account is None:
        return "the clock"
    if account == viewer or can(viewer, "reviews.see_pen_names"):
        return str(account)
    return openly(account, review)


def openly(account, review: Review) -> str:
    """The name under which everybody at this piece may know the account."""
    return pen_names(review).get(account.pk) or str(account)


def pen_names(review: Review) -> dict[int, str]:
    """The pen names on this piece, by the account that hides behind each."""
    return {account: name for (_piece, account), name in pen_names_on([review.pk]).items()}


def pen_names_on(pieces) -> dict[tuple[int, int], str]:
    """The pen names on several pieces, by piece and account, in one question."""
    rows = Authorship.objects.filter(
        review__in=pieces, contributor__is_pen_name=True, contributor__user__isnull=False
    )
    told = rows.order_by("-contributor").values_list("review", "contributor__user", "contributor__name")
    return {(piece, account): name for piece, account, name in told}


def who_all(accounts, review: Review, viewer) -> dict[int | None, str]:
    """`who` for many accounts at once, by their ids; None is the clock."""
    known = {account.pk: account for account in accounts if account is not None}
    hidden = {} if can(viewer, "reviews.see_pen_names") else pen_names(review)
    names = {pk: str(account) for pk, account in known.items()}
    names |= {pk: name for pk, name in hidden.items() if pk in known and pk != viewer.pk}
    return {None: who(None, review, viewer)} | names


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
