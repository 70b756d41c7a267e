"""Several people at the same moment, in real threads."""

import pytest

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from moderation import services
from moderation.models import Case, Decision, Report
from reviews.models import Restriction
from tests.factories import fresh, make_published, make_user
from tests.moderation.reporting import make_case
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
