"""The verbs that change a piece's standing. Nobody else writes status, times, address or version.

Each verb: permission, the version it was decided on, the change, the audit entry, the page keys; all in one
`unit()`. The clock is `pagecache.clock`.
"""

from reviews.copies import Conflict, has_unpublished_changes, working_copy
from reviews.presence import Held
from reviews.unit import unit
from reviews.workflow.address import change_address
from reviews.workflow.autosaving import autosave
from reviews.workflow.bin import put_in_bin, take_from_bin
from reviews.workflow.guards import NotReady, WrongStep
from reviews.workflow.publishing import publish, publish_change, run_again, unschedule, withdraw
from reviews.workflow.steps import make_ready, send_back, submit
from reviews.workflow.times import embargoes_on, set_visible_from
from reviews.workflow.writing import begin, save

__all__ = [
    "Conflict", "Held", "NotReady", "WrongStep", "autosave", "begin", "change_address", "embargoes_on",
    "has_unpublished_changes", "make_ready", "publish", "publish_change", "put_in_bin", "run_again", "save",
    "send_back", "set_visible_from", "submit", "take_from_bin", "unit", "unschedule", "withdraw",
    "working_copy",
]  # fmt: skip
