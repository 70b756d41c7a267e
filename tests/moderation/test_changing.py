"""Asking the writer to change a passage themselves, and telling everybody whose report became part of another."""

from datetime import timedelta

import pytest

from moderation import services
from moderation.models import Letter, Strike
from moderation.ticking import move_cases
from pagecache import clock
from tests.factories import fresh, make_contributor, make_published, make_user
from tests.moderation.reporting import MONDAY, make_case

pytestmark = pytest.mark.django_db

ASKED = {"reason": "A still too many.", "words": "Take out the second still."}


@pytest.fixture(autouse=True)
def on_a_monday(settings):
    settings.HALATION_FIX_WINDOW = 1
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def asked():
    writer = make_contributor(email="milo@example.org")
    case, moderator = make_case(make_published(contributor=writer)), make_user("moderator")
    services.claim(case, by=moderator, version=1)
    services.ask_for_a_change(case, by=moderator, version=2, **ASKED)
    return case, moderator


def told(code: str) -> dict[str, str]:
    return {letter.address: letter.text for letter in Letter.objects.filter(code=code)}


class TestAskingForAChange:
    def test_tells_the_writer_what_and_the_reporter_that_and_hides_nothing(self, asked, client):
        case, _ = asked
        writer, reporter = told("E5")["milo@example.org"], told("E6")["noor@example.org"]
        assert "Take out the second still." in writer
        assert "24 November 2026" in writer
        assert "24 November 2026" in reporter
        assert "second still" not in reporter
        assert "Noor" not in writer
        assert client.get(case.review.path).status_code == 200

    def test_ends_when_a_moderator_sees_the_change_without_a_strike(self, asked):
        case, moderator = asked
        services.accept_change(case, by=moderator, version=case.version, reason="It is gone.")
        assert (fresh(case).state, Strike.objects.count()) == ("closed", 0)
        assert "The writer has changed the page" in told("E8")["noor@example.org"]

    def test_goes_back_to_the_moderator_when_the_time_is_over(self, asked):
        case, _ = asked
        with clock.freeze(MONDAY + timedelta(hours=23)):
            move_cases(clock.now())
            assert fresh(case).state == "awaiting_change"
        with clock.freeze(MONDAY + timedelta(hours=24)):
            move_cases(clock.now())
            assert fresh(case).state == "in_review"

    def test_stands_in_no_way_of_hiding_it(self, asked):
        case, moderator = asked
        services.take_page_down(case, by=moderator, version=case.version, reason="Not changed.")
        assert fresh(case).state == "restricted"

    def test_is_off_unless_the_house_wants_it(self, settings):
        settings.HALATION_FIX_WINDOW = 0
        case, moderator = make_case(make_published()), make_user("moderator")
        services.claim(case, by=moderator, version=1)
        with pytest.raises(services.WrongStep, match="not asked here"):
            services.ask_for_a_change(case, by=moderator, version=2, **ASKED)


def test_who_sent_a_report_that_became_part_of_another_is_told_of_both():
    piece, moderator = make_published(), make_user("moderator")
    first, second = make_case(piece), make_case(piece, email="ilse@example.org")
    third = make_case(piece, email="jo@example.org")
    services.merge(third, by=moderator, version=1, into=second)
    services.merge(second, by=moderator, version=1, into=first)
    assert str(second) in told("E30")["ilse@example.org"]
    assert fresh(third).merged_into == first
    services.take_page_down(first, by=moderator, version=1, reason="Hers.")
    done = told("E8")
    assert done.keys() == {"noor@example.org", "ilse@example.org", "jo@example.org"}
    assert str(second) in done["ilse@example.org"]
    assert str(first) not in done["ilse@example.org"]
