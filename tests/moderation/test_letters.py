"""Letters: written with the act, sent afterwards, tried again, given up aloud; never twice, never too much in them."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction

from accounts.models import AuditEntry
from moderation import letters, services, strikes, tokens
from moderation.letters.sending import AGAIN_AFTER, send_letters
from moderation.models import Letter
from pagecache import clock
from tests.factories import fresh, make_contributor, make_published, make_user
from tests.moderation.reporting import COUNTER, MONDAY, make_case
from tests.transactions import at_once

MINUTE = timedelta(minutes=1)


def written(case) -> list[tuple[str, str]]:
    return list(case.letters.order_by("pk").values_list("code", "recipient"))


def letter_to(recipient: str, code: str) -> str:
    return Letter.objects.get(recipient=recipient, code=code).text


@pytest.fixture
def broken(monkeypatch):
    """A mail server that takes nothing until it is mended."""

    class Server:
        is_broken = True

    sends = mail.EmailMultiAlternatives.send

    def send(self, *given, **more):
        if Server.is_broken:
            raise SMTPServerDisconnected
        return sends(self, *given, **more)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", send)
    return Server


@pytest.mark.django_db
class TestWhoIsTold:
    @pytest.fixture
    def moderator(self):
        return make_user("moderator", email="desk@example.org")

    @pytest.fixture
    def writer(self):
        return make_user("contributor", email="milo@example.org")

    @pytest.fixture
    def review(self, writer):
        make_user("chief", email="chief@example.org")
        return make_published(headline="Forest, early", contributor=make_contributor("Milo", user=writer))

    def test_the_sender_that_it_came_the_writer_what_went_the_editors_which_page(self, review, moderator):
        with clock.freeze(MONDAY):
            case = make_case(review)
            services.take_page_down(case, by=moderator, version=1, reason="Internal: it is Noor’s.")
        assert written(case) == [
            ("E2", "reporter"), ("E7", "writer"), ("E8", "reporter"), ("E9", "editors"),
        ]  # fmt: skip
        reasons = letter_to("writer", "E7")
        for said in (
            "the whole page of “Forest, early”",
            "17 U.S.C. 512(c)(3)",
            "counter-notice",
            "no machine",
        ):
            assert said in reasons
        assert not Letter.objects.filter(text__contains="Internal").exists()

    def test_the_writer_gets_the_notice_and_nobody_gets_the_senders_street(self, review, moderator):
        case = make_case(review)
        services.take_page_down(
            case, by=moderator, version=1, reason="Hers.", words="It is in her portfolio since 2021."
        )
        for said in (
            "Still photograph “Forest, early”",
            "Noor Verlinden",
            "noor@example.org",
            "portfolio since",
        ):
            assert said in letter_to("writer", "E7")
        assert not Letter.objects.filter(text__contains="Marais").exists()
        assert not Letter.objects.filter(text__contains="555 01").exists()
        assert not Letter.objects.exclude(code="E7").filter(text__contains="Noor").exists()

    def test_editors_learn_what_to_look_at_and_not_from_whom(self, review, moderator):
        case = make_case(review, "content", explanation="The year is wrong, says Noor.")
        services.route(case, by=moderator, version=1, reason="It was 1961.")
        text = letter_to("editors", "E9")
        assert "is yours to look at" in text
        assert "It was 1961." in text
        assert "Noor" not in text

    def test_a_report_about_something_else_promises_no_counter_notice(self, review, moderator):
        case = make_case(review, "content")
        services.take_page_down(case, by=moderator, version=1, reason="Hateful.")
        reasons = letter_to("writer", "E7")
        assert "our own rules" in reasons
        assert "counter-notice" not in reasons
        assert "512" not in reasons
        assert "Noor" not in reasons

    def test_a_writer_without_an_address_is_left_to_the_editors_and_stops_nothing(self, moderator):
        make_user("chief", email="chief@example.org")
        case = make_case(make_published(contributor=make_contributor("Milo Horák")))
        services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        assert fresh(case).state == "restricted"
        assert "Milo Horák" in letter_to("editors", "E9")

    def test_what_is_missing_is_named_and_nothing_else(self, review, moderator):
        complete = {"work": "Moss", "location": "There", "good_faith": True, "accurate_and_authorised": True}
        case = make_case(review, notice=complete)
        services.ask_for_what_is_missing(case, by=moderator, version=1, reason="Please sign.")
        text = letter_to("reporter", "E3")
        assert "- your signature\n\nPlease sign." in text
        assert text.count("\n- ") + text.startswith("- ") == 1

    def test_the_complainant_gets_the_whole_counter_notice_and_the_date(self, review, moderator, writer):
        with clock.freeze(MONDAY):
            case = make_case(review)
            services.take_page_down(case, by=moderator, version=1, reason="Hers.")
            services.submit_counter_notice(case, by=writer, **COUNTER)
        copy = letter_to("reporter", "E15")
        for statement in ("penalty of perjury", "outside the United States", "service of process"):
            assert statement in copy
        for said in (
            "Milo Horák",
            "Dlhá 7",
            "+421 37 555 01 23",
            "9 December 2026, 09:00 (America/New_York)",
        ):
            assert said in copy
        assert "9 December 2026, 09:00" in letter_to("writer", "E16")

    def test_a_complainant_without_an_address_is_reached_by_post_and_leads_are_told(
        self, review, moderator, writer
    ):
        make_user("lead", email="lead@example.org")
        case = make_case(review, email="")
        services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        services.submit_counter_notice(case, by=writer, **COUNTER)
        assert not Letter.objects.filter(code="E15").exists()
        assert "The letter E15" in letter_to("leads", "E25")
        assert fresh(case).state == "clock_running"

    def test_nothing_of_child_safety_goes_into_any_letter(self, review, moderator):
        case = make_case(review, "child_safety")
        services.take_page_down(case, by=moderator, version=1, reason="At once.")
        assert written(case) == []

    def test_one_address_gets_three_receipts_a_day_at_most(self):
        for hours in (0, 1, 2, 3, 25):
            with clock.freeze(MONDAY + timedelta(hours=hours)):
                make_case(kind="other")
        assert Letter.objects.filter(code="E2").count() == 4

    def test_the_same_event_tells_nobody_twice(self, review):
        case = make_case(review)
        told = {"case": case, "event": "once", "due": "today"}
        assert letters.write("E2", "reporter", "a@example.org", **told)
        assert letters.write("E2", "reporter", "A@example.org", **told) is None
        assert letters.write("E2", "reporter", "b@example.org", **told)

    def test_every_letter_to_a_sender_names_the_page_of_their_report(self, review, moderator):
        case = make_case(review)
        services.ask_for_what_is_missing(case, by=moderator, version=1, reason="Please sign.")
        services.refuse(case, by=moderator, version=2, reason="Ours.", words="We have a licence for it.")
        page = f"/report/status/{tokens.status_of(case.reports.get())}/"
        told = Letter.objects.filter(recipient="reporter")
        assert told.count() == 3
        for letter in told:
            assert page in letter.text
            assert case.reference in letter.subject
            assert letter.text.count("%(") == 0

    def test_only_addresses_of_ours_become_links_in_a_letter(self, review, moderator):
        theirs = "Look at https://evil.example/ <b>now</b>"
        case = make_case(review, explanation=theirs)
        services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        send_letters(clock.now())
        sent = next(one for one in mail.outbox if "not shown any more" in one.subject)
        assert theirs in sent.body
        html = sent.alternatives[0].content
        assert "&lt;b&gt;now&lt;/b&gt;" in html
        assert 'href="https://evil' not in html
        assert f'<a href="{settings.SITE_URL}/report/counter/' in html

    def test_a_writer_hears_of_a_notice_that_changes_nothing_and_not_from_whom(self, review, moderator):
        case = make_case(review)
        services.refuse(case, by=moderator, version=1, reason="Ours.")
        assert "leave everything as it is" in " ".join(letter_to("writer", "E11").split())
        assert "Noor" not in letter_to("writer", "E11")

    def test_a_strike_that_counts_is_told_with_what_follows(self, review, moderator):
        with clock.freeze(MONDAY):
            case = make_case(review)
            services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        with clock.freeze(MONDAY + timedelta(days=30)):
            strikes.count_due(clock.now())
        text = letter_to("writer", "E22")
        assert "A notice against a piece of yours counts now" in " ".join(text.split())
        assert "Two notices" not in text
        assert "/report/counter/" in text

    def test_an_act_that_is_undone_leaves_no_letter(self, review, moderator):
        case = make_case(review)

        def act_and_fail():
            with transaction.atomic():
                services.take_page_down(case, by=moderator, version=1, reason="Hers.")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            act_and_fail()
        assert written(case) == [("E2", "reporter")]


@pytest.mark.django_db
class TestSending:
    def put_one(self, text="Moss & <b>lichen</b>") -> Letter:
        make_user("lead", email="lead@example.org")
        case = make_case(kind="other", email="")
        letters.write("E10", "reporter", "noor@example.org", case=case, words=text)
        return Letter.objects.get()

    def test_it_goes_out_once_as_plain_text_and_as_html(self):
        with clock.freeze(MONDAY):
            letter = self.put_one()
        assert [send_letters(MONDAY), send_letters(MONDAY)] == [1, 0]
        (sent,) = mail.outbox
        assert sent.to == ["noor@example.org"]
        assert str(letter.case) in sent.subject
        assert "Moss & <b>lichen</b>" in sent.body
        html = sent.alternatives[0].content
        assert "Moss &amp; &lt;b&gt;lichen&lt;/b&gt;" in html
        assert letter.key in sent.extra_headers["Message-ID"]

    def test_it_is_tried_again_ever_more_rarely_and_then_given_up_aloud(self, broken):
        with clock.freeze(MONDAY):
            letter, at = self.put_one(), MONDAY
        for wait in AGAIN_AFTER:
            assert send_letters(at) == 0
            assert fresh(letter).next_try_at == at + wait
            assert send_letters(at + wait - timedelta(seconds=1)) == 0
            at += wait
        assert fresh(letter).tries == len(AGAIN_AFTER) == 6
        with clock.freeze(at):
            send_letters(at)
        letter = fresh(letter)
        assert (letter.tries, letter.dead_at, letter.last_error) == (7, at, "SMTPServerDisconnected")
        alarm = Letter.objects.get(code="E25")
        assert (alarm.address, alarm.case) == ("lead@example.org", letter.case)
        assert AuditEntry.objects.filter(action="letter.give_up").count() == 1
        broken.is_broken = False
        assert send_letters(at + timedelta(days=30)) == 1  # the alarm, not the dead letter

    def test_a_server_that_is_back_gets_what_waits(self, broken):
        with clock.freeze(MONDAY):
            letter = self.put_one()
        send_letters(MONDAY)
        broken.is_broken = False
        assert [send_letters(MONDAY), send_letters(MONDAY + MINUTE)] == [0, 1]
        assert (fresh(letter).sent_at, fresh(letter).last_error) == (MONDAY + MINUTE, "")

    def test_a_broken_server_undoes_no_takedown(self, broken):
        review, moderator = make_published(), make_user("moderator")
        case = make_case(review)
        services.take_page_down(case, by=moderator, version=1, reason="Hers.")
        send_letters(clock.now())
        assert not review.is_published(clock.now())

    def test_the_log_says_that_it_went_without_saying_where(self):
        with clock.freeze(MONDAY):
            self.put_one()
        send_letters(MONDAY)
        entry = AuditEntry.objects.get(action="letter.send")
        assert set(entry.facts) == {"code", "to", "tries"}
        assert "example.org" not in str(entry.facts)


def test_of_several_beats_one_sends_a_letter(committing):
    with clock.freeze(MONDAY):
        case = make_case(kind="other", email="")
        letters.write("E10", "reporter", "noor@example.org", case=case)
    assert sorted(at_once(*[lambda: send_letters(MONDAY)] * 4)) == [0, 0, 0, 1]
    assert len(mail.outbox) == 1
