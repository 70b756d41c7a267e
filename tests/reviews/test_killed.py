"""Publishing, and a process that is killed in the middle of it: all of a piece or nothing."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.db import connection

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from pagecache.models import Change, Counter
from reviews import state
from reviews.models import Bundle, Review, Revision, WorkingCopy
from tests.factories import make_contributor, make_film, make_section, make_user

pytestmark = pytest.mark.slow

ROUNDS = 8
LONGEST_BREATH = 0.6  # seconds between the first piece and the kill

# Says the number of each piece once its transaction is committed.
PUBLISHES_FOR_EVER = """
import json, os, sys
import django
django.setup()
from accounts.models import User
from reviews import workflow
by, told = User.objects.get(pk=int(sys.argv[1])), json.loads(sys.argv[2])
while True:
    review = workflow.begin(told, by=by)
    workflow.publish(review, by=by, version=review.version)
    os.write(1, f"{review.pk}\\n".encode())
"""

# The same for bundles of three pieces each.
PUBLISHES_BUNDLES = """
import json, os, sys
import django
django.setup()
from accounts.models import User
from reviews import workflow
by, told = User.objects.get(pk=int(sys.argv[1])), json.loads(sys.argv[2])
while True:
    bundle, versions = workflow.make_bundle("Opening night", by=by), {}
    for _ in range(3):
        review = workflow.begin(told, by=by)
        workflow.make_ready(review, by=by, version=review.version)
        workflow.add_to_bundle(bundle, review, by=by, version=bundle.version)
        versions[review.pk] = review.version
    workflow.publish_bundle(bundle, by=by, version=bundle.version, versions=versions)
    os.write(1, f"{bundle.pk}\\n".encode())
"""


def address() -> str:
    """Of the database that this test writes to, as the site's settings take it."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(at['NAME']).lstrip('/'))}"
    return f"postgres://{at['USER']}@/{at['NAME']}?host={quote(at['HOST'], safe='')}&port={at['PORT']}"


def publish_until_killed(by, told: str, program: str = PUBLISHES_FOR_EVER) -> list[int]:
    """What a process had said was published when it was killed."""
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(by.pk), told],
        stdout=subprocess.PIPE,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": address()},
    )
    first = child.stdout.readline()
    assert first, "the child ended before it published anything"
    time.sleep(random.random() * LONGEST_BREATH)
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.read()
    child.wait(timeout=30)
    # A line that was cut off is no promise.
    return [int(line) for line in (first + rest).decode().split("\n")[:-1]]


def a_piece() -> str:
    """A state that can be published, as the child reads it."""
    return json.dumps(
        state.blank(
            headline="Published until the lights go out",
            body="<p>Every word of it.</p>",
            section=make_section().pk,
            subjects=[{"film": make_film().pk, "work": "", "treatment": "reviewed", "rating": None}],
            authors=[{"contributor": make_contributor().pk, "credit": "words", "role": "", "place": ""}],
        )
    )


@pytest.mark.django_db
def test_the_magazine_is_empty_before():
    assert not Review.objects.exists()


def test_what_was_said_to_be_published_is_and_nothing_is_half_done(committing):
    by, told = make_user("editor"), a_piece()
    promised = [pk for _round in range(ROUNDS) for pk in publish_until_killed(by, told)]
    assert len(promised) >= ROUNDS

    published = set(Review.objects.filter(status="published").values_list("pk", flat=True))
    assert set(promised) <= published
    for pk in published:
        assert Revision.objects.filter(review=pk, purpose="publish").count() == 1
        assert AuditEntry.objects.filter(action="review.publish", object_id=pk).count() == 1
        assert Change.objects.filter(key=f"review:{pk}").exists()
        assert Review.objects.get(pk=pk).subjects.filter(ordered_at__isnull=False).count() == 1
    # What was begun and not published is a whole draft, of which no page was told.
    for draft in Review.objects.exclude(pk__in=published):
        assert WorkingCopy.objects.filter(review=draft).exists()
        assert not Change.objects.filter(key=f"review:{draft.pk}").exists()
        assert not AuditEntry.objects.filter(action="review.publish", object_id=draft.pk).exists()
    assert first_broken_entry() is None
    numbers = Change.objects.order_by("n").values_list("n", flat=True).distinct()
    assert list(numbers) == list(range(1, Counter.objects.get().n + 1))


def test_of_a_bundle_all_is_published_or_nothing(committing):
    by, told = make_user("editor"), a_piece()
    promised = [pk for _round in range(ROUNDS) for pk in publish_until_killed(by, told, PUBLISHES_BUNDLES)]
    assert set(promised) <= set(Bundle.objects.exclude(at=None).values_list("pk", flat=True))
    for bundle in Bundle.objects.all():
        times = {piece.visible_from for piece in bundle.pieces.all()}
        assert times == {bundle.at} if bundle.at else times <= {None}
        recorded = AuditEntry.objects.filter(action="bundle.publish", object_id=bundle.pk).count()
        assert recorded == (1 if bundle.at else 0)
    assert first_broken_entry() is None
