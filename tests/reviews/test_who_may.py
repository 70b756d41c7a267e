"""Every verb by everybody to a piece at every step: one table, and what came of it."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import TestCase, override_settings

from accounts.roles import Role
from pagecache import clock
from reviews import workflow
from reviews.copies import revise
from reviews.models import Bundle, Note, Review, Sponsor
from tests.factories import (
    fresh,
    make_contributor,
    make_link,
    make_published,
    make_review,
    make_section,
    make_state,
    make_tag,
    make_user,
    put_columns,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DONE, DENIED, WRONG_STEP = "done", "denied", "wrong step"


def bundle(*pieces) -> Bundle:
    made = Bundle.objects.create(name="Opening night", created_at=NOON)
    made.pieces.set(pieces)
    return made


def sponsor() -> Sponsor:
    return Sponsor(name="Cinematek", words="All of Akerman.", link="https://example.org/", starts_at=NOON)


VERBS: dict[str, Callable] = {
    "save": lambda piece, by: workflow.save(
        piece, workflow.working_copy(piece).state, by=by, version=workflow.working_copy(piece).version
    ),
    "autosave": lambda piece, by: workflow.autosave(
        piece, workflow.working_copy(piece).state, by=by, version=workflow.working_copy(piece).version
    ),
    "submit": lambda piece, by: workflow.submit(piece, by=by, version=piece.version),
    "send_back": lambda piece, by: workflow.send_back(
        piece, by=by, version=piece.version, reason="Too long."
    ),
    "make_ready": lambda piece, by: workflow.make_ready(piece, by=by, version=piece.version),
    "publish": lambda piece, by: workflow.publish(piece, by=by, version=piece.version),
    "schedule": lambda piece, by: workflow.publish(
        piece, by=by, version=piece.version, at=NOON + timedelta(days=2)
    ),
    "publish_change": lambda piece, by: workflow.publish_change(piece, by=by, version=piece.version),
    "unschedule": lambda piece, by: workflow.unschedule(piece, by=by, version=piece.version),
    "reschedule": lambda piece, by: workflow.reschedule(
        piece, by=by, version=piece.version, at=NOON + timedelta(days=3)
    ),
    "add_to_bundle": lambda piece, by: workflow.add_to_bundle(bundle(), piece, by=by, version=1),
    "take_out_of_bundle": lambda piece, by: workflow.take_out_of_bundle(
        bundle(piece), piece, by=by, version=1
    ),
    "take_apart": lambda piece, by: workflow.take_apart(bundle(piece), by=by, version=1),
    "publish_bundle": lambda piece, by: workflow.publish_bundle(
        bundle(piece), by=by, version=1, versions={piece.pk: piece.version}
    ),
    "withdraw": lambda piece, by: workflow.withdraw(
        piece, by=by, version=piece.version, reason="Wrong film."
    ),
    "run_again": lambda piece, by: workflow.run_again(piece, by=by, version=piece.version),
    "put_in_bin": lambda piece, by: workflow.put_in_bin(piece, by=by, version=piece.version),
    "take_from_bin": lambda piece, by: workflow.take_from_bin(piece, by=by, version=piece.version),
    "change_address": lambda piece, by: workflow.change_address(
        piece, by=by, version=piece.version, slug="elsewhere"
    ),
    "restore": lambda piece, by: workflow.restore(
        piece, piece.revisions.last(), by=by, version=workflow.working_copy(piece).version
    ),
    "name_revision": lambda piece, by: workflow.name_revision(
        piece, piece.revisions.last(), by=by, name="Before the cut"
    ),
    "propose": lambda piece, by: workflow.propose(piece, another_text(piece), by=by, version=1),
    "take_proposal": lambda piece, by: workflow.take_proposal(
        piece, proposal(piece), by=by, version=workflow.working_copy(piece).version
    ),
    "decline_proposal": lambda piece, by: workflow.decline_proposal(
        piece, proposal(piece), by=by, reason="It was right before."
    ),
    "withdraw_proposal": lambda piece, by: workflow.withdraw_proposal(piece, proposal(piece, by), by=by),
    "schedule_change": lambda piece, by: schedule_change(piece, by),
    "cancel_change": lambda piece, by: cancel_change(piece, by),
    "correct": lambda piece, by: workflow.correct(piece, by=by, version=piece.version, text="It was moss."),
    "write_note": lambda piece, by: workflow.write_note(piece, by=by, text="Moss?"),
    "answer_note": lambda piece, by: workflow.answer_note(note_on(piece), by=by, text="Moss."),
    "resolve_note": lambda piece, by: workflow.resolve_note(note_on(piece), by=by),
    "reopen_note": lambda piece, by: workflow.reopen_note(note_on(piece, resolved=True), by=by),
    "claim": lambda piece, by: workflow.claim(piece, by=by, version=piece.version),
    "release": lambda piece, by: workflow.release(
        put_columns(piece, claimed_by=by, claimed_at=NOON), by=by, version=piece.version
    ),
    "assign": lambda piece, by: workflow.assign(
        piece, by=by, version=piece.version, to=make_user(Role.CHIEF)
    ),
    "refile": lambda piece, by: workflow.refile(
        piece, by=by, version=piece.version, copy_version=workflow.working_copy(piece).version, tag=make_tag()
    ),
    "change_commission": lambda piece, by: workflow.change_commission(
        commissioned(piece), by=by, version=piece.version, due_on=None, words_wanted=800, note=""
    ),
    "cancel_commission": lambda piece, by: workflow.cancel_commission(
        commissioned(piece), by=by, version=piece.version
    ),
    "undo_publish": lambda piece, by: workflow.undo_publish(
        published_by(piece, by), by=by, version=piece.version
    ),
    "share_preview": lambda piece, by: workflow.share_preview(piece, by=by, label="The distributor"),
    "revoke_preview": lambda piece, by: workflow.revoke_preview(make_link(piece), by=by),
    "make_of_record": lambda piece, by: workflow.make_of_record(piece, by=by, version=piece.version),
    "arrange_home": lambda piece, by: workflow.arrange_home([piece], by=by, version=1),
    "keep_sponsor": lambda piece, by: workflow.keep_sponsor(sponsor(), by=by),
}
NOTES = ("write_note", "answer_note", "resolve_note", "reopen_note")


def note_on(piece, resolved=False) -> Note:
    somebody = make_user(None)
    done = {"resolved_at": NOON, "resolved_by": somebody} if resolved else {}
    return Note.objects.create(review=piece, author=somebody, text="Moss?", created_at=NOON, **done)


def another_text(piece) -> dict:
    return workflow.working_copy(piece).state | {"headline": "Another"}


def proposal(piece, by=None):
    version = workflow.working_copy(piece).version
    return revise(piece, "proposal", by, state=another_text(piece), base_version=version)


def schedule_change(piece, by):
    copy = workflow.working_copy(piece)
    put_columns(copy, state=another_text(piece))
    return workflow.schedule_change(piece, by=by, version=piece.version, at=NOON + timedelta(days=2))


def cancel_change(piece, by):
    waiting = revise(piece, "scheduled", None, base_version=1, apply_at=NOON + timedelta(days=2))
    workflow.cancel_change(piece, waiting, by=by, version=piece.version)


def commissioned(piece: Review) -> Review:
    return put_columns(piece, commissioned_at=NOON)


def published_by(piece: Review, by) -> Review:
    """Any other person's publication is refused as well, for who may undo their own."""
    piece.revisions.filter(purpose="publish").update(created_by=by)
    return piece


STANDINGS = (
    "draft",
    "submitted",
    "ready",
    "scheduled",
    "live",
    "withdrawn",
    "binned draft",
    "binned withdrawn",
)
OUT_OF_BIN = STANDINGS[:6]
UNPUBLISHED = STANDINGS[:3]
DRAFTS = ("draft", "binned draft")

# Where each verb fits.
FITS = {
    "save": OUT_OF_BIN,
    "autosave": OUT_OF_BIN,
    "submit": ("draft",),
    "send_back": ("submitted", "ready"),
    "make_ready": ("draft", "submitted"),
    "publish": ("draft", "submitted", "ready", "withdrawn"),
    "schedule": ("draft", "submitted", "ready", "withdrawn"),
    "publish_change": ("scheduled", "live"),
    "unschedule": ("scheduled",),
    "reschedule": ("scheduled",),
    "add_to_bundle": ("ready", "scheduled"),
    "take_out_of_bundle": STANDINGS,
    "take_apart": STANDINGS,
    "publish_bundle": ("ready", "scheduled"),
    "withdraw": ("live",),
    "run_again": ("live",),
    "put_in_bin": ("draft", "submitted", "ready", "withdrawn"),
    "take_from_bin": ("binned draft", "binned withdrawn"),
    "change_address": ("scheduled", "live", "withdrawn"),
    "restore": OUT_OF_BIN,
    "name_revision": OUT_OF_BIN,
    "propose": ("scheduled", "live"),
    "take_proposal": OUT_OF_BIN,
    "decline_proposal": OUT_OF_BIN,
    "withdraw_proposal": OUT_OF_BIN,
    "schedule_change": ("scheduled", "live"),
    "cancel_change": OUT_OF_BIN,
    "correct": ("live",),
    **dict.fromkeys(NOTES, OUT_OF_BIN),
    "claim": UNPUBLISHED,
    "release": UNPUBLISHED,
    "assign": UNPUBLISHED,
    "refile": OUT_OF_BIN,
    "change_commission": UNPUBLISHED,
    "cancel_commission": ("draft",),
    "undo_publish": ("live",),
    "share_preview": OUT_OF_BIN,
    "revoke_preview": STANDINGS,
    "arrange_home": ("scheduled", "live"),
    "make_of_record": ("scheduled", "live"),
    "keep_sponsor": STANDINGS,
}  # fmt: skip

EDITORS_DO = {
    "save",
    "autosave",
    "submit",
    "send_back",
    "make_ready",
    "publish",
    "schedule",
    "publish_change",
    "unschedule",
    "reschedule",
    "add_to_bundle",
    "take_out_of_bundle",
    "take_apart",
    "publish_bundle",
    "run_again",
    "restore",
    "name_revision",
    "take_proposal",
    "decline_proposal",
    "withdraw_proposal",
    "schedule_change",
    "cancel_change",
    "correct",
    *NOTES,
    "claim",
    "release",
    "assign",
    "refile",
    "change_commission",
    "cancel_commission",
    "undo_publish",
    "share_preview",
    "revoke_preview",
    "arrange_home",
    "make_of_record",
}
CHIEFS_DO = EDITORS_DO | {"withdraw", "put_in_bin", "take_from_bin", "change_address", "keep_sponsor"}
# What contributors do to their own, and at which steps; everything else is not theirs to do.
WRITERS_DO = {
    "save": ("draft",),
    "autosave": ("draft",),
    "refile": ("draft",),
    "submit": DRAFTS,
    "put_in_bin": ("draft",),
    "take_from_bin": DRAFTS,
    "propose": ("scheduled", "live"),
    "withdraw_proposal": STANDINGS,
}
WRITERS_DO |= dict.fromkeys(
    ("restore", "name_revision", "take_proposal", "decline_proposal", "share_preview", "revoke_preview"),
    ("draft",),
) | dict.fromkeys(NOTES, STANDINGS)
PUBLISHING_WRITERS_DO = WRITERS_DO | dict.fromkeys(
    (
        "publish",
        "schedule",
        "publish_change",
        "run_again",
        "schedule_change",
        "cancel_change",
        "publish_bundle",
        "correct",
    ),
    DRAFTS,
)
PUBLISHING_WRITERS_DO["undo_publish"] = STANDINGS

ALL, NOTHING = dict.fromkeys(VERBS, STANDINGS), {}


def everywhere(verbs) -> dict:
    # An editor who does not run the desk may still bin a draft and take it back, as whoever may change it.
    return {"put_in_bin": DRAFTS, "take_from_bin": DRAFTS} | dict.fromkeys(verbs, STANDINGS)


# `submit` asks for a draft before it asks for anything else.
def submits_drafts(allowed: dict) -> dict:
    return allowed | {"submit": ("draft", "binned draft")}


MAY = {
    "the writer": WRITERS_DO,
    "a writer with a byline on it": WRITERS_DO,
    "a writer who publishes their own": PUBLISHING_WRITERS_DO,
    "another writer": NOTHING,
    "an editor": submits_drafts(everywhere(EDITORS_DO)),
    "an editor of its section": submits_drafts(everywhere(EDITORS_DO)),
    "an editor of another section": {"arrange_home": STANDINGS},  # the front is everybody's
    "the chief editor": submits_drafts(everywhere(CHIEFS_DO)),
    "a moderator": NOTHING,
    "the lead moderator": NOTHING,
    "an auditor": NOTHING,
    "an account without a role": NOTHING,
    "a former editor": NOTHING,
    "a superuser": ALL,
}


def expected(who: str, verb: str, standing: str) -> str:
    if standing not in MAY[who].get(verb, ()):
        return DENIED
    return DONE if standing in FITS[verb] else WRONG_STEP


def make_people():
    def writer(**byline):
        user = make_user(Role.CONTRIBUTOR)
        return user, make_contributor(user=user, **byline)

    owner, owners_byline = writer()
    second, seconds_byline = writer()
    third, thirds_byline = writer(publishes_own=True)
    section, other_section = make_section(), make_section()
    of_this, of_another = make_user(Role.EDITOR), make_user(Role.EDITOR)
    section.editors.add(of_this)
    other_section.editors.add(of_another)
    everybody = {
        "the writer": owner,
        "a writer with a byline on it": second,
        "a writer who publishes their own": third,
        "another writer": writer(publishes_own=True)[0],
        "an editor": make_user(Role.EDITOR),
        "an editor of its section": of_this,
        "an editor of another section": of_another,
        "the chief editor": make_user(Role.CHIEF),
        "a moderator": make_user(Role.MODERATOR),
        "the lead moderator": make_user(Role.LEAD),
        "an auditor": make_user(Role.AUDITOR),
        "an account without a role": make_user(None),
        "a former editor": make_user(Role.EDITOR, is_active=False),
        "a superuser": make_user(None, is_superuser=True),
    }
    bylines = [owners_byline, seconds_byline, thirds_byline]
    return everybody, {"section": section, "contributors": bylines, "by": owner}


def make_pieces(given) -> dict[str, Review]:
    """One piece for each standing, all begun by the same writer."""
    by = given.pop("by")

    def piece(status):
        review = make_review(status, **given)
        return put_columns(review, created_by=by)

    scheduled = put_columns(make_published(at=NOON + timedelta(days=1), **given), created_by=by)
    pieces = {status: piece(status) for status in ("draft", "submitted", "ready", "withdrawn")}
    pieces |= {"live": piece("published"), "scheduled": scheduled}
    for status in ("draft", "withdrawn"):
        pieces[f"binned {status}"] = put_columns(piece(status), deleted_at=NOON)
    return pieces


@override_settings(HALATION_HELD_PIECES=0)  # `test_standing_in_the_way.py` is about who is held
class EveryVerbTests(TestCase):
    """People and pieces are made once; what comes of a verb is undone each time."""

    @classmethod
    def setUpTestData(cls):
        cls.everybody, given = make_people()
        with clock.freeze(NOON):
            cls.pieces = make_pieces(given)

    def test_who_may_do_it_where(self):
        # As the database has them; a verb gets copies, because what it does to a row in memory is not undone.
        everybody = {who: fresh(user) for who, user in self.everybody.items()}
        pieces = {standing: fresh(piece) for standing, piece in self.pieces.items()}
        for name, verb in VERBS.items():
            with self.subTest(name), clock.freeze(NOON):
                found = {
                    (who, standing): tried(verb, copy(pieces[standing]), copy(user))
                    for who, user in everybody.items()
                    for standing in STANDINGS
                }
                wanted = {(who, standing): expected(who, name, standing) for who, standing in found}
                self.assertEqual({key: came for key, came in found.items() if came != wanted[key]}, {})
                self.assertEqual(len(found), len(self.everybody) * len(STANDINGS))


def tried(verb, piece, by) -> str:
    """What came of it; nothing of it stays."""
    try:
        with transaction.atomic():
            verb(piece, by)
            raise Undo
    except Undo:
        return DONE
    except PermissionDenied:
        return DENIED
    except workflow.WrongStep:
        return WRONG_STEP


class Undo(Exception):
    pass


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.CONTRIBUTOR, True), (Role.EDITOR, True), (Role.CHIEF, True), (Role.MODERATOR, False),
        (Role.LEAD, False), (Role.AUDITOR, False), (None, False),
    ],
)  # fmt: skip
def test_who_may_begin(role, may):
    state, user = make_state(), make_user(role)
    if may:
        assert workflow.begin(state, by=user).created_by == user
    else:
        with pytest.raises(PermissionDenied):
            workflow.begin(state, by=user)


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_make_a_bundle(role):
    user = make_user(role)
    if role in (Role.EDITOR, Role.CHIEF):
        assert workflow.make_bundle("Opening night", by=user).created_by == user
    else:
        with pytest.raises(PermissionDenied):
            workflow.make_bundle("Opening night", by=user)


@pytest.mark.parametrize("role", [*Role, None])
def test_who_may_commission(role):
    state, user = make_state(), make_user(role)
    if role in (Role.EDITOR, Role.CHIEF):
        assert workflow.commission(state, by=user).commissioned_at
    else:
        with pytest.raises(PermissionDenied):
            workflow.commission(state, by=user)


def test_everybody_is_in_the_table():
    assert set(VERBS) == set(FITS)
    named = {
        "as_readers_would_see", "begin", "commission", "embargoes_on",
        "has_unpublished_changes", "make_bundle", "set_visible_from", "unit", "why_not_undo", "working_copy",
    }  # fmt: skip
    verbs = {name for name in workflow.__all__ if name[0].islower()} - named
    assert verbs == set(VERBS) - {"schedule"}


def test_a_piece_that_an_editor_took_in_hand_does_not_move_under_them():
    """The writer loaded it as a draft; by the time they save, it has been submitted."""
    writer = make_user(Role.CONTRIBUTOR)
    piece = make_review(by=writer)
    loaded = fresh(piece)
    workflow.submit(piece, by=make_user(Role.EDITOR), version=piece.version)
    copy = workflow.working_copy(loaded)
    with pytest.raises(PermissionDenied):
        workflow.save(loaded, copy.state, by=writer, version=copy.version)
