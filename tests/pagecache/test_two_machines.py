"""Two machines with one database between them, and clocks that disagree: pages turn over by the database's clock."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests import postgres
from tests.browser import Site
from tests.pagecache.test_two_processes import LIFT, PATIENCE, TAKE_DOWN, a_piece, ask, soon

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.postgres]

AHEAD = timedelta(minutes=10)
SOON = 4  # seconds
AGREED = timedelta(seconds=0.5)  # how closely two clocks can be told to agree on a busy machine
SCHEDULE = """
from datetime import UTC, datetime
from accounts.models import User
from reviews import workflow
from reviews.models import Review
piece = Review.objects.filter(status="published", pictures=None).order_by("pk").first()
editor = User.objects.get(username="chief")
workflow.withdraw(piece, by=editor, version=piece.version, reason="To come again.")
piece = Review.objects.get(pk=piece.pk)
workflow.publish(piece, by=editor, version=piece.version, at=datetime.fromisoformat({at!r}))
print(piece.path)
"""


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    """The second one's clock is ahead by ten minutes; its demo magazine is the first one's."""
    with postgres.cluster() as url:
        given = {"DATABASE_URL": url, "PAGE_CACHE_MEGABYTES": "32"}
        right, fast = (Site(tmp_path_factory.mktemp(name), **given) for name in ("right", "fast"))
        fast.set_clock(datetime.now(UTC) + AHEAD)
        try:
            right.open()
            fast.open()
            yield right, fast
        finally:
            fast.close()
            right.close()


def test_what_one_machine_takes_down_the_other_shows_no_more(machines):
    path = a_piece(machines[0])
    for machine in machines:
        assert soon(lambda machine=machine: ask(machine, path)[1].endswith('-gzip"'))
    for writer in machines:
        writer.manage("shell", "-c", TAKE_DOWN.format(path=path))
        assert all(soon(lambda machine=machine: ask(machine, path)[0] == 451) for machine in machines)
        writer.manage("shell", "-c", LIFT.format(path=path))
        assert all(soon(lambda machine=machine: ask(machine, path)[0] == 200) for machine in machines)


def test_a_scheduled_piece_comes_at_its_second_on_both_and_never_before(machines):
    right, _fast = machines
    at = datetime.now(UTC) + timedelta(seconds=SOON + 20)
    path = right.manage("shell", "-c", SCHEDULE.format(at=at.isoformat())).strip().splitlines()[-1]
    _, year, month, *_rest = path.split("/")
    month_page = f"/archive/{year}/{int(month)}/"
    came: dict[Site, datetime] = {}
    deadline = time.monotonic() + PATIENCE + SOON + 20
    while len(came) < 2 and time.monotonic() < deadline:
        for machine in machines:
            if machine not in came and f'href="{path}"' in ask(machine, month_page)[2]:
                came[machine] = datetime.now(UTC)
        time.sleep(0.05)
    assert len(came) == 2
    assert min(came.values()) >= at - AGREED
