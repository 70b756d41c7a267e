"""Every act of `moderation.states` that a person at the desk may do: its button, its key, and what it asks for.

The order is that of the bar: the first few that fit a case stand in sight, the rest one step away.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.policy import can
from moderation import services, states
from moderation.counter_elements import missing_from
from moderation.desk.standing import Standing
from moderation.models import Case, CounterNotice
from moderation.services.deciding import open_appeal
from moderation.services.intake import REOPENS_FOR
from moderation.states import Who
from reviews.clocks import clock_time
from reviews.models import Restriction

State = Case.State
IN_SIGHT = 4


@dataclass(frozen=True)
class Act:
    """`verb` of `services`; `key` of the keyboard; `asks`: fields of `desk.forms`; `done`: said afterwards."""

    verb: str
    label: str
    key: str
    asks: tuple[str, ...] = ()
    reason: str = "Why"
    hint: str = ""
    done: str = "Done."

    @property
    def takes_away(self) -> bool:
        """Whether readers lose something by it."""
        return self.verb in {*states.HIDES, "hide_in_need"}


@dataclass(frozen=True)
class Offered:
    """An act as one case offers it to one person; `why_not` says in words why it cannot be done now."""

    act: Act
    why_not: str = ""


WORDS = ("reason", "words", "until")
ACTS = [
    Act(
        "ask_for_what_is_missing", "Ask for what is missing", "r", ("reply", "reason"), "What you ask for",
        "A letter to the reporter says this and lists what is missing. The case waits two weeks for them.",
        "The case waits for the reporter. A letter is on its way to them.",
    ),
    Act(
        "hide_picture", "Hide the picture", "h", ("image", *WORDS), "Why it may not stay",
        "Its files answer 451 on every page that uses it.",
        "The picture is hidden wherever we used it. Letters to both sides are on their way.",
    ),
    Act(
        "take_page_down", "Take the page down", "t", ("reason", "public_words", "words", "until"),
        "Why it may not stay",
        "The page answers 451, and the piece leaves every list, feed, map and search at once. Nothing of it is "
        "changed.",
        "The page is down. Letters to the writer and the reporter are on their way.",
    ),
    Act(
        "refuse", "Reject", "x", ("reply", "words", "reason"), "Why everything stays as it is",
        "Nothing readers see changes. A letter tells the reporter that it stays, and how to object.",
        "Rejected. A letter to the reporter is on its way.",
    ),
    Act(
        "hide_passage", "Hide a passage", "q", ("quote", "where", *WORDS), "Why it may not stay",
        "Readers see a note in its place; the text itself is not touched.",
        "The passage is hidden. Letters to both sides are on their way.",
    ),
    Act(
        "remove_embed", "Remove an embed or link", "e", ("thing", *WORDS), "Why it may not stay",
        "Only what comes from elsewhere goes; the text around it stays.",
        "It is gone. Letters to both sides are on their way.",
    ),
    Act(
        "ask_for_a_change", "Ask the writer to change it", "c", ("words", "reason"), "Why",
        "Nothing is hidden. The writer and the editors have some working days to change it themselves.",
        "Letters to the writer, the editors and the reporter are on their way.",
    ),
    Act(
        "accept_change", "It was changed", "c", ("reason",), "What was changed",
        "A letter tells the reporter that it was changed. It counts for nothing against the writer.",
        "Closed. A letter to the reporter is on its way.",
    ),
    Act(
        "start_clock", "Start the clock", "y", (),
        hint="The counter-notice goes to who complained, whole, and the day of the put-back is fixed.",
        done="The clock runs. Letters to both sides are on their way.",
    ),
    Act(
        "return_counter_notice", "Send it back", "b", ("reason",), "For the record: what it lacks",
        "A letter to the writer lists what is missing. The clock does not run.",
        "It is back with the writer. A letter is on its way to them.",
    ),
    Act(
        "record_legal_action", "Note a court action", "l",
        ("forum", "court", "docket", "filed_on", "received_at", "by_the_sender", "seeks_restraint"),
        hint="Only what the sender of the notice has filed to restrain the writer stops the clock. Anything else is "
        "kept, and the clock runs on.",
        done="It is noted.",
    ),
    Act(
        "accept_legal_action", "The filing is right", "l", (),
        hint="You have read what the sender filed: it asks to restrain the writer regarding this material. It is held "
        "already, by their word; this says who looked at it. If it is not what they say, a lead ends the hold.",
        done="It is noted that you have read it.",
    ),
    Act(
        "put_back", "Put back now", "i", (),
        hint="Ten business days are over and nobody has gone to court: a lead need not wait for the planned hour.",
        done="It is back as it was. Letters to both sides are on their way.",
    ),
    Act(
        "end_hold", "End the hold", "z", ("outcome_back", "reason"), "How the court action ended",
        "Everything this case hid is back at once.", "It is back as it was. Letters to both sides are on their way.",
    ),
    Act(
        "keep_down", "Keep it down", "v", ("outcome_down", "reason"), "How the court action ended",
        "It stays hidden for good.", "It stays down. Letters to both sides are on their way.",
    ),
    Act(
        "uphold", "The decision stands", "u", ("reasons",),
        hint="A letter with your reasons goes to who objected.", done="Answered. A letter is on its way.",
    ),
    Act(
        "reverse", "Reverse the decision", "d", ("reasons",),
        hint="What it hid is back at once. A letter with your reasons goes to who objected.",
        done="Reversed. A letter is on its way.",
    ),
    Act(
        "reverse_in_part", "Reverse it in part", "g", ("lifting", "reasons"),
        hint="What you tick is back at once; the rest stays. A letter with your reasons goes to who objected.",
        done="Reversed in part. A letter is on its way.",
    ),
    Act(
        "lift", "Put back", "p", ("reason",), "Why it comes back",
        "Everything this case hid is back at once, at its old place, as it was.",
        "It is back as it was. Letters to the writer and the reporter are on their way.",
    ),
    Act(
        "close_routed", "Close it", "c", (),
        hint="The editors have answered. Nothing is sent.", done="Closed.",
    ),
    Act(
        "reopen", "Open it again", "n", ("reason",), "What is new",
        "It goes back to a moderator, with a new date. Nothing is sent.", "It is open again.",
    ),
    Act(
        "route", "Give to the editors", "o", ("reason",), "What the editors should know",
        "They read this, and not who wrote.", "It is with the editors. A letter is on its way to them.",
    ),
    Act(
        "refer", "Give to an authority", "f", ("reason",), "Which authority, and why",
        "For a danger to somebody’s life or safety. Nothing is sent from here: call them.", "It is noted, and closed.",
    ),
    Act(
        "merge", "Join with another case", "m", ("into",),
        hint="The other case goes on; this report is kept with it.", done="It is part of the other case now.",
    ),
    Act(
        "withdraw", "The reporter withdrew", "w", ("reason",), "What proof there is",
        "What this case hid is back at once.", "Withdrawn. Letters are on their way.",
    ),
    Act(
        "mark_spam", "Spam", "s", (),
        hint="No letter goes out. It can be undone for a day.", done="Marked as spam.",
    ),
    Act(
        "set_apart", "Decide it by itself", "s", (),
        hint="It says something else than the case that it is part of. It is to do again; nothing is sent.",
        done="It is to do again, as a case of its own.",
    ),
    Act("undo_spam", "It was no spam", "s", (), hint="It is to do again.", done="It is to do again."),
    Act(
        "hide_in_need", "Hide it in need", "t", ("what", "reason", "public_words"), "Why it cannot wait",
        "Only because no moderator is free to decide. It stands in the log, and a moderator alone puts it back.",
        "It is hidden. Letters to both sides are on their way.",
    ),
]  # fmt: skip
BY_VERB = {act.verb: act for act in ACTS}
DESK = frozenset({Who.MODERATOR, Who.LEAD, Who.CHIEF})


def offered(case: Case, user, at: datetime) -> list[Offered]:
    """What the desk offers this person here; nothing that the state, the kind or their role rules out altogether."""
    mine = services.capacities(case, user) & DESK
    if services.has_a_hand_in(case, user):
        mine &= {Who.CHIEF}
    if not mine:
        return []
    standing, found = Standing(case, at), []
    for act in ACTS:
        if case.state not in states.before(act.verb, case.kind):
            continue
        wanted = states.who(act.verb, case.kind, case.state) & DESK
        if not mine & wanted and (Who.MODERATOR not in mine or wanted <= {Who.CHIEF}):
            continue
        if not mine & wanted:
            found.append(Offered(act, "Only lead moderators do this."))
        elif (why_not := WHY_NOT.get(act.verb, _nothing)(case, user, standing)) is not None:
            found.append(Offered(act, why_not))
    return found


def find(case: Case, user, at: datetime, verb: str) -> Offered | None:
    return next((one for one in offered(case, user, at) if one.act.verb == verb), None)


# Why not: "" where nothing stands in the way, None where it is better not spoken of at all.


def _nothing(case, user, standing) -> str | None:
    return ""


def _page(case, user, standing) -> str | None:
    if case.review_id is None:
        return "This case names no piece of ours."
    return "It is down already." if standing.hides(Restriction.Mode.FULL) else ""


def _change(case, user, standing) -> str | None:
    return _passage(case, user, standing) if settings.HALATION_FIX_WINDOW else None


def _picture(case, user, standing) -> str | None:
    if not standing.pictures:
        return "No picture of ours is in this case."
    return (
        "Every picture is hidden already." if len(standing.hidden_pictures) == len(standing.pictures) else ""
    )


def _passage(case, user, standing) -> str | None:
    return "" if case.review_id else "This case names no piece of ours."


def _embed(case, user, standing) -> str | None:
    if case.review_id is None:
        return "This case names no piece of ours."
    return "" if standing.things_from_elsewhere else "The piece has no embed and no link."


def _merge(case, user, standing) -> str | None:
    return "" if standing.others_alike else "No other open case is about the same."


def _spam(case, user, standing) -> str | None:
    return (
        "It names a work, the material and its sender: it is a notice." if services.is_a_notice(case) else ""
    )


def _clock(case, user, standing) -> str | None:
    counter = standing.counter_notice(CounterNotice.State.SUBMITTED)
    lacking = missing_from(counter) if counter else []
    named = ", ".join(f"“{one}”" for one in lacking)  # in the words of the letter
    return f"It lacks {named}." if lacking else ""


def _put_back(case, user, standing) -> str | None:
    counter = standing.counter_notice(CounterNotice.State.RUNNING)
    if counter and counter.not_before and standing.at < counter.not_before:
        return f"Not before {clock_time(counter.not_before)}: ten business days, 17 U.S.C. 512(g)(2)(C)."
    return ""


def _lift(case, user, standing) -> str | None:
    if case.kind != Case.Kind.COPYRIGHT or case.nature != Case.Nature.USER_POST:
        return ""
    if not can(user, "moderation.reopen_case", case):
        return "This is a user’s post: only a lead puts it back before its time."
    if case.state in {State.CLOCK_RUNNING, State.LEGAL_HOLD}:
        return "This is a user’s post: it comes back by the clock, or when the court action ends."
    return ""


def _appeal(case, user, standing) -> str | None:
    try:
        open_appeal(case, user)
    except services.NotAllowed as refusal:
        return str(refusal)
    return ""


def _reopen(case, user, standing) -> str | None:
    late = case.closed_at and standing.at > case.closed_at + REOPENS_FOR
    return "It was closed more than six months ago." if late else ""


def _undo_spam(case, user, standing) -> str | None:
    late = case.closed_at and standing.at > case.closed_at + services.UNDO_WITHIN
    return "It was marked more than a day ago." if late else ""


def _filing(case, user, standing) -> str | None:
    counter = standing.counter_notice(CounterNotice.State.STOPPED)
    actions = counter.legal_actions.all() if counter else []
    waits = any(action.stops_the_clock and action.accepted_by_id is None for action in actions)
    return "" if waits else None


def _in_need(case, user, standing) -> str | None:
    return "" if services.nobody_is_free(case) else None


WHY_NOT = {
    "take_page_down": _page, "hide_picture": _picture, "hide_passage": _passage, "remove_embed": _embed,
    "ask_for_a_change": _change, "merge": _merge, "mark_spam": _spam, "start_clock": _clock, "put_back": _put_back,
    "lift": _lift,
    "uphold": _appeal, "reverse": _appeal, "reverse_in_part": _appeal, "reopen": _reopen, "undo_spam": _undo_spam,
    "hide_in_need": _in_need, "accept_legal_action": _filing,
}  # fmt: skip
