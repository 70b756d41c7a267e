"""One person's data: erased when they ask and nothing forbids it, and told to them whole."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from moderation import services
from moderation.models import Case, ErasureRequest, Letter
from moderation.ticking import tick
from pagecache import clock
from tests.factories import fresh, make_contributor, make_published, make_user
from tests.moderation.reporting import MONDAY, make_case

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOOR = "noor@example.org"


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def lead():
    return make_user("lead", email="lead@example.org")


def closed(kind: str) -> Case:
    case = make_case(make_published(contributor=make_contributor(email="milo@example.org")), kind)
    services.refuse(case, by=make_user("moderator"), version=1, reason="No.")
    return case


def dump(capsys) -> str:
    call_command("dumpdata", verbosity=0)
    return capsys.readouterr().out


def test_what_nobody_needs_is_gone_and_the_address_is_nowhere_in_the_database(lead, capsys):
    case = closed("content")
    asked = services.ask_for_erasure(NOOR.upper(), by=lead)
    assert asked.due_at == MONDAY + 30 * DAY
    assert services.ask_for_erasure(NOOR, by=lead) == asked
    services.decide_erasure(asked, by=lead, grant=True, reason="Nothing is needed.")
    assert "noor" in dump(capsys).lower()
    with clock.freeze(MONDAY + DAY):
        tick(clock.now())  # erases, and sends the last letter
        assert "We have erased" in Letter.objects.filter(code="E28").last().text
        tick(clock.now())  # forgets where it went
    assert "noor" not in dump(capsys).lower()
    assert (fresh(asked).state, fresh(case).state) == ("done", "refused")
    assert first_broken_entry() is None
    acts = ["erasure.ask", "erasure.grant", "erasure.erase", "erasure.finish"]
    told = AuditEntry.objects.filter(action__startswith="erasure").order_by("seq")
    assert list(told.values_list("action", flat=True)) == acts


def test_what_legal_claims_need_is_kept_and_goes_by_itself_when_they_do_not(lead):
    notice, complaint = closed("copyright"), closed("content")
    asked = services.ask_for_erasure(NOOR, by=lead)
    with pytest.raises(services.WrongStep, match=str(notice)):
        services.decide_erasure(asked, by=lead, grant=True, reason="Please.")
    services.decide_erasure(asked, by=lead, grant=False, reason="Somebody may sue.")
    assert f"must keep what belongs to {notice}" in Letter.objects.filter(code="E28").last().text
    with clock.freeze(MONDAY + DAY):
        tick(clock.now())
    assert (notice.reports.get().email, complaint.reports.get().email) == (NOOR, "")
    assert fresh(asked).state == "refused"
    with clock.freeze(MONDAY + 1462 * DAY):
        tick(clock.now())
    assert (notice.reports.get().email, fresh(asked).state, fresh(asked).email) == ("", "done", "")


@pytest.mark.parametrize("case", ["open", "kept for court"])
def test_a_case_that_goes_on_is_needed(lead, case):
    found = make_case(make_published(), "content") if case == "open" else closed("content")
    Case.objects.filter(pk=found.pk).update(kept_for_court=case != "open")
    assert services.needed_for_claims(NOOR, MONDAY + 9000 * DAY) == [found]


def test_a_refusal_needs_a_legal_claim(lead):
    closed("content")
    asked = services.ask_for_erasure(NOOR, by=lead)
    with pytest.raises(services.WrongStep, match="may not be refused"):
        services.decide_erasure(asked, by=lead, grant=False, reason="We would rather not.")


def test_the_holder_of_a_receipt_asks_for_their_own_address_alone(lead):
    _case, receipt = services.submit_report(kind="content", email=NOOR, explanation="Hm.")
    assert services.ask_for_erasure(NOOR, receipt=receipt).state == "open"
    for email, held in (("other@example.org", receipt), (NOOR, "made up"), (NOOR, "")):
        with pytest.raises(services.NotAllowed):
            services.ask_for_erasure(email, receipt=held)
    assert ErasureRequest.objects.count() == 1


@pytest.mark.parametrize("role", ["moderator", "chief", "editor", "auditor"])
def test_leads_decide_and_nobody_else(role, lead):
    asked = services.ask_for_erasure(NOOR, by=lead)
    with pytest.raises(services.NotAllowed):
        services.decide_erasure(asked, by=make_user(role), grant=True, reason="So.")


def test_a_lead_does_it_on_screens(client, lead):
    case = closed("copyright")
    client.force_login(lead)
    client.post("/admin/moderation/erasurerequest/add/", {"email": NOOR})
    asked = ErasureRequest.objects.get()
    address = f"/admin/moderation/erasurerequest/{asked.pk}/change/"
    assert str(case) in client.get(address).content.decode()
    refused = client.post(address, {"answer": "grant", "reason": "Please."})
    assert "Legal claims may still need this" in refused.content.decode()
    assert client.post(address, {"answer": "refuse", "reason": "A suit."}).status_code == 302
    assert "A suit." in client.get(address).content.decode()
    assert fresh(asked).state == "refused"


def test_one_person_s_data_is_told_whole_and_nobody_else_s(capsys):
    case = closed("copyright")
    make_case(make_published(), "content", email="ilse@example.org", name="Ilse", explanation="Ilse’s words")
    call_command("export_person", NOOR)
    told = json.loads(capsys.readouterr().out)
    assert told["reports"][0]["reference"] == str(case)
    assert told["notices"][0]["telephone"]
    assert {letter["code"] for letter in told["letters"]} == {"E2", "E10"}
    assert "Ilse" not in json.dumps(told)
    assert "milo" not in json.dumps(told)
    assert "receipt_hash" not in json.dumps(told)
    entry = AuditEntry.objects.get(action="person.export")
    assert (entry.facts["reports"], NOOR in str(entry.facts)) == (1, False)
