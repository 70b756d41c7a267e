"""Several people at the same moment, in real threads."""

from datetime import timedelta

import pytest

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from moderation import services
from moderation.models import (
    Case,
    CounterNotice,
    Decision,
    DesignatedAgent,
    ErasureRequest,
    Hearing,
    LegalAction,
    Letter,
    Paper,
    Report,
)
from moderation.ticking import move_cases
from pagecache import clock
from reviews.models import Contributor, Restriction, Review
from tests.factories import fresh, make_contributor, make_published, make_user
from tests.moderation.reporting import COUNTER, MONDAY, a_file, make_agent, make_case
from tests.moderation.test_counter_notices import FILED, PLANNED, SECOND
from tests.transactions import at_once

pytestmark = pytest.mark.usefixtures("committing")

AT_ONCE = 6


def test_of_several_moderators_who_decide_at_once_one_wins():
    case = make_case(make_published())
    moderators = [make_user("moderator") for _ in range(AT_ONCE)]

    def decide(moderator):
        return lambda: services.take_page_down(
            fresh(case), by=moderator, version=1, reason=f"{moderator} says so."
        )

    results = at_once(*map(decide, moderators))
    assert [type(result) for result in results if not isinstance(result, Restriction)] == [
        services.Conflict
    ] * (AT_ONCE - 1)
    assert Restriction.objects.count() == Decision.objects.count() == 1
    assert AuditEntry.objects.filter(action="case.take_page_down").count() == 1
    assert fresh(case).version == 2


def test_papers_that_are_sent_at_once_have_each_a_file_or_leave_none(settings, tmp_path):
    settings.PAPERS_ROOT = tmp_path
    case, receipt = services.submit_report(kind="content", explanation="Mine.")

    def send(number):
        return lambda: services.add_papers(
            fresh(case), receipt=receipt, files=[a_file(f"{number}.pdf"), a_file()]
        )

    results = at_once(*map(send, range(AT_ONCE)))
    kept = [paper for result in results if isinstance(result, list) for paper in result]
    assert all(isinstance(result, (list, services.Conflict)) for result in results)
    assert kept
    assert sorted(file.name for file in tmp_path.glob("??/*")) == sorted(paper.key for paper in kept)
    assert Paper.objects.count() == len(kept)


def test_reports_that_come_at_once_get_each_a_number_of_its_own():
    def send(number):
        return lambda: services.submit_report(kind="other", explanation=f"Report {number}")

    results = at_once(*map(send, range(AT_ONCE)))
    assert sorted(case.number for case, _receipt in results) == list(range(1, AT_ONCE + 1))
    assert first_broken_entry() is None


def test_a_form_sent_several_times_at_once_is_one_report():
    def send():
        return services.submit_report(kind="other", explanation="A double click.", secret="of-one-form")

    results = at_once(*[send] * AT_ONCE)
    assert len({(case.pk, receipt) for case, receipt in results}) == 1
    assert Report.objects.count() == Case.objects.count() == 1


def test_of_reports_about_one_piece_that_come_at_once_all_but_one_join_it(committing):
    piece = make_published()
    cases = at_once(*[lambda: make_case(piece, "content")] * AT_ONCE)
    assert sorted(case.state for case in cases) == ["merged"] * (AT_ONCE - 1) + ["received"]
    assert first_broken_entry() is None


@pytest.mark.parametrize("attempt", range(3))
def test_who_joins_a_case_while_it_is_decided_is_answered(committing, attempt):
    piece, moderator = make_published(), make_user("moderator")
    first = make_case(piece, "content", explanation="It is rude.")
    _refused, second = at_once(
        lambda: services.refuse(fresh(first), by=moderator, version=1, reason="It is not."),
        lambda: make_case(piece, "content", explanation="It is rude.", email="ilse@example.org"),
    )
    second = fresh(second)
    assert fresh(first).state == "refused"
    assert second.state in {"merged", "refused", "received"}
    answered = Letter.objects.filter(case=second, code__in=["E10", "E32"]).count()
    assert answered == (second.state != "received")
    assert first_broken_entry() is None


# The put-back against everybody


@pytest.fixture
def going_back(committing):
    """A page that comes back at PLANNED: the case, its writer and a moderator."""
    writer, moderator = make_user("contributor", email="milo@example.org"), make_user("moderator")
    with clock.freeze(MONDAY):
        review = make_published(at=MONDAY, contributor=make_contributor(user=writer))
        case = make_case(review)
        services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        services.submit_counter_notice(case, by=writer, **COUNTER)
    return fresh(case), writer, moderator


def at(moment, act):
    def frozen():
        with clock.freeze(moment):
            return act()

    return frozen


@pytest.mark.parametrize("attempt", range(3))
def test_of_a_put_back_and_a_court_action_one_wins(going_back, attempt):
    """A second before nine somebody brings the action; at nine several beats put the page back."""
    case, _writer, moderator = going_back
    stop = at(
        PLANNED - SECOND,
        lambda: services.record_legal_action(fresh(case), by=moderator, **FILED | {"forum": "ccb"}),
    )
    tick = at(PLANNED, lambda: move_cases(PLANNED)["put back"])
    stopped, *ticked = at_once(stop, tick, tick, tick)

    case, counter, restriction = fresh(case), CounterNotice.objects.get(), Restriction.objects.get()
    if isinstance(stopped, LegalAction):
        assert (case.state, counter.state, restriction.ends_at) == ("legal_hold", "stopped", None)
        assert sum(ticked) == 0
    else:
        assert isinstance(stopped, services.Conflict)
        assert (case.state, counter.state, restriction.ends_at) == ("restored", "executed", PLANNED)
        assert (sum(ticked), LegalAction.objects.count()) == (1, 0)
    assert Letter.objects.filter(code__in=["E17", "E18"], recipient="writer").count() == 1
    assert first_broken_entry() is None


def test_several_beats_put_it_back_once(going_back):
    tick = at(PLANNED, lambda: move_cases(PLANNED)["put back"])
    assert sum(at_once(*[tick] * AT_ONCE)) == 1
    assert AuditEntry.objects.filter(action="case.put_back").count() == 1
    assert Letter.objects.filter(code="E18", recipient="reporter").count() == 1
    assert first_broken_entry() is None


def test_a_writer_who_counters_while_a_moderator_restores(committing):
    writer, moderator = make_user("contributor", email="milo@example.org"), make_user("moderator")
    case = make_case(make_published(contributor=make_contributor(user=writer)))
    services.take_page_down(case, by=moderator, version=1, reason="Hers.")
    countered, restored = at_once(
        lambda: services.submit_counter_notice(fresh(case), by=writer, **COUNTER),
        lambda: services.lift(fresh(case), by=moderator, version=2, reason="Ours after all."),
    )
    case = fresh(case)
    if isinstance(restored, list):
        assert isinstance(countered, services.Conflict)
        assert (case.state, CounterNotice.objects.count()) == ("restored", 0)
    else:
        assert isinstance(restored, services.Conflict)
        assert (case.state, countered.state) == ("clock_running", "running")
    assert first_broken_entry() is None


def test_of_two_who_bring_the_same_counter_notice_one_starts_the_clock(committing):
    writer = make_user("contributor", email="milo@example.org")
    case = make_case(make_published(contributor=make_contributor(user=writer)))
    services.take_page_down(case, by=make_user("moderator"), version=1, reason="Hers.")

    def counter():
        return services.submit_counter_notice(fresh(case), by=writer, **COUNTER)

    results = at_once(*[counter] * 4)
    assert sum(isinstance(result, CounterNotice) for result in results) == 1
    assert sum(isinstance(result, services.Conflict) for result in results) == 3
    assert CounterNotice.objects.count() == 1


# The records


def test_of_leads_who_decide_a_hearing_at_once_one_wins(committing):
    contributor = make_contributor()
    Contributor.objects.filter(pk=contributor.pk).update(standing="under_review")
    hearing = Hearing.objects.create(
        contributor=contributor, opened_at=MONDAY, heard_until=MONDAY, due_at=MONDAY
    )
    leads = [make_user("lead") for _ in range(4)]
    acts = [services.end_cooperation, services.keep_on] * 2

    def decide(act, lead):
        return lambda: act(fresh(hearing), by=lead, reasons="So.")

    results = at_once(*(decide(act, lead) for act, lead in zip(acts, leads, strict=True)))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", *["OutOfTurn"] * 3]
    outcome, standing = fresh(hearing).outcome, fresh(contributor).standing
    assert (outcome, standing) in {("ended", "ended"), ("kept", "warned")}
    assert AuditEntry.objects.filter(action="contributor.standing").count() == 1
    assert first_broken_entry() is None


def test_several_beats_hide_a_page_once_erase_once_and_write_one_digest(committing):
    lead, moderator = make_user("lead", email="lead@example.org"), make_user("moderator")
    with clock.freeze(MONDAY):
        piece = make_published(body="<p>Here. The moss grows all night. Then rain.</p>")
        case = make_case(piece)
        services.hide_passage(
            case, by=moderator, version=1, quote="The moss grows all night.", reason="Hers."
        )
        refused = make_case(make_published(), "content", email="ilse@example.org")
        services.refuse(refused, by=moderator, version=1, reason="No.")
        services.decide_erasure(
            services.ask_for_erasure("ilse@example.org", by=lead),
            by=lead,
            grant=True,
            reason="Nothing is needed.",
        )
        make_case(make_published())
    Review.objects.filter(pk=piece.pk).update(body="<p>All new.</p>")
    later = MONDAY + timedelta(days=2)
    at_once(*[at(later, lambda: move_cases(later))] * 4)
    assert Restriction.objects.filter(mode="full", review=piece).count() == 1
    assert Letter.objects.filter(code="E29").count() == 1
    assert Letter.objects.filter(code="E24D", address=lead.email).count() == 1
    assert ErasureRequest.objects.get().state == "done"
    assert AuditEntry.objects.filter(action="erasure.finish").count() == 1
    assert first_broken_entry() is None


def test_of_leads_who_enter_an_agent_at_once_one_is_named(committing):
    leads = [make_user("lead") for _ in range(3)]

    def enter(lead):
        return lambda: services.name_agent(make_agent(name=str(lead)), by=lead)

    results = at_once(*map(enter, leads))
    named = [result for result in results if isinstance(result, DesignatedAgent)]
    assert named
    assert all(isinstance(result, services.Conflict) for result in results if result not in named)
    assert DesignatedAgent.objects.filter(is_current=True).count() == 1
    assert first_broken_entry() is None


def test_a_page_that_two_cases_hide_comes_back_when_both_are_lifted_at_once(committing):
    piece, moderators = make_published(), [make_user("moderator") for _ in range(2)]
    cases = [make_case(piece), make_case(piece, "content")]
    for case, moderator in zip(cases, moderators, strict=True):
        services.take_page_down(case, by=moderator, version=1, reason="So.")

    def lift(case, moderator):
        return lambda: services.lift(fresh(case), by=moderator, version=2, reason="A mistake.")

    results = at_once(*(lift(case, moderator) for case, moderator in zip(cases, moderators, strict=True)))
    assert all(isinstance(result, list) for result in results), results
    assert Review.objects.published(clock.now()).contains(piece)
    assert first_broken_entry() is None
