"""Every verb by everybody to a piece at every step: one table, and what came of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.roles import Role
from pagecache import clock
from reviews import workflow
from reviews.models import Review
from tests.factories import (
    fresh,
    make_contributor,
    make_published,
    make_review,
    make_section,
    make_state,
    make_user,
    put_columns,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DONE, DENIED, WRONG_STEP = "done", "denied", "wrong step"

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
    "withdraw": lambda piece, by: workflow.withdraw(
        piece, by=by, version=piece.version, reason="Wrong film."
    ),
    "run_again": lambda piece, by: workflow.run_again(piece, by=by, version=piece.version),
    "put_in_bin": lambda piece, by: workflow.put_in_bin(piece, by=by, version=piece.version),
    "take_from_bin": lambda piece, by: workflow.take_from_bin(piece, by=by, version=piece.version),
    "change_address": lambda piece, by: workflow.change_address(
        piece, by=by, version=piece.version, slug="elsewhere"
    ),
}

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
    "withdraw": ("live",),
    "run_again": ("live",),
    "put_in_bin": ("draft", "submitted", "ready", "withdrawn"),
    "take_from_bin": ("binned draft", "binned withdrawn"),
    "change_address": ("scheduled", "live", "withdrawn"),
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
    "run_again",
}
CHIEFS_DO = EDITORS_DO | {"withdraw", "put_in_bin", "take_from_bin", "change_address"}
# What contributors do to their own, and at which steps; everything else is not theirs to do.
WRITERS_DO = {
    "save": ("draft",),
    "autosave": ("draft",),
    "submit": ("draft", "binned draft"),
    "put_in_bin": ("draft",),
}
PUBLISHING_WRITERS_DO = WRITERS_DO | dict.fromkeys(
    ("publish", "schedule", "publish_change", "run_again"), ("draft", "binned draft")
)

ALL, NOTHING = dict.fromkeys(VERBS, STANDINGS), {}


def everywhere(verbs) -> dict:
    # An editor who does not run the desk may still bin a draft, as whoever may change it.
    return dict.fromkeys(verbs, STANDINGS) | (
        {} if "put_in_bin" in verbs else {"put_in_bin": ("draft", "binned draft")}
    )


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
    "an editor of another section": NOTHING,
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


@pytest.fixture
def people():
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


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_it_where(verb, people):
    everybody, given = people
    with clock.freeze(NOON):
        pieces = make_pieces(given)
        found = {
            (who, standing): tried(VERBS[verb], fresh(pieces[standing]), fresh(user))
            for who, user in everybody.items()
            for standing in STANDINGS
        }
    wanted = {(who, standing): expected(who, verb, standing) for who in everybody for standing in STANDINGS}
    assert {key: outcome for key, outcome in found.items() if outcome != wanted[key]} == {}


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


def test_everybody_is_in_the_table():
    assert set(VERBS) == set(FITS)
    named = {"begin", "embargoes_on", "has_unpublished_changes", "set_visible_from", "unit", "working_copy"}
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
