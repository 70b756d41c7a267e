"""What the sender of a notice about several pages does to all of its cases at once, by the one link that they hold."""

from collections.abc import Sequence
from contextlib import suppress

from django.core.files.base import File

from moderation import states
from moderation.concerned import whole_notice
from moderation.models import Case
from moderation.services.appealing import appeal
from moderation.services.ending import withdraw
from moderation.services.intake import complete
from moderation.services.steps import Conflict, NotAllowed, WrongStep
from moderation.states import Who
from reviews.unit import unit


def complete_all(case: Case, *, receipt: str, files: Sequence[File] = (), **said) -> None:
    """What was missing is missing of every page that was named. `files` are kept once."""
    with unit():
        for other in _others("complete", case):
            with suppress(NotAllowed, WrongStep, Conflict):
                complete(other, receipt=receipt, **said)
        complete(case, receipt=receipt, files=files, **said)


def appeal_all(case: Case, *, receipt: str, text: str) -> None:
    """One objection to all that we did not act on, and one letter about it."""
    _with_the_others("appeal", appeal, case, receipt=receipt, text=text)


def withdraw_all(case: Case, *, receipt: str) -> None:
    """The whole notice, with one letter about it."""
    _with_the_others("withdraw", withdraw, case, receipt=receipt)


def _with_the_others(act: str, verb, case: Case, **given) -> None:
    """The case itself or nothing, and of the others those from which it leads on still."""
    with unit():
        done = []
        for other in _others(act, case):
            with suppress(NotAllowed, WrongStep, Conflict):
                verb(other, tells=False, **given)
                done.append(other.reference)
        verb(case, others=", ".join(done), **given)


def _others(act: str, case: Case) -> list[Case]:
    return [
        other
        for other in whole_notice(case).exclude(pk=case.pk)
        if other.state in states.before(act, other.kind)
        and Who.REPORTER in states.who(act, other.kind, other.state)
    ]
