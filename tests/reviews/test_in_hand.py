"""Claims, notes with a submission, commissions, and a publication taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry
from accounts.roles import Role
from pagecache import clock
from reviews import workflow
from reviews.models import OldPath, Review
from tests.factories import (
    fresh,
    make_contributor,
    make_film,
    make_published,
    make_review,
    make_section,
    make_state,
    make_tag,
    make_user,
    rewrite,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def editor():
    return make_user(Role.EDITOR)


def last_act() -> str:
    return AuditEntry.objects.order_by("-seq").values_list("action", flat=True).first()


# "I have this"


def test_a_claim_says_who_has_it_and_since_when(editor):
    piece = make_review("submitted")
    workflow.claim(piece, by=editor, version=piece.version)
    assert (fresh(piece).claimed_by, fresh(piece).claimed_at) == (editor, NOON)
    assert last_act() == "review.claim"


def test_what_somebody_has_is_taken_over_only_on_purpose(editor):
    piece, other = make_review("submitted"), make_user(Role.EDITOR)
    workflow.claim(piece, by=other, version=piece.version)
    with pytest.raises(workflow.WrongStep, match="Somebody else has this"):
        workflow.claim(piece, by=editor, version=piece.version)
    assert fresh(piece).claimed_by == other
    piece = fresh(piece)
    workflow.claim(piece, by=editor, version=piece.version, take_over=True)
    assert fresh(piece).claimed_by == editor


def test_of_two_who_claim_at_once_one_is_told(editor):
    piece = make_review("submitted")
    seen = piece.version
    workflow.claim(fresh(piece), by=editor, version=seen)
    with pytest.raises(workflow.Conflict):
        workflow.claim(fresh(piece), by=make_user(Role.EDITOR), version=seen)


def test_a_claim_is_released_by_who_has_it(editor):
    piece = make_review("ready")
    workflow.claim(piece, by=editor, version=piece.version)
    with pytest.raises(workflow.WrongStep, match="You do not have"):
        workflow.release(fresh(piece), by=make_user(Role.CHIEF), version=piece.version)
    piece = fresh(piece)
    workflow.release(piece, by=editor, version=piece.version)
    assert (fresh(piece).claimed_by, fresh(piece).claimed_at) == (None, None)


def test_a_piece_is_given_only_to_an_editor_of_it(editor):
    piece = make_review("submitted", section=make_section("Europe"))
    elsewhere = make_user(Role.EDITOR)
    make_section("Asia").editors.add(elsewhere)
    for nobody in (elsewhere, make_user(Role.CONTRIBUTOR), make_user(Role.MODERATOR)):
        with pytest.raises(workflow.WrongStep, match="does not edit this piece"):
            workflow.assign(fresh(piece), by=editor, version=piece.version, to=nobody)
    chief = make_user(Role.CHIEF)
    piece = fresh(piece)
    workflow.assign(piece, by=editor, version=piece.version, to=chief)
    assert fresh(piece).claimed_by == chief


def test_a_note_goes_with_the_submission_and_leaves_with_the_piece(editor):
    piece = make_review()
    workflow.submit(piece, by=None, version=piece.version, note="The ending is new.")
    assert fresh(piece).submitted_note == "The ending is new."
    workflow.send_back(piece, by=editor, version=piece.version, reason="Which ending?")
    assert (fresh(piece).submitted_note, fresh(piece).sent_back_because) == ("", "Which ending?")


# Commissions


def commission(editor, **given) -> Review:
    asked = {name: given.pop(name) for name in ("due_on", "words_wanted", "note") if name in given}
    return workflow.commission(make_state(**given), by=editor, **asked)


def test_a_commission_is_a_draft_of_its_writer(editor):
    writer = make_contributor(user=make_user(Role.CONTRIBUTOR))
    piece = fresh(
        commission(editor, contributor=writer, due_on=date(2024, 2, 16), words_wanted=800, note="No plot.")
    )
    assert (piece.status, piece.created_by, piece.main_film is not None) == ("draft", writer.user, True)
    assert (piece.due_on, piece.words_wanted, piece.commission_note) == (date(2024, 2, 16), 800, "No plot.")
    assert list(Review.objects.seen_by(writer.user)) == [piece]
    assert last_act() == "review.commission"
    assert workflow.save(
        piece,
        workflow.working_copy(piece).state,
        by=writer.user,
        version=workflow.working_copy(piece).version,
    )


def test_a_commission_refuses_what_makes_no_sense(editor):
    for given, sentence in (
        ({"due_on": date(2024, 2, 8)}, "That day has passed"),
        ({"words_wanted": 0}, "A length lies between"),
        ({"note": "x" * 1001}, "This note is 1,001 characters"),
        ({"contributor": False}, "Say who is to write it"),
    ):
        with pytest.raises(workflow.WrongStep, match=sentence):
            commission(editor, **given)
    assert not Review.objects.exists()


def test_an_editor_of_one_section_commissions_for_that_section(editor):
    mine = make_section("Europe")
    mine.editors.add(editor)
    assert commission(editor, section=mine)
    with pytest.raises(PermissionDenied):
        commission(editor, section=make_section("Asia"))
    assert Review.objects.count() == 1


def test_a_commission_changes_and_a_late_one_keeps_its_day(editor):
    piece = commission(editor, due_on=date(2024, 2, 10))
    with clock.freeze(NOON + 9 * DAY):
        asked = {"due_on": piece.due_on, "words_wanted": 600, "note": "Shorter."}
        workflow.change_commission(piece, by=editor, version=piece.version, **asked)
        with pytest.raises(workflow.WrongStep, match="That day has passed"):
            workflow.change_commission(
                fresh(piece), by=editor, version=piece.version, **asked | {"due_on": date(2024, 2, 12)}
            )
    assert (fresh(piece).words_wanted, fresh(piece).commission_note) == (600, "Shorter.")
    own = make_review()
    with pytest.raises(workflow.WrongStep, match="Nobody commissioned"):
        workflow.change_commission(own, by=editor, version=own.version, **asked)


def test_a_cancelled_commission_lies_in_the_bin_and_its_writer_may_take_it(editor):
    writer = make_contributor(user=make_user(Role.CONTRIBUTOR))
    piece = commission(
        editor, contributor=writer, due_on=date(2024, 2, 16), words_wanted=800, note="No plot."
    )
    workflow.cancel_commission(piece, by=editor, version=piece.version)
    piece = fresh(piece)
    assert (piece.deleted_at, piece.commissioned_at, piece.due_on) == (NOON, None, None)
    workflow.take_from_bin(piece, by=writer.user, version=piece.version)
    assert list(Review.objects.seen_by(writer.user)) == [piece]


def test_a_commissioned_film_has_no_page_until_something_is_public(client, editor):
    film = make_film("Here", 2023)
    piece = commission(editor, film=film)
    assert client.get(film.get_absolute_url()).status_code == 404
    assert "Here" not in client.get("/films/").content.decode()
    workflow.publish(piece, by=editor, version=piece.version)
    assert client.get(film.get_absolute_url()).status_code == 200


# Sections and tags of what is being written


def test_refiling_leaves_every_word_and_is_refused_when_stale(editor):
    piece, europe, moss = make_review(), make_section("Europe"), make_tag("moss")
    before = workflow.working_copy(piece)
    seen = {"version": piece.version, "copy_version": before.version}
    workflow.refile(piece, by=editor, **seen, section=europe, tag=moss)
    after = workflow.working_copy(piece).state
    assert after == before.state | {"section": europe.pk, "tags": [moss.pk]}
    with pytest.raises(workflow.Conflict):
        workflow.refile(fresh(piece), by=editor, **seen, tag=make_tag())
    workflow.submit(piece, by=None, version=piece.version)
    with pytest.raises(workflow.Conflict):
        workflow.refile(
            fresh(piece), by=editor, version=seen["version"], copy_version=before.version + 1, section=europe
        )


def test_refiling_a_live_piece_shows_readers_nothing(editor):
    piece = make_published()
    europe = make_section("Europe")
    copy = workflow.working_copy(piece)
    workflow.refile(piece, by=editor, version=piece.version, copy_version=copy.version, section=europe)
    assert fresh(piece).section != europe
    assert workflow.has_unpublished_changes(fresh(piece))


def test_nobody_moves_a_piece_into_a_section_that_is_not_theirs(editor):
    mine = make_section("Europe")
    mine.editors.add(editor)
    piece = make_review(section=mine)
    copy = workflow.working_copy(piece)
    with pytest.raises(PermissionDenied):
        workflow.refile(
            piece, by=editor, version=piece.version, copy_version=copy.version, section=make_section("Asia")
        )


# Taking back a publication


def published(by, **given) -> Review:
    piece = make_review("ready", **given)
    workflow.publish(piece, by=by, version=piece.version)
    return fresh(piece)


def undo(piece, by):
    workflow.undo_publish(piece, by=by, version=piece.version)
    return fresh(piece)


def test_a_publication_is_taken_back_as_if_it_had_not_been(editor, client):
    piece = published(editor)
    address = piece.path
    assert client.get(address).status_code == 200
    with clock.freeze(NOON + 9 * MINUTE):
        piece = undo(piece, editor)
        assert (piece.status, piece.first_published_at, piece.visible_from) == ("ready", None, None)
        assert client.get(address).status_code == 404
        assert address not in client.get("/").content.decode()
    assert not OldPath.objects.exists()
    assert last_act() == "review.undo_publish"
    with clock.freeze(NOON + 40 * DAY):
        workflow.publish(piece, by=editor, version=piece.version)
        again = fresh(piece)
        assert (again.path, again.first_published_at) == (address, NOON + 40 * DAY)
        assert client.get(address).status_code == 200


def test_a_writer_who_publishes_their_own_gets_their_draft_back(settings):
    settings.HALATION_HELD_PIECES = 0
    writer = make_contributor(user=make_user(Role.CONTRIBUTOR), publishes_own=True)
    piece = make_review(by=writer.user, contributor=writer)
    workflow.publish(piece, by=writer.user, version=piece.version)
    assert undo(fresh(piece), writer.user).status == Review.Status.DRAFT


def refused(piece, by) -> str:
    with pytest.raises(workflow.WrongStep) as refusal:
        undo(piece, by)
    assert fresh(piece).is_live(NOON + DAY)
    return str(refusal.value)


def test_after_ten_minutes_it_is_withdrawn_instead(editor):
    piece = published(editor)
    with clock.freeze(NOON + 10 * MINUTE + timedelta(seconds=1)):
        assert "Ten minutes have passed" in refused(piece, editor)


def test_nobody_takes_back_what_another_published(editor):
    assert "Somebody else published" in refused(published(editor), make_user(Role.CHIEF))


def test_nothing_is_taken_back_once_somebody_else_changed_it(editor):
    piece = published(editor)
    with clock.freeze(NOON + MINUTE):
        rewrite(piece, by=make_user(Role.EDITOR), dek="Another.")
        assert "changed since" in refused(fresh(piece), editor)


def test_what_its_publisher_wrote_since_stays_in_the_working_copy(editor):
    piece = published(editor)
    with clock.freeze(NOON + MINUTE):
        rewrite(piece, by=editor, dek="Another.")
        piece = undo(fresh(piece), editor)
    assert workflow.working_copy(piece).state["dek"] == "Another."


def test_a_piece_back_from_a_withdrawal_is_not_new(editor):
    piece = published(editor)
    workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
    with clock.freeze(NOON + 20 * MINUTE):
        workflow.publish(piece, by=editor, version=piece.version)
        assert "Ten minutes have passed" in refused(fresh(piece), editor)


def test_a_scheduled_piece_is_unscheduled_instead(editor):
    piece = make_published(at=NOON + DAY, by=editor)
    with pytest.raises(workflow.WrongStep, match="not live"):
        undo(piece, editor)
