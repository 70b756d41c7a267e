"""What was complained of in somebody's work, and how they answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation import services, tokens
from moderation.models import CounterNotice, Letter
from pagecache import clock
from tests.factories import fresh, make_contributor, make_published, make_user
from tests.moderation.reporting import COUNTER, MONDAY, make_case

pytestmark = pytest.mark.django_db

COMPLAINTS = "/admin/moderation/case/complaints/"
TYPED = {
    "material": "The second picture, /2026/11/moss/", "perjury_statement": "on", "name": "Milo Horák",
    "postal_address": "Dlhá 7, 949 01 Nitra", "telephone": "+421 37 555 01 23", "country": "SK",
    "consents_to_jurisdiction": "on", "accepts_service": "on", "signature": "Milo Horák",
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def writer():
    return make_user("contributor", email="milo@example.org")


@pytest.fixture
def byline(writer):
    return make_contributor("Milo Horák", user=writer)


@pytest.fixture
def review(byline):
    return make_published(headline="Moss", contributor=byline)


@pytest.fixture
def hidden(review):
    case = make_case(review, organisation="Verlinden & Co.")
    services.take_page_down(case, by=make_user("moderator"), version=1, reason="Internal: hers.")
    return fresh(case)


def counter_page(case, byline) -> str:
    return f"/report/counter/{tokens.countering(case, byline)}/"


class TestComplaints:
    def test_a_writer_reads_what_was_hidden_why_and_who_says_so(self, client, writer, hidden):
        client.force_login(writer)
        page = client.get(COMPLAINTS).content.decode()
        for said in (
            "The whole page", "17 U.S.C. 512(c)(3)", "Still photograph", "Noor Verlinden", "Verlinden &amp; Co.",
            "noor@example.org", "Counts from 23 December 2026", "Read about a counter-notice",
        ):  # fmt: skip
            assert said in page
        for secret in ("Marais", "555 01", "Internal"):
            assert secret not in page

    def test_of_any_other_report_not_a_word_and_not_its_sender(self, client, writer, review):
        case = make_case(review, "privacy", explanation="It names my street.")
        services.take_page_down(case, by=make_user("moderator"), version=1, reason="It does.")
        client.force_login(writer)
        page = client.get(COMPLAINTS).content.decode()
        assert "Our own rules, after a report" in page
        for secret in ("Noor", "noor@", "street", "counter-notice you"):
            assert secret not in page

    def test_nobody_reads_what_is_about_somebody_else(self, client, hidden):
        make_case(make_published(contributor=make_contributor("Another")), "privacy")
        client.force_login(make_user("contributor"))
        page = client.get(COMPLAINTS).content.decode()
        assert "Nothing of yours was hidden" in page
        assert hidden.reference not in page

    def test_an_open_report_is_not_there_before_it_is_decided(self, client, writer, review):
        case = make_case(review)
        client.force_login(writer)
        assert case.reference not in client.get(COMPLAINTS).content.decode()

    def test_a_writer_objects_to_what_was_hidden_for_another_reason_than_copyright(
        self, client, writer, review, hidden
    ):
        case = make_case(review, "content")
        services.take_page_down(case, by=make_user("moderator"), version=1, reason="Hateful.")
        client.force_login(writer)
        assert "Say why you object." in client.post(COMPLAINTS, {"case": case.pk}).content.decode()
        client.post(COMPLAINTS, {"case": case.pk, "text": "It is a quotation."})
        assert fresh(case).state == "appeal_open"
        # A copyright notice is answered by a counter-notice instead.
        late = client.post(COMPLAINTS, {"case": hidden.pk, "text": "No."})
        assert "has gone on since" in late.content.decode()

    def test_it_costs_the_same_for_one_or_three(self, client, writer, review, hidden):
        client.force_login(writer)
        moderator = make_user("moderator")
        with CaptureQueriesContext(connection) as one:
            client.get(COMPLAINTS)
        for _ in range(2):
            case = make_case(review)
            services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        with CaptureQueriesContext(connection) as three:
            page = client.get(COMPLAINTS).content.decode()
        assert page.count("The whole page") == 3
        assert len(three) <= len(one)


class TestCounterNotice:
    def test_the_letter_leads_to_the_warning_before_anything_is_typed(self, client, hidden, byline):
        letter = Letter.objects.get(code="E7")
        assert counter_page(hidden, byline) in letter.text
        response = client.get(counter_page(hidden, byline))
        page = response.content.decode()
        assert "go to who complained" in page
        assert 'name="postal_address"' not in page
        assert "Noor Verlinden" in page
        assert "Marais" not in page
        assert response["Referrer-Policy"] == "no-referrer"

    @pytest.mark.parametrize(
        ("country", "sentence"), [("US", "in which my address"), ("SK", "outside the United States")]
    )
    def test_the_country_chooses_the_sentence_about_the_court(
        self, client, hidden, byline, country, sentence
    ):
        page = client.get(counter_page(hidden, byline), {"country": country}).content.decode()
        assert sentence in page
        assert 'name="postal_address"' in page

    def test_a_complete_one_starts_the_clock_and_says_when_it_is_back(self, client, hidden, byline, writer):
        address = counter_page(hidden, byline)
        assert client.post(address, TYPED)["Location"] == address
        counter = CounterNotice.objects.get()
        assert (counter.signer, counter.state, counter.jurisdiction) == (
            writer,
            "running",
            "provider_district",
        )
        assert "9 December 2026, 09:00 (America/New_York)" in client.get(address).content.decode()
        assert client.post(address, TYPED).status_code == 200
        assert CounterNotice.objects.count() == 1

    def test_what_is_missing_is_named_and_nothing_typed_is_lost(self, client, hidden, byline):
        said = TYPED | {"telephone": "", "signature": "-"}
        del said["perjury_statement"]
        response = client.post(counter_page(hidden, byline), said)
        assert sorted(response.context["form"].errors) == ["perjury_statement", "signature", "telephone"]
        assert response.context["form"]["postal_address"].value() == TYPED["postal_address"]
        assert not CounterNotice.objects.exists()

    def test_what_came_back_incomplete_is_still_in_the_form(self, client, hidden, byline, writer):
        services.submit_counter_notice(hidden, by=writer, **COUNTER | {"telephone": ""})
        services.return_counter_notice(
            hidden, by=make_user("moderator"), version=hidden.version, reason="Phone."
        )
        form = client.get(counter_page(hidden, byline), {"country": "SK"}).context["form"]
        assert form["postal_address"].value() == COUNTER["postal_address"]

    def test_a_writer_without_an_account_signs_by_the_link_of_the_letter(self, client):
        freelancer = make_contributor("Milo Horák", email="milo@example.org")
        case = make_case(make_published(headline="Moss", contributor=freelancer))
        services.take_page_down(case, by=make_user("moderator"), version=1, reason="Hers.")
        letter = Letter.objects.get(code="E7")
        address = counter_page(case, freelancer)
        assert address in letter.text
        assert "/admin/" not in letter.text
        client.post(address, TYPED)
        counter = CounterNotice.objects.get()
        assert (counter.signer, counter.contributor, counter.state) == (None, freelancer, "running")
        assert Letter.objects.get(code="E16").address == "milo@example.org"
        assert "9 December 2026" in client.get(address).content.decode()

    def test_who_is_no_writer_of_it_signs_nothing_by_a_link(self, hidden):
        stranger = services.ByLink(make_contributor("Nobody"))
        with pytest.raises(services.NotAllowed):
            services.submit_counter_notice(hidden, by=stranger, **COUNTER)

    def test_a_link_opens_nothing_for_who_is_no_writer_of_it(self, client, hidden, byline, review):
        other = make_contributor("Another", user=make_user("contributor"))
        without_account = make_contributor("Nobody")
        for one in (other, without_account):
            assert client.get(counter_page(hidden, one)).status_code == 404
        assert (
            client.get(counter_page(make_case(review, "content"), byline)).status_code == 404
        )  # no counter-notice
        assert client.get("/report/counter/x/").status_code == 404
