"""What is reported again: it joins what is open, or is answered as before; and what never is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from moderation import services, tokens
from moderation.models import Case, Letter
from moderation.ticking import move_cases
from moderation.transparency import counted
from pagecache import clock
from tests.factories import fresh, make_image, make_published, make_user, put_columns
from tests.moderation.reporting import MONDAY, make_case

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
RUDE = "The third paragraph calls a whole people thieves, and that has no place in a review of a film about moss."
NEW = "The caption below the second picture gives away where the actor lives, house number and all."


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def review():
    return make_published(headline="Moss")


@pytest.fixture
def moderator():
    return make_user("moderator", name="Odile Vane")


def rude(review, words: str = RUDE, email: str = "ilse@example.org", **given) -> Case:
    return make_case(review, "content", explanation=words, email=email, **given)


def refused(review, moderator, **given) -> Case:
    case = rude(review, **given)
    services.refuse(case, by=moderator, version=1, reason="It is quoted from the film.")
    return case


class TestWhileItIsOpen:
    def test_a_report_joins_the_case_whatever_it_says(self, review, moderator):
        first, second = rude(review), rude(review, NEW, "noor@example.org")
        assert (second.state, second.merged_into) == ("merged", first)
        told = Letter.objects.get(code="E2", case=second).text
        assert "Somebody had reported the same before you" in told
        assert "ilse" not in told
        services.refuse(first, by=moderator, version=1, reason="It is quoted.")
        assert Letter.objects.filter(code="E10").values_list("address", flat=True).distinct().count() == 2

    def test_one_that_waits_for_its_click_joins_with_it(self, review):
        waiting = rude(review, confirmed=False)
        first = rude(review, NEW)
        assert first.state == "received"
        services.confirm(waiting, receipt=tokens.status_of(waiting.reports.get()))
        assert fresh(waiting).merged_into == first
        late = rude(review, confirmed=False)
        with clock.freeze(MONDAY + DAY):
            move_cases(MONDAY + DAY)
        assert fresh(late).merged_into == first

    @pytest.mark.parametrize("kind", ["copyright", "order", "intimate", "child_safety", "correction"])
    def test_some_kinds_are_never_swallowed(self, review, moderator, kind):
        cases = [make_case(review, kind, explanation=RUDE) for _ in range(2)]
        assert {case.merged_into for case in cases} == {None}
        if kind != "correction":
            services.refuse(cases[0], by=moderator, version=1, reason="No.")
            assert make_case(review, kind, explanation=RUDE).state == "received"

    @pytest.mark.parametrize(
        "state", ["needs_info", "unconfirmed", "appeal_open", "withdrawn", "spam", "routed"]
    )
    def test_it_joins_nothing_that_waits_for_somebody_else_or_is_over(self, review, state):
        Case.objects.filter(pk=rude(review).pk).update(state=state)
        assert rude(review).state == "received"

    def test_nor_what_is_about_something_else(self, review):
        rude(review)
        assert make_case(review, "privacy", explanation=RUDE).state == "received"
        assert rude(make_published()).state == "received"
        assert make_case(None, "other", explanation=RUDE).state == "received"
        assert make_case(None, "other", explanation=RUDE).state == "received"

    def test_of_several_pages_those_join_whose_piece_has_a_case(self, review):
        first, other = rude(review, NEW), make_published()
        case = rude(other, more_addresses=review.path)
        second = case.split_off.get()
        assert (case.state, second.merged_into) == ("received", first)
        told = Letter.objects.get(code="E2", case=case).text
        assert f"- {case}: {other.path}, received" in told
        assert f"- {second}: {review.path}, looked at together with what somebody reported before you" in told

    def test_a_moderator_reads_what_joined_and_may_take_it_out_again(self, client, review, moderator):
        first, second = rude(review), rude(review, NEW, "noor@example.org")
        client.force_login(moderator)
        page = client.get(f"/admin/moderation/case/{first.pk}/change/").content.decode()
        assert "Reported again, 1 time" in page
        assert NEW in page
        services.set_apart(second, by=moderator, version=second.version)
        assert (fresh(second).state, fresh(second).merged_into, fresh(second).closed_at) == (
            "received",
            None,
            None,
        )


class TestAfterADecision:
    def test_the_same_again_is_answered_as_before_with_a_way_to_object(self, client, review, moderator):
        earlier = refused(review, moderator)
        with clock.freeze(MONDAY + 3 * DAY):
            again = rude(review, RUDE.upper(), "noor@example.org")
            letter = Letter.objects.get(case=again)
            assert (again.state, letter.code, letter.address) == ("refused", "E32", "noor@example.org")
            assert "On 23 November 2026 a person looked at a report that said the same" in letter.text
            for secret in (earlier.reference, "ilse", "quoted from the film", moderator.name):
                assert secret not in letter.text
            entry = AuditEntry.objects.get(action="case.answer_as_before")
            assert (entry.actor, entry.object_id, entry.facts["as"]) == (None, again.pk, earlier.pk)
            link = f"/report/status/{tokens.status_of(again.reports.get())}/"
            assert "a report that said the same" in client.get(link).content.decode()
            client.post(link, {"act": "appeal", "text": "You have not read it."})
        assert (fresh(again).state, fresh(again).merged_into) == ("appeal_open", None)
        with pytest.raises(services.NotAllowed, match="You decided first"):
            services.uphold(fresh(again), by=moderator, version=fresh(again).version, reasons="No.")

    @pytest.mark.parametrize(
        ("words", "changed", "later"),
        [
            (NEW, {}, DAY),
            (f"{RUDE} The fifth paragraph gives away where I live.", {}, DAY),
            (RUDE, {"headline": "Moss, again"}, DAY),  # another text: the old answer was about something else
            (RUDE, {}, 190 * DAY),
        ],
    )
    def test_what_is_new_is_looked_at(self, review, moderator, words, changed, later):
        refused(review, moderator)
        put_columns(review, **changed)
        with clock.freeze(MONDAY + later):
            assert rude(fresh(review), words).state == "received"

    def test_repeating_it_for_ever_does_not_make_the_answer_last_for_ever(self, review, moderator):
        refused(review, moderator)
        for days, state in ((100, "refused"), (200, "received")):
            with clock.freeze(MONDAY + days * DAY):
                assert rude(review).state == state

    def test_who_was_answered_so_hears_of_it_when_it_is_decided_otherwise(self, review, moderator):
        earlier = refused(review, moderator)
        again = rude(review, email="noor@example.org")
        services.reopen(earlier, by=make_user("lead"), version=2, reason="A second look.")
        services.take_page_down(earlier, by=moderator, version=3, reason="It is hateful.")
        assert set(Letter.objects.filter(code="E8").values_list("address", "case")) == {
            ("ilse@example.org", earlier.pk), ("noor@example.org", again.pk),
        }  # fmt: skip

    def test_what_is_hidden_already_is_reported_again_in_vain(self, moderator):
        review = make_published(lead=make_image())
        first = rude(review)
        services.hide_picture(first, by=moderator, version=1, image=review.lead_image, reason="Hateful.")
        assert rude(fresh(review)).merged_into == first
        assert rude(fresh(review), NEW).state == "received"

    def test_the_numbers_do_not_praise_us_for_it(self, review, moderator):
        case = rude(review)
        with clock.freeze(MONDAY + 4 * DAY):
            services.refuse(case, by=moderator, version=1, reason="It is quoted.")
            for _ in range(3):
                rude(review)
        year = counted()[2026]
        assert (year.received, year.figures["answered_as_before"], year.days_to_decision) == (4, 3, 4)

    def test_a_hundred_reports_cost_no_query_more(self, review, moderator):
        def queries() -> int:
            with CaptureQueriesContext(connection) as asked:
                rude(review, NEW)
            Case.objects.order_by("-pk").update(state="withdrawn")
            return len(asked)

        refused(review, moderator)
        rude(review, NEW)
        Case.objects.filter(state="received").update(state="withdrawn")
        one = queries()
        for number in range(20):
            rude(review, f"{number} {NEW}")
            Case.objects.filter(state="received").update(
                state="refused", decided_at=clock.now(), closed_at=clock.now()
            )
        assert queries() <= one


class TestCopyright:
    def test_a_notice_that_looks_like_another_is_only_marked(self, client, review, moderator):
        first, second = make_case(review), make_case(review)
        make_case(review, notice={"work": "The score, from bar 12 on"}, explanation="Mine.")
        client.force_login(moderator)
        page = client.get(f"/admin/moderation/case/{second.pk}/change/").content.decode()
        assert f"{first}</a> (received)" in page
        assert "Join them" in page
        assert "M-2026-0003</a> (received)" not in page
