"""The verbs that change a piece's standing. Nobody else writes status, times, address or version.

Each verb: permission, the version it was decided on, the change, the audit entry, the page keys; all in one
`unit()`. The clock is `pagecache.clock`.
"""

from reviews.copies import Conflict, has_unpublished_changes, working_copy
from reviews.unit import unit
from reviews.workflow.address import change_address
from reviews.workflow.bin import LISTED_FOR, put_in_bin, take_from_bin
from reviews.workflow.claims import assign, claim, release
from reviews.workflow.commissions import MOST_WORDS, cancel_commission, change_commission, commission
from reviews.workflow.guards import Held, NotReady, WrongStep
from reviews.workflow.publishing import publish, publish_change, run_again, unschedule, withdraw
from reviews.workflow.steps import make_ready, send_back, submit
from reviews.workflow.times import embargoes_on, set_visible_from
from reviews.workflow.undoing import UNDO_FOR, undo_publish, why_not_undo
from reviews.workflow.writing import begin, refile, save

__all__ = [
    "LISTED_FOR", "MOST_WORDS", "UNDO_FOR", "Conflict", "Held", "NotReady", "WrongStep", "assign", "begin",
    "cancel_commission", "change_address", "change_commission", "claim", "commission", "embargoes_on",
    "has_unpublished_changes", "make_ready", "publish", "publish_change", "put_in_bin", "refile", "release",
    "run_again", "save", "send_back", "set_visible_from", "submit", "take_from_bin", "undo_publish", "unit",
    "unschedule", "why_not_undo", "withdraw", "working_copy",
]  # fmt: skip
