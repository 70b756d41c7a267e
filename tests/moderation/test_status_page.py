"""The page of a report, and the link that proves a mailbox, as their readers meet them."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from moderation import services, tokens
from moderation.models import Case, Letter, Report
from moderation.services import intake
from pagecache import clock
from tests.factories import fresh, make_contributor, make_published, make_user
from tests.moderation.reporting import COMPLETE, COUNTER, MONDAY, make_case, send

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LATER = MONDAY + timedelta(hours=2)


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def moderator():
    return make_user("moderator", name="Odile Vane")


@pytest.fixture
def writer():
    return make_user("contributor", email="milo@example.org")


@pytest.fixture
def review(writer):
    return make_published(headline="Moss", contributor=make_contributor("Milo Horák", user=writer))


def page_of(case: Case) -> str:
    return f"/report/status/{tokens.status_of(case.reports.last())}/"


def read(client, case: Case) -> str:
    return client.get(page_of(case)).content.decode()


class TestConfirming:
    def test_a_report_with_an_address_waits_for_a_click_on_the_button(self, client, review):
        send(client, url=review.path, **COMPLETE)
        case, letter = Case.objects.get(), Letter.objects.get()
        link = next(line for line in letter.text.split() if "/report/confirm/" in line)
        path = link[link.index("/report/") :]
        assert (case.state, letter.code, letter.address) == ("unconfirmed", "E1", "noor@example.org")
        for secret in ("Noor", "Marais", "Forest", "second picture", "Moss"):
            assert secret not in letter.text
        with clock.freeze(LATER):
            # What scans mail follows links, and presses no button.
            assert "Is this report yours?" in client.get(path).content.decode()
            assert fresh(case).state == "unconfirmed"
            assert client.post(path)["Location"] == page_of(case)
            assert client.post(path)["Location"] == page_of(case)
        assert fresh(case).state == "received"
        assert fresh(case).due_at == case.due_at
        assert [one.code for one in Letter.objects.order_by("pk")] == ["E1", "E2"]

    @pytest.mark.parametrize(
        ("kind", "email", "state"),
        [
            ("copyright", "noor@example.org", "unconfirmed"),
            ("copyright", "", "received"),
            ("privacy", "noor@example.org", "unconfirmed"),
            ("intimate", "noor@example.org", "received"),
            ("child_safety", "", "received"),
            ("order", "police@example.org", "received"),
            ("correction", "noor@example.org", "routed"),
        ],
    )
    def test_what_counts_in_hours_or_goes_to_the_editors_waits_for_no_click(
        self, client, review, kind, email, state
    ):
        send(client, url=review.path, kind=kind, email=email, explanation="It is so.")
        assert Case.objects.get().state == state

    def test_a_wrong_link_is_nothing(self, client):
        case = make_case(kind="other", confirmed=False)
        right = tokens.confirming(case.reports.get())
        for token in ("x", right[:-1], right.replace(":", ":x"), tokens.status_of(case.reports.get())):
            assert client.get(f"/report/confirm/{token}/").status_code == 404
            assert client.post(f"/report/confirm/{token}/").status_code == 404
        assert fresh(case).state == "unconfirmed"


class TestWhatItSays:
    def test_what_happened_and_when_and_nobodys_name(self, client, review, moderator):
        case = make_case(review, more_addresses="/reviews/")
        with clock.freeze(LATER):
            services.claim(case, by=moderator, version=1)
            services.take_page_down(case, by=moderator, version=2, reason="Internal: hers.")
        page = read(client, case)
        for said in (
            "We received your report", "A moderator took it on", "We took the page down", "23 November 2026",
            f"{review.path}</bdi>: see below", "/reviews/</bdi>: looked at together",
            "The whole page</bdi>: hidden since",
        ):  # fmt: skip
            assert said in page
        for secret in ("Odile", "Vane", "Milo", "Internal", "Noor", "Marais"):
            assert secret not in page

    def test_what_we_wrote_about_the_decision_and_not_the_moderators_own_reason(
        self, client, review, moderator
    ):
        case = make_case(review)
        services.refuse(case, by=moderator, version=1, reason="Internal: ours.", words="We have a licence.")
        page = read(client, case)
        assert "What we wrote to you" in page
        assert "We have a licence." in page
        assert "Internal" not in page
        assert page.count("/report/status/") == 0

    def test_nothing_else_of_the_case_nor_of_another_sender(self, client, review, moderator):
        case, other = make_case(review), make_case(review, name="Ada Quist", email="ada@example.org")
        services.refuse(other, by=moderator, version=1, reason="Ours.", words="We have a licence.")
        page = read(client, case)
        assert other.reference not in page
        assert "Ada" not in page
        assert "licence" not in page

    def test_the_complainant_reads_the_counter_notice_and_its_date(self, client, review, moderator, writer):
        case = make_case(review)
        services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        assert "Dlhá" not in read(client, case)
        services.submit_counter_notice(fresh(case), by=writer, **COUNTER)
        page = read(client, case)
        assert "Dlhá 7" in page
        assert "9 December 2026, 09:00 (America/New_York)" in page

    @pytest.mark.parametrize("kind", Case.Kind.values)
    def test_there_is_a_page_for_every_kind_those_of_old_too(self, client, review, kind):
        assert "We received your report" in read(client, make_case(review, kind))

    def test_every_token_that_opens_nothing_answers_alike(self, client, review):
        case = make_case(review)
        old = make_case(review)
        Report.objects.filter(case=old).update(erased_at=MONDAY)
        answers = {
            (answer.status_code, answer.content.decode().replace(token, ""))
            for token in ("x" * 43, "wrong", tokens.status_of(old.reports.get()), case.reference)
            for answer in [client.get(f"/report/status/{token}/")]
        }
        assert len(answers) == 1
        assert answers.pop()[0] == 404

    def test_it_is_kept_nowhere_found_nowhere_and_told_to_nobody(self, client, review):
        response = client.get(page_of(make_case(review)))
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert not response.cookies

    def test_it_costs_the_same_however_much_has_happened(
        self, client, review, moderator, django_assert_max_num_queries
    ):
        case = make_case(review, more_addresses="\n".join(["/reviews/"] * 50))
        services.ask_for_what_is_missing(case, by=moderator, version=1, reason="Which?")
        address = page_of(case)
        with django_assert_max_num_queries(8):
            client.get(address)


class TestWhatTheSenderCanDo:
    def test_they_send_what_is_missing_and_only_that_is_asked(self, client, review, moderator):
        case = make_case(review, notice={"work": "A photograph", "good_faith": True})
        services.ask_for_what_is_missing(case, by=moderator, version=1, reason="Which of the two is it?")
        response = client.get(page_of(case))
        assert "Which of the two is it?" in response.content.decode()
        form = response.context["forms"]["complete"]
        assert list(form.fields) == ["location", "accurate_and_authorised", "answer", "papers", "signature"]
        said = {"location": "The second", "accurate_and_authorised": "on", "signature": "Noor Verlinden"}
        with clock.freeze(LATER):
            response = client.post(page_of(case), {"act": "complete", **said})
        assert response["Location"] == page_of_first(case)
        assert fresh(case).state == "in_review"
        notice = case.reports.last().copyright_notice
        assert (notice.work, notice.location, notice.signature) == (
            "A photograph",
            "The second",
            "Noor Verlinden",
        )

    def test_who_sees_at_once_what_is_missing_need_not_wait_to_be_asked(self, client, review):
        case = make_case(review, notice={"work": "A photograph"}, organisation="Verlinden & Co.")
        client.post(page_of(case), {"act": "complete", "location": "The second", "answer": "By the window."})
        assert fresh(case).state == "received"
        report = case.reports.last()
        assert report.copyright_notice.location == "The second"
        assert report.organisation == "Verlinden & Co."
        assert report.explanation.endswith("\n\nBy the window.")

    def test_an_empty_form_changes_nothing_and_says_so(self, client, review):
        case = make_case(review)
        for act in ("complete", "withdraw", "forget"):
            page = client.post(page_of(case), {"act": act}).content.decode()
            assert "One thing to fix" in page
        assert (fresh(case).version, Report.objects.count()) == (1, 1)

    def test_they_take_it_back_and_it_shows_again(self, client, review, moderator):
        case = make_case(review)
        services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        client.post(page_of(case), {"act": "withdraw", "sure": "on"})
        assert fresh(case).state == "withdrawn"
        assert client.get(review.path).status_code == 200
        again = client.post(page_of(case), {"act": "withdraw", "sure": "on"})
        assert again.status_code == 409
        assert "could not be done any more" in again.content.decode()

    def test_they_object_to_a_refusal(self, client, review, moderator):
        case = make_case(review, "privacy")
        assert client.post(page_of(case), {"act": "appeal", "text": "No."}).status_code == 409
        services.refuse(case, by=moderator, version=1, reason="Public.")
        client.post(page_of(case), {"act": "appeal", "text": "It is my street."})
        assert fresh(case).state == "appeal_open"
        assert case.appeals.get().text == "It is my street."

    def test_only_what_they_have_filed_stops_the_clock(self, client, review, moderator, writer):
        case = make_case(review)
        services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        services.submit_counter_notice(fresh(case), by=writer, **COUNTER)
        plan = {"act": "court", "forum": "federal_court", "court": "D. Or."}
        assert "A plan to file stops nothing" in client.post(page_of(case), plan).content.decode()
        assert fresh(case).state == "clock_running"
        client.post(page_of(case), plan | {"filed_on": "2026-11-20", "filed": "on"})
        assert fresh(case).state == "legal_hold"

    def test_they_ask_to_be_forgotten_and_leads_hear_of_it(self, client, review):
        make_user("lead", email="lead@example.org")
        case = make_case(review)
        client.post(page_of(case), {"act": "forget", "sure": "on"})
        assert AuditEntry.objects.filter(action="case.ask_erasure", object_id=case.pk).count() == 1
        assert set(Letter.objects.values_list("code", "recipient")) >= {("E28", "reporter"), ("E31", "leads")}
        assert "You asked us to delete your data" in read(client, case)
        assert Report.objects.get().name == "Noor Verlinden"


class TestRouting:
    def test_a_correction_goes_to_the_editors_without_its_sender(self, client, review):
        make_user("chief", email="chief@example.org")
        send(client, url=review.path, kind="correction", email="noor@example.org", explanation="It was 1961.")
        told = Letter.objects.get(recipient="editors")
        assert "It was 1961." in told.text
        assert "noor" not in told.text
        assert "The editors look at it" in Letter.objects.get(recipient="reporter").text

    def test_a_flood_of_corrections_goes_to_the_moderators(self, review, monkeypatch):
        make_user("chief", email="chief@example.org")
        monkeypatch.setattr(intake, "CORRECTIONS_AN_HOUR", 1)
        assert [make_case(review, "correction").state for _ in range(2)] == ["routed", "received"]
        assert Letter.objects.filter(recipient="editors").count() == 1

    def test_nothing_of_child_safety_is_mailed_to_anybody(self, client, review, writer):
        make_user("chief", email="chief@example.org")
        make_user("lead", email="lead@example.org")
        send(client, url=review.path, kind="child_safety", explanation="Look at the third.")
        case = Case.objects.get()
        client.post(page_of(case), {"act": "forget", "sure": "on"})
        assert not Letter.objects.exists()
        assert case.due_at == MONDAY + timedelta(hours=1, minutes=1)
        assert "Our letters" not in read(client, case)


def page_of_first(case: Case) -> str:
    return f"/report/status/{tokens.status_of(case.reports.first())}/"
