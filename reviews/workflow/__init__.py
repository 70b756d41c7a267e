"""The verbs that change a piece's standing. Nobody else writes status, times, address or version.

Each verb: permission, the version it was decided on, the change, the audit entry, the page keys; all in one
`unit()`. The clock is `pagecache.clock`.
"""

from reviews.copies import Conflict, has_unpublished_changes, working_copy
from reviews.presence import InOtherHands
from reviews.unit import unit
from reviews.workflow.address import change_address
from reviews.workflow.autosaving import autosave
from reviews.workflow.bin import LISTED_FOR, put_in_bin, take_from_bin
from reviews.workflow.bundles import (
    BundleRefused,
    add_to_bundle,
    make_bundle,
    publish_bundle,
    take_apart,
    take_out_of_bundle,
)
from reviews.workflow.claims import assign, claim, release
from reviews.workflow.commissions import MOST_WORDS, cancel_commission, change_commission, commission
from reviews.workflow.corrections import correct
from reviews.workflow.guards import Held, NotReady, WrongStep
from reviews.workflow.history import name_revision, restore
from reviews.workflow.home import arrange_home
from reviews.workflow.notes import answer_note, reopen_note, resolve_note, write_note
from reviews.workflow.previewing import as_readers_would_see, revoke_preview, share_preview
from reviews.workflow.proposals import (
    Moved,
    decline_proposal,
    propose,
    take_proposal,
    withdraw_proposal,
)
from reviews.workflow.publishing import publish, publish_change, run_again, unschedule, withdraw
from reviews.workflow.record import make_of_record
from reviews.workflow.scheduled_changes import cancel_change, schedule_change
from reviews.workflow.scheduling import reschedule
from reviews.workflow.sponsors import keep_sponsor
from reviews.workflow.steps import make_ready, send_back, submit
from reviews.workflow.times import embargoes_on, set_visible_from
from reviews.workflow.undoing import UNDO_FOR, undo_publish, why_not_undo
from reviews.workflow.writing import begin, refile, save

__all__ = [
    "LISTED_FOR",
    "MOST_WORDS",
    "UNDO_FOR",
    "BundleRefused",
    "Conflict",
    "Held",
    "InOtherHands",
    "Moved",
    "NotReady",
    "WrongStep",
    "add_to_bundle",
    "answer_note",
    "arrange_home",
    "as_readers_would_see",
    "assign",
    "autosave",
    "begin",
    "cancel_change",
    "cancel_commission",
    "change_address",
    "change_commission",
    "claim",
    "commission",
    "correct",
    "decline_proposal",
    "embargoes_on",
    "has_unpublished_changes",
    "keep_sponsor",
    "make_bundle",
    "make_of_record",
    "make_ready",
    "name_revision",
    "propose",
    "publish",
    "publish_bundle",
    "publish_change",
    "put_in_bin",
    "refile",
    "release",
    "reopen_note",
    "reschedule",
    "resolve_note",
    "restore",
    "revoke_preview",
    "run_again",
    "save",
    "schedule_change",
    "send_back",
    "set_visible_from",
    "share_preview",
    "submit",
    "take_apart",
    "take_from_bin",
    "take_out_of_bundle",
    "take_proposal",
    "undo_publish",
    "unit",
    "unschedule",
    "why_not_undo",
    "withdraw",
    "withdraw_proposal",
    "working_copy",
    "write_note",
]  # fmt: skip
