"""@names in a note: whom they call, and what one may call them.

Only people who may see the piece can be called. Whoever writes it under a pen name is called by the pen name, and
by nothing else: another answer to their own name would tell that it is theirs.
"""

import re
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from accounts.policy import can
from accounts.roles import PERMISSIONS
from accounts.text import fold
from reviews.models import Review
from reviews.names import pen_names

EDITING = [role for role, allowed in PERMISSIONS.items() if "reviews.edit_others" in allowed]


@dataclass(frozen=True)
class Colleague:
    account: User
    name: str  # as everybody at the piece may know them
    handles: tuple[str, ...]  # what stands after the @, folded


def editors_of(review: Review) -> list[User]:
    """Everybody who edits others' pieces and is not limited to other sections; former colleagues never."""
    here = Q(sections=None) | Q(sections=review.section_id) if review.section_id else Q(sections=None)
    rows = User.objects.filter(here, is_active=True, grants__role__in=EDITING)
    return list(rows.distinct().order_by("pk"))


def owners_of(review: Review) -> list[User]:
    """The accounts whose piece it is: who began it, and who has a byline on it."""
    mine = Q(pk=review.created_by_id) | Q(contributors__authorships__review=review)
    return list(User.objects.filter(mine, is_active=True).distinct().order_by("pk"))


def colleagues(review: Review) -> list[Colleague]:
    """Whom a note on this piece can call, by name."""
    hidden, editors = pen_names(review), editors_of(review)
    writers = [account for account in owners_of(review) if account not in editors]
    found = []
    for account in [*editors, *(one for one in writers if can(one, "reviews.view_review", review))]:
        if pen_name := hidden.get(account.pk):
            found.append(Colleague(account, pen_name, (fold(pen_name),)))
        else:
            found.append(Colleague(account, str(account), (fold(account.username), fold(str(account)))))
    return sorted(found, key=lambda one: fold(one.name))


def named_in(text: str, review: Review) -> list[User]:
    if "@" not in text:
        return []
    handles = [(handle, one.account) for one in colleagues(review) for handle in one.handles if handle]
    rest, found = fold(text), []
    # The longest first: whoever calls Anna Novák does not call the other Anna.
    for handle, account in sorted(handles, key=lambda pair: -len(pair[0])):
        rest, times = _call(handle).subn("", rest)
        found += [account] if times and account not in found else []
    return found


def _call(handle: str) -> re.Pattern:
    """ "@handle" as a word of its own."""
    return re.compile(rf"(?<!\w)@{re.escape(handle)}(?!\w)")


def refuse_real_names(text: str, review: Review) -> str:
    """A sentence against calling somebody by the name that a pen name hides; for those who know it."""
    hidden = pen_names(review)
    for account in User.objects.filter(pk__in=hidden) if "@" in text else ():
        if any(_call(fold(name)).search(fold(text)) for name in (account.username, str(account))):
            return f"This piece is written under a pen name. Call its writer @{hidden[account.pk]}."
    return ""
