"""What the desk has planned: a change that a writer proposes, one that waits for its time, pieces that go together."""

from datetime import timedelta

from importers.demo.pieces import Newsroom
from pagecache import clock
from reviews import workflow
from reviews.models import Review

PROPOSED = "slip-road-review"
CHANGED = "the-glass-orchard-review"
TOGETHER = ("the-quiet-engine-review", "the-quiet-engine-interview")


def plan(newsroom: Newsroom) -> None:
    """Each lies open, so that somebody who signs in has something to decide, to wait for and to move."""
    with clock.freeze(newsroom.calendar.now - timedelta(minutes=40)):
        _propose(newsroom, newsroom.reviews[PROPOSED])
        _schedule_a_change(newsroom, newsroom.reviews[CHANGED])
        _bundle(newsroom, [newsroom.reviews[slug] for slug in TOGETHER])


def _propose(newsroom: Newsroom, review: Review) -> None:
    copy = workflow.working_copy(review)
    dek = "Hedda Vinterskov counts cars for eleven minutes, and one of them may not be there."
    workflow.propose(
        review, copy.state | {"dek": dek}, by=newsroom.accounts["writer"], version=copy.version,
        note="I saw it again, and counted.",
    )  # fmt: skip


def _schedule_a_change(newsroom: Newsroom, review: Review) -> None:
    editor, copy = newsroom.accounts["editor"], workflow.working_copy(review)
    dek = "Ngozi Adeyemi-Rask’s horror film under glass is back in cinemas, and has still not ripened."
    workflow.save(review, copy.state | {"dek": dek}, by=editor, version=copy.version)
    review.refresh_from_db()
    workflow.schedule_change(
        review, by=editor, version=review.version, at=newsroom.calendar.moment("+3d 09:00"),
        note="Back in cinemas",
    )  # fmt: skip


def _bundle(newsroom: Newsroom, pieces: list[Review]) -> None:
    editor = newsroom.accounts["editor"]
    bundle = workflow.make_bundle("The Quiet Engine, when the embargo ends", by=editor)
    for review in pieces:
        review.refresh_from_db()
        workflow.add_to_bundle(bundle, review, by=editor, version=bundle.version)
        bundle.refresh_from_db()
