"""What the clock does to cases. Readers never wait for it: what comes back is back at its minute without it.

Each function may be called again, and by two beats at once: the verbs compare and set.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.checkpoints import make_checkpoint
from moderation import agent, letters, services, strikes
from moderation.business_days import agents_zone
from moderation.concerned import restrictions_of
from moderation.deadlines import time_left
from moderation.letters.sending import send_letters
from moderation.models import Case, CounterNotice, ErasureRequest, Hearing, Letter
from moderation.services.intake import CONFIRM_WITHIN
from moderation.week import house_week, house_zone
from reviews.models import Restriction

log = logging.getLogger(__name__)
State = Case.State
LONGEST = timedelta(days=21)  # no time that we give ourselves is longer
REMINDERS = (50, 80, 100)  # percent of the time that there was


def move_cases(at: datetime) -> dict[str, int]:
    """Take every step that is the clock's and due. Returns how many of each."""
    return {
        "confirmed": _each(services.confirm, unconfirmed(at)),
        "lapsed": _each(services.lapse, unanswered(at)),
        "windows over": _each(services.end_window, unchanged(at)),
        "put back": _each(services.put_back, to_put_back(at)),
        "ended": _each(services.expire, ended(at)),
        "pages hidden": services.hide_what_lost_its_passage(at),
        "erased": services.erase_asked(at),
        "register": services.draft_entries(at),
        "strikes": strikes.count_due(at),
        "reminders": remind(at) + remind_of_the_agent(at),
        "digests": send_digests(at),
    }


def tick(at: datetime) -> dict[str, int]:
    """All that is due, letters and the day's checkpoint of the log included."""
    done = move_cases(at)
    return done | {"letters": send_letters(at), "checkpoints": int(make_checkpoint(at) is not None)}


def _each(verb: Callable, cases: Iterable[Case]) -> int:
    done = 0
    for case in cases:
        try:
            verb(case, by=services.CLOCK)
            done += 1
        except (services.Conflict, services.WrongStep) as error:
            log.info("%s: %s left to the next beat (%s)", case, verb.__name__, type(error).__name__)
    return done


def unconfirmed(at: datetime):
    return Case.objects.filter(state=State.UNCONFIRMED, opened_at__lte=at - CONFIRM_WITHIN)


def unanswered(at: datetime):
    return Case.objects.filter(state=State.NEEDS_INFO, cure_until__lte=at)


def unchanged(at: datetime):
    """Cases whose writer was asked to change something and has had the time."""
    return Case.objects.filter(state=State.AWAITING_CHANGE, cure_until__lte=at)


def to_put_back(at: datetime):
    over = CounterNotice.objects.filter(
        case=OuterRef("pk"), state=CounterNotice.State.RUNNING, planned_at__lte=at
    )
    return Case.objects.filter(Exists(over), state=State.CLOCK_RUNNING)


def ended(at: datetime) -> list[Case]:
    """Cases whose restriction was for a time only, and that time is over."""
    over = Restriction.objects.filter(decisions__case=OuterRef("pk"), ends_at__lte=at)
    cases = Case.objects.filter(Exists(over), state=State.RESTRICTED).exclude(kind=Case.Kind.COPYRIGHT)
    return [case for case in cases if not restrictions_of(case).active(at).exists()]


def to_decide():
    """Cases that wait for one of us."""
    undecided = Q(state__in=[State.RECEIVED, State.IN_REVIEW], decided_at=None) | Q(state=State.APPEAL_OPEN)
    return Case.objects.filter(undecided)


def remind(at: datetime) -> int:
    """E24 at half, at four fifths and at the end of the time: to who has the case, at the end to the leads, too."""
    waiting = to_decide().filter(due_at__lte=at + LONGEST).select_related("assigned_to")
    written = 0
    for case in waiting:
        share = (at - case.opened_at) / max(case.due_at - case.opened_at, timedelta(seconds=1)) * 100
        reached = [percent for percent in REMINDERS if share >= percent]
        if reached:
            written += _reminder(case, reached[-1], at)
    return written


def _reminder(case: Case, percent: int, at: datetime) -> int:
    said = {
        "due": letters.minute(case.due_at),
        "left": time_left(case.due_at, at),
        "state": str(case.get_state_display()),
    }
    event = f"{percent} of {case.due_at.isoformat()}"
    address = case.assigned_to.email if case.assigned_to else ""
    told = [letters.write("E24", "moderator", address, case=case, event=event, **said)]
    if percent == REMINDERS[-1]:
        told += letters.to_leads("E24", case, event, **said)
    return sum(letter is not None for letter in told)


def remind_of_the_agent(at: datetime) -> int:
    """E26 to the leads, 90, 30, 7 days and one day before the designation ends, and when it has."""
    named = agent.current()
    days = agent.reminder_due(named, at.astimezone(agents_zone()).date()) if named else None
    if named is None or days is None:
        return 0
    assert named.expires_on is not None
    ends = date_format(named.expires_on, "j F Y")
    said = {"ends": ends} if days else {"ended": ends}
    return sum(
        letter is not None for letter in letters.to_leads("E26", None, f"agent {named.pk} {days}", **said)
    )


MORNING = time(8)  # by the magazine's clock
AT_MOST = 50  # lines


def send_digests(at: datetime) -> int:
    """E24 once a working day: to leads what is late, due or asked of us, to moderators what they have in hand."""
    local = at.astimezone(house_zone())
    if local.time() < MORNING or not house_week().works_on(local.date()):
        return 0
    event = f"digest {local.date().isoformat()}"
    if Letter.objects.filter(
        code="E24D", created_at__gte=datetime.combine(local.date(), time.min, local.tzinfo)
    ).exists():
        return 0
    evening = datetime.combine(local.date(), time.max, local.tzinfo)
    due = to_decide().filter(due_at__lte=evening).exclude(kind=Case.Kind.CHILD_SAFETY)
    cases = list(due.select_related("assigned_to").order_by("due_at", "pk")[:AT_MOST])
    written = []
    if for_leads := _said(cases, at) | _requests(evening):
        written += letters.to_leads("E24D", None, event, **for_leads)
    for moderator in dict.fromkeys(case.assigned_to for case in cases if case.assigned_to):
        said = _said([case for case in cases if case.assigned_to == moderator], at)
        written.append(letters.write("E24D", "moderator", moderator.email, case=None, event=event, **said))
    return sum(letter is not None for letter in written)


def _said(cases: list[Case], at: datetime) -> dict[str, str]:
    late = [case for case in cases if case.due_at < at]
    today = [case for case in cases if case.due_at >= at]
    named = {gettext("Late:"): late, gettext("Due today:"): today}
    said = [
        "\n".join(
            [title, *(f"- {case}, {case.get_kind_display()}: {time_left(case.due_at, at)}" for case in rows)]
        )
        for title, rows in named.items()
        if rows
    ]
    return {"today": "\n\n".join(said)} if said else {}


def _requests(evening: datetime) -> dict[str, str]:
    """What leads alone decide, a week ahead."""
    soon = {"due_at__lte": evening + timedelta(days=7)}
    erasures = ErasureRequest.objects.filter(state=ErasureRequest.State.OPEN, **soon)
    hearings = Hearing.objects.filter(outcome=Hearing.Outcome.OPEN, **soon)
    said = [gettext("Asks to be erased, by %(due)s") % {"due": letters.day(row.due_at)} for row in erasures]
    said += [gettext("A hearing, by %(due)s") % {"due": letters.day(row.due_at)} for row in hearings]
    return {"requests": "\n".join(f"- {line}" for line in said)} if said else {}
