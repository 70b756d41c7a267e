"""What the clock does: each step when it is due, once, and never before; from the beat and from the command."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.models import AuditCheckpoint
from moderation import services
from moderation.models import Letter
from moderation.ticking import move_cases, tick
from pagecache import clock
from reviews import beat
from tests.factories import fresh, make_published, make_user
from tests.moderation.reporting import MONDAY, make_case

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def done(at) -> dict[str, int]:
    with clock.freeze(at):
        return {what: count for what, count in move_cases(at).items() if count}


def test_what_is_not_confirmed_goes_on_after_a_day():
    with clock.freeze(MONDAY):
        case, _receipt = services.submit_report(kind="copyright", notice={"work": "Moss"}, confirmed=False)
    assert "confirmed" not in done(MONDAY + DAY - timedelta(seconds=1))
    assert done(MONDAY + DAY)["confirmed"] == 1
    assert fresh(case).state == "received"


def test_what_nobody_answers_lapses():
    with clock.freeze(MONDAY):
        case = make_case(make_published(), notice={"work": "Moss"})
        services.ask_for_what_is_missing(case, by=make_user("moderator"), version=1, reason="Sign.")
    assert "lapsed" not in done(MONDAY + 13 * DAY)
    assert done(MONDAY + 14 * DAY)["lapsed"] == 1
    assert done(MONDAY + 15 * DAY) == {}
    assert fresh(case).state == "lapsed"


def test_what_was_hidden_for_a_time_ends():
    with clock.freeze(MONDAY):
        case = make_case(make_published(at=MONDAY), "content")
        services.take_page_down(
            case, by=make_user("moderator"), version=1, reason="For now.", until=MONDAY + DAY
        )
    assert done(MONDAY + DAY)["ended"] == 1
    assert fresh(case).state == "expired"


class TestReminders:
    def test_who_has_the_case_hears_at_half_at_four_fifths_and_at_the_end(self):
        moderator = make_user("moderator", email="desk@example.org")
        make_user("lead", email="lead@example.org")
        with clock.freeze(MONDAY):
            case = make_case()  # two days
            services.claim(case, by=moderator, version=1)
        heard = [
            done(MONDAY + hours * DAY / 24).get("reminders", 0) for hours in (23, 24, 25, 39, 47, 48, 72)
        ]
        assert heard == [0, 1, 0, 1, 0, 2, 0]
        told = Letter.objects.filter(code="E24").order_by("pk").values_list("address", flat=True)
        assert list(told) == ["desk@example.org"] * 3 + ["lead@example.org"]
        assert (
            "is due on 25 November 2026, 10:00 (Europe/Brussels)"
            in Letter.objects.filter(code="E24").first().text
        )

    def test_a_decided_case_is_nobodys_worry(self):
        moderator = make_user("moderator", email="desk@example.org")
        with clock.freeze(MONDAY):
            services.refuse(make_case(), by=moderator, version=1, reason="Ours.")
        assert done(MONDAY + 3 * DAY) == {}


class TestTheCommand:
    def test_it_does_what_is_due_at_that_moment_and_says_what(self, capsys):
        with clock.freeze(MONDAY):
            case, _receipt = services.submit_report(
                kind="other", explanation="A typo.", email="noor@example.org", confirmed=False
            )
        call_command("moderation_tick", "--now", "2026-11-24T10:00")  # Brussels
        assert fresh(case).state == "received"
        assert [one.to for one in mail.outbox] == [["noor@example.org"]]
        assert AuditCheckpoint.objects.get().day == (MONDAY + DAY).date()
        said = capsys.readouterr().out.splitlines()
        assert {"confirmed: 1", "put back: 0", "letters: 1", "checkpoints: 1"} <= set(said)

    def test_it_refuses_what_is_no_moment(self):
        with pytest.raises(CommandError, match="a moment such as"):
            call_command("moderation_tick", "--now", "tomorrow")

    def test_again_it_does_nothing(self):
        make_case(kind="other")
        with clock.freeze(clock.now()) as at:
            tick(at)
            assert set(tick(at).values()) == {0}


def test_the_beat_has_these_chores():
    assert {"moderation", "letters of the moderators", "audit checkpoint"} <= {
        chore.name for chore in beat.CHORES
    }


def test_the_clock_costs_the_same_for_one_and_for_many_cases_that_are_not_due(django_assert_num_queries):
    def ask(cases):
        for _ in range(cases):
            with clock.freeze(MONDAY):
                make_case(kind="other")

    ask(1)
    with django_assert_num_queries(18):
        move_cases(MONDAY)
    ask(5)
    with django_assert_num_queries(18):
        move_cases(MONDAY)
