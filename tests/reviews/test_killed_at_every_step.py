"""Publishing, and a process that is killed at each of its steps in turn: all of a piece or nothing.

A step is the moment before a statement, before a commit or after one. What is killed just after a statement is killed
before the next: nothing between the two reaches the database.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from itertools import count

import pytest
from django.apps import apps

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from pagecache.models import Change
from reviews import workflow
from reviews.models import Bundle, Review, Revision
from tests.factories import fresh, make_review, make_user
from tests.reviews.test_killed import address

pytestmark = pytest.mark.slow

# Reads a verb, what it is done to, by whom, and the step at which to die; says how it ended. Each time is a process
# of its own, forked where everything is loaded and no connection open.
DIES_WHERE_TOLD = """
import os, signal, sys, traceback
import django
django.setup()
from django.db import connection
from accounts.models import User
from reviews import workflow
from reviews.models import Bundle, Review

def publish(pk, by):
    review = Review.objects.get(pk=pk)
    return lambda: workflow.publish(review, by=by, version=review.version)

def publish_bundle(pk, by):
    bundle = Bundle.objects.get(pk=pk)
    versions = {piece.pk: piece.version for piece in bundle.pieces.all()}
    return lambda: workflow.publish_bundle(bundle, by=by, version=bundle.version, versions=versions)

class Clockwork:
    def __init__(self, last):
        self.step, self.last = 0, last
        self.commit = connection._commit
        connection._commit = self.around_a_commit
        connection.execute_wrappers.append(self.before_a_statement)

    def tick(self):
        self.step += 1
        if self.step == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_a_statement(self, execute, *given):
        self.tick()
        return execute(*given)

    def around_a_commit(self):
        self.tick()
        self.commit()
        self.tick()

for line in sys.stdin:
    verb, pk, by, last = line.split()
    child = os.fork()
    if not child:
        try:
            act = globals()[verb](int(pk), User.objects.get(pk=int(by)))
            Clockwork(int(last))
            act()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(ended, flush=True)
"""

SURVIVED, KILLED = "0", "-9"


@contextmanager
def a_process_that_dies():
    """A function: does the verb to that row, dies at that step, and says how it ended."""
    child = subprocess.Popen(
        [sys.executable, "-c", DIES_WHERE_TOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": address()},
    )

    def die(verb: str, row, by, step: int) -> str:
        print(verb, row.pk, by.pk, step, file=child.stdin)
        return child.stdout.readline().strip()

    try:
        yield die
    finally:
        child.stdin.close()
        child.wait(timeout=30)
        child.stdout.close()


def everything() -> list:
    """All rows of the newsroom, its records and the pages' change log."""
    models = [
        model
        for label in ("reviews", "accounts", "pagecache")
        for model in apps.get_app_config(label).get_models()
    ]
    return [(model._meta.label, list(model._base_manager.order_by("pk").values())) for model in models]


def is_whole(review: Review, by) -> None:
    """Fail unless the piece is published in every place that says so."""
    review, copy = fresh(review), workflow.working_copy(review)
    assert (review.status, review.path is not None, review.first_published_at) == (
        "published", True, review.visible_from,
    )  # fmt: skip
    (revision,) = Revision.objects.filter(review=review, purpose="publish")
    assert revision.state == copy.state
    assert {row.ordered_at for row in review.subjects.all()} == {review.ordered_at}
    assert Change.objects.filter(key=f"review:{review.pk}").exists()
    recorded = AuditEntry.objects.get(action="review.publish", object_id=review.pk)
    assert (recorded.to_state, recorded.actor_id) == ("published", by.pk)


def kill_at_every_step(verb: str, make: Callable, is_done: Callable, check: Callable) -> tuple[int, int]:
    """How many deaths left nothing, and how many everything. `check` fails where it is anything else."""
    nothing, all_of_it = 0, 0
    by = make_user("chief")
    with a_process_that_dies() as die:
        row = make()
        before = everything()
        for step in count(1):
            ended = die(verb, row, by, step)
            assert ended in (KILLED, SURVIVED)
            if everything() == before:
                assert ended == KILLED, "it said that it was published"
                nothing += 1
                continue
            assert is_done(fresh(row)), f"something was written before step {step}, and it is not published"
            check(fresh(row), by)
            assert first_broken_entry() is None
            if ended == SURVIVED:
                return nothing, all_of_it
            all_of_it += 1
            row = make()
            before = everything()
    raise AssertionError("not reached")


@pytest.mark.django_db
def test_the_magazine_is_empty_before():
    assert not Review.objects.exists()


def test_a_piece_is_published_or_it_is_not(committing):
    nothing, all_of_it = kill_at_every_step(
        "publish",
        lambda: make_review(tags=["moss"]),
        lambda review: review.status == Review.Status.PUBLISHED,
        is_whole,
    )
    assert (nothing > 20, all_of_it) == (True, 1)


def a_bundle() -> Bundle:
    bundle = workflow.make_bundle("Opening night", by=None)
    for _ in range(2):
        review = make_review("ready")
        workflow.add_to_bundle(bundle, review, by=None, version=fresh(bundle).version)
    return fresh(bundle)


def is_whole_bundle(bundle: Bundle, by) -> None:
    assert {piece.visible_from for piece in bundle.pieces.all()} == {bundle.at}
    for piece in bundle.pieces.all():
        is_whole(piece, by)
    assert AuditEntry.objects.filter(action="bundle.publish", object_id=bundle.pk).count() == 1


def test_all_pieces_of_a_bundle_are_published_or_none(committing):
    nothing, all_of_it = kill_at_every_step(
        "publish_bundle", a_bundle, lambda bundle: bundle.at is not None, is_whole_bundle
    )
    assert (nothing > 40, all_of_it) == (True, 1)
