"""The register of repeat infringers: 17 U.S.C. 512(i)(1)(A). Called by the verbs of `moderation.services`.

A strike counts thirty days after material came down without a counter-notice, for two years. Nobody is shut out by
counting: at three a lead decides, having heard the contributor first.
"""

from datetime import datetime, timedelta

from moderation import deadlines, letters
from moderation.concerned import writers_of
from moderation.models import Case, Hearing, Strike
from moderation.week import house_week, house_zone
from pagecache.clock import now
from reviews.models import Contributor
from reviews.unit import unit

State = Strike.State
Standing = Contributor.Standing

COUNTS_AFTER = timedelta(days=30)
COUNTS_FOR = timedelta(days=730)
LEVELS = {1: Standing.NOTICED, 2: Standing.WARNED, 3: Standing.UNDER_REVIEW}
# What people decided is not changed by counting.
DECIDED = (Standing.ENDED, Standing.UNDER_REVIEW)


def give(case: Case) -> None:
    """One strike for each byline, provisional at first; what else the same case hides adds none."""
    at = now()
    for contributor in writers_of(case):
        Strike.objects.get_or_create(
            contributor=contributor, case=case,
            defaults={"at": at, "counts_from": at + COUNTS_AFTER, "expires_at": at + COUNTS_FOR},
        )  # fmt: skip


def suspend(case: Case) -> None:
    """A counter-notice has come: nothing counts while it is open."""
    case.strikes.exclude(state=State.VOIDED).update(state=State.SUSPENDED)


def resume(case: Case) -> None:
    """The sender went to court."""
    case.strikes.filter(state=State.SUSPENDED).update(state=State.ACTIVE)


def void(case: Case) -> None:
    """Put back, withdrawn or reversed: it never counted."""
    case.strikes.update(state=State.VOIDED)


def count_due(at: datetime) -> int:
    """Let those count whose thirty days are over, and raise the standing where that follows. Safe to repeat."""
    due = Strike.objects.filter(state=State.PROVISIONAL, counts_from__lte=at).select_related(
        "contributor__user", "case"
    )
    counted = 0
    for strike in due:
        with unit() as work:
            if not Strike.objects.filter(pk=strike.pk, state=State.PROVISIONAL).update(state=State.ACTIVE):
                continue
            counted += 1
            contributor = strike.contributor
            standing = standing_for(contributor, at)
            if standing and contributor.standing not in (standing, *DECIDED):
                before = contributor.standing
                Contributor.objects.filter(pk=contributor.pk).update(standing=standing)
                _tell(contributor, standing, strike)
                work.record(
                    "contributor.standing", obj=contributor, reference=strike.case.reference, from_state=before,
                    to_state=standing, strike=strike.pk,
                )  # fmt: skip
    return counted


def _tell(contributor: Contributor, standing: str, strike: Strike) -> None:
    """E22; where the standing is in question, they are asked to be heard, and the leads to decide."""
    event = f"strike {strike.pk}"
    if standing != Standing.UNDER_REVIEW:
        told = {"noticed": " "} if standing == Standing.NOTICED else {"warned": " "}
        letters.to_contributor("E22", contributor, event, **told, **letters.ways_of(strike.case, contributor))
        return
    at = now()
    until = deadlines.after(at, deadlines.HEARING, house_zone(), house_week())
    hearing = Hearing.objects.create(
        contributor=contributor, opened_at=at, heard_until=until,
        due_at=deadlines.after(until, deadlines.HEARING, house_zone(), house_week()),
    )  # fmt: skip
    letters.to_contributor("E22", contributor, event, asked=letters.day(hearing.heard_until))
    letters.to_leads("E22", None, event, whose=contributor.name, due=letters.day(hearing.due_at))


def standing_for(contributor: Contributor, at: datetime) -> str:
    """What so many strikes in two years come to; empty for none."""
    cases = Strike.objects.filter(contributor=contributor).counting(at).notices()
    return LEVELS.get(min(cases, max(LEVELS)), "")
