"""Who may publish their own, who is held all the same, and four eyes."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.roles import Role
from pagecache import clock
from reviews import workflow
from reviews.models import Review
from reviews.permissions import why_not_publish
from tests.factories import fresh, make_contributor, make_published, make_review, make_user, put_columns

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def writer():
    """Somebody who may publish their own and has five pieces out."""
    return established("Ann Example")


def established(name: str, pieces: int = 5, **fields):
    contributor = make_contributor(name, user=make_user(Role.CONTRIBUTOR), publishes_own=True, **fields)
    for number in range(pieces):
        make_published(at=NOON - (number + 1) * DAY, contributor=contributor)
    return contributor


def draft(*contributors, by=None) -> Review:
    return make_review(by=by or contributors[0].user, contributors=contributors)


def publish(review, by):
    workflow.publish(review, by=by, version=review.version)
    return fresh(review)


def refused(review, by) -> str:
    with pytest.raises(workflow.Held) as held:
        publish(review, by)
    assert str(held.value) == why_not_publish(by, review)
    assert fresh(review).status == Review.Status.DRAFT
    return str(held.value)


def test_who_publishes_their_own_does_after_five_pieces(writer):
    assert publish(draft(writer), writer.user).is_live(NOON)


def test_the_first_five_pieces_are_held():
    new = established("New Hand", pieces=4)
    said = refused(draft(new), new.user)
    assert said == "The first 5 pieces of a new contributor go through an editor; New Hand has 4 so far."
    make_published(at=NOON - DAY, contributor=new)
    assert publish(draft(new), new.user).is_live(NOON)


def test_only_what_was_ever_public_counts_and_what_was_withdrawn_does(settings):
    settings.HALATION_HELD_PIECES = 1
    new = established("New Hand", pieces=0)
    make_published(at=NOON + DAY, contributor=new)
    refused(draft(new), new.user)
    once = make_published(at=NOON - DAY, contributor=new)
    workflow.withdraw(once, by=None, version=once.version, reason="Too many errors.")
    assert publish(draft(new), new.user).is_live(NOON)


def test_a_setting_says_how_many(settings):
    settings.HALATION_HELD_PIECES = 0
    new = established("New Hand", pieces=0)
    assert publish(draft(new), new.user).is_live(NOON)


def test_nobody_new_gets_out_unread_beside_somebody_who_is_not(writer):
    new = make_contributor("New Hand")
    assert "New Hand has 0 so far" in refused(draft(writer, new), writer.user)


@pytest.mark.parametrize("standing", ["warned", "under_review", "ended"])
def test_a_doubted_standing_holds_every_piece(writer, standing):
    put_columns(writer, standing=standing)
    said = refused(draft(writer), writer.user)
    assert said == f"An editor publishes this for now: your standing is “{standing.replace('_', ' ')}”."


def test_a_pen_name_does_not_get_round_it_and_a_colleagues_standing_is_not_told(writer):
    piece = draft(writer)
    pen_name = make_contributor("Nom de Plume", user=writer.user, is_pen_name=True, standing="ended")
    assert "your standing" in refused(piece, writer.user)
    put_columns(pen_name, standing="good")
    shared = draft(writer, put_columns(established("Old Hand"), standing="under_review"))
    assert refused(shared, writer.user) == "An editor publishes this."


@pytest.mark.parametrize("standing", ["noticed", "reinstated"])
def test_other_standings_hold_nothing(writer, standing):
    put_columns(writer, standing=standing)
    assert publish(draft(writer), writer.user).is_live(NOON)


def test_who_does_not_publish_their_own_is_told_who_does():
    writer = make_contributor(user=make_user(Role.CONTRIBUTOR))
    assert refused(draft(writer), writer.user) == "You can submit this, but an editor publishes it."


def test_an_editor_publishes_anybodys_first_piece():
    assert publish(draft(make_contributor()), make_user(Role.EDITOR)).is_live(NOON)


# Four eyes


def by_them(user) -> Review:
    return make_review(by=user)


def with_their_byline(user) -> Review:
    return make_review(contributor=make_contributor(user=user))


@pytest.mark.parametrize("theirs", [by_them, with_their_byline])
@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF])
def test_with_four_eyes_nobody_publishes_or_schedules_what_they_wrote(settings, theirs, role):
    user = make_user(role)
    assert publish(theirs(user), user).is_live(NOON)
    settings.HALATION_FOUR_EYES = True
    piece = theirs(user)
    assert "somebody else publishes it" in refused(piece, user)
    with pytest.raises(workflow.Held):
        workflow.publish(piece, by=user, version=piece.version, at=NOON + DAY)
    assert publish(fresh(piece), make_user(role)).is_live(NOON)


def test_with_four_eyes_a_change_by_its_writer_waits_as_well(settings):
    user = make_user(Role.EDITOR)
    piece = make_published(by=None, contributor=make_contributor(user=user))
    settings.HALATION_FOUR_EYES = True
    with pytest.raises(workflow.Held):
        workflow.publish_change(piece, by=user, version=piece.version)


def test_with_four_eyes_writers_no_longer_publish_their_own(settings, writer):
    settings.HALATION_FOUR_EYES = True
    assert "somebody else publishes it" in refused(draft(writer), writer.user)


def test_whoever_commissions_has_not_written_it(settings, writer):
    settings.HALATION_FOUR_EYES = True
    editor = make_user(Role.EDITOR)
    copy = workflow.working_copy(draft(writer))
    piece = workflow.commission(copy.state, by=editor)
    assert "somebody else" in why_not_publish(writer.user, piece)
    assert publish(piece, editor).is_live(NOON)
