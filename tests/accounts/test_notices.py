"""Notices in the newsroom and by mail: chosen, sent once, tried again, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Mail, Notice, Sort
from accounts.notices import choices_of, choose, mail_time, send_mail, tell
from pagecache import clock
from tests.desk import parsed, words_of
from tests.factories import fresh, make_user, put_columns

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PAGE = reverse("admin:notices")


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def writer():
    return make_user("contributor", username="writer", email="writer@example.org")


@pytest.fixture
def broken(monkeypatch):
    """A mail server that refuses everything, and how often it was asked."""
    asked = []

    def count_and_refuse(self, messages):
        asked.append(messages)
        refuse(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", count_and_refuse)
    return asked


def refuse(self, messages):
    raise ConnectionRefusedError("no")


class TestWhen:
    @pytest.mark.parametrize(
        ("at", "mailed"),
        [
            (datetime(2024, 2, 9, 6, 59, tzinfo=UTC), datetime(2024, 2, 9, 7, tzinfo=UTC)),
            (datetime(2024, 2, 9, 7, 1, tzinfo=UTC), datetime(2024, 2, 10, 7, tzinfo=UTC)),
            # The clocks go forward that night: eight in Brussels is an hour earlier.
            (datetime(2024, 3, 30, 12, tzinfo=UTC), datetime(2024, 3, 31, 6, tzinfo=UTC)),
            (datetime(2024, 2, 9, 23, 30, tzinfo=UTC), datetime(2024, 2, 10, 7, tzinfo=UTC)),
        ],
    )
    def test_daily_is_at_eight_by_the_magazine_s_clock(self, at, mailed):
        assert mail_time(Mail.DAILY, at) == mailed

    def test_at_once_and_never(self):
        assert (mail_time(Mail.AT_ONCE, NOON), mail_time(Mail.NEVER, NOON)) == (NOON, None)

    def test_each_account_chooses_each_sort(self, writer):
        other = make_user("editor")
        choose(writer, {Sort.NOTE: Mail.NEVER, Sort.LIVE: Mail.AT_ONCE})
        for sort in (Sort.NOTE, Sort.LIVE):
            tell([writer, other], sort, "Look.")
        assert list(Notice.objects.of(writer).order_by("pk").values_list("mail_at", flat=True)) == [
            None,
            NOON,
        ]
        assert choices_of(other)[Sort.NOTE] == Mail.AT_ONCE

    def test_a_choice_holds_for_what_was_not_mailed_yet(self, writer):
        notice = tell([writer], Sort.LIVE, "Look.")[0]
        assert notice.mail_at > NOON
        choose(writer, {Sort.LIVE: Mail.AT_ONCE})
        assert fresh(notice).mail_at == NOON
        choose(writer, {Sort.LIVE: Mail.NEVER})
        assert fresh(notice).mail_at is None

    def test_that_a_plan_failed_is_mailed_at_once_whatever_was_chosen(self, writer):
        assert Sort.SCHEDULE_FAILED not in choices_of(writer)
        assert tell([writer], Sort.SCHEDULE_FAILED, "It failed.")[0].mail_at == NOON


class TestLetters:
    def test_the_subject_says_it_and_the_link_is_whole(self, writer, mailoutbox):
        tell([writer], Sort.SENT_BACK, "“On Moss” was sent back to you.", "/admin/reviews/review/3/change/")
        assert send_mail(NOON) == 1
        letter = mailoutbox[0]
        assert letter.subject == "[Halation] “On Moss” was sent back to you."
        assert letter.to == ["writer@example.org"]
        assert letter.alternatives == []
        assert "http://127.0.0.1:8000/admin/reviews/review/3/change/\n" in letter.body
        assert "http://127.0.0.1:8000/admin/notices/" in letter.body

    def test_several_come_in_one_letter(self, writer, mailoutbox):
        for number in range(3):
            tell([writer], Sort.NOTE, f"Note {number}.")
        assert send_mail(NOON) == 1
        assert mailoutbox[0].subject == "[Halation] Note 0. (and 2 more)"
        assert "Note 2." in mailoutbox[0].body

    def test_what_is_for_the_morning_waits_for_it(self, writer, mailoutbox):
        tell([writer], Sort.WAITING, "One waits.")
        assert send_mail(NOON + HOUR) == 0
        assert send_mail(datetime(2024, 2, 10, 7, tzinfo=UTC)) == 1

    def test_nothing_is_sent_twice(self, writer, mailoutbox):
        tell([writer], Sort.NOTE, "Look.")
        assert [send_mail(NOON), send_mail(NOON + HOUR)] == [1, 0]
        assert len(mailoutbox) == 1

    def test_of_two_who_send_at_once_one_does(self, writer, mailoutbox, monkeypatch):
        """The second has read the list before the first took its notice from it."""
        notice = tell([writer], Sort.NOTE, "Look.")[0]
        lists = Notice.objects.to_mail(NOON).order_by("pk")
        rows = list(lists)
        assert send_mail(NOON) == 1
        monkeypatch.setattr(
            "accounts.notices.Notice.objects.to_mail",
            lambda at: Notice.objects.filter(pk__in=[n.pk for n in rows]),
        )
        assert send_mail(NOON) == 0
        assert (len(mailoutbox), fresh(notice).mailed_at) == (1, NOON)

    def test_what_is_refused_is_tried_again_ever_more_rarely_and_then_given_up(self, writer, broken, caplog):
        notice = tell([writer], Sort.NOTE, "Look.")[0]
        assert send_mail(NOON) == 0
        assert (fresh(notice).mailed_at, fresh(notice).mail_at) == (None, NOON + 5 * MINUTE)
        assert send_mail(NOON + MINUTE) == 0
        assert len(broken) == 1
        at, waits = NOON, []
        while (due := fresh(notice).mail_at) is not None:
            waits.append(due - at)
            at = due
            send_mail(at)
        assert waits[:4] == [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 40 * MINUTE]
        assert (max(waits), len(broken)) == (6 * HOUR, 20)
        assert "writer@example.org" not in caplog.text

    def test_and_goes_out_once_the_server_is_back(self, writer, mailoutbox, monkeypatch):
        tell([writer], Sort.NOTE, "Look.")
        with monkeypatch.context() as patch:
            patch.setattr(EmailBackend, "send_messages", refuse)
            assert send_mail(NOON) == 0
        assert send_mail(NOON + 5 * MINUTE) == 1
        assert len(mailoutbox) == 1

    def test_one_bad_address_keeps_nobody_else_from_their_letter(self, writer, mailoutbox, monkeypatch):
        bad = make_user("editor", email="bad@example.org")
        send = EmailBackend.send_messages

        def picky(self, messages):
            if messages[0].to == ["bad@example.org"]:
                refuse(self, messages)
            return send(self, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", picky)
        tell([bad, writer], Sort.NOTE, "Look.")
        assert send_mail(NOON) == 1
        assert [letter.to for letter in mailoutbox] == [["writer@example.org"]]

    def test_who_left_or_has_no_address_is_told_in_the_newsroom_only(self, writer, mailoutbox):
        nowhere = make_user("editor", email="")
        tell([writer, nowhere], Sort.NOTE, "Look.")
        put_columns(writer, is_active=False)
        assert send_mail(NOON) == 0
        assert mailoutbox == []
        assert Notice.objects.count() == 2


class TestPage:
    def test_unread_ones_are_counted_on_every_screen_and_read_by_following_them(self, client, writer):
        client.force_login(writer)
        notice = tell([writer], Sort.NOTE, "Look there.", "/admin/reviews/review/")[0]
        tell([writer], Sort.NOTE, "Look here.")
        tell([make_user("editor")], Sort.NOTE, "Qzsecret.")

        def bell():
            page = parsed(client.get(reverse("admin:index")))
            return next(words_of(a) for a in page.iter("a") if a.get("class") == "bell")

        assert bell() == "Notices 2 not read"
        followed = client.get(reverse("admin:notice", args=[notice.pk]))
        assert followed.headers["Location"] == "/admin/reviews/review/"
        assert bell() == "Notices 1 not read"
        html = client.get(PAGE).content.decode()
        assert "Look here." in html
        assert "Qzsecret" not in html
        client.post(PAGE, {"act": "read-all"})
        assert bell() == "Notices"

    def test_one_is_marked_as_read_and_nobody_else_s(self, client, writer):
        mine, theirs = (tell([account], Sort.NOTE, "Look.")[0] for account in (writer, make_user("editor")))
        client.force_login(writer)
        for pk in (mine.pk, theirs.pk, "x", "9" * 40, ""):
            client.post(PAGE, {"act": "read", "notice": pk})
        assert (fresh(mine).read_at, fresh(theirs).read_at) == (NOON, None)
        assert client.get(reverse("admin:notice", args=[theirs.pk])).status_code == 404
        assert client.get(f"{PAGE}{'9' * 40}/").status_code == 404

    def test_choices_are_kept_and_nonsense_is_not(self, client, writer):
        client.force_login(writer)
        client.post(PAGE, {"act": "choose", "mail-note": "never", "mail-live": "by pigeon"})
        assert (choices_of(writer)[Sort.NOTE], choices_of(writer)[Sort.LIVE]) == (Mail.NEVER, Mail.DAILY)
        page = parsed(client.get(PAGE))
        chosen = [
            (box.get("name"), box.get("value"))
            for box in page.iter("input")
            if box.get("type") == "radio" and box.get("checked") is not None
        ]
        assert ("mail-note", "never") in chosen
        assert len(chosen) == 5

    def test_strangers_are_sent_to_the_door(self, client):
        assert client.get(PAGE).status_code == 302

    def test_three_notices_cost_what_one_costs(self, client, writer):
        client.force_login(writer)

        def cost():
            with CaptureQueriesContext(connection) as asked:
                client.get(PAGE)
            return [query["sql"] for query in asked.captured_queries]

        tell([writer], Sort.NOTE, "Look.")
        one = cost()
        for number in range(2):
            tell([writer], Sort.NOTE, f"Look {number}.")
        three = cost()
        assert len(three) == len(one)
        assert len([sql for sql in three if "COUNT" in sql and "notice" in sql]) == 1


def test_of_the_same_thing_nobody_is_told_twice(writer):
    other = make_user("editor")
    assert len(tell([writer], Sort.LIVE, "Live.", key="live 1")) == 1
    assert len(tell([writer, other], Sort.LIVE, "Live.", key="live 1")) == 1
    assert Notice.objects.count() == 2
