"""Every state, every act, everybody: one table, written down a second time, and what came of each."""

import inspect
from collections.abc import Callable
from contextlib import contextmanager
from copy import copy
from datetime import timedelta

import pytest
from django.db import transaction

from moderation import services, states
from moderation.models import Appeal, Case, CounterNotice, Decision, LegalAction
from moderation.services import CLOCK, NotAllowed, OutOfTurn
from pagecache import clock
from reviews import restrictions
from reviews.models import Restriction
from tests.factories import make_contributor, make_image, make_published, make_user
from tests.moderation.reporting import COUNTER, MONDAY, a_file, make_case

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DENIED, OUT_OF_TURN = "denied", "out of turn"

# Who each word of the tables below stands for.
R, W, S = {"reporter"}, {"writer"}, {"the clock"}
M = {"moderator", "lead", "superuser"}
L = {"lead", "superuser"}
CHIEF = {"chief", "superuser", "superuser with a hand in it"}
EVERYBODY = [
    "reporter", "stranger", "writer", "contributor", "editor", "chief", "moderator", "lead", "auditor", "superuser",
    "moderator with a hand in it", "lead with a hand in it", "superuser with a hand in it", "the clock",
]  # fmt: skip

UNDECIDED = "received in_review needs_info"
DOWN = "restricted counter_check clock_running legal_hold"
OPEN = f"{UNDECIDED} awaiting_change {DOWN}"

# The design's sections 3.1 and 3.2 once more: act, from, to ("=" where it stays), by whom.
COMMON = [
    ("confirm", "unconfirmed", "received", R | S),
    ("claim", "received", "in_review", M),
    ("claim", f"in_review needs_info awaiting_change {DOWN} routed appeal_open", "=", M),
    ("assign", "received", "in_review", M),
    ("assign", f"in_review needs_info awaiting_change {DOWN} routed appeal_open", "=", M),
    ("ask_for_what_is_missing", UNDECIDED, "needs_info", M),
    ("complete", "needs_info lapsed", "in_review", R),
    ("complete", "unconfirmed received in_review", "=", R),
    ("lapse", "needs_info", "lapsed", S),
    ("take_page_down", f"{UNDECIDED} awaiting_change restricted", "restricted", M),
    ("hide_picture", f"{UNDECIDED} awaiting_change restricted", "restricted", M),
    ("hide_passage", f"{UNDECIDED} awaiting_change restricted", "restricted", M),
    ("remove_embed", f"{UNDECIDED} awaiting_change restricted", "restricted", M),
    ("hide_in_need", f"{UNDECIDED} restricted", "restricted", CHIEF),
    ("refuse", UNDECIDED, "refused", M),
    ("merge", "received in_review", "merged", M),
    ("set_apart", "merged", "received", M),
    ("mark_spam", "unconfirmed received", "spam", M),
    ("undo_spam", "spam", "received", M),
    ("add_papers", f"unconfirmed {OPEN} routed appeal_open", "=", R | M),
    ("reopen", "refused lapsed", "in_review", L),
]
TABLES = {
    "copyright": [
        *COMMON,
        ("ask_for_a_change", "in_review", "awaiting_change", M),
        ("accept_change", "awaiting_change", "closed", M),
        ("end_window", "awaiting_change", "in_review", S),
        ("withdraw", f"unconfirmed {OPEN}", "withdrawn", R | M),
        ("submit_counter_notice", "restricted", "counter_check", W),
        ("return_counter_notice", "counter_check", "restricted", M),
        ("start_clock", "counter_check", "clock_running", M | S),
        ("record_legal_action", "clock_running", "legal_hold", R | M),
        ("accept_legal_action", "legal_hold", "=", M),
        ("put_back", "clock_running", "restored", S | L),
        ("end_hold", "legal_hold", "restored", L),
        ("keep_down", "legal_hold", "restricted", L),
        ("lift", DOWN, "restored", M),
        ("appeal", "refused", "in_review", R),
    ],
    "content": [
        *COMMON,
        ("withdraw", f"unconfirmed {UNDECIDED} restricted routed", "withdrawn", R | M),
        ("merge", "received", "merged", S),
        ("answer_as_before", "received", "refused", S),
        ("lift", "restricted", "restored", M),
        ("route", "received in_review", "routed", M),
        ("close_routed", "routed", "closed", M),
        ("refer", "in_review", "referred", M),
        ("expire", "restricted", "expired", S),
        ("appeal", "refused", "appeal_open", R),
        ("appeal", "restricted", "appeal_open", W),
        ("uphold", "appeal_open", "upheld", M),
        ("reverse", "appeal_open", "reversed", M),
        ("reverse_in_part", "appeal_open", "partly", M),
    ],
}
EVERY_ACT = sorted({act for table in TABLES.values() for act, *_rest in table})


def expected(kind: str, act: str, state: str, who: str) -> str:
    """The state that follows, or why nothing does."""
    rows = [row for row in TABLES[kind] if row[0] == act]
    here = [row for row in rows if state in row[1].split()]
    for _act, _before, after, those in here:
        if who in those:
            return state if after == "=" else after
    if here or not any(who in those for *_rest, those in rows):
        return DENIED if rows else OUT_OF_TURN
    return OUT_OF_TURN


class Desk:
    """A case with everything that any act could ask for, and everybody who could try."""

    def __init__(self, kind: str, act: str):
        self.act = act
        writer = make_user("contributor", email="writer@example.org")
        self.review = make_published(contributor=make_contributor(user=writer), lead=make_image())
        notice = (
            {"work": "A photograph"} if kind == "copyright" else None
        )  # less than the three core elements
        self.case, self.receipt = services.submit_report(
            kind=kind, review=self.review, email="noor@example.org", explanation="Mine.", notice=notice
        )
        self.other = make_case(self.review, kind)
        if self.other.merged_into_id:  # it had joined at once, and the case is not to join it now
            apart = "received" if act == "merge" else "needs_info"
            Case.objects.filter(pk=self.other.pk).update(state=apart, merged_into=None)
            self.other.refresh_from_db()
        first = make_user("moderator")
        restriction = restrictions.restrict(
            mode="embed", review=self.review, locator={"address": "https://video.example/1"}
        )
        self.restriction = restriction
        self.decision = Decision.objects.create(
            case=self.case, kind="restrict_piece", reason="It is hers.", decided_by=first, decided_at=MONDAY,
            restriction=restriction,
        )  # fmt: skip
        self.counter = CounterNotice.objects.create(
            case=self.case, signer=writer, received_at=MONDAY, complete_at=MONDAY, state="ended", **COUNTER,
            planned_at=MONDAY, not_before=MONDAY, not_after=MONDAY,
        )  # fmt: skip
        LegalAction.objects.create(
            counter_notice=self.counter, received_at=MONDAY, forum="ccb", filed_on=MONDAY.date(), by_the_sender=True,
            seeks_restraint=True, stops_the_clock=True,
        )  # fmt: skip
        Appeal.objects.create(
            case=self.case,
            decision=self.decision,
            side="writer",
            filed_by=writer,
            text="No.",
            filed_at=MONDAY,
        )
        # Whoever sent the report has a hand in it, too.
        involved = {"email": "noor@example.org"}
        everywhere = involved if act == "hide_in_need" else {}
        if act == "hide_in_need":
            type(first).objects.filter(pk=first.pk).update(**involved)
        self.colleague = make_user("moderator", **everywhere)
        self.people = {
            "writer": writer,
            "moderator": make_user("moderator", **everywhere),
            "lead": make_user("lead", **everywhere),
            "superuser": make_user(None, is_superuser=True),
            "moderator with a hand in it": make_user("moderator", **involved),
            "lead with a hand in it": make_user("lead", **involved),
            "superuser with a hand in it": make_user(None, is_superuser=True, **involved),
            "the clock": CLOCK,
        } | {role: make_user(role) for role in ("contributor", "editor", "chief", "auditor")}

    def stands_at(self, state: str) -> None:
        closed = state in Case.CLOSED
        Case.objects.filter(pk=self.case.pk).update(
            state=state, decided_at=MONDAY, closed_at=MONDAY + 1.5 * DAY if closed else None,
            opened_at=MONDAY - 2 * DAY, cure_until=MONDAY,
        )  # fmt: skip
        self.case = Case.objects.get(pk=self.case.pk)
        planned = MONDAY + DAY if self.act == "put_back" else MONDAY + 20 * DAY
        running = {"counter_check": "submitted", "clock_running": "running", "legal_hold": "stopped"}
        CounterNotice.objects.filter(pk=self.counter.pk).update(
            state=running.get(state, "ended"), planned_at=planned
        )
        ends = planned if state == "clock_running" else None
        ends = {"expire": MONDAY, "put_back": planned}.get(self.act, ends)
        Restriction.objects.filter(pk=self.restriction.pk).update(ends_at=ends)

    def given(self) -> dict:
        words = {"reason": "So it is."}
        acts: dict[str, dict] = {
            "ask_for_a_change": words | {"words": "The second picture."}, "end_window": {},
            "claim": {}, "confirm": {}, "lapse": {}, "expire": {}, "put_back": {}, "mark_spam": {},
            "close_routed": {}, "start_clock": {}, "submit_counter_notice": {},
            "hide_picture": words | {"image": self.review.lead_image},
            "hide_passage": words | {"quote": "moss"},
            "remove_embed": words | {"address": "https://video.example/2"},
            "complete": {"notice": {"location": "The second picture"}},
            "assign": {"to": self.colleague}, "undo_spam": {}, "set_apart": {},
            "answer_as_before": {"refusal": self.decision},
            "merge": {"into": self.other},
            "record_legal_action": {
                "forum": "federal_court", "filed_on": MONDAY.date(), "by_the_sender": True, "seeks_restraint": True,
            },
            "end_hold": words | {"outcome": "lost"}, "keep_down": words | {"outcome": "won"},
            "appeal": {"text": "No."}, "accept_legal_action": {},
            "add_papers": {"files": [a_file()]},
            "uphold": {"reasons": "So."}, "reverse": {"reasons": "So."}, "reverse_in_part": {"reasons": "So."},
        }  # fmt: skip
        return acts.get(self.act, words)

    def attempt(self, who: str) -> str:
        verb: Callable = getattr(services, self.act).__wrapped__  # without the log of refusals
        case = copy(self.case)  # as each of them has just read it
        offered = {
            "by": self.people.get(who),
            "receipt": self.receipt if who == "reporter" else "made up",
            "version": case.version,
        }
        takes = inspect.signature(verb).parameters
        try:
            verb(case, **{name: value for name, value in offered.items() if name in takes}, **self.given())
        except NotAllowed:
            return DENIED
        except OutOfTurn:
            return OUT_OF_TURN
        return Case.objects.values_list("state", flat=True).get(pk=case.pk)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("act", EVERY_ACT)
@pytest.mark.parametrize("kind", TABLES)
def test_each_act_in_each_state_by_everybody(kind, act, settings):
    settings.HALATION_FIX_WINDOW = 1
    desk, came, should = Desk(kind, act), {}, {}
    with clock.freeze(MONDAY + 2 * DAY):
        for state in Case.State.values:
            with undone():
                desk.stands_at(state)
                for who in EVERYBODY:
                    should[state, who] = expected(kind, act, state, who)
                    with undone():
                        came[state, who] = desk.attempt(who)
    assert came == should
    assert len(came) == len(Case.State.values) * len(EVERYBODY)


def test_no_act_is_left_out():
    assert set(EVERY_ACT) == states.ACTS
    assert all(callable(getattr(services, act)) for act in states.ACTS)


@pytest.mark.parametrize("kind", TABLES)
def test_no_step_leads_out_of_where_it_is_over_for_good(kind):
    over = {
        "restored",
        "upheld",
        "reversed",
        "partly",
        "expired",
        "withdrawn",
        "referred",
        "closed",
    }
    assert {state for step in states.steps(kind) for state in step.before} & over == set()


def test_what_a_case_cannot_be_about_is_refused():
    case = make_case(make_published(), "content")
    with pytest.raises(OutOfTurn, match="does not know that step"):
        services.submit_counter_notice(case, by=make_user("contributor"))
