"""The designated agent of 17 U.S.C. 512(c)(2): published, kept, and renewed before three years are over."""

from datetime import date, timedelta

import pytest
from django.core.checks import run_checks

from accounts.models import AuditEntry
from moderation import agent, services
from moderation.models import DesignatedAgent, Letter
from moderation.ticking import move_cases
from pagecache import clock
from tests.factories import make_user
from tests.moderation.reporting import MONDAY, make_agent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def lead():
    return make_user("lead", email="lead@example.org")


def test_the_policy_names_whoever_a_lead_has_entered(client, lead):
    assert "Designated agent" in client.get("/dmca/").content.decode()
    services.name_agent(make_agent(), by=lead)
    page = client.get("/dmca/").content.decode()
    assert "Ada Agent<br>Halation vzw<br>1 Example Street<br>1000 Brussels<br>ada@example.org" in page
    assert agent.email() == "ada@example.org"


def test_who_was_named_when_stays_known(lead):
    first = services.name_agent(make_agent(), by=lead)
    with clock.freeze(MONDAY + timedelta(days=9)):
        second = services.name_agent(make_agent(name="Bo Agent"), by=lead)
    assert DesignatedAgent.objects.at(MONDAY + timedelta(days=8)) == first
    assert DesignatedAgent.objects.at(MONDAY + timedelta(days=9)) == second
    assert DesignatedAgent.objects.at(MONDAY - timedelta(days=1)) is None
    assert AuditEntry.objects.filter(action="agent.name").count() == 2


@pytest.mark.parametrize("role", ["moderator", "chief", "editor", "auditor"])
def test_nobody_but_leads_names_them(role):
    with pytest.raises(services.NotAllowed):
        services.name_agent(make_agent(), by=make_user(role))


@pytest.mark.parametrize(
    ("filed", "ends"),
    [
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 2, 28), date(2028, 2, 28)),
        (date(2026, 11, 23), date(2029, 11, 23)),
        (None, None),
    ],
)
def test_a_designation_is_good_for_three_years(filed, ends):
    assert make_agent(last_filed_on=filed).expires_on == ends


def test_leads_are_reminded_at_ninety_thirty_seven_days_and_one_and_when_it_is_over(lead):
    services.name_agent(make_agent(last_filed_on=date(2024, 2, 29)), by=lead)
    ends, told = date(2027, 2, 28), []
    for days in (91, 90, 89, 30, 7, 2, 1, 0, -1):
        with clock.freeze(MONDAY + (ends - timedelta(days=days) - MONDAY.date())):
            before = Letter.objects.filter(code="E26").count()
            move_cases(clock.now())
            move_cases(clock.now())
            if Letter.objects.filter(code="E26").count() > before:
                told.append(days)
    assert told == [90, 30, 7, 1, 0]
    assert "ended on 28 February 2027" in Letter.objects.filter(code="E26").last().text


def test_the_check_before_opening_says_what_is_missing(lead):
    def warned():
        return [
            found.msg for found in run_checks(include_deployment_checks=True) if found.id == "moderation.W001"
        ]

    assert "No designated agent" in warned()[0]
    services.name_agent(make_agent(last_filed_on=None), by=lead)
    assert "no day of filing" in warned()[0]
    services.name_agent(make_agent(last_filed_on=date(2020, 1, 1)), by=lead)
    assert "ended on 01 January 2023" in warned()[0]
    services.name_agent(make_agent(), by=lead)
    assert warned() == []


def test_a_lead_enters_them_on_a_screen_that_begins_with_the_entry_before(client, lead):
    services.name_agent(make_agent(last_filed_on=date(2020, 1, 1)), by=lead)
    client.force_login(lead)
    assert "ended on 01 January 2023" in client.get("/admin/moderation/designatedagent/").content.decode()
    assert "Ada Agent" in client.get("/admin/moderation/designatedagent/add/").content.decode()
    typed = {
        "legal_name": "Halation vzw", "name": "Bo Agent", "postal_address": "2 Street", "telephone": "+32 1",
        "email": "bo@example.org", "last_filed_on": "2026-11-20", "alternate_names": "", "registration_number": "",
    }  # fmt: skip
    assert client.post("/admin/moderation/designatedagent/add/", typed).status_code == 302
    assert agent.current().name == "Bo Agent"
    assert DesignatedAgent.objects.count() == 2
