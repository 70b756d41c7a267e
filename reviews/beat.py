"""The beat: what has to happen at a time although nobody asks for it, done once, however many beats there are.

Readers never wait for it: pieces appear, embargoes end and restrictions begin by comparing times. A chore is a
function of the present moment, listed in CHORES by whoever has one. It may be called again before it is done, and
by two beats at once where it takes longer than its interval, so it decides about each of its things by a
compare-and-set of its own (see `workflow/scheduled_changes.py`).
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.checkpoints import make_checkpoint
from accounts.notices import send_mail
from pagecache.changes import prune
from pagecache.clock import now
from reviews import kept_lists, models
from reviews.notices import tell_of_pieces_that_appeared
from reviews.workflow.scheduled_changes import apply_due

log = logging.getLogger(__name__)
QUIET_FOR = timedelta(minutes=1)  # after which screens say that the beat has stopped


@dataclass(frozen=True)
class Chore:
    name: str
    every: timedelta
    do: Callable[[datetime], object]


CHORES = [
    Chore("scheduled changes", timedelta(seconds=3), apply_due),
    Chore("pieces that appeared", timedelta(seconds=30), tell_of_pieces_that_appeared),
    Chore("related pieces", kept_lists.EVERY, kept_lists.keep_lists),
    Chore("mail", timedelta(minutes=1), send_mail),
    Chore("audit checkpoint", timedelta(hours=1), make_checkpoint),
    Chore("old changes", timedelta(hours=1), prune),
]


def tick(chores: Iterable[Chore] | None = None) -> list[str]:
    """Do each chore that is due and that no other beat has taken. Returns their names.

    One that fails is logged, its trouble kept beside its time, and the next one done.
    """
    chores = CHORES if chores is None else list(chores)
    at = now()
    later = set(models.Chore.objects.filter(due_at__gt=at).values_list("name", flat=True))
    return [chore.name for chore in chores if chore.name not in later and _do(chore)]


def _do(chore: Chore) -> bool:
    at = now()
    if not models.Chore.objects.claim(chore.name, at, at + chore.every):
        return False
    trouble = ""
    try:
        chore.do(at)
    except Exception as error:
        log.exception("The chore %r failed", chore.name)
        trouble = f"{type(error).__name__}: {error}"[:300]
    models.Chore.objects.filter(name=chore.name).update(ended_at=now(), trouble=trouble)
    return True


def last_ran(chore: str = "scheduled changes") -> datetime | None:
    return models.Chore.objects.filter(name=chore).values_list("ended_at", flat=True).first()


def is_alive(at: datetime) -> bool:
    """Whether the beat has done its chores a moment ago."""
    ran = last_ran()
    return ran is not None and at - ran < QUIET_FOR
