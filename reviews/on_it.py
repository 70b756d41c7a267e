"""Which films somebody has been asked to write about, so that nobody else begins as well."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from reviews.models import Review, Subject

Status = Review.Status


def who_is_on_it(films: Iterable[int], at: datetime, but=None) -> dict[int, str]:
    """ "Ann Example is on it", by film: bylines of commissioned pieces that readers do not see yet.

    Pieces under a byline of the account `but` are left out. For the newsroom only: it is nobody else's business.
    """
    waiting = Q(review__status__in=(Status.DRAFT, Status.SUBMITTED, Status.READY))
    waiting |= Q(review__status=Status.PUBLISHED, review__visible_from__gt=at)
    rows = Subject.objects.filter(
        waiting, film__in=list(films), review__commissioned_at__isnull=False, review__deleted_at=None
    ).exclude(treatment=Subject.Treatment.MENTIONED)
    if but is not None:
        rows = rows.exclude(review__authorships__contributor__user=but)
    named = rows.order_by("film", "review__authorships__contributor__sort_name").values_list(
        "film", "review__authorships__contributor__name"
    )
    found: dict[int, list[str]] = defaultdict(list)
    for film, name in named.distinct():
        if name:
            found[film].append(name)
    return {film: sentence(names) for film, names in found.items()}


def sentence(names: list[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} is on it"
    return f"{', '.join(names[:-1])} and {names[-1]} are on it"
