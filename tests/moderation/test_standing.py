"""Three strikes: heard first, decided by a lead with reasons, and taken back by another."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from moderation import services
from moderation.models import Hearing, Letter, Strike
from moderation.ticking import move_cases
from pagecache import clock
from reviews import workflow
from reviews.models import Contributor
from tests.factories import fresh, make_contributor, make_published, make_review, make_user
from tests.moderation.reporting import MONDAY, make_case

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
COUNTS = MONDAY + 30 * DAY
HEARD = COUNTS + 15 * DAY  # ten working days are over
REASONS = "Three notices, and no word about them."


@pytest.fixture
def lead():
    return make_user("lead", email="lead@example.org")


@pytest.fixture
def milo():
    account = make_user("contributor", email="milo@example.org")
    return make_contributor("Milo Horák", user=account, publishes_own=True)


def strike(contributor: Contributor, how_many: int) -> None:
    """So many pieces of theirs are taken down, and nobody objects for thirty days."""
    moderator = make_user("moderator")
    with clock.freeze(MONDAY):
        for _ in range(how_many):
            case = make_case(make_published(at=MONDAY, contributor=contributor))
            services.take_page_down(case, by=moderator, version=1, reason="Hers.")
    with clock.freeze(COUNTS):
        move_cases(COUNTS)
        move_cases(COUNTS)


def told(address: str) -> list[str]:
    letters = Letter.objects.filter(code="E22", address=address).order_by("pk")
    return [letter.text.split(".")[0] for letter in letters]


def test_each_level_is_told_of_once(milo, lead):
    strike(milo, 3)
    assert [words[:7] for words in told("milo@example.org")] == ["A notic", "Two not", "Three n"]
    assert len(told(lead.email)) == 1
    assert fresh(milo).standing == "under_review"
    assert Hearing.objects.get().heard_until.date() == (COUNTS + 14 * DAY).date()


def test_nobody_is_judged_before_they_were_heard(milo, lead):
    strike(milo, 3)
    hearing = Hearing.objects.get()
    with clock.freeze(COUNTS + DAY):
        with pytest.raises(services.OutOfTurn, match="have not been heard"):
            services.end_cooperation(hearing, by=lead, reasons=REASONS)
        services.say_at_hearing(hearing, by=milo.user, said="They were press pictures.")
        services.keep_on(hearing, by=lead, reasons="He shows the press kit.")
    assert (fresh(milo).standing, fresh(hearing).outcome) == ("warned", "kept")
    with pytest.raises(services.OutOfTurn):
        services.end_cooperation(hearing, by=make_user("lead"), reasons=REASONS)


def test_who_is_shut_out_submits_and_publishes_nothing_and_what_stands_stays(milo, lead, client):
    before = make_published(contributor=milo)
    draft = make_review(by=milo.user, contributor=milo)
    strike(milo, 3)
    with clock.freeze(HEARD):
        services.end_cooperation(Hearing.objects.get(), by=lead, reasons=REASONS)
        for verb in (workflow.submit, workflow.publish):
            with pytest.raises(PermissionDenied):
                verb(fresh(draft), by=milo.user, version=fresh(draft).version)
        page = client.get(before.path)
        assert page.status_code == 200
        assert "Milo Horák" in page.content.decode()
    entry = AuditEntry.objects.filter(action="contributor.standing").order_by("seq").last()
    assert (entry.to_state, entry.actor) == ("ended", lead)
    assert first_broken_entry() is None


def test_another_lead_takes_them_back_with_reasons(milo, lead):
    draft = make_review(by=milo.user, contributor=milo)
    strike(milo, 3)
    with clock.freeze(HEARD):
        services.end_cooperation(Hearing.objects.get(), by=lead, reasons=REASONS)
        with pytest.raises(services.NotAllowed, match="another lead"):
            services.reinstate(fresh(milo), by=lead, reasons="After all.")
        other = make_user("lead")
        with pytest.raises(services.Incomplete):
            services.reinstate(fresh(milo), by=other, reasons=" ")
        services.reinstate(fresh(milo), by=other, reasons="The court found for him.")
        workflow.submit(fresh(draft), by=milo.user, version=fresh(draft).version)
    assert fresh(milo).standing == "reinstated"


@pytest.mark.parametrize("who", ["moderator", "chief", "editor", "auditor", "contributor", "themselves"])
def test_leads_decide_and_not_about_themselves(who, milo):
    strike(milo, 3)
    by = make_user(who) if who != "themselves" else make_user("lead")
    if who == "themselves":
        Contributor.objects.filter(pk=milo.pk).update(user=by)
    hearing = Hearing.objects.get()
    with clock.freeze(HEARD):
        for act in (services.end_cooperation, services.keep_on):
            with pytest.raises(services.NotAllowed):
                act(hearing, by=by, reasons=REASONS)
        with pytest.raises(services.NotAllowed):
            services.reinstate(fresh(milo), by=by, reasons=REASONS)
        if who != "themselves":
            with pytest.raises(services.NotAllowed):
                services.say_at_hearing(hearing, by=by, said="I think.")


def test_what_is_put_back_in_between_asks_nobody(milo, lead):
    strike(milo, 2)
    Strike.objects.update(state="voided")
    strike(milo, 1)
    assert Hearing.objects.count() == 0


def test_a_lead_decides_on_its_screen(client, milo, lead):
    strike(milo, 3)
    client.force_login(lead)
    address = f"/admin/moderation/hearing/{Hearing.objects.get().pk}/change/"
    with clock.freeze(COUNTS + DAY):
        early = client.post(address, {"said": "", "answer": "end_cooperation", "reasons": REASONS})
        assert "have not been heard yet" in early.content.decode()
        both = {"said": "By post: no excuse.", "answer": "end_cooperation", "reasons": REASONS}
        assert client.post(address, both).status_code == 302
    assert fresh(milo).standing == "ended"
    client.force_login(make_user("lead"))
    client.post(address, {"said": "", "answer": "reinstate", "reasons": "A mistake."})
    assert fresh(milo).standing == "reinstated"
    last = client.get(f"/admin/moderation/hearing/{Hearing.objects.order_by('pk').last().pk}/change/")
    assert "A mistake." in last.content.decode()
