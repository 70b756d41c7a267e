"""The verbs of moderation. Nobody else writes a case, a report, a decision, a counter-notice or an appeal.

Each verb: permission and conflict of interest, the state and version it was decided on (`moderation.states` has the
table), the change, the letters, one audit entry without a word of any person; all in one `unit()`. What readers see
changes only through `reviews.restrictions`.
"""

from moderation.concerned import has_a_hand_in, is_writer, nobody_is_free, pictures_of, restrictions_of
from moderation.services.appealing import appeal, reverse, reverse_in_part, uphold
from moderation.services.arranging import (
    AT_ONCE,
    UNDO_WITHIN,
    assign,
    link,
    mark_all_spam,
    note_sight,
    spam_to_undo,
    split,
    undo_all_spam,
    undo_spam,
    write_note,
)
from moderation.services.calendar import except_day
from moderation.services.countering import (
    end_hold,
    keep_down,
    put_back,
    record_legal_action,
    return_counter_notice,
    start_clock,
    submit_counter_notice,
)
from moderation.services.deciding import (
    accept_change,
    ask_for_a_change,
    ask_for_what_is_missing,
    claim,
    decide,
    end_window,
    expire,
    hide_in_need,
    hide_passage,
    hide_picture,
    lift,
    refuse,
    remove_embed,
    reopen,
    take_page_down,
)
from moderation.services.ending import (
    close_routed,
    is_a_notice,
    mark_spam,
    merge,
    refer,
    route,
    set_apart,
    withdraw,
)
from moderation.services.erasing import (
    ask_for_erasure,
    ask_to_be_forgotten,
    decide_erasure,
    erase_asked,
    needed_for_claims,
)
from moderation.services.gate import case_of, clear_copy, hide_what_lost_its_passage
from moderation.services.intake import AlreadySent, complete, confirm, lapse, submit_report, was_sent
from moderation.services.naming import name_agent
from moderation.services.papers import accept_legal_action, add_papers, note_reading, takes_papers
from moderation.services.publishing import (
    draft_entries,
    freeze,
    may_be_told_from,
    path_of,
    publish_entry,
    take_entry_back,
)
from moderation.services.repeating import answer_as_before
from moderation.services.standing import end_cooperation, keep_on, reinstate, say_at_hearing
from moderation.services.steps import (
    CLOCK,
    ByLink,
    Conflict,
    Incomplete,
    NotAllowed,
    OutOfTurn,
    WrongStep,
    capacities,
    note_attempt,
)
from moderation.services.together import appeal_all, complete_all, withdraw_all
from moderation.states import OPEN, UNDECIDED

__all__ = [
    "AT_ONCE", "CLOCK", "OPEN", "UNDECIDED", "UNDO_WITHIN", "AlreadySent", "ByLink", "Conflict", "Incomplete",
    "NotAllowed", "OutOfTurn", "WrongStep", "accept_change", "accept_legal_action", "add_papers",
    "answer_as_before", "appeal", "appeal_all", "ask_for_a_change", "ask_for_erasure",
    "ask_for_what_is_missing", "ask_to_be_forgotten", "assign", "capacities", "case_of", "claim", "clear_copy",
    "close_routed", "complete", "complete_all", "confirm", "decide", "decide_erasure", "draft_entries",
    "end_cooperation", "end_hold", "end_window", "erase_asked", "except_day", "expire", "freeze",
    "has_a_hand_in", "hide_in_need", "hide_passage", "hide_picture", "hide_what_lost_its_passage",
    "is_a_notice", "is_writer", "keep_down", "keep_on", "lapse", "lift", "link", "mark_all_spam", "mark_spam",
    "may_be_told_from", "merge", "name_agent", "needed_for_claims", "nobody_is_free", "note_attempt",
    "note_reading", "note_sight", "path_of", "pictures_of", "publish_entry", "put_back", "record_legal_action",
    "refer", "refuse", "reinstate", "remove_embed", "reopen", "restrictions_of", "return_counter_notice",
    "reverse", "reverse_in_part", "route", "say_at_hearing", "set_apart", "spam_to_undo", "split",
    "start_clock", "submit_counter_notice", "submit_report", "take_entry_back", "take_page_down",
    "takes_papers", "undo_all_spam", "undo_spam", "uphold", "was_sent", "withdraw", "withdraw_all", "write_note",
]  # fmt: skip
