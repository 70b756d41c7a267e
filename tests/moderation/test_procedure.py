"""What stands beside the table of steps: conflicts of interest, the log of refusals, intake, appeals, endings."""

from datetime import timedelta

import pytest

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from moderation import services
from moderation.models import Appeal, Case, CopyrightNotice, Report
from moderation.services import CLOCK, Conflict, Incomplete, NotAllowed, OutOfTurn, WrongStep
from moderation.ticking import move_cases
from pagecache import clock
from reviews.models import Restriction
from tests.factories import fresh, make_contributor, make_image, make_published, make_user, put_columns
from tests.moderation.reporting import COUNTER, MONDAY, make_case
from tests.moderation.test_counter_notices import FILED

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WORDS = {"reason": "See her portfolio."}


@pytest.fixture
def moderator():
    return make_user("moderator")


@pytest.fixture
def writer():
    return make_user("contributor", email="milo@example.org")


@pytest.fixture
def review(writer):
    return make_published(at=MONDAY, lead=make_image(), contributor=make_contributor(user=writer))


def report(review, **given) -> tuple[Case, str]:
    words = {"kind": "content", "explanation": "Hateful.", "email": "noor@example.org"}
    return services.submit_report(review=review, **words | given)


class TestAConflictOfInterest:
    """Section 8.2, for superusers too."""

    @pytest.fixture(params=[{}, {"is_superuser": True}], ids=["moderator", "superuser"])
    def somebody(self, request):
        return make_user("moderator", email="both@example.org", **request.param)

    def decide(self, case, by):
        with pytest.raises(NotAllowed, match="a colleague decides"):
            services.refuse(case, by=by, version=case.version, **WORDS)

    def test_who_wrote_it(self, somebody):
        self.decide(make_case(make_published(contributor=make_contributor(user=somebody))), somebody)

    def test_who_has_it_in_hand(self, somebody, review):
        self.decide(make_case(put_columns(review, claimed_by=somebody, claimed_at=MONDAY)), somebody)

    def test_who_published_it(self, somebody, review):
        review.revisions.filter(purpose="publish").update(created_by=somebody)
        self.decide(make_case(review), somebody)

    def test_who_sent_the_report(self, somebody, review):
        self.decide(make_case(review, email="Both@example.org"), somebody)

    def test_who_wrote_a_piece_that_shows_the_picture(self, somebody):
        review = make_published(lead=make_image(), contributor=make_contributor(user=somebody))
        self.decide(make_case(image=review.lead_image), somebody)


class TestInNeed:
    """With no unconflicted moderator the chief may hide, logged, and never lift."""

    def test_the_chief_hides_when_every_moderator_has_a_hand_in_it(self, review):
        make_user("moderator", email="noor@example.org")
        chief, case = make_user("chief"), make_case(review)
        services.hide_in_need(case, by=chief, version=1, **WORDS)
        assert not review.is_published(clock.now())
        entry = AuditEntry.objects.get(action="case.hide_in_need")
        assert (entry.actor, entry.facts["conflict_of_interest"]) == (chief, False)

    def test_a_chief_who_wrote_it_may_too_and_the_log_says_so(self):
        chief = make_user("chief")
        review = make_published(lead=make_image(), contributor=make_contributor(user=chief))
        case = make_case(review)
        services.hide_in_need(case, by=chief, version=1, image=review.lead_image, **WORDS)
        assert Restriction.objects.get().image == review.lead_image
        assert AuditEntry.objects.get(action="case.hide_in_need").facts["conflict_of_interest"] is True

    def test_not_while_one_moderator_is_free(self, review, moderator):
        case = make_case(review)
        with pytest.raises(NotAllowed, match="A moderator is free"):
            services.hide_in_need(case, by=make_user("chief"), version=1, **WORDS)
        assert not Restriction.objects.exists()

    def test_the_chief_never_lifts(self, review):
        chief, case = make_user("chief"), make_case(review)
        services.hide_in_need(case, by=chief, version=1, **WORDS)
        with pytest.raises(NotAllowed):
            services.lift(fresh(case), by=chief, version=2, **WORDS)


class TestTheLogOfRefusals:
    def attempts(self):
        rows = AuditEntry.objects.filter(action="case.attempt").order_by("seq")
        return [(entry.actor, entry.facts["act"], entry.facts["refused"]) for entry in rows]

    def test_it_tells_who_tried_what(self, review, moderator):
        editor, case = make_user("editor"), make_case(review)
        with pytest.raises(NotAllowed):
            services.refuse(case, by=editor, version=1, **WORDS)
        services.refuse(case, by=moderator, version=1, **WORDS)
        with pytest.raises(Conflict):
            services.refuse(case, by=moderator, version=1, **WORDS)
        with pytest.raises(OutOfTurn):
            services.refuse(case, by=moderator, version=2, **WORDS)
        assert self.attempts() == [
            (editor, "refuse", "NotAllowed"), (moderator, "refuse", "Conflict"), (moderator, "refuse", "OutOfTurn"),
        ]  # fmt: skip
        assert first_broken_entry() is None

    def test_it_tells_where_the_case_stands_and_not_where_it_almost_went(self, review, moderator, writer):
        with clock.freeze(MONDAY):
            case = make_case(review)
            services.take_page_down(case, by=moderator, version=1, **WORDS)
            counter = services.submit_counter_notice(case, by=writer, **COUNTER)
        case = fresh(case)
        with clock.freeze(counter.planned_at), pytest.raises(OutOfTurn, match="back already"):
            services.record_legal_action(case, by=moderator, **FILED)
        entry = AuditEntry.objects.get(action="case.attempt")
        assert case.state == entry.from_state == entry.to_state == "clock_running"

    def test_a_slip_of_the_pen_is_nobodys_business(self, review, moderator):
        with pytest.raises(Incomplete):
            services.refuse(make_case(review), by=moderator, version=1, reason=" ")
        assert self.attempts() == []

    def test_a_step_out_of_turn_is_a_conflict_and_a_wrong_step(self):
        assert issubclass(OutOfTurn, Conflict)
        assert issubclass(OutOfTurn, WrongStep)
        assert issubclass(Incomplete, WrongStep)


class TestTypingIn:
    """17 U.S.C. 512(c)(3)(A): a written communication to the agent, whatever its way."""

    def test_it_counts_from_the_day_on_which_it_came(self, review, moderator):
        with clock.freeze(MONDAY + 2 * DAY):
            case, _receipt = report(
                review,
                kind="copyright",
                by=moderator,
                channel="post",
                received_at=MONDAY,
                notice={"work": "Moss"},
                without_original="It was thrown away.",
            )
        assert (case.reports.get().received_at, case.due_at) == (MONDAY, MONDAY + 2 * DAY)
        assert AuditEntry.objects.get(action="case.receive").actor == moderator

    def test_nothing_has_come_tomorrow(self, review, moderator):
        with clock.freeze(MONDAY), pytest.raises(Incomplete, match="later than now"):
            report(review, by=moderator, channel="post", received_at=MONDAY + DAY)

    def test_only_moderators_do_it(self, review):
        with pytest.raises(NotAllowed):
            report(review, by=make_user("chief"), channel="post")

    @pytest.mark.parametrize("kind", Case.Kind.values)
    def test_there_is_a_case_of_every_kind(self, kind):
        with clock.freeze(MONDAY):
            case, _receipt = services.submit_report(kind=kind, explanation="It is wrong.")
        hours = {"copyright": 48, "intimate": 48, "child_safety": 1}.get(kind, 7 * 24)
        assert case.due_at == MONDAY + timedelta(hours=hours)

    def test_an_intimate_picture_does_not_wait_for_monday(self):
        saturday = MONDAY + 5 * DAY
        with clock.freeze(saturday):
            case, _receipt = services.submit_report(kind="intimate", explanation="It is me.")
        assert case.due_at == saturday + 2 * DAY


class TestWhatTheReporterDoes:
    def test_a_notice_never_waits_longer_than_a_day_for_a_click(self, review):
        with clock.freeze(MONDAY):
            case, _receipt = report(review, confirmed=False)
            with pytest.raises(Incomplete):
                services.confirm(case, by=CLOCK)
        with clock.freeze(MONDAY + DAY):
            services.confirm(case, by=CLOCK)
        assert fresh(case).state == "received"

    def test_completing_keeps_the_first_version_and_counts_from_now(self, review, moderator):
        with clock.freeze(MONDAY):
            case, receipt = report(review, kind="copyright", notice={"work": "Moss"})
            services.ask_for_what_is_missing(case, by=moderator, version=1, **WORDS)
            assert fresh(case).knowledge is False
        with clock.freeze(MONDAY + DAY):
            services.complete(fresh(case), receipt=receipt, notice={"location": "The second picture"})
        case = fresh(case)
        assert (case.state, case.knowledge, case.cure_until) == ("in_review", True, None)
        assert list(CopyrightNotice.objects.values_list("work", "location")) == [
            ("Moss", ""), ("Moss", "The second picture"),
        ]  # fmt: skip
        assert [one.received_at for one in Report.objects.filter(case=case)] == [MONDAY, MONDAY + DAY]
        # The receipt of the first version still opens the case.
        services.withdraw(case, receipt=receipt)

    def test_who_does_not_answer_may_still_for_six_months(self, review, moderator):
        with clock.freeze(MONDAY):
            case, receipt = report(review, kind="copyright", notice={"work": "Moss"})
            services.ask_for_what_is_missing(case, by=moderator, version=1, **WORDS)
        over = fresh(case).cure_until
        with clock.freeze(over):
            services.lapse(fresh(case))
        with clock.freeze(over + 184 * DAY), pytest.raises(OutOfTurn, match="over"):
            services.complete(fresh(case), receipt=receipt, notice={"location": "There"})
        with clock.freeze(over + 180 * DAY):
            services.complete(fresh(case), receipt=receipt, notice={"location": "There"})
        case = fresh(case)
        assert (case.state, case.closed_at) == ("in_review", None)

    def test_withdrawing_brings_everything_back(self, review, moderator):
        case, receipt = report(review)
        services.take_page_down(case, by=moderator, version=1, **WORDS)
        services.withdraw(fresh(case), receipt=receipt)
        assert review.is_published(clock.now())
        assert fresh(case).state == "withdrawn"

    def test_a_moderator_says_what_proof_there_is(self, review, moderator):
        case, _receipt = report(review)
        with pytest.raises(Incomplete):
            services.withdraw(case, by=moderator, version=1)


class TestItems:
    def test_a_passage_and_an_embed_can_go_alone(self, review, moderator):
        case = make_case(review)
        services.hide_passage(case, by=moderator, version=1, quote="the moss", **WORDS)
        services.remove_embed(case, by=moderator, version=2, address="https://video.example/1", **WORDS)
        assert {row.mode for row in services.restrictions_of(case)} == {"passage", "embed"}
        assert review.is_published(clock.now())

    def test_what_is_hidden_for_a_time_shows_again_by_itself(self, review, moderator):
        with clock.freeze(MONDAY):
            case, _receipt = report(review)
            services.take_page_down(case, by=moderator, version=1, until=MONDAY + DAY, **WORDS)
            with pytest.raises(Incomplete, match="still hidden"):
                services.expire(fresh(case))
        assert not review.is_published(MONDAY + DAY - timedelta(seconds=1))
        assert review.is_published(MONDAY + DAY)
        with clock.freeze(MONDAY + DAY):
            services.expire(fresh(case))
        assert fresh(case).state == "expired"

    def test_a_decision_has_one_door_too(self, review, moderator):
        case = make_case(review)
        services.decide(case, by=moderator, version=1, act="take_page_down", **WORDS)
        assert fresh(case).state == "restricted"
        with pytest.raises(WrongStep, match="no such decision"):
            services.decide(case, by=moderator, version=2, act="delete_everything", **WORDS)


class TestAppeals:
    """Regulation (EU) 2022/2065, Art. 20."""

    @pytest.fixture
    def hidden(self, review, moderator):
        case, _receipt = report(review)
        services.take_page_down(case, by=moderator, version=1, **WORDS)
        return fresh(case)

    def test_somebody_else_decides(self, hidden, moderator, writer, review):
        services.appeal(hidden, by=writer, text="It is satire.")
        hidden = fresh(hidden)
        with pytest.raises(NotAllowed, match="You decided first"):
            services.reverse(hidden, by=moderator, version=hidden.version, reasons="So it is.")
        colleague = make_user("moderator")
        services.reverse(hidden, by=colleague, version=hidden.version, reasons="So it is.")
        assert review.is_published(clock.now())
        assert (fresh(hidden).state, Appeal.objects.get().decided_by) == ("reversed", colleague)

    def test_what_is_upheld_stays_hidden(self, hidden, writer, review):
        services.appeal(hidden, by=writer, text="It is satire.")
        hidden = fresh(hidden)
        services.uphold(hidden, by=make_user("lead"), version=hidden.version, reasons="It is not.")
        assert not review.is_published(clock.now())

    def test_in_part_only_what_is_named_comes_back(self, review, moderator, writer):
        case, _receipt = report(review)
        services.take_page_down(case, by=moderator, version=1, **WORDS)
        picture = services.hide_picture(case, by=moderator, version=2, image=review.lead_image, **WORDS)
        services.appeal(fresh(case), by=writer, text="The picture is mine.")
        services.reverse_in_part(
            fresh(case), by=make_user("lead"), version=4, reasons="It is.", lifting=[picture]
        )
        active = services.restrictions_of(case).active(clock.now())
        assert [row.mode for row in active] == ["full"]

    def test_it_is_due_in_ten_working_days_and_who_has_the_case_is_reminded(self, review, writer):
        first, moderator = make_user("moderator"), make_user("lead", email="lead@example.org")
        with clock.freeze(MONDAY):
            case, _receipt = report(review)
            services.take_page_down(case, by=first, version=1, **WORDS)
            services.appeal(fresh(case), by=writer, text="It is satire.")
            services.claim(fresh(case), by=moderator, version=3)
        assert fresh(case).due_at == MONDAY + 14 * DAY
        with clock.freeze(MONDAY + 8 * DAY):
            assert move_cases(clock.now())["reminders"] == 1

    def test_after_six_months_it_is_too_late(self, review, moderator):
        with clock.freeze(MONDAY):
            case, receipt = report(review)
            services.refuse(case, by=moderator, version=1, **WORDS)
        with clock.freeze(MONDAY + 184 * DAY), pytest.raises(OutOfTurn, match="over"):
            services.appeal(fresh(case), receipt=receipt, text="Look again.")
        with clock.freeze(MONDAY + 183 * DAY):
            services.appeal(fresh(case), receipt=receipt, text="Look again.")
        assert fresh(case).state == "appeal_open"

    def test_a_refused_notice_is_looked_at_again_by_somebody_else(self, review, moderator):
        case, receipt = report(review, kind="copyright", notice={"work": "Moss"})
        services.refuse(case, by=moderator, version=1, **WORDS)
        services.appeal(fresh(case), receipt=receipt, text="Look again.")
        case = fresh(case)
        assert case.state == "in_review"
        with pytest.raises(NotAllowed, match="You decided first"):
            services.refuse(case, by=moderator, version=case.version, **WORDS)
        services.take_page_down(case, by=make_user("moderator"), version=case.version, **WORDS)
        assert Appeal.objects.get().state == "reversed"


class TestEndings:
    def test_two_cases_about_the_same_become_one(self, review, moderator):
        one, other = make_case(review), make_case(review)
        services.merge(other, by=moderator, version=1, into=one)
        assert (fresh(other).state, fresh(other).merged_into, other.reports.count()) == ("merged", one, 1)

    @pytest.mark.parametrize("wrong", ["another kind", "another piece", "itself", "one that is over"])
    def test_other_cases_do_not(self, review, moderator, wrong):
        case = make_case(review)
        into = {
            "another kind": lambda: make_case(review, "content"),
            "another piece": lambda: make_case(make_published()),
            "itself": lambda: case,
            "one that is over": lambda: put_columns(make_case(review), state="closed"),
        }[wrong]()
        with pytest.raises(WrongStep):
            services.merge(case, by=moderator, version=1, into=into)

    def test_a_notice_with_its_core_is_never_spam(self, review, moderator):
        with pytest.raises(WrongStep, match="it is a notice"):
            services.mark_spam(make_case(review), by=moderator, version=1)
        services.mark_spam(make_case(kind="other"), by=moderator, version=1)
        assert Case.objects.filter(state="spam").count() == 1
