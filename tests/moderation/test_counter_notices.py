"""The writer's counter-notice and its clock, 17 U.S.C. 512(g): what starts it, what alone stops it, how it ends."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import AuditEntry
from moderation import services
from moderation.counter_elements import jurisdiction_for, missing_from
from moderation.models import CounterNotice, LegalAction, Letter, Strike
from moderation.services import CLOCK, Incomplete, NotAllowed, OutOfTurn
from moderation.ticking import move_cases
from pagecache import clock
from pagecache.models import Change
from reviews.models import Review
from tests.factories import fresh, make_contributor, make_image, make_published, make_user
from tests.moderation.reporting import COUNTER, MONDAY, make_case

pytestmark = pytest.mark.django_db

# Received on the Monday before Thanksgiving 2026: see the table of the business days.
NOT_BEFORE = datetime(2026, 12, 9, 5, tzinfo=UTC)
PLANNED = datetime(2026, 12, 9, 14, tzinfo=UTC)
NOT_AFTER = datetime(2026, 12, 15, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FILED = {
    "forum": "federal_court", "court": "S.D.N.Y.", "docket": "26-cv-1234", "filed_on": date(2026, 12, 4),
    "by_the_sender": True, "seeks_restraint": True,
}  # fmt: skip


@pytest.fixture
def moderator():
    return make_user("moderator", email="desk@example.org")


@pytest.fixture
def lead():
    return make_user("lead")


@pytest.fixture
def writer():
    return make_user("contributor", email="milo@example.org")


@pytest.fixture
def review(writer):
    return make_published(
        headline="Forest, early",
        at=MONDAY,
        lead=make_image(),
        contributor=make_contributor("Milo", user=writer),
    )


def take_down(review, moderator, **given):
    case = make_case(review, **given)
    services.take_page_down(case, by=moderator, version=case.version, reason="It is hers.")
    return case


@pytest.fixture
def case(review, moderator):
    with clock.freeze(MONDAY):
        return take_down(review, moderator)


@pytest.fixture
def counter(case, writer):
    with clock.freeze(MONDAY):
        return services.submit_counter_notice(case, by=writer, **COUNTER)


def is_shown(review, at) -> bool:
    return Review.objects.published(at).contains(review)


# What starts the clock


def test_a_complete_counter_notice_starts_the_clock_by_itself(case, counter):
    assert (fresh(case).state, counter.state) == ("clock_running", "running")
    assert (counter.not_before, counter.planned_at, counter.not_after) == (NOT_BEFORE, PLANNED, NOT_AFTER)
    assert counter.complete_at == counter.received_at == MONDAY


@pytest.mark.parametrize("element", sorted(COUNTER))
def test_without_any_element_the_clock_does_not_run(case, writer, element):
    lacking = COUNTER | {element: False if isinstance(COUNTER[element], bool) else ""}
    counter = services.submit_counter_notice(case, by=writer, **lacking)
    assert (fresh(case).state, counter.state, counter.planned_at) == ("counter_check", "submitted", None)
    assert len(missing_from(counter)) == 1


def test_where_somebody_lives_decides_which_court_they_consent_to(case, writer):
    assert [jurisdiction_for(country) for country in ("US", "us ", "SK")] == [
        "us_district", "us_district", "provider_district",
    ]  # fmt: skip
    abroad = services.submit_counter_notice(case, by=writer, **COUNTER | {"jurisdiction": "us_district"})
    assert [str(lack) for lack in missing_from(abroad)] == [
        "your consent to the court of the place where you live"
    ]


def test_what_is_missing_can_be_sent_later_without_any_limit_of_time(case, writer, moderator):
    with clock.freeze(MONDAY):
        services.submit_counter_notice(case, by=writer, **COUNTER | {"telephone": ""})
    case = fresh(case)
    with pytest.raises(Incomplete, match="your telephone number"):
        services.start_clock(case, by=moderator, version=case.version)
    services.return_counter_notice(case, by=moderator, version=case.version, reason="No telephone.")
    assert fresh(case).state == "restricted"
    with clock.freeze(MONDAY + timedelta(days=700)):
        services.submit_counter_notice(fresh(case), by=writer, **COUNTER)
    assert fresh(case).state == "clock_running"


def test_a_moderator_who_fills_a_gap_starts_it_from_the_day_of_receipt(case, writer, moderator):
    with clock.freeze(MONDAY):
        counter = services.submit_counter_notice(case, by=writer, **COUNTER | {"country": ""})
    CounterNotice.objects.filter(pk=counter.pk).update(country="SK")
    with clock.freeze(MONDAY + timedelta(days=2)):
        services.start_clock(fresh(case), by=moderator, version=fresh(case).version)
    assert fresh(counter).planned_at == PLANNED


def test_editors_may_help_but_not_sign(case):
    with pytest.raises(NotAllowed, match="Only who wrote the piece"):
        services.submit_counter_notice(case, by=make_user("chief"), **COUNTER)


# How it ends


def test_it_is_back_at_its_second_with_nothing_running(review, counter):
    assert [is_shown(review, at) for at in (MONDAY, PLANNED - SECOND, PLANNED)] == [False, False, True]
    assert Change.objects.filter(key=f"review:{review.pk}", effective_at=PLANNED).exists()


def test_the_beat_closes_the_case_afterwards_and_only_once(case, counter):
    with clock.freeze(PLANNED - SECOND):
        assert move_cases(clock.now())["put back"] == 0
    with clock.freeze(PLANNED + timedelta(minutes=5)):
        assert [move_cases(clock.now())["put back"] for _ in range(2)] == [1, 0]
    assert (fresh(case).state, fresh(counter).state) == ("restored", "executed")
    assert fresh(counter).ended_at == PLANNED
    assert AuditEntry.objects.filter(action="case.put_back").count() == 1


def test_a_lead_may_put_it_back_once_ten_business_days_are_over(case, counter, lead, review):
    with clock.freeze(NOT_BEFORE - SECOND), pytest.raises(OutOfTurn, match="ten business days"):
        services.put_back(fresh(case), by=lead, version=fresh(case).version)
    with clock.freeze(NOT_BEFORE):
        services.put_back(fresh(case), by=lead, version=fresh(case).version)
        assert is_shown(review, NOT_BEFORE)
    assert fresh(case).state == "restored"


def test_it_comes_back_only_when_every_procedure_has_ended(review, moderator, writer):
    with clock.freeze(MONDAY):
        one, other = take_down(review, moderator), take_down(review, moderator)
        services.submit_counter_notice(one, by=writer, **COUNTER)
    with clock.freeze(PLANNED):
        move_cases(PLANNED)
        assert not is_shown(review, PLANNED)
        told = Letter.objects.get(code="E18", recipient="writer")
        assert "still hidden, because of another case" in told.text
        services.lift(fresh(other), by=moderator, version=fresh(other).version, reason="Ours after all.")
        assert is_shown(review, PLANNED)


# What stops it


def test_an_action_of_the_sender_to_restrain_the_writer_stops_it(case, counter, moderator, review):
    with clock.freeze(PLANNED - SECOND):
        action = services.record_legal_action(fresh(case), by=moderator, **FILED)
    assert (fresh(case).state, fresh(counter).state, action.accepted_by) == (
        "legal_hold",
        "stopped",
        moderator,
    )
    assert not is_shown(review, PLANNED + timedelta(days=365))
    with clock.freeze(PLANNED):
        assert move_cases(PLANNED)["put back"] == 0


@pytest.mark.parametrize(
    "lacking", [{"by_the_sender": False}, {"seeks_restraint": False}, {"filed_on": None}], ids=str
)
def test_nothing_else_stops_it(case, counter, moderator, review, lacking):
    with clock.freeze(PLANNED - SECOND):
        action = services.record_legal_action(fresh(case), by=moderator, **FILED | lacking)
    assert (action.stops_the_clock, fresh(case).state) == (False, "clock_running")
    assert LegalAction.objects.get().docket == "26-cv-1234"
    assert is_shown(review, PLANNED)


def test_the_sender_may_tell_us_with_their_receipt_and_nobody_else(review, moderator, writer):
    with clock.freeze(MONDAY):
        case, receipt = services.submit_report(kind="copyright", review=review, notice={"work": "Moss"})
        services.take_page_down(case, by=moderator, version=1, reason="It is hers.")
        services.submit_counter_notice(case, by=writer, **COUNTER)
        with pytest.raises(NotAllowed):
            services.record_legal_action(fresh(case), receipt="a guess", **FILED)
        action = services.record_legal_action(fresh(case), receipt=receipt, **FILED)
    assert (action.stops_the_clock, action.accepted_by) == (True, None)


def test_what_comes_after_the_put_back_does_not_take_it_down_again(case, counter, moderator, review):
    with clock.freeze(PLANNED):  # nobody has closed the case yet
        with pytest.raises(OutOfTurn, match="It is back already"):
            services.record_legal_action(fresh(case), by=moderator, **FILED)
        move_cases(PLANNED)
        with pytest.raises(OutOfTurn):
            services.record_legal_action(fresh(case), by=moderator, **FILED)
    assert is_shown(review, PLANNED)
    assert not LegalAction.objects.exists()


def test_when_the_action_ends_a_lead_says_how(case, counter, moderator, lead, review):
    with clock.freeze(MONDAY):
        services.record_legal_action(fresh(case), by=moderator, **FILED)
        with pytest.raises(NotAllowed, match="Only lead"):
            services.end_hold(fresh(case), by=moderator, version=5, outcome="lost", reason="Dismissed.")
        with pytest.raises(Incomplete, match="how the court action ended"):
            services.end_hold(fresh(case), by=lead, version=fresh(case).version, outcome="won", reason="Won.")
        services.end_hold(fresh(case), by=lead, version=fresh(case).version, outcome="lost", reason="Lost.")
        assert is_shown(review, MONDAY)
    assert (fresh(case).state, LegalAction.objects.get().outcome) == ("restored", "lost")


def test_what_the_sender_has_won_stays_down(case, counter, moderator, lead, review):
    with clock.freeze(MONDAY):
        services.record_legal_action(fresh(case), by=moderator, **FILED)
        services.keep_down(fresh(case), by=lead, version=fresh(case).version, outcome="won", reason="Won.")
    assert fresh(case).state == "restricted"
    assert not is_shown(review, PLANNED)


# Our own publication, and a user's post


def test_our_own_publication_comes_back_at_any_time(case, counter, moderator, review):
    with clock.freeze(MONDAY):
        services.lift(fresh(case), by=moderator, version=fresh(case).version, reason="We have a licence.")
        assert is_shown(review, MONDAY)
    assert (fresh(case).state, fresh(counter).state) == ("restored", "ended")


def test_a_users_post_waits_for_a_lead_or_the_clock(review, moderator, lead, writer):
    with clock.freeze(MONDAY):
        case = take_down(review, moderator, nature="user_post")
        with pytest.raises(NotAllowed, match="only a lead"):
            services.lift(case, by=moderator, version=case.version, reason="A mistake.")
        services.submit_counter_notice(case, by=writer, **COUNTER)
        with pytest.raises(OutOfTurn, match="by the clock"):
            services.lift(fresh(case), by=lead, version=fresh(case).version, reason="A mistake.")


# A day that counts otherwise


class TestAChangeOfTheCalendar:
    def close(self, day, by, **given):
        return services.except_day(day, by=by, reason="By executive order", **given)

    def test_a_day_closed_by_order_moves_running_clocks_and_both_sides_are_told(
        self, case, counter, lead, review
    ):
        with clock.freeze(MONDAY):
            assert self.close(date(2026, 11, 27), lead) == 1
        later = PLANNED + timedelta(days=1)
        assert (fresh(counter).planned_at, fresh(counter).not_after) == (later, NOT_AFTER + timedelta(days=1))
        assert [is_shown(review, at) for at in (PLANNED, later - SECOND, later)] == [False, False, True]
        told = Letter.objects.filter(code__in=["E15", "E16"], text__contains="10 December 2026")
        assert sorted(told.values_list("recipient", flat=True)) == ["reporter", "writer"]
        with clock.freeze(later):
            assert move_cases(later)["put back"] == 1

    def test_a_day_that_is_opened_never_brings_it_back_before_what_was_announced(self, counter, lead):
        with clock.freeze(MONDAY):
            self.close(date(2026, 11, 26), lead, is_open=True)
            self.close(date(2026, 11, 28), lead, is_open=True)
        assert fresh(counter).planned_at == NOT_BEFORE
        assert fresh(counter).not_before == NOT_BEFORE

    def test_what_is_back_stays_back(self, case, counter, lead, review):
        with clock.freeze(PLANNED):
            assert self.close(date(2026, 12, 8), lead) == 0
        assert is_shown(review, PLANNED)

    def test_only_leads_change_it(self, moderator):
        with pytest.raises(NotAllowed, match="Only lead"):
            self.close(date(2026, 11, 27), moderator)


# Strikes


def test_a_strike_counts_after_thirty_days_without_a_counter_notice(case, review):
    contributor = review.authors.get()
    with clock.freeze(MONDAY + timedelta(days=30) - SECOND):
        assert move_cases(clock.now())["strikes"] == 0
    with clock.freeze(MONDAY + timedelta(days=30)):
        assert move_cases(clock.now())["strikes"] == 1
    assert (Strike.objects.get().state, fresh(contributor).standing) == ("active", "noticed")


def test_a_countered_strike_does_not_count_and_one_put_back_is_void(case, counter):
    assert Strike.objects.get().state == "suspended"
    with clock.freeze(PLANNED):
        move_cases(PLANNED)
    assert Strike.objects.get().state == "voided"


def test_a_court_action_makes_it_count_again(case, counter, moderator):
    with clock.freeze(MONDAY):
        services.record_legal_action(fresh(case), by=moderator, **FILED)
    assert Strike.objects.get().state == "active"


def test_several_items_of_one_notice_are_one_strike_and_three_put_the_standing_in_question(
    case, review, moderator, writer
):
    with clock.freeze(MONDAY):
        services.hide_picture(
            fresh(case), by=moderator, version=fresh(case).version, image=review.lead_image, reason="Hers."
        )
        contributor = review.authors.get()
        for _ in range(2):
            take_down(make_published(at=MONDAY, contributor=contributor), moderator)
    assert Strike.objects.count() == 3
    move_cases(MONDAY + timedelta(days=31))
    assert fresh(contributor).standing == "under_review"


def test_the_clock_alone_takes_its_steps(case, counter):
    with pytest.raises(NotAllowed):
        services.put_back(fresh(case), by=None)
    with clock.freeze(PLANNED):
        services.put_back(fresh(case), by=CLOCK)
