"""A notice that names several pages: a case for each, one sender, one link."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from moderation import exporting, retention, services, tokens
from moderation.models import Case, CopyrightNotice, EvidenceSnapshot, Letter, Paper, Report, Strike
from moderation.strikes import COUNTS_AFTER, count_due
from moderation.ticking import move_cases
from pagecache import clock
from tests.factories import fresh, make_contributor, make_image, make_published, make_user
from tests.moderation.reporting import COMPLETE, MONDAY, make_case, send

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SURE = {"sure": "on"}
CASES = "/admin/moderation/case/"
PDF = SimpleUploadedFile("one.pdf", b"%PDF-1.7 A letter.")
PNG = SimpleUploadedFile("two.png", b"\x89PNG\r\n\x1a\n and so on")


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def pieces():
    return [
        make_published(headline=f"Piece {number}", contributor=make_contributor(f"Writer {number}"))
        for number in range(3)
    ]


@pytest.fixture
def moderator():
    return make_user("moderator")


def notice_about(*pieces, kind="copyright", **given) -> list[Case]:
    first, *others = pieces
    case = make_case(first, kind, more_addresses="\n".join(piece.path for piece in others), **given)
    return [case, *case.split_off.order_by("pk")]


def link_of(case: Case) -> str:
    return f"/report/status/{tokens.status_of(case.reports.first())}/"


def states_of(*cases: Case) -> list[str]:
    return [fresh(case).state for case in cases]


class TestComingIn:
    def test_each_page_becomes_a_case_with_its_own_evidence_and_the_same_words(self, client, pieces):
        addresses = [
            pieces[1].path,
            "/nowhere/",
            f"http://testserver{pieces[2].path}",
            pieces[1].path,
            "/reviews/",
        ]
        send(client, url=pieces[0].path, more_addresses="\n".join(addresses), **COMPLETE)
        first, *others = cases = list(Case.objects.order_by("pk"))
        assert [case.review for case in cases] == pieces
        assert [case.raw_url for case in others] == [addresses[0], addresses[2]]
        assert {case.split_from for case in others} == {first}
        assert {(case.state, case.due_at, case.kind) for case in cases} == {
            ("unconfirmed", first.due_at, "copyright")
        }
        assert [case.reports.get().more_addresses for case in cases] == ["/nowhere/\n/reviews/", "", ""]
        notices = CopyrightNotice.objects.order_by("pk")
        assert len({(one.work, one.signature, one.good_faith, one.report.email) for one in notices}) == 1
        assert [case.evidence.get().review for case in cases] == pieces
        assert EvidenceSnapshot.objects.count() == 3
        told = AuditEntry.objects.filter(action="case.receive").order_by("seq")
        assert [entry.facts.get("split_from") for entry in told] == [None, first.pk, first.pk]

    def test_a_picture_is_a_page_of_its_own_and_a_double_click_makes_nothing_twice(self, pieces):
        image = make_image()
        make_published(lead=image)
        said = {
            "kind": "copyright", "address": pieces[0].path, "review": pieces[0], "secret": "of-one-form",
            "more_addresses": f"/pictures/{image.key}/640.jpg\n{pieces[1].path}",
        }  # fmt: skip
        assert services.submit_report(**said) == services.submit_report(**said)
        assert list(Case.objects.order_by("pk").values_list("review", "image")) == [
            (pieces[0].pk, None), (None, image.pk), (pieces[1].pk, None),
        ]  # fmt: skip
        with pytest.raises(services.AlreadySent):
            services.submit_report(**said | {"more_addresses": pieces[1].path})

    def test_where_the_first_address_names_nothing_the_next_comes_first(self, pieces):
        case, _receipt = services.submit_report(
            kind="copyright", address="/nowhere/", more_addresses=pieces[1].path, explanation="Mine."
        )
        assert (case.review, case.raw_url, Case.objects.count()) == (pieces[1], pieces[1].path, 1)
        assert case.reports.get().more_addresses == "/nowhere/"

    def test_an_address_is_enough_to_say_what_it_is_about(self, pieces):
        first, second, *_rest = pieces
        case, _token = services.submit_report(
            kind="content",
            address=first.path,
            more_addresses=second.path,
            email="a@example.org",
            explanation="Rude.",
        )
        assert (case.review, case.raw_url) == (first, first.path)
        assert [other.review for other in case.split_off.all()] == [second]

    def test_more_than_fifty_are_sent_in_two_and_nothing_typed_is_lost(self, client, pieces):
        many = "\n".join(f"/page-{number}/" for number in range(50))
        page = send(client, url=pieces[0].path, more_addresses=many, **COMPLETE).content.decode()
        assert "One report takes 50 pages, and this names 51. Put the others into a second one." in page
        assert "/page-49/" in page
        assert COMPLETE["work"] in page
        assert not Case.objects.exists()

    def test_staff_who_type_it_in_do_the_same(self, client, pieces, moderator):
        client.force_login(moderator)
        client.post(
            "/admin/moderation/case/enter/",
            {
                "secret": "s", "channel": "post", "received_at": "2026-11-20T10:00", "kind": "copyright",
                "address": pieces[0].path, "more_addresses": f"{pieces[1].path}\n{pieces[2].path}",
                "email": "noor@example.org", "work": "A photograph", "without_original": "Lost.",
            },
        )  # fmt: skip
        assert [case.review for case in Case.objects.order_by("pk")] == pieces
        assert {report.channel for report in Report.objects.all()} == {"post"}
        assert Letter.objects.filter(recipient="reporter").count() == 1

    def test_limits_count_it_once(self, client, pieces):
        for number in range(2):
            send(
                client,
                url=pieces[0].path,
                more_addresses=pieces[1].path,
                **COMPLETE | {"work": f"Work {number}"},
            )
        assert Report.objects.filter(case__state="unconfirmed", is_throttled=False).count() == 4
        assert Report.objects.exclude(sender_hash="").count() == 2


class TestItsSender:
    def test_one_receipt_names_every_reference_and_one_click_confirms_all(self, client, pieces):
        cases = notice_about(*pieces, confirmed=False)
        link = Letter.objects.get().text.split("/report/confirm/")[1].split()[0]
        client.post(f"/report/confirm/{link}")
        assert states_of(*cases) == ["received"] * 3
        asked, told = Letter.objects.order_by("pk")
        assert (asked.code, told.code) == ("E1", "E2")
        assert "It names 3 pages of ours, and your click confirms all of them." in asked.text
        for case, piece in zip(cases, pieces, strict=True):
            assert f"- {case.reference}: {piece.path}, received" in told.text
            assert piece.headline not in told.text

    def test_without_a_click_each_goes_on_after_a_day(self, pieces):
        cases = notice_about(*pieces, confirmed=False)
        with clock.freeze(MONDAY + DAY):
            move_cases(MONDAY + DAY)
        assert states_of(*cases) == ["received"] * 3

    def test_one_page_tells_where_each_stands(self, client, pieces, moderator, django_assert_max_num_queries):
        first, second, third = notice_about(*pieces)
        services.take_page_down(second, by=moderator, version=1, reason="Hers.")
        letter = Letter.objects.get(code="E8")
        assert f"{link_of(first)}?of={second.reference}" in letter.text
        with django_assert_max_num_queries(8):
            page = client.get(link_of(first)).content.decode()
        assert "Your notice names 3 pages of ours" in page
        assert f'<a href="?of={third.reference}">' in page
        assert f"{pieces[1].path}</bdi>: Acted on" in page
        assert "The whole page" not in page
        of_second = client.get(link_of(first), {"of": second.reference}).content.decode()
        assert "The whole page</bdi>: hidden since" in of_second
        strange = client.get(link_of(first), {"of": make_case(make_published()).reference}).content.decode()
        assert f"What follows is about {first.reference}" in strange

    def test_what_they_send_goes_to_all_that_is_undecided(self, client, pieces, moderator):
        first, second, third = notice_about(*pieces, notice={"work": "A photograph"})
        services.refuse(first, by=moderator, version=1, reason="Ours.")
        services.ask_for_what_is_missing(second, by=moderator, version=1, reason="Which picture?")
        said = {"act": "complete", "location": "The second", "signature": "Noor"}
        done = client.post(f"{link_of(first)}?of={second.reference}", said)
        assert done["Location"] == f"{link_of(first)}?of={second.reference}"
        assert states_of(first, second, third) == ["refused", "in_review", "received"]
        assert [case.reports.last().copyright_notice.location for case in (first, second, third)] == [
            "", "The second", "The second",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("which", "after"),
        [("this", ["received", "withdrawn", "received"]), ("all", ["withdrawn", "withdrawn", "withdrawn"])],
    )
    def test_they_take_back_one_page_or_all(self, client, pieces, which, after):
        cases = notice_about(*pieces)
        client.post(
            f"{link_of(cases[0])}?of={cases[1].reference}", SURE | {"act": "withdraw", "which": which}
        )
        assert states_of(*cases) == after
        told = Letter.objects.get(code="E12", recipient="reporter")
        assert told.case == cases[1]
        assert (f"came with it: {cases[0]}, {cases[2]}" in told.text) is (which == "all")

    def test_they_object_once_to_all_that_was_left_as_it_is(self, client, pieces, moderator):
        first, second, third = notice_about(*pieces)
        for case in (first, third):
            services.refuse(case, by=moderator, version=1, reason="Ours.")
        client.post(link_of(first), {"act": "appeal", "text": "It is mine."})
        assert states_of(first, second, third) == ["in_review", "received", "in_review"]
        assert Letter.objects.filter(code="E20").count() == 1

    def test_a_stranger_with_another_receipt_opens_none_of_it(self, pieces, moderator):
        first, second, _third = notice_about(*pieces)
        _other, receipt = services.submit_report(kind="other", explanation="A typo.")
        for case in (first, second):
            with pytest.raises(services.NotAllowed):
                services.withdraw(case, receipt=receipt)
        # Nor does the receipt of a copy, of which nobody ever had the token, stand in any letter.
        assert tokens.status_of(second.reports.get()) == ""

    def test_they_ask_to_be_forgotten_once(self, client, pieces):
        make_user("lead", email="lead@example.org")
        cases = notice_about(*pieces)
        client.post(link_of(cases[0]), SURE | {"act": "forget"})
        asked = AuditEntry.objects.filter(action="case.ask_erasure")
        assert {entry.object_id for entry in asked} == {case.pk for case in cases}
        assert sorted(Letter.objects.filter(code__in=["E28", "E31"]).values_list("code", flat=True)) == [
            "E28",
            "E31",
        ]


class TestWhatWeKeep:
    def test_all_of_it_is_told_and_erased(self, pieces, moderator):
        lead = make_user("lead")
        cases = notice_about(*pieces, kind="plagiarism", notice={"work": "My poem"})
        assert len(exporting.everything_about("noor@example.org")["reports"]) == 3
        assert len(exporting.everything_about("noor@example.org")["notices"]) == 3
        for case in cases:
            services.refuse(case, by=moderator, version=1, reason="No.")
        asked = services.ask_for_erasure("noor@example.org", by=lead)
        services.decide_erasure(asked, by=lead, grant=True, reason="Nothing is needed.")
        services.erase_asked(clock.now())
        assert not Report.objects.filter(erased_at=None).exists()
        assert not CopyrightNotice.objects.exclude(work="").exists()
        assert not Case.objects.exclude(raw_url="").exists()

    def test_the_link_goes_on_when_the_first_case_is_over_and_forgotten(self, client, pieces, moderator):
        first, second = notice_about(*pieces[:2], kind="privacy")
        services.refuse(first, by=moderator, version=1, reason="Public.")
        link = link_of(first)
        with clock.freeze(MONDAY + retention.OTHERS + DAY):
            retention.erase_due(clock.now())
            assert fresh(first).reports.get().email == ""
            assert second.reports.get().email == "noor@example.org"
            assert client.get(link).context["case"] == second
            client.post(link, SURE | {"act": "withdraw", "which": "all"})
        assert states_of(first, second) == ["refused", "withdrawn"]

    def test_papers_that_came_with_it_are_kept_as_long_as_one_of_its_cases_is(
        self, client, pieces, moderator, settings, tmp_path
    ):
        settings.PAPERS_ROOT = tmp_path
        first, second = notice_about(*pieces[:2], kind="privacy", files=[PDF])
        services.add_papers(second, files=[PNG], receipt=tokens.status_of(first.reports.get()))
        client.force_login(moderator)
        assert "two.png" in page_of(client, first)
        assert f"{CASES}{first.pk}/paper/" in page_of(client, second)
        services.refuse(first, by=moderator, version=1, reason="Public.")
        with clock.freeze(MONDAY + retention.OTHERS + DAY):
            retention.erase_due(clock.now())
            assert set(second.papers.kept().values_list("name", flat=True)) == {"one.pdf", "two.png"}
            services.refuse(second, by=moderator, version=2, reason="Public.")
        with clock.freeze(MONDAY + 2 * retention.OTHERS + 2 * DAY):
            retention.erase_due(clock.now())
        assert not Paper.objects.kept().exists()

    def test_a_notice_about_two_pieces_of_one_writer_is_one_strike(self, moderator):
        writer = make_contributor("Milo Horák")
        pieces = [make_published(contributor=writer) for _ in range(2)]
        cases = [*notice_about(*pieces), *notice_about(make_published(contributor=writer))]
        for case in cases:
            services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        later = MONDAY + COUNTS_AFTER
        with clock.freeze(later):
            assert count_due(later) == 3
            assert fresh(writer).standing == "warned"
            assert Strike.objects.counting(later).notices() == 2


class TestWriters:
    def test_of_another_writers_piece_they_learn_nothing(self, client, moderator):
        one, other = (make_user("contributor", email=f"{name}@example.org") for name in ("one", "other"))
        pieces = [
            make_published(headline=headline, contributor=make_contributor(name, user=user))
            for headline, name, user in (
                ("Moss", "Writer One", one),
                ("Secret lichen", "Writer Other", other),
            )
        ]
        for case in notice_about(*pieces):
            services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        told = "".join(Letter.objects.filter(address="one@example.org").values_list("text", flat=True))
        client.force_login(one)
        told += client.get("/admin/moderation/case/complaints/").content.decode()
        assert "Moss" in told
        for secret in ("lichen", pieces[1].path, "M-2026-0002", "Writer Other", "other@example.org"):
            assert secret not in told


def page_of(client, case: Case, **asked) -> str:
    return client.get(f"{CASES}{case.pk}/change/", asked).content.decode()


class TestTheDesk:
    """One decision for several pages, looked at before it is taken."""

    @pytest.fixture
    def moderator(self, client):
        moderator = make_user("moderator", email="odile@example.org")
        client.force_login(moderator)
        return moderator

    def decide(self, client, case: Case, verb: str, others=(), **given):
        said = {"version": case.version, "others": [f"{one.pk}.{one.version}" for one in others]}
        return client.post(f"{CASES}{case.pk}/decide/{verb}/", said | given, follow=True)

    def test_a_case_shows_the_pages_of_its_notice_and_the_list_marks_them(self, client, pieces, moderator):
        cases = notice_about(*pieces)
        for case in cases:
            page = page_of(client, case)
            assert "This notice names 3 pages" in page
            assert all(f"{piece}: received" in page for piece in pieces)
        assert client.get(CASES).content.decode().count("one page of several") == 3
        assert "This notice names" not in page_of(client, make_case(make_published()))

    def test_the_same_decision_is_rehearsed_and_taken_for_the_others(self, client, pieces, moderator):
        first, second, third = notice_about(*pieces)
        self.decide(client, first, "refuse", reason="We may quote it.", confirmed="yes")
        assert "Take the same decision for the other 2" in page_of(client, first)
        form = client.get(f"{CASES}{second.pk}/change/", {"act": "refuse", "as": str(first)}).context["form"]
        assert form["reason"].value() == "We may quote it."
        assert form["others"].value() == [f"{third.pk}.1"]
        letters = Letter.objects.count()
        seen = self.decide(client, second, "refuse", [third], reason="We may quote it.").context["seen"]
        assert [letter.code for letter in seen.letters] == ["E10"]
        assert [(case, [letter.code for letter in told]) for case, told in seen.of_others] == [
            (third, ["E10"])
        ]
        assert states_of(second, third) == ["received", "received"]
        assert Letter.objects.count() == letters
        done = self.decide(client, second, "refuse", [third], reason="We may quote it.", confirmed="yes")
        assert "The same for 1 more of the notice." in done.content.decode()
        assert states_of(first, second, third) == ["refused"] * 3
        assert fresh(third).decisions.get().decided_by == moderator
        assert "Take the same decision" not in page_of(client, first)

    def test_what_cannot_be_done_is_said_of_each_and_the_rest_is_done(self, client, moderator):
        own = make_published(headline="Hers", contributor=make_contributor(user=moderator))
        pieces = [make_published(headline=f"Piece {number}") for number in range(3)]
        first, mine, moved, last = notice_about(pieces[0], own, *pieces[1:])
        seen_before = [mine, fresh(moved), last]
        services.claim(moved, by=make_user("moderator"), version=1)
        said = {"reason": "Hers.", "confirmed": "yes"}
        page = self.decide(client, first, "take_page_down", seen_before, **said).content.decode()
        assert "The same for 1 more of the notice." in page
        assert f"{mine} was left as it is. You have a hand in this piece" in page
        assert f"{moved} was left as it is. A colleague has moved this case on" in page
        assert states_of(first, mine, moved, last) == ["restricted", "received", "in_review", "restricted"]
        refused = AuditEntry.objects.filter(action="case.attempt").values_list("object_id", "facts__refused")
        assert set(refused) == {(mine.pk, "NotAllowed"), (moved.pk, "Conflict")}

    def test_the_same_picture_is_hidden_for_each_and_others_are_chosen_there(self, client, moderator):
        shared = make_image()
        pieces = [make_published(lead=shared), make_published(lead=shared), make_published(lead=make_image())]
        pieces.append(make_published())
        first, alike, single, none = notice_about(*pieces)
        page = self.decide(
            client,
            first,
            "hide_picture",
            [alike, single, none],
            image=shared.pk,
            reason="Hers.",
            confirmed="yes",
        ).content.decode()
        assert f"{none} was left as it is. It has other pictures" in page
        assert states_of(first, alike, single, none) == ["restricted", "restricted", "restricted", "received"]
        assert fresh(single).decisions.get().restriction.image == pieces[2].lead_image

    def test_cases_of_another_notice_cannot_be_slipped_in(self, client, pieces, moderator):
        first, second, _third = notice_about(*pieces)
        stranger = make_case(make_published())
        answer = self.decide(client, first, "refuse", [second, stranger], reason="No.", confirmed="yes")
        assert answer.status_code == 200
        assert states_of(first, second, stranger) == ["received"] * 3

    def test_a_page_more_costs_no_query_more(self, client, moderator):
        def queries(count: int) -> int:
            case = notice_about(*(make_published() for _ in range(count)))[0]
            page_of(client, case)
            with CaptureQueriesContext(connection) as asked:
                page_of(client, case)
            return len(asked)

        assert queries(2) == queries(5)
