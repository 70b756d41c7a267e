"""What colleagues say about a piece: who hears it, what they are called, and what becomes of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry, Notice
from pagecache import clock
from reviews import workflow
from reviews.mentions import colleagues, named_in
from reviews.models import Note, Review, Revision
from tests.desk import change, parsed, words_of
from tests.factories import (
    fresh,
    make_contributor,
    make_published,
    make_review,
    make_section,
    make_user,
    put_columns,
    rewrite,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
OPEN_NOTES = reverse("admin:reviews_review_open_notes")


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def editor():
    return make_user("editor", name="Ana Editor", username="ana")


def notes_of(piece) -> str:
    return reverse("admin:reviews_review_notes", args=[piece.pk])


def hides_behind(name: str, account):
    return make_contributor(name, user=account, is_pen_name=True)


def shown(client, address) -> list[str]:
    """Each note on the page, in words."""
    page = parsed(client.get(address))
    return [words_of(li) for li in page.iter("li") if "said-note" in (li.get("class") or "")]


class TestSaying:
    def test_a_note_on_a_passage_an_answer_and_the_end_of_it(self, editor):
        writer = make_user("contributor")
        piece = make_review(by=writer, body="<p>The moss is green.</p>")
        note = workflow.write_note(piece, by=editor, text="Is it?", quote="  The moss\nis green. ")
        answer = workflow.answer_note(note, by=writer, text="In April.")
        workflow.resolve_note(note, by=writer)
        assert (fresh(note).quote, fresh(note).resolved_by) == ("The moss is green.", writer)
        assert list(note.answers.all()) == [answer]
        assert list(Note.objects.open()) == []
        workflow.reopen_note(note, by=editor)
        assert list(Note.objects.open()) == [note]

    def test_the_log_keeps_the_deed_and_not_the_words(self, editor):
        note = workflow.write_note(make_review(), by=editor, text="Qzwords", quote="Qzquote")
        workflow.resolve_note(note, by=editor)
        entries = AuditEntry.objects.filter(object_type="reviews.note").order_by("seq")
        assert [(entry.action, entry.actor) for entry in entries] == [
            ("note.write", editor),
            ("note.resolve", editor),
        ]
        assert "qz" not in str([entry.facts for entry in entries]).lower()
        assert first_broken_entry() is None

    def test_notes_touch_neither_the_piece_nor_its_versions_and_survive_publication(self, editor):
        piece = make_review()
        before = Revision.objects.count()
        note = workflow.write_note(piece, by=editor, text="Good.")
        assert (fresh(piece).version, Revision.objects.count()) == (piece.version, before)
        workflow.publish(piece, by=None, version=piece.version)
        rewrite(piece, headline="Another")
        workflow.publish_change(fresh(piece), by=None, version=fresh(piece).version)
        assert list(Note.objects.open()) == [note]

    @pytest.mark.parametrize(
        ("say", "sentence"),
        [
            (lambda note, by: workflow.write_note(note.review, by=by, text=" \n"), "Write the note."),
            (lambda note, by: workflow.write_note(note.review, by=by, text="x" * 4001), "This note is 4,001"),
            (
                lambda note, by: workflow.write_note(note.review, by=by, text="x", quote="y" * 601),
                "This passage is 601",
            ),
            (
                lambda note, by: workflow.answer_note(workflow.answer_note(note, by=by, text="a"), by=by, text="b"),
                "This is an answer itself.",
            ),
            (lambda note, by: workflow.reopen_note(note, by=by), "This note is open already."),
            (
                lambda note, by: (workflow.resolve_note(note, by=by), workflow.resolve_note(note, by=by)),
                "This note is not open.",
            ),
            (
                lambda note, by: (
                    workflow.resolve_note(note, by=by),
                    workflow.answer_note(note, by=by, text="Late."),
                ),
                "This note is resolved.",
            ),
        ],
    )  # fmt: skip
    def test_what_cannot_be_said_is_refused_in_a_sentence(self, editor, say, sentence):
        note = workflow.write_note(make_review(), by=editor, text="Moss?")
        with pytest.raises(workflow.WrongStep, match=sentence):
            say(note, editor)

    def test_an_answer_by_somebody_who_lost_the_piece_is_refused(self, editor):
        writer = make_user("contributor")
        piece = make_review(by=writer)
        note = workflow.write_note(piece, by=writer, text="Mine.")
        put_columns(piece, created_by=editor)
        with pytest.raises(PermissionDenied):
            workflow.answer_note(note, by=writer, text="Still mine.")


class TestNames:
    def test_who_may_see_the_piece_can_be_called_by_user_name_or_name(self, editor):
        writer = make_user("contributor", username="radovan", name="Radovan Hlinka")
        piece = make_review(by=writer)
        for words in ("@radovan", "@Radovan Hlinka,", "look, @RADOVAN HLINKA!", "(@radovan)"):
            assert named_in(words, piece) == [writer], words
        for words in ("radovan", "me@radovan.example", "@radovanx", "@nobody"):
            assert named_in(words, piece) == [], words

    def test_of_two_of_one_first_name_the_right_one_is_called(self, editor):
        anna = make_user("editor", username="anna", name="Anna")
        other = make_user("editor", username="novak", name="Anna Novák")
        piece = make_review()
        assert named_in("@Anna Novak, please", piece) == [other]
        assert named_in("@anna, please", piece) == [anna]

    def test_others_cannot_be_called(self):
        section = make_section()
        elsewhere = make_user("editor", username="elsewhere")
        make_section().editors.add(elsewhere)
        for role, name in (("contributor", "stranger"), ("moderator", "mod"), (None, "nobody")):
            make_user(role, username=name)
        make_user("editor", username="gone", is_active=False)
        piece = make_review(section=section)
        assert named_in("@stranger @mod @nobody @gone @elsewhere", piece) == []
        assert colleagues(piece) == []

    def test_behind_a_pen_name_only_the_pen_name_can_be_called(self, editor):
        writer = make_user("contributor", username="radovan", name="Radovan Hlinka")
        piece = make_review(by=writer, contributor=hides_behind("The Night Usher", writer))
        assert named_in("@The Night Usher", piece) == [writer]
        assert named_in("@radovan and @Radovan Hlinka", piece) == []
        assert [one.name for one in colleagues(piece)] == ["Ana Editor", "The Night Usher"]

    def test_an_at_sign_is_offered_the_names_that_may_be_called(self, client, editor):
        account = make_user("contributor", name="Real Name")
        piece = make_review(by=account, contributor=hides_behind("The Night Usher", account))
        make_user("contributor", name="Somebody Else")
        client.force_login(editor)
        offered = client.get(reverse("admin:reviews_review_colleagues", args=[piece.pk]))
        assert offered.json() == ["The Night Usher"]
        client.force_login(account)
        assert client.get(offered.wsgi_request.path).json() == ["Ana Editor"]

    def test_who_knows_the_name_behind_it_is_kept_from_writing_it(self):
        chief, writer = (
            make_user("chief"),
            make_user("contributor", username="radovan", name="Radovan Hlinka"),
        )
        piece = make_review(by=writer, contributor=hides_behind("The Night Usher", writer))
        with pytest.raises(workflow.WrongStep, match="Call its writer @The Night Usher"):
            workflow.write_note(piece, by=chief, text="@radovan, see this")
        workflow.write_note(piece, by=chief, text="@The Night Usher, see this")

    def test_no_page_and_no_notice_tells_the_name_behind_a_pen_name(self, client, editor):
        writer = make_user("contributor", username="qzuserxq", name="Qznamexq")
        piece = make_review(by=writer, contributor=hides_behind("The Night Usher", writer))
        note = workflow.write_note(piece, by=editor, text="@The Night Usher: why hats?")
        workflow.answer_note(note, by=writer, text="They are back.")
        workflow.resolve_note(note, by=writer)
        workflow.write_note(piece, by=writer, text="@ana One more.")
        client.force_login(editor)
        for address in (change(piece), notes_of(piece), OPEN_NOTES, reverse("admin:notices")):
            html = client.get(address).content.decode()
            assert "The Night Usher" in html, address
            assert not {"qzuserxq", "qznamexq"} & set(re.findall(r"qz\w+xq", html.lower())), address
        assert "xq" not in " ".join(Notice.objects.values_list("sentence", flat=True)).lower()
        client.force_login(make_user("chief"))
        assert "Qznamexq" in client.get(notes_of(piece)).content.decode()


class TestPages:
    @pytest.fixture
    def piece(self, client, editor):
        client.force_login(editor)
        return make_review(body="<p>The <em>moss</em> is</p><p>green.</p>", headline="On Moss")

    def test_the_writing_page_shows_them_and_says_what_has_moved(self, client, editor, piece):
        workflow.write_note(piece, by=editor, text="Here.", quote="moss is green.")
        workflow.write_note(piece, by=editor, text="Gone.", quote="moss was green.")
        first, second = shown(client, change(piece))
        assert "The passage has changed" not in first
        assert "moss was green. The passage has changed since." in second

    def test_one_can_be_written_answered_and_resolved_without_javascript(self, client, editor, piece):
        sent = {"act": "write", "text": "Is it?", "quote": "moss"}
        answer = client.post(notes_of(piece), sent)
        note = Note.objects.get()
        assert answer.headers["Location"] == f"{change(piece)}#note-{note.pk}"
        client.post(notes_of(piece), {"act": "answer", "note": note.pk, "text": "It is."})
        assert "It is." in shown(client, change(piece))[0]
        done = client.post(notes_of(piece), {"act": "resolve", "note": note.pk, "from": "list"})
        assert (done.headers["Location"], fresh(note).resolved_by) == (OPEN_NOTES, editor)
        assert "Resolved by Ana Editor" in shown(client, notes_of(piece))[0]
        client.post(notes_of(piece), {"act": "reopen", "note": note.pk})
        assert fresh(note).resolved_at is None

    def test_what_was_typed_is_kept_when_it_is_refused(self, client, piece):
        answer = client.post(notes_of(piece), {"act": "write", "text": "x" * 4001, "quote": "moss\0"})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Keep it under 4,000." in html
        assert "x" * 4001 in html
        assert ">moss</textarea>" in html

    def test_a_script_is_given_the_notes_alone(self, client, piece):
        answer = client.post(notes_of(piece), {"act": "write", "text": "Moss?", "part": "1"})
        html = answer.content.decode()
        assert (answer.status_code, "<html" in html, "Moss?" in html) == (200, False, True)

    @pytest.mark.parametrize(
        "posted", [{}, {"act": "shout"}, {"act": "resolve"}, {"act": "answer", "note": "9" * 30, "text": "x"}]
    )
    def test_nonsense_is_no_error(self, client, piece, posted):
        assert client.post(notes_of(piece), posted).status_code == 422

    def test_a_note_of_another_piece_is_not_reached_through_this_one(self, client, editor, piece):
        other = workflow.write_note(make_review(), by=editor, text="Elsewhere.")
        assert client.post(notes_of(piece), {"act": "resolve", "note": other.pk}).status_code == 422
        assert fresh(other).resolved_at is None

    def test_the_open_ones_across_pieces_newest_first(self, client, editor, piece):
        with clock.freeze(NOON - timedelta(hours=1)):
            older = workflow.write_note(make_review(headline="Soup"), by=editor, text="Older.")
        workflow.write_note(piece, by=editor, text="Newer.")
        workflow.resolve_note(workflow.write_note(piece, by=editor, text="Done."), by=editor)
        titles = [words_of(h2) for h2 in parsed(client.get(OPEN_NOTES)).iter("h2")]
        assert titles[-2:] == ["On Moss", "Soup"]
        assert [("Newer." in words, "Older." in words) for words in shown(client, OPEN_NOTES)] == [
            (True, False),
            (False, True),
        ]
        put_columns(older.review, deleted_at=NOON)
        assert len(shown(client, OPEN_NOTES)) == 1

    def test_contributors_see_and_write_notes_on_their_own_pieces_only(self, client, editor, piece):
        writer = make_user("contributor")
        own = make_review("submitted", by=writer)
        workflow.write_note(piece, by=editor, text="Qzsecret")
        workflow.write_note(own, by=editor, text="For you.")
        client.force_login(writer)
        assert client.get(notes_of(piece)).status_code == 302
        assert client.post(notes_of(piece), {"act": "write", "text": "Let me in"}).status_code == 302
        assert Note.objects.count() == 2
        assert ["For you." in words for words in shown(client, OPEN_NOTES)] == [True]
        # With the editor the text is read only; what is said about it is not.
        assert client.post(notes_of(own), {"act": "write", "text": "Thank you."}).status_code == 302
        assert own.notes.count() == 2

    @pytest.mark.parametrize("role", ["moderator", "lead", "auditor"])
    def test_who_does_not_write_is_told_nothing(self, client, editor, piece, role):
        workflow.write_note(piece, by=editor, text="Qzsecret")
        client.force_login(make_user(role))
        assert client.get(OPEN_NOTES).status_code == 403
        assert b"Qzsecret" not in client.get(notes_of(piece)).content

    def test_three_notes_cost_what_one_costs(self, client, editor):
        client.force_login(editor)
        piece = make_review()

        def grow(count):
            for _ in range(count):
                for on in (piece, make_review()):
                    note = workflow.write_note(on, by=make_user("editor"), text="Moss?", quote="moss")
                    workflow.answer_note(note, by=make_user("editor"), text="Moss.")
                    workflow.resolve_note(
                        workflow.write_note(on, by=make_user("editor"), text="Done."), by=make_user("editor")
                    )

        def cost(address):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            return len(asked)

        addresses = (change(piece), notes_of(piece), OPEN_NOTES)
        grow(1)
        one = [cost(address) for address in addresses]
        grow(2)
        assert [cost(address) for address in addresses] == one


def test_no_reader_s_page_of_a_piece_has_a_note(client, editor):
    piece = make_published()
    workflow.write_note(piece, by=editor, text="Qznote", quote="Qzquote")
    assert Review.objects.published(NOON).get() == piece
    for address in (piece.path, "/", "/feed/", "/corrections/"):
        assert not {"Qznote", "Qzquote"} & set(re.findall(r"Qz\w+", client.get(address).content.decode()))
    assert "qz" not in str(list(Revision.objects.values_list("state", "note"))).lower()
