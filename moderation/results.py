"""What became of what was complained of, in the words of its letters and pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.models import Restriction

HIDDEN = {
    Restriction.Mode.FULL: _("The whole page"),
    Restriction.Mode.IMAGE: _("A picture"),
    Restriction.Mode.PASSAGE: _("A passage"),
    Restriction.Mode.EMBED: _("An embed"),
    Restriction.Mode.LINK: _("A link"),
}


@dataclass(frozen=True)
class Result:
    what: Promise | str
    outcome: Promise | str
    since: datetime | None = None


def results_of(restrictions: Iterable[Restriction], at: datetime | None) -> list[Result]:
    """What each hides, and since when; `at` None: only what does not change by the clock."""
    return [
        Result(HIDDEN[Restriction.Mode(row.mode)], _("shown again since"), row.ends_at)
        if row.ends_at and at and row.ends_at <= at
        else Result(HIDDEN[Restriction.Mode(row.mode)], _("hidden since"), row.starts_at or row.created_at)
        for row in restrictions
    ]
