"""Lists of related pieces, worked out before anybody asks for them.

Nothing depends on it being done: a reader's page works the list out itself where none is kept or the kept one is no
longer true. So nobody has to say what is to be done. The beat walks round the archive, a few pieces at a time, and
looks at the newest, which are read most, whenever something has changed.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import batched

from django.db.models import Max, Min

from pagecache.models import Change, Counter
from reviews.candidates import Signals
from reviews.models import RelatedList, Review
from reviews.related import spread, work_out

EVERY = timedelta(seconds=5)
AT_ONCE = 25  # lists worked out in one step: a fifth of a second
LOOKED_AT = 100  # pieces in one step, so that a million are passed in fourteen hours
TOLD_DAILY = timedelta(days=1)  # that a list is still true
KEPT = 12  # pieces of each list
KEYS_AT_ONCE = 5000  # below what a statement of SQLite may hold


class Walk:
    """Where a beat is on its way round. One that starts anew begins again with the newest."""

    def __init__(self):
        self.n = -1  # the newest change when the newest pieces were last looked at
        self.after: tuple[datetime, int] | None = None

    def step(self, at: datetime) -> int:
        """Work out at most `AT_ONCE` lists; gives how many."""
        pieces = Review.objects.published(at).newest_first().values_list("ordered_at", "pk")
        done, n = 0, newest_change()
        if n != self.n:
            outdated = to_be_worked_out([pk for _ordered_at, pk in pieces[:LOOKED_AT]], at)
            done = keep(outdated[:AT_ONCE], at)
            self.n = n if done == len(outdated) else -1
        coming = list((pieces.older_than(*self.after) if self.after else pieces)[:LOOKED_AT])
        outdated = to_be_worked_out([pk for _ordered_at, pk in coming], at)
        room = AT_ONCE - done
        done += keep(outdated[:room], at)
        if outdated[room:]:  # as far as was come, and on from there
            coming = coming[: [pk for _ordered_at, pk in coming].index(outdated[room])]
            self.after = coming[-1] if coming else self.after
        else:
            self.after = coming[-1] if len(coming) == LOOKED_AT else None
        return done


keep_lists = Walk().step


def to_be_worked_out(pieces: Collection[int], at: datetime) -> list[int]:
    """Those that have no list that is true, in their order. Of the others it is noted that they have."""
    n, lists = newest_change(), list(RelatedList.objects.filter(pk__in=pieces))
    changes = _newest_changes({key for kept in lists for key in kept.keys})
    true = {
        kept.pk
        for kept in lists
        if (kept.until is None or at < kept.until) and all(changes.get(key, 0) <= kept.n for key in kept.keys)
    }
    long_ago = RelatedList.objects.filter(looked_at__lt=at - TOLD_DAILY, n__lte=n)
    long_ago.filter(pk__in=true).update(n=n, looked_at=at)
    return [pk for pk in pieces if pk not in true]


def keep(pieces: Collection[int], at: datetime) -> int:
    """Work out the lists of these pieces; gives of how many."""
    n = newest_change()  # before anything is read: what is changed from now on has a newer number
    reviews = Review.objects.filter(pk__in=pieces).select_related("main_film") if pieces else ()
    lists = [_worked_out(review, at, n) for review in reviews]
    RelatedList.objects.bulk_create(
        lists,
        update_conflicts=True,
        unique_fields=["review"],
        update_fields=["pinned", "found", "keys", "n", "until", "looked_at"],
    )
    return len(lists)


def _worked_out(review: Review, at: datetime, n: int) -> RelatedList:
    signals = Signals(review, at)
    choice = work_out(signals)
    films = {pk: piece.main_film_id for pk, piece in choice.pieces.items()}
    found = spread([(one, films[one.review]) for one in choice.found], review)[:KEPT]
    keys = signals.keys
    # A piece that is to appear, or an end to something: as the log says it, whenever it was said.
    until = Change.objects.filter(key__in=keys, effective_at__gt=at).aggregate(next=Min("effective_at"))
    return RelatedList(
        review=review, pinned=choice.pinned, found=[[one.review, one.sentence, one.name] for one in found],
        keys=keys, n=n, until=until["next"], looked_at=at,
    )  # fmt: skip


def newest_change() -> int:
    return Counter.objects.filter(id=1).values_list("n", flat=True).first() or 0


def _newest_changes(keys: Iterable[str]) -> dict[str, int]:
    newest: dict[str, int] = {}
    for some in batched(keys, KEYS_AT_ONCE):
        newest |= Change.objects.filter(key__in=some).values_list("key").annotate(newest=Max("n"))
    return newest
