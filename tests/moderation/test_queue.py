"""The moderators' list: tabs, filters, clocks, several cases at once, and what is typed in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from moderation import services
from moderation.desk import queue
from moderation.models import Case, Letter, Note, Report
from pagecache import clock
from tests.factories import fresh, make_contributor, make_image, make_published, make_user
from tests.moderation.reporting import COMPLETE, MONDAY, make_case
from tests.moderation.test_desk import LIST, REASON, address_of, page_of

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def review():
    return make_published(headline="Moss and soup", lead=make_image())


@pytest.fixture
def moderator(client):
    user = make_user("moderator", name="Ingrid M.")
    client.force_login(user)
    return user


def listed(client, **asked) -> list[Case]:
    return list(client.get(LIST, asked).context["cl"].result_list)


def arrange(client, case, verb: str, **given):
    return client.post(f"{LIST}{case.pk}/arrange/{verb}/", {"version": fresh(case).version} | given)


def tick(*cases) -> list[str]:
    return [f"{case.pk}.{fresh(case).version}" for case in cases]


class TestList:
    def test_each_case_stands_in_one_tab(self, client, review, moderator):
        """The database says where, so that no state can be forgotten."""
        case = make_case(review)
        shown = {}
        for state in Case.State.values:
            Case.objects.filter(pk=case.pk).update(state=state, decided_at=MONDAY)
            shown[state] = [place for place in Case.Place.values if listed(client, place=place)]
        assert all(len(places) == 1 for places in shown.values())
        assert {state for state, [place] in shown.items() if place == "closed"} == Case.CLOSED

    def test_the_masthead_says_how_many_wait_to_who_decides_them(self, client, review, moderator):
        make_case(review)
        done = make_case(make_published())
        services.refuse(done, by=moderator, version=1, **REASON)
        assert "<b>1<span" in client.get("/admin/").content.decode()
        client.force_login(make_user("auditor"))
        assert "<b>1<span" not in client.get("/admin/").content.decode()

    def test_the_clock_that_is_shown_is_the_one_that_runs(self, review):
        case = make_case(review)
        due = queue.clock_of(case, case.due_at - 5 * HOUR)
        assert (due.words, due.urgency, due.exact) == (
            "5 h left",
            "hot",
            "Due Wed 25 Nov 2026, 10:00 Brussels",
        )
        assert queue.clock_of(case, case.due_at - 20 * HOUR).urgency == "warm"
        assert queue.clock_of(case, case.due_at - 40 * HOUR).urgency == "calm"
        Case.objects.filter(pk=case.pk).update(state="needs_info", cure_until=MONDAY + 3 * DAY)
        assert queue.clock_of(fresh(case), MONDAY).words == "3 days left"
        Case.objects.filter(pk=case.pk).update(state="clock_running")
        assert queue.clock_of(fresh(case), MONDAY, MONDAY + 10 * DAY).words == "back in 10 days"

    def test_it_is_filtered_by_whose_by_kind_and_by_what_is_due(self, client, moderator):
        mine, theirs, nobodys = (
            make_case(make_published(), kind) for kind in ("copyright", "content", "other")
        )
        services.claim(mine, by=moderator, version=1)
        services.claim(theirs, by=make_user("moderator"), version=1)
        Case.objects.filter(pk=nobodys.pk).update(due_at=MONDAY - HOUR)
        Case.objects.filter(pk=mine.pk).update(due_at=MONDAY + HOUR)
        assert listed(client, whose="mine") == [mine]
        assert listed(client, whose="nobody") == [nobodys]
        assert listed(client, whose="others") == [theirs]
        assert listed(client, kind__exact="content") == [theirs]
        assert listed(client, due="late") == [nobodys]
        assert listed(client, due="today") == [nobodys, mine]
        assert listed(client, state="received") == [nobodys]

    def test_everything_from_one_sender_is_found_without_their_address_in_any_address(
        self, client, review, moderator
    ):
        first = make_case(review, email="Noor@example.org")
        second = make_case(make_published(), email="noor@example.org")
        make_case(make_published(), email="else@example.org")
        services.refuse(second, by=moderator, version=1, **REASON)
        report = first.reports.get()
        assert f"?sender={report.pk}" in page_of(client, first)
        assert set(listed(client, sender=report.pk)) == {first, second}
        client.force_login(make_user("auditor"))
        assert listed(client, sender=report.pk) == []
        for nonsense in ("x", "-1", "9" * 30):
            assert listed(client, sender=nonsense) == []

    def test_every_filter_costs_the_same_queries_for_one_case_and_for_three(self, client, moderator):
        asked = [{}, {"place": "hidden"}, {"whose": "nobody"}, {"due": "week"}, {"kind__exact": "copyright"}]

        def queries() -> list[int]:
            found = []
            for filters in asked:
                with CaptureQueriesContext(connection) as seen:
                    client.get(LIST, filters)
                found.append(len(seen))
            return found

        def one_more():
            make_case(make_published())
            down = make_case(make_published())
            services.take_page_down(down, by=moderator, version=1, **REASON)

        one_more()
        queries()
        before = queries()
        one_more()
        one_more()
        assert queries() == before


class TestArranging:
    def test_a_note_is_for_moderators_alone(self, client, review, moderator):
        case = make_case(review)
        arrange(client, case, "note", text="The two do not look alike.")
        assert "The two do not look alike." in page_of(client, case)
        assert fresh(case).version == 1
        assert arrange(client, case, "note", text=" ").status_code == 409
        client.force_login(make_user("auditor"))
        assert "look alike" not in page_of(client, case)
        assert arrange(client, case, "note", text="Mine.").status_code == 403
        assert Note.objects.count() == 1

    def test_a_case_is_given_to_a_colleague_who_has_no_hand_in_it(self, client, moderator):
        writer, colleague = make_user("moderator"), make_user("lead")
        case = make_case(make_published(contributor=make_contributor(user=writer)))
        refused = arrange(client, case, "assign", to=writer.pk)
        assert "has a hand in this piece" in refused.content.decode()
        assert arrange(client, case, "assign", to=make_user("editor").pk).status_code == 409
        arrange(client, case, "assign", to=colleague.pk)
        assert (fresh(case).assigned_to, fresh(case).state) == (colleague, "in_review")

    def test_two_cases_are_linked_both_ways(self, client, review, moderator):
        first, second = make_case(review), make_case(make_published())
        arrange(client, first, "link", reference="m-2026-2")
        assert str(second) in page_of(client, first)
        assert "See also" in page_of(client, second)
        assert arrange(client, first, "link", reference="M-2026-0099").status_code == 409
        assert arrange(client, first, "link", reference=str(first)).status_code == 409

    def test_another_address_becomes_a_case_of_its_own_with_a_copy_of_the_notice(
        self, client, review, moderator
    ):
        case, other = make_case(review), make_published(headline="The other")
        assert arrange(client, case, "split", address=review.path).status_code == 409
        assert arrange(client, case, "split", address="/nothing/").status_code == 409
        arrange(client, case, "split", address=other.path)
        own = Case.objects.get(split_from=case)
        assert (own.review, own.due_at, own.assigned_to, own.kind) == (
            other,
            case.due_at,
            moderator,
            case.kind,
        )
        assert own.reports.get().copyright_notice.work == COMPLETE["work"]
        assert own.reports.get().received_at == case.reports.get().received_at
        assert own.evidence.get().review == other
        assert "This notice names 2 pages" in page_of(client, case)
        assert arrange(client, own, "split", address=review.path).status_code == 409


class TestSpam:
    def test_what_is_no_spam_is_skipped_and_named(self, client, moderator):
        junk = [make_case(make_published(), "content") for _ in range(2)]
        notice = make_case(make_published())
        page = client.post(
            f"{LIST}bulk/", {"case": tick(*junk, notice), "do": "spam"}, follow=True
        ).content.decode()
        assert [fresh(case).state for case in (*junk, notice)] == ["spam", "spam", "received"]
        assert f"{notice} was left as it is. This names a work" in page
        parent = AuditEntry.objects.get(action="case.bulk_spam")
        assert parent.facts["cases"] == [case.pk for case in junk]
        assert parent.facts["skipped"] == [notice.pk]
        each = AuditEntry.objects.filter(action="case.mark_spam", facts__bulk=parent.facts["bulk"])
        assert each.count() == 2

    def test_it_is_undone_within_a_day_by_any_moderator(self, client, moderator):
        junk = make_case(make_published(), "content")
        client.post(f"{LIST}bulk/", {"case": tick(junk), "do": "spam"})
        client.force_login(make_user("moderator"))
        assert "marked 1 case as spam" in client.get(LIST).content.decode()
        token = AuditEntry.objects.get(action="case.bulk_spam").facts["bulk"]
        with clock.freeze(MONDAY + 25 * HOUR):
            client.post(f"{LIST}bulk/undo/", {"token": token})
            assert fresh(junk).state == "spam"
        with clock.freeze(MONDAY + 23 * HOUR):
            client.post(f"{LIST}bulk/undo/", {"token": token})
        assert (fresh(junk).state, fresh(junk).closed_at) == ("received", None)
        assert "marked 1 case" not in client.get(LIST).content.decode()
        undone = AuditEntry.objects.get(action="case.undo_bulk_spam")
        assert undone.facts["reverts"] == AuditEntry.objects.get(action="case.bulk_spam").seq

    def test_a_hundred_at_most_and_nothing_of_more(self, client, moderator):
        cases = [(make_case(None, "other", address=""), 1) for _ in range(2)]
        with pytest.raises(services.Incomplete):
            services.mark_all_spam(cases * 51, by=moderator)
        assert not Case.objects.filter(state="spam").exists()

    def test_what_a_colleague_has_touched_meanwhile_stays(self, client, moderator):
        case = make_case(make_published(), "content")
        seen = tick(case)
        services.claim(case, by=make_user("moderator"), version=1)
        page = client.post(f"{LIST}bulk/", {"case": seen, "do": "spam"}, follow=True).content.decode()
        assert "was left as it is" in page
        assert fresh(case).state == "in_review"

    def test_several_are_given_to_a_colleague(self, client, moderator):
        colleague, cases = make_user("lead"), [make_case(make_published()) for _ in range(2)]
        client.post(f"{LIST}bulk/", {"case": tick(*cases), "do": "assign", "to": colleague.pk})
        assert [fresh(case).assigned_to for case in cases] == [colleague, colleague]


class TestTypingIn:
    SAID = {
        "secret": "of this form",
        "channel": "post",
        "received_at": "2026-11-20T09:00",
        **COMPLETE,
        "explanation": "It is hers.",
        "without_original": "It was thrown away.",
    }

    def test_its_true_day_counts(self, client, review, moderator):
        for _ in range(2):  # a double click
            client.post(f"{LIST}enter/", self.SAID | {"address": review.path})
        case, report = Case.objects.get(), Report.objects.get()
        assert (case.review, case.state, report.channel) == (review, "received", "post")
        assert report.received_at == MONDAY - 3 * DAY - HOUR
        assert case.due_at < MONDAY + 2 * DAY
        assert report.copyright_notice.signature == "Noor Verlinden"
        assert Letter.objects.get().code == "E2"

    def test_what_came_later_than_now_did_not_come(self, client, review, moderator):
        page = client.post(f"{LIST}enter/", self.SAID | {"received_at": "2026-11-24T09:00"}).content.decode()
        assert "It cannot have come later than now." in page
        assert not Case.objects.exists()

    def test_a_copyright_notice_by_telephone_is_refused_and_anything_else_is_not(
        self, client, review, moderator
    ):
        by_phone = self.SAID | {"channel": "phone", "address": review.path}
        assert "has to be written" in client.post(f"{LIST}enter/", by_phone).content.decode()
        client.post(f"{LIST}enter/", by_phone | {"kind": "privacy"})
        assert (Case.objects.get().kind, Report.objects.get().channel) == ("privacy", "staff")

    def test_every_kind_can_be_typed_in(self, client, moderator):
        page = client.get(f"{LIST}enter/").content.decode()
        assert all(f'value="{kind}"' in page for kind in Case.Kind.values)


class TestCasePage:
    def test_the_piece_as_it_stood_stands_beside_the_claim(self, client, moderator):
        review = make_published(body="<p>It said this.</p>")
        case = make_case(review)
        type(review).objects.filter(pk=review.pk).update(body="<p>It says that.</p>")
        assert "It said this." in page_of(client, case)
        now = client.get(address_of(case), {"look": "now"}).content.decode()
        assert ("It says that." in now, "It said this." in now) == (True, False)
        changed = client.get(address_of(case), {"look": "difference"}).content.decode()
        assert "<del>" in changed

    def test_records_are_numbers(self, client, review, moderator):
        first = make_case(review, name="Noor Verlinden")
        services.take_page_down(first, by=moderator, version=1, **REASON)
        second = make_case(make_published(), name="N. V.")
        page = client.get(address_of(second)).context["page"]
        assert [(one.number, one.what) for one in page.sender_record] == [
            (2, "reports from this address"), (1, "acted on"),
        ]  # fmt: skip

    def test_j_and_k_lead_through_the_tab_in_its_order(self, client, moderator):
        cases = [make_case(make_published()) for _ in range(3)]
        pages = [client.get(address_of(case)).context["page"] for case in cases]
        assert [page.beside.next for page in pages] == [cases[1], cases[2], None]
        assert [page.beside.previous for page in pages] == [None, cases[0], cases[1]]

    def test_a_child_safety_case_shows_no_picture(self, client, review, moderator):
        case = make_case(review, "child_safety")
        page = page_of(client, case)
        assert "/picture/" not in page
        assert client.get(f"{LIST}{case.pk}/picture/{review.lead_image.key}.jpg").status_code == 404
