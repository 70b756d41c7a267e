"""Who is told of what, and of what nobody is told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice
from moderation import services
from pagecache import clock
from reviews import workflow
from reviews.models import Restriction
from reviews.notices import silence, tell_of_pieces_that_appeared
from reviews.restrictions import restrict
from reviews.unit import unit
from tests.factories import (
    author,
    fresh,
    make_contributor,
    make_published,
    make_review,
    make_section,
    make_user,
    put_columns,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


def told() -> list[tuple[str, str, str]]:
    """(whom, of what sort, in which words), in the order in which it was told."""
    rows = Notice.objects.order_by("pk").select_related("account")
    return [(notice.account.username, notice.sort, notice.sentence) for notice in rows]


@pytest.fixture
def writer():
    return make_user("contributor", username="writer")


@pytest.fixture
def editor():
    return make_user("editor", username="editor", name="Ana Editor")


@pytest.fixture
def piece(writer):
    return make_review(by=writer, headline="On Moss")


def submit(piece, by):
    workflow.submit(piece, by=by, version=piece.version)
    return fresh(piece)


class TestWhatIsDone:
    def test_what_is_handed_in_waits_for_the_editors(self, piece, writer, editor):
        submit(piece, writer)
        assert told() == [("editor", "waiting", "“On Moss” waits for an editor.")]

    def test_of_its_section_and_for_those_of_all_sections(self, writer, editor):
        section, other = make_section(), make_section()
        of_this, of_another = make_user("editor", username="this"), make_user("editor", username="another")
        section.editors.add(of_this)
        other.editors.add(of_another)
        make_user("editor", username="gone", is_active=False)
        make_user("moderator")
        submit(make_review(by=writer, section=section), writer)
        assert {whom for whom, *_ in told()} == {"editor", "this"}

    def test_nobody_is_told_of_what_they_did_themselves(self, editor):
        submit(make_review(by=editor), editor)
        assert told() == []

    def test_what_is_sent_back_is_told_to_everybody_whose_piece_it_is(self, writer, editor):
        second = make_user("contributor", username="second")
        byline = author(make_contributor(user=second))
        piece = submit(make_review(by=writer, authors=[byline], headline="On Moss"), editor)
        Notice.objects.all().delete()
        workflow.send_back(piece, by=editor, version=piece.version, reason="Qzreason: too long.")
        assert told() == [
            ("writer", "sent_back", "“On Moss” was sent back to you."),
            ("second", "sent_back", "“On Moss” was sent back to you."),
        ]
        assert Notice.objects.first().link == reverse("admin:reviews_review_change", args=[piece.pk])

    def test_a_note_an_answer_and_a_name(self, piece, writer, editor):
        chief = make_user("chief", username="chief", name="Bo Chief")
        note = workflow.write_note(piece, by=editor, text="Qzwords, @chief?")
        workflow.answer_note(note, by=writer, text="I think so.")
        assert told() == [
            ("chief", "note", "Ana Editor named you in a note on “On Moss”."),
            ("writer", "note", "Ana Editor wrote a note on “On Moss”."),
            ("editor", "note", "writer answered a note on “On Moss”."),
        ]
        Notice.objects.all().delete()
        workflow.answer_note(note, by=chief, text="It is.")
        workflow.resolve_note(note, by=chief)
        assert [(whom, words.split(" note")[0]) for whom, _sort, words in told()] == [
            ("writer", "Bo Chief answered a"),
            ("editor", "Bo Chief answered a"),
            ("editor", "Bo Chief resolved your"),
        ]
        assert Notice.objects.first().link.endswith(f"/change/#note-{note.pk}")

    def test_a_reader_s_report_is_told_without_a_word_of_it(self, writer):
        piece = put_columns(make_published(headline="On Moss"), created_by=writer)
        services.submit_report(kind="other", review=piece, explanation="Qzwords", name="Qzname")
        assert [(whom, sort) for whom, sort, _ in told()] == [("writer", "report")]
        assert "qz" not in str(told()).lower()

    def test_a_planned_change_that_failed_is_told_to_who_planned_it(self, piece, editor):
        with unit() as work:
            work.record("review.change_failed", obj=piece, reason="x")
        assert {(whom, sort) for whom, sort, _ in told()} == {
            ("writer", "schedule_failed"),
            ("editor", "schedule_failed"),
        }
        assert Notice.objects.filter(mail_at=NOON).count() == 2

    def test_what_is_undone_is_not_told(self, piece, writer, editor):
        def submit_and_fail():
            with unit():
                submit(piece, writer)
                raise LookupError

        with pytest.raises(LookupError):
            submit_and_fail()
        assert told() == []

    def test_nobody_is_told_of_a_piece_they_may_not_see(self, editor):
        """An account that lost its role, or is limited to another section, keeps its byline and hears nothing."""
        lost, elsewhere = make_user(None), make_user("editor")
        make_section().editors.add(elsewhere)
        former = make_user("contributor", is_active=False)
        bylines = [author(make_contributor(user=user)) for user in (lost, elsewhere, former)]
        piece = submit(make_review(authors=bylines), editor)
        workflow.send_back(piece, by=editor, version=piece.version, reason="Too long.")
        workflow.write_note(piece, by=editor, text="Hello?")
        assert told() == []

    def test_importers_and_silence_tell_nobody(self, piece, writer, editor):
        with silence():
            submit(piece, writer)
        make_review("published", authors=[author(make_contributor(user=writer))])
        assert told() == []

    def test_three_editors_cost_as_many_questions_as_one(self, writer, editor):
        def cost():
            piece = make_review(by=writer)
            with CaptureQueriesContext(connection) as asked:
                submit(piece, writer)
            return len(asked)

        cost()
        one = cost()
        make_user("editor"), make_user("chief")
        assert cost() == one


class TestLive:
    def test_what_an_editor_publishes_at_once_is_told_at_once_and_once(self, piece, editor):
        workflow.publish(piece, by=editor, version=piece.version)
        assert told() == [("writer", "live", "“On Moss” is live.")]
        assert tell_of_pieces_that_appeared(NOON + HOUR) == 0

    def test_a_scheduled_piece_is_told_when_its_time_has_come_and_once(self, piece, editor):
        workflow.publish(piece, by=editor, version=piece.version, at=NOON + DAY)
        assert tell_of_pieces_that_appeared(NOON + DAY - HOUR) == 0
        with clock.freeze(NOON + DAY):
            assert [tell_of_pieces_that_appeared(NOON + DAY) for _ in range(2)] == [1, 0]
        assert told() == [("writer", "live", "“On Moss” is live.")]

    def test_also_to_who_scheduled_it_but_not_to_who_published_it_by_hand(self, settings):
        settings.HALATION_HELD_PIECES = 0
        critic = make_user("contributor", username="critic")
        make_contributor(user=critic, publishes_own=True)
        byline = author(make_contributor(user=critic, publishes_own=True))
        at_once, later = (make_review(by=critic, authors=[byline]) for _ in range(2))
        workflow.publish(at_once, by=critic, version=at_once.version)
        workflow.publish(later, by=critic, version=later.version, at=NOON + HOUR)
        assert tell_of_pieces_that_appeared(NOON + HOUR) == 1
        assert [notice.link for notice in Notice.objects.all()] == [
            reverse("admin:reviews_review_change", args=[later.pk])
        ]

    def test_what_was_told_costs_nothing_to_leave_alone(self, writer):
        def cost():
            with CaptureQueriesContext(connection) as asked:
                tell_of_pieces_that_appeared(NOON)
            return len(asked)

        for _ in range(3):
            put_columns(make_published(at=NOON - HOUR), created_by=writer)
        assert cost() > 2
        assert cost() == 2

    def test_one_that_is_hidden_or_long_past_is_not_told(self, writer):
        hidden = put_columns(make_published(at=NOON - HOUR), created_by=writer)
        restrict(mode=Restriction.Mode.FULL, review=hidden)
        put_columns(make_published(at=NOON - 8 * DAY), created_by=writer)
        put_columns(make_published(at=NOON - HOUR), created_by=writer, deleted_at=NOON)
        assert tell_of_pieces_that_appeared(NOON) == 0

    def test_the_beat_tells_and_mails_it_once(self, piece, editor, writer, mailoutbox):
        put_columns(writer, email="writer@example.org")
        writer.notice_choices.create(sort="live", mail="at_once")
        workflow.publish(piece, by=editor, version=piece.version, at=NOON + HOUR)
        for moment in (NOON + HOUR, NOON + 2 * HOUR):
            with clock.freeze(moment):
                call_command("beat", once=True)
        assert [letter.to for letter in mailoutbox] == [["writer@example.org"]]
