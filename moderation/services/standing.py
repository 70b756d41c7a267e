"""Repeat infringers, 17 U.S.C. 512(i)(1)(A): heard first, then decided by a lead, and taken back by another.

Counting alone shuts nobody out, and coming back quietly would be no policy at all (BMG v. Cox, 881 F.3d 293).
"""

from accounts.policy import can
from moderation import letters
from moderation.models import Hearing
from moderation.services.steps import NotAllowed, OutOfTurn, need
from pagecache.clock import now
from reviews.models import Contributor
from reviews.unit import unit

Outcome = Hearing.Outcome
Standing = Contributor.Standing


def say_at_hearing(hearing: Hearing, *, by, said: str) -> None:
    """What the contributor says, by themselves or as a lead heard it."""
    if hearing.contributor.user_id != by.pk and not can(by, "moderation.change_hearing"):
        raise NotAllowed("Only the contributor, or a lead moderator for them, speaks here.")
    need(said, "Say something.")
    with unit() as work:
        heard = {"said": said, "said_at": now()}
        if not Hearing.objects.filter(pk=hearing.pk, outcome=Outcome.OPEN).update(**heard):
            raise OutOfTurn("This was decided already.")
        hearing.refresh_from_db()
        work.record("hearing.say", by=by, obj=hearing, contributor=hearing.contributor_id)


def end_cooperation(hearing: Hearing, *, by, reasons: str) -> None:
    """They submit and publish nothing here any more. What stands stays, with its byline."""
    _decide(hearing, by, reasons, Outcome.ENDED, Standing.ENDED)


def keep_on(hearing: Hearing, *, by, reasons: str) -> None:
    """We go on with them; the next strike that counts asks again."""
    _decide(hearing, by, reasons, Outcome.KEPT, Standing.WARNED)


def reinstate(contributor: Contributor, *, by, reasons: str) -> Hearing:
    """Take somebody back. Another lead than who ended it, with reasons of their own."""
    _ask(contributor, by)
    need(reasons, "Give your reasons.")
    ended = contributor.hearings.filter(outcome=Outcome.ENDED).last()
    if ended and ended.decided_by_id == by.pk:
        raise NotAllowed("You ended it, so another lead decides whether they come back.")
    with unit() as work:
        at = now()
        _stand(work, contributor, by, Standing.ENDED, Standing.REINSTATED)
        made = Hearing.objects.create(
            contributor=contributor, opened_at=at, heard_until=at, due_at=at, outcome=Outcome.REINSTATED,
            reasons=reasons, decided_by=by, decided_at=at,
        )  # fmt: skip
        letters.to_contributor("E22", contributor, f"hearing {made.pk}", reinstated=" ")
    return made


def _decide(hearing: Hearing, by, reasons: str, outcome: str, standing: str) -> None:
    contributor = hearing.contributor
    _ask(contributor, by)
    need(reasons, "Give your reasons.")
    with unit() as work:
        at = now()
        open_still = Hearing.objects.select_for_update().filter(pk=hearing.pk, outcome=Outcome.OPEN)
        asked = open_still.first()
        if asked is None:
            raise OutOfTurn("This was decided already.")
        if asked.said_at is None and at < asked.heard_until:
            raise OutOfTurn("They have not been heard yet, and still have time.")
        open_still.update(outcome=outcome, reasons=reasons, decided_by=by, decided_at=at)
        hearing.refresh_from_db()
        _stand(work, contributor, by, Standing.UNDER_REVIEW, standing)
        told = {"ended": " "} if outcome == Outcome.ENDED else {"kept": " "}
        letters.to_contributor("E22", contributor, f"hearing {hearing.pk}", **told)


def _ask(contributor: Contributor, by) -> None:
    if not can(by, "moderation.change_hearing"):
        raise NotAllowed("Only lead moderators decide this.")
    if contributor.user_id == by.pk:
        raise NotAllowed("This is about you, so a colleague decides.")


def _stand(work, contributor: Contributor, by, before: str, after: str) -> None:
    if not Contributor.objects.filter(pk=contributor.pk, standing=before).update(standing=after):
        raise OutOfTurn(f"{contributor} does not stand at “{Standing(before).label.lower()}”.")
    contributor.standing = after
    work.record("contributor.standing", by=by, obj=contributor, from_state=before, to_state=after)
