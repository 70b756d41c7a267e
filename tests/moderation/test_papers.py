"""Files that are kept with cases: what is taken, from whom, who gets to see it, and how it goes."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, Notice
from moderation import evidence, papers, services, tokens
from moderation.exporting import everything_about
from moderation.models import Case, LegalAction, Paper
from moderation.retention import COPYRIGHT, OTHERS, erase_due
from pagecache import clock
from tests.factories import fresh, make_contributor, make_published, make_user, put_columns
from tests.moderation.reporting import COMPLETE, COUNTER, MONDAY, PDF, a_file, make_case
from tests.moderation.test_desk import LIST, page_of, press

pytestmark = pytest.mark.django_db

GIF = b"GIF89a\x01\x00moss"
PNG, JPEG = b"\x89PNG\r\n\x1a\nmoss", b"\xff\xd8\xff\xe0moss"
ENTER = f"{LIST}enter/"
SAID = {"secret": "of this form", "channel": "post", "received_at": "2026-11-20T09:00", **COMPLETE}


@pytest.fixture(autouse=True)
def on_a_monday(settings, tmp_path):
    settings.PAPERS_ROOT = tmp_path / "papers"
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def moderator(client):
    user = make_user("moderator", name="Ingrid M.")
    client.force_login(user)
    return user


@pytest.fixture
def review():
    writer = make_user("contributor", email="milo@example.org")
    return make_published(headline="Moss", contributor=make_contributor("Milo Horák", user=writer))


def receipt_of(case: Case) -> str:
    return tokens.status_of(case.reports.first())


def status_page(case: Case) -> str:
    return f"/report/status/{receipt_of(case)}/"


def writer_of(review):
    return review.authors.get().user


def give(case: Case, *files) -> list[Paper]:
    return services.add_papers(case, receipt=receipt_of(case), files=list(files) or [a_file()])


def on_disk() -> list[str]:
    return sorted(path.name for path in site.PAPERS_ROOT.rglob("*") if path.is_file())


def address_of_paper(paper: Paper) -> str:
    return f"{LIST}{paper.case_id}/paper/{paper.pk}/"


class TestWhatAFileIs:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (PDF, "pdf"),
            (PNG, "png"),
            (JPEG, "jpeg"),
            ("Grüße,\r\nNoor".encode(), "txt"),
            (b"<script>", "txt"),
        ],
    )
    def test_its_bytes_say_and_its_name_does_not(self, data, kind):
        assert papers.kind_of(a_file("moss.exe", data)) == kind

    @pytest.mark.parametrize(
        "data",
        [b"MZ\x90\x00", GIF, b"PK\x03\x04", b"\xff\xfea\x00", "Grüße".encode("latin-1"), b"a\x1bb"],
    )
    def test_anything_else_is_refused_by_its_name(self, data):
        with pytest.raises(papers.NotAPaper, match=r"“moss\.pdf” is no PDF"):
            papers.kind_of(a_file("moss.pdf", data))

    def test_so_is_what_is_empty_too_large_or_one_too_many(self):
        for files, sentence in (
            ([a_file(data=b"")], "empty"),
            ([a_file(data=PDF + b" " * papers.LARGEST)], "more than 5 MB"),
            ([a_file()] * 6, "at most 5"),
        ):
            with pytest.raises(papers.NotAPaper, match=sentence):
                papers.check(files)

    def test_no_name_leads_anywhere_or_promises_more_than_the_file_is(self):
        for given, kept in (("../../etc/moss\u202efdp.exe", "mossfdp.exe"), ("C:\\x\\moss.pdf", "moss.pdf")):
            file = a_file()
            file._name = given
            assert papers.name_of(file) == kept
        assert papers.name_to_save_as(Paper(name="moss.html", kind="txt")) == "moss.html.txt"
        assert papers.name_to_save_as(Paper(name="moss.JPG", kind="jpeg")) == "moss.JPG"


class TestTypingIn:
    def test_the_original_is_kept_with_what_came_by_post(self, client, review, moderator):
        for _ in range(2):  # a double click
            client.post(
                ENTER, SAID | {"address": review.path, "papers": [a_file("scan.pdf"), a_file("2.png", PNG)]}
            )
        case = Case.objects.get()
        kept = [(paper.name, paper.kind, paper.kept_by, paper.report) for paper in Paper.objects.all()]
        report = case.reports.get()
        assert kept == [("scan.pdf", "pdf", moderator, report), ("2.png", "png", moderator, report)]
        assert on_disk() == sorted(Paper.objects.values_list("key", flat=True))
        page = page_of(client, case)
        assert "scan.pdf" in page
        assert "kept by Ingrid M." in page

    @pytest.mark.parametrize(
        ("channel", "what"), [("post", "a scan of the letter"), ("email", "the e-mail itself")]
    )
    def test_without_it_nothing_is_kept_and_nothing_typed_is_lost(
        self, client, review, moderator, channel, what
    ):
        page = client.post(ENTER, SAID | {"address": review.path, "channel": channel}).content.decode()
        assert f"Add {what}" in page
        assert "Still photograph “Forest, early”, 2021" in page
        assert not Case.objects.exists()

    def test_a_reason_stands_for_a_letter_that_is_lost(self, client, review, moderator):
        client.post(ENTER, SAID | {"address": review.path, "without_original": "The cat ate it."})
        assert "The cat ate it." in page_of(client, Case.objects.get())

    def test_what_is_refused_is_named_and_the_others_have_to_be_chosen_again(self, client, review, moderator):
        wrong = [a_file("one.pdf"), a_file("two.pdf", b"MZ\x90\x00")]
        page = client.post(ENTER, SAID | {"address": review.path, "papers": wrong}).content.decode()
        assert "“two.pdf” is no PDF" in page
        page = client.post(ENTER, SAID | {"received_at": "", "papers": [a_file()]}).content.decode()
        assert "Choose the files again" in page
        assert not Case.objects.exists()
        assert on_disk() == []

    def test_nothing_of_a_child_safety_report_is_kept_as_a_file(self, client, review, moderator):
        said = SAID | {"kind": "child_safety", "address": review.path}
        assert (
            "No file of a child-safety case"
            in client.post(ENTER, said | {"papers": [a_file()]}).content.decode()
        )
        assert client.post(ENTER, said).status_code == 302
        page = page_of(client, case := Case.objects.get())
        assert "none is accepted" in page
        assert 'type="file"' not in page
        with pytest.raises(services.Incomplete):
            services.add_papers(case, by=moderator, files=[a_file()])
        assert on_disk() == []

    def test_the_command_asks_for_the_original_too(self, review, tmp_path):
        scan = tmp_path / "scan.pdf"
        scan.write_bytes(PDF)
        with pytest.raises(CommandError, match="the e-mail itself"):
            call_command("enter_notice", review.path, verbosity=0)
        call_command("enter_notice", review.path, "--original", str(scan), verbosity=0)
        assert Paper.objects.get().name == "scan.pdf"


class TestTheSender:
    def test_they_answer_with_files_and_words_and_see_what_they_sent(self, client, review):
        case = make_case(review)
        services.ask_for_what_is_missing(case, by=make_user("moderator"), version=1, reason="Whose is it?")
        answer = client.post(
            status_page(case), {"act": "complete", "answer": "Mine.", "papers": [a_file("<b>.pdf")]}
        )
        assert answer.status_code == 302
        assert fresh(case).state == "in_review"
        assert Paper.objects.get().report == case.reports.last()
        page = client.get(status_page(case)).content.decode()
        assert "&lt;b&gt;.pdf" in page
        assert "paper/" not in page

    def test_files_alone_are_an_answer_and_a_wrong_one_loses_no_word(self, client, review):
        case = make_case(review)
        page = client.post(
            status_page(case),
            {"act": "complete", "answer": "Here it is.", "papers": [a_file("x.pdf", GIF)]},
        ).content.decode()
        assert "“x.pdf” is no PDF" in page
        assert "Here it is." in page
        assert client.post(status_page(case), {"act": "complete", "papers": [a_file()]}).status_code == 302
        assert Paper.objects.count() == 1

    def test_they_add_some_while_it_is_hidden_and_not_once_it_is_over(self, client, review):
        case, moderator = make_case(review), make_user("moderator")
        services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        assert client.post(status_page(case), {"act": "add_papers", "papers": [a_file()]}).status_code == 302
        assert Notice.objects.get(account=moderator).sentence == f"The reporter added papers to {case}."
        assert fresh(case).version == 3  # who decides in this moment looks again
        assert "Choose a file first" in client.post(status_page(case), {"act": "add_papers"}).content.decode()
        services.lift(fresh(case), by=moderator, version=3, reason="Ours.")
        late = client.post(status_page(case), {"act": "add_papers", "papers": [a_file()]})
        assert late.status_code == 409
        assert len(on_disk()) == 1

    def test_more_and_larger_files_than_we_keep_are_read_past(self, client, review):
        case, page = make_case(review), ""
        large = a_file(data=PDF + b" " * (papers.LARGEST + 70_000))
        for files, sentence in (([large], "more than 5 MB"), ([a_file()] * 9, "at most 5")):
            page = client.post(status_page(case), {"act": "complete", "papers": files}).content.decode()
            assert sentence in page
        assert not Paper.objects.exists()

    def test_a_flood_fills_no_disk_and_stops_no_filing(self, review, monkeypatch):
        case = make_case(review)
        monkeypatch.setattr(papers, "IN_ALL", 2)
        give(case, a_file(), a_file())
        with pytest.raises(services.Incomplete, match="at most 2"):
            give(case)
        monkeypatch.setattr(papers, "AN_HOUR", 2)
        other, writer = (
            make_case(make_published(), "content"),
            make_user("contributor", email="milo@example.org"),
        )
        with pytest.raises(services.Incomplete, match="Try again in an hour"):
            give(other)
        held = with_a_clock(make_published(contributor=make_contributor(user=writer)), writer)
        services.record_legal_action(held, receipt=receipt_of(held), files=[a_file()], **FILED)
        assert fresh(held).state == "legal_hold"

    def test_nothing_is_taken_by_another_token_or_in_a_child_safety_case(self, client, review):
        case, other = make_case(review), make_case(review, "child_safety")
        with pytest.raises(services.NotAllowed):
            services.add_papers(case, receipt=receipt_of(other), files=[a_file()])
        page = client.get(status_page(other)).content.decode()
        assert 'type="file"' not in page
        assert "send us no pictures" in page
        client.post(status_page(other), {"act": "complete", "answer": "There.", "papers": [a_file()]})
        assert other.reports.last().explanation.endswith("There.")
        assert on_disk() == []


FILED = {"forum": "ccb", "filed_on": MONDAY.date(), "by_the_sender": True, "seeks_restraint": True}


def with_a_clock(review, writer) -> Case:
    case = make_case(review)
    services.take_page_down(case, by=make_user("moderator"), version=1, reason="Hers.")
    services.submit_counter_notice(fresh(case), by=writer, **COUNTER)
    return fresh(case)


class TestACourtFiling:
    def test_it_stops_the_clock_at_once_and_a_moderator_reads_it_afterwards(self, client, review, moderator):
        case = with_a_clock(review, writer_of(review))
        said = {
            "act": "court",
            "forum": "ccb",
            "filed_on": "2026-11-23",
            "filed": "on",
            "papers": [a_file("suit.pdf")],
        }
        assert client.post(status_page(case), said).status_code == 302
        action, paper = LegalAction.objects.get(), Paper.objects.get()
        assert (fresh(case).state, action.accepted_by, paper.legal_action) == ("legal_hold", None, action)
        page = page_of(client, case)
        assert "nobody of us has read it yet" in page
        assert "filed at court" in page
        assert "The filing is right" in page
        assert "Read what they filed." in Notice.objects.get(account=case.assigned_to).sentence
        press(client, case, "accept_legal_action")
        assert LegalAction.objects.get().accepted_by == moderator
        assert "The filing is right" not in page_of(client, case)
        assert fresh(case).state == "legal_hold"

    def test_what_comes_too_late_leaves_no_file(self, review):
        case = with_a_clock(review, writer_of(review))
        with clock.freeze(MONDAY + timedelta(days=30)), pytest.raises(services.OutOfTurn):
            services.record_legal_action(case, receipt=receipt_of(case), files=[a_file()], **FILED)
        assert on_disk() == []
        assert not Paper.objects.exists()


class TestWhoGetsIt:
    def test_a_moderator_saves_it_and_the_log_says_so_once_an_hour(self, client, review, moderator):
        paper = give(make_case(review), a_file("licence.html", b"<script>alert(1)</script>"))[0]
        for _ in range(2):
            answer = client.get(address_of_paper(paper))
        assert answer.content == b"<script>alert(1)</script>"
        assert answer["Content-Disposition"] == 'attachment; filename="licence.html.txt"'
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in answer["Cache-Control"]
        assert "Accept-Ranges" not in answer
        seen = AuditEntry.objects.get(action="case.see_paper")
        assert (seen.actor, seen.facts["paper"]) == (moderator, paper.pk)
        assert "see_paper" not in page_of(client, paper.case)

    def test_nobody_else_does_nor_by_another_case(self, client, review, moderator):
        case, other = make_case(review), make_case(review, "content")
        paper = give(case)[0]
        assert client.get(f"{LIST}{other.pk}/paper/{paper.pk}/").status_code == 404
        for role in ("auditor", "chief", "editor", "contributor"):
            client.force_login(make_user(role))
            assert client.get(address_of_paper(paper)).status_code == 403
            if role == "auditor":
                page = page_of(client, case)
                assert "1 file, which only moderators open" in page
                assert "licence.pdf" not in page
        client.logout()
        assert client.get(address_of_paper(paper)).status_code == 302
        assert not AuditEntry.objects.filter(action="case.see_paper").exists()

    @pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"%PDF-another")])
    def test_a_file_that_is_gone_or_another_is_said_in_words(self, client, review, moderator, spoil):
        paper = give(make_case(review))[0]
        spoil(papers.path_in_root(paper.key))
        answer = client.get(address_of_paper(paper))
        assert answer.status_code == 404
        assert "cannot be read" in answer.content.decode()

    def test_the_case_says_what_is_missing_and_a_moderator_adds_what_is_found(
        self, client, review, moderator
    ):
        case = make_case(review)
        papers.path_in_root(give(case)[0].key).unlink()
        assert "its file is missing on the disk" in page_of(client, case)
        arrange = f"{LIST}{case.pk}/arrange/papers/"
        assert "Choose a file first" in client.post(arrange, {"version": 2}).content.decode()
        assert client.post(arrange, {"version": 1, "papers": [a_file()]}).status_code == 409
        assert client.post(arrange, {"version": 2, "papers": [a_file("found.pdf")]}).status_code == 302
        assert "found.pdf" in page_of(client, case)
        assert fresh(case).assigned_to is None

    def test_a_case_that_was_split_off_says_where_the_paper_is(self, client, review, moderator):
        case, other = make_case(review), make_published()
        give(case)
        own = services.split(fresh(case), by=moderator, version=fresh(case).version, address=other.path)
        assert f"It is with {case}." in page_of(client, own)


class TestHowItGoes:
    def test_a_transaction_that_fails_leaves_no_file(self, review, moderator, monkeypatch):
        def fail(case):
            assert len(on_disk()) == 1
            raise RuntimeError

        monkeypatch.setattr(evidence, "keep", fail)
        with pytest.raises(RuntimeError):
            services.submit_report(
                kind="content", review=review, by=moderator, channel="post", files=[a_file()]
            )
        assert on_disk() == []
        assert not Paper.objects.exists()

    def test_when_its_time_is_over_name_digest_and_file_go_once_that_is_true(
        self, review, client, moderator, django_capture_on_commit_callbacks
    ):
        case, held = make_case(review, "content"), make_case(review, "privacy")
        give(case, a_file("noor.pdf"))
        kept = give(held)[0]
        for one in (case, held):
            services.refuse(one, by=moderator, version=fresh(one).version, reason="Ours.")
        put_columns(held, kept_for_court=True)
        with django_capture_on_commit_callbacks(execute=False) as then:
            assert erase_due(MONDAY + OTHERS)["papers"] == 1
        assert len(on_disk()) == 2
        for callback in then:
            callback()
        assert on_disk() == [kept.key]
        paper = case.papers.get()
        assert (paper.name, paper.sha256, bool(paper.erased_at)) == ("", "", True)
        assert client.get(address_of_paper(paper)).status_code == 404
        assert "emptied" in page_of(client, case)

    def test_an_erased_person_leaves_no_file(self, review, moderator, django_capture_on_commit_callbacks):
        case, lead = make_case(review, "content"), make_user("lead")
        give(case)
        services.refuse(case, by=moderator, version=fresh(case).version, reason="Ours.")
        asked = services.ask_for_erasure("noor@example.org", by=lead)
        services.decide_erasure(asked, by=lead, grant=True, reason="Nobody needs it.")
        with django_capture_on_commit_callbacks(execute=True):
            services.erase_asked(MONDAY)
        assert on_disk() == []

    def test_what_legal_claims_need_is_kept_with_its_file(self, review, moderator):
        case, lead = make_case(review), make_user("lead")
        give(case)
        services.refuse(case, by=moderator, version=fresh(case).version, reason="Ours.")
        asked = services.ask_for_erasure("noor@example.org", by=lead)
        services.decide_erasure(asked, by=lead, grant=False, reason="Somebody may sue.")
        services.erase_asked(MONDAY + COPYRIGHT / 2)
        assert len(on_disk()) == 1

    def test_the_sweep_takes_what_no_row_names_for_a_day(self, review, capsys):
        kept = give(make_case(review))[0]
        stray, young = papers.lay_down(a_file()), papers.lay_down(a_file())
        yesterday = papers.path_in_root(young.key).stat().st_mtime - 86_500
        for key in (kept.key, stray.key):
            os.utime(papers.path_in_root(key), (yesterday, yesterday))
        call_command("moderation_retention", "--dry-run")
        assert "files without a case: 1" in capsys.readouterr().out
        assert len(on_disk()) == 3
        call_command("moderation_retention")
        assert on_disk() == sorted([kept.key, young.key])

    def test_a_person_is_told_which_of_their_files_we_hold_and_gets_them(self, review, moderator, tmp_path):
        case, other = make_case(review), make_case(review, email="ada@example.org")
        give(case, a_file("mine.pdf"))
        give(other, a_file("hers.pdf"))
        told = everything_about("NOOR@example.org")["papers"]
        assert [one["name"] for one in told] == ["mine.pdf"]
        assert "key" not in told[0]
        folder = tmp_path / "for noor"
        call_command("export_person", "noor@example.org", "--papers", str(folder), verbosity=0)
        assert [file.read_bytes() for file in folder.iterdir()] == [PDF]
        json.dumps(told, default=str)


def test_files_are_private_to_the_site_and_lie_apart_from_pictures(review, settings):
    path = papers.path_in_root(give(make_case(review))[0].key)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert settings.PAPERS_ROOT.stat().st_mode & 0o777 == 0o700
    assert Path(settings.MEDIA_ROOT) not in path.parents
