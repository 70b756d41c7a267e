"""What a moderator does. What readers see changes only through `reviews.restrictions`."""

from datetime import datetime, timedelta

from django.conf import settings

from images.models import Image
from moderation import deadlines, letters, strikes
from moderation.concerned import has_a_hand_in, latest_report, nobody_is_free, pictures_of, restrictions_of
from moderation.models import Appeal, Case, CounterNotice, Decision
from moderation.notices import missing
from moderation.services.intake import REOPENS_FOR
from moderation.services.steps import (
    CLOCK,
    Incomplete,
    NotAllowed,
    OutOfTurn,
    State,
    Taken,
    WrongStep,
    in_time,
    need,
    permit,
    taking,
    tells_of_refusals,
)
from moderation.states import OUR_RULES, Who
from moderation.week import house_week, house_zone
from pagecache.clock import now
from reviews import restrictions
from reviews.models import OutsideLink, Restriction

# What a restriction says of its cause to readers, and what a decision to restrict rests on.
PUBLIC_KINDS: dict[str, str] = {Case.Kind.COPYRIGHT: "copyright"}
LAWS: dict[str, str] = {Case.Kind.COPYRIGHT: "17 U.S.C. 512(c)"}
CURE_WITHIN = timedelta(days=14)  # ten working days


@tells_of_refusals
def claim(case: Case, *, by, version: int) -> None:
    """Take the case on; from a colleague too, who cannot go on with it."""
    permit("claim", case, by)
    if case.assigned_to_id == by.pk:
        raise WrongStep("You have this case already.")
    with taking("claim", case, by, version=version):
        pass


@tells_of_refusals
def ask_for_what_is_missing(case: Case, *, by, version: int, reason: str) -> Decision:
    """Wait for the reporter. 17 U.S.C. 512(c)(3)(B)(ii): try to reach a sender whose notice lacks something.

    Until they answer the notice gives us no knowledge, (B)(i): nothing is hidden on its strength.
    """
    permit("ask_for_what_is_missing", case, by)
    need(reason)
    with taking("ask_for_what_is_missing", case, by, version=version) as step:
        decision = step.keep(Decision.Kind.ASK, reason)
        lacking = missing(latest_report(case))
        step.set(knowledge=not lacking, cure_until=now() + CURE_WITHIN)
        letters.to_reporter(
            "E3", case, missing="\n".join(f"- {one.lacking}" for one in lacking), asked=reason
        )
    return decision


@tells_of_refusals
def ask_for_a_change(case: Case, *, by, version: int, reason: str, words: str) -> Decision:
    """Ask the writer and the editors to change a passage or a picture themselves, within HALATION_FIX_WINDOW.

    Only where the house does so. `words`: what to change; the reporter is told that we asked, and nothing else.
    """
    permit("ask_for_a_change", case, by)
    need(reason)
    need(words, "Say what the writer is to change.")
    _piece(case)
    if not settings.HALATION_FIX_WINDOW:
        raise WrongStep("Writers are not asked here: HALATION_FIX_WINDOW is 0.")
    with taking("ask_for_a_change", case, by, version=version) as step:
        until = deadlines.after(now(), settings.HALATION_FIX_WINDOW, house_zone(), house_week())
        step.set(cure_until=until)
        without = letters.to_writers("E5", case, words=words, until=letters.minute(until))
        letters.to_editors(
            "E5", case, words=words, until=letters.minute(until), without_address=", ".join(without)
        )
        letters.to_reporter("E6", case, until=letters.minute(until))
        return step.keep(Decision.Kind.ASK_CHANGE, reason)


@tells_of_refusals
def accept_change(case: Case, *, by, version: int, reason: str) -> Decision:
    """What was complained of is gone, because the writer changed it. No strike; nothing was hidden."""
    permit("accept_change", case, by)
    need(reason)
    with taking("accept_change", case, by, version=version) as step:
        step.set(cure_until=None, decided_at=now())
        letters.to_reporter("E8", case, changed=letters.minute(now()))
        return step.keep(Decision.Kind.ACCEPT_CHANGE, reason)


@tells_of_refusals
def end_window(case: Case, *, by=CLOCK) -> None:
    """The writer was asked, and the time is over: a moderator decides."""
    permit("end_window", case, by)
    if case.cure_until is None or now() < case.cure_until:
        raise Incomplete("The writer still has time.")
    with taking("end_window", case, by) as step:
        step.set(cure_until=None)


@tells_of_refusals
def take_page_down(
    case: Case, *, by, version: int, reason: str, public_words: str = "", words: str = "",
    until: datetime | None = None,
) -> Restriction:  # fmt: skip
    """Hide the whole piece from readers, at once and everywhere; its page answers 451 with `public_words`, or 410
    where our own rules are the ground.

    `words`, here and below: what the letter to the writer says of the facts. `reason` is for colleagues.
    """
    if case.review is None:
        raise WrongStep("This case names no piece of ours, so there is no page to take down.")
    return _restrict(
        "take_page_down", Decision.Kind.RESTRICT_PIECE, case, by, version, reason, public_words, words, until,
        mode=Restriction.Mode.FULL, review=case.review,
    )  # fmt: skip


@tells_of_refusals
def hide_picture(
    case: Case, *, by, version: int, image: Image, reason: str, words: str = "", until: datetime | None = None
) -> Restriction:
    """Hide a picture wherever we use it: in every piece and list, in every size."""
    _is_of_the_case(case, image)
    return _restrict(
        "hide_picture", Decision.Kind.RESTRICT_IMAGE, case, by, version, reason, "", words, until,
        mode=Restriction.Mode.IMAGE, image=image,
    )  # fmt: skip


@tells_of_refusals
def hide_passage(
    case: Case, *, by, version: int, quote: str, reason: str, prefix: str = "", suffix: str = "",
    words: str = "", until: datetime | None = None,
) -> Restriction:  # fmt: skip
    """Hide some words of the piece, found by what stands around them."""
    need(quote, "Quote the passage.")
    return _restrict(
        "hide_passage", Decision.Kind.RESTRICT_PASSAGE, case, by, version, reason, "", words, until,
        mode=Restriction.Mode.PASSAGE, review=_piece(case),
        locator={"quote": quote, "prefix": prefix, "suffix": suffix},
    )  # fmt: skip


@tells_of_refusals
def remove_embed(
    case: Case, *, by, version: int, reason: str, address: str = "", link: OutsideLink | None = None,
    words: str = "", until: datetime | None = None,
) -> Restriction:  # fmt: skip
    """Take away what the piece only links in from elsewhere: 17 U.S.C. 512(d). `link`: one of those below the text."""
    if link is not None:
        return _restrict(
            "remove_embed", Decision.Kind.REMOVE_EMBED, case, by, version, reason, "", words, until,
            mode=Restriction.Mode.LINK, link=link,
        )  # fmt: skip
    need(address, "Name the address of the embed.")
    return _restrict(
        "remove_embed", Decision.Kind.REMOVE_EMBED, case, by, version, reason, "", words, until,
        mode=Restriction.Mode.EMBED, review=_piece(case), locator={"address": address},
    )  # fmt: skip


@tells_of_refusals
def hide_in_need(
    case: Case, *, by, version: int, reason: str, image: Image | None = None, public_words: str = ""
) -> Restriction:
    """A chief editor hides the page, or one picture, because no moderator is free of a conflict of interest.

    Also one who has a hand in it: hiding can be put right, and the conflict is logged. Putting back cannot be theirs.
    """
    if image is not None:
        _is_of_the_case(case, image)
    kind = Decision.Kind.RESTRICT_PIECE if image is None else Decision.Kind.RESTRICT_IMAGE
    what: dict = {"mode": Restriction.Mode.IMAGE, "image": image}
    if image is None:
        what = {"mode": Restriction.Mode.FULL, "review": _piece(case)}
    return _restrict("hide_in_need", kind, case, by, version, reason, public_words, "", None, **what)


@tells_of_refusals
def refuse(case: Case, *, by, version: int, reason: str, words: str = "") -> Decision:
    """Leave everything as it is, and say why: to colleagues in `reason`, to the reporter in `words`."""
    permit("refuse", case, by)
    need(reason)
    asked = open_appeal(case, by)
    with taking("refuse", case, by, version=version) as step:
        decision = step.keep(Decision.Kind.REFUSE, reason)
        if asked:
            answer(step, asked, Appeal.State.UPHELD, reason, words)
        else:
            letters.to_reporter("E27" if case.kind == Case.Kind.ORDER else "E10", case, words=words, left=" ")
            letters.stays(case)
    return decision


@tells_of_refusals
def lift(case: Case, *, by, version: int, reason: str) -> list[Restriction]:
    """Put back, bit for bit, what this case hides. What another case hides stays hidden.

    Our own publication comes back at any time. A user's post that was taken down after a notice comes back by the
    clock of 512(g), by the end of a court action, or because a lead finds that we were wrong.
    """
    who = permit("lift", case, by)
    need(reason)
    if case.kind == Case.Kind.COPYRIGHT and case.nature == Case.Nature.USER_POST:
        if Who.LEAD not in who:
            raise NotAllowed("This is a user’s post: only a lead moderator puts it back before its time.")
        if case.state in {State.CLOCK_RUNNING, State.LEGAL_HOLD}:
            raise OutOfTurn(
                "This is a user’s post: it comes back by the clock, or when the court action ends."
            )
    with taking("lift", case, by, version=version) as step:
        hidden = end_restrictions(step, reason)
        end_counter_notices(case, CounterNotice.State.ENDED)
        strikes.void(case)
        letters.put_back(case)
    return hidden


@tells_of_refusals
def reopen(case: Case, *, by, version: int, reason: str) -> Decision:
    """Look at it again, within six months: new facts, or a second thought."""
    permit("reopen", case, by)
    need(reason)
    in_time(case.closed_at, REOPENS_FOR)
    with taking("reopen", case, by, version=version) as step:
        step.set(due_at=deadlines.due(case.kind, now(), house_zone(), house_week()))
        return step.keep(Decision.Kind.REOPEN, reason)


def decide(case: Case, *, by, version: int, act: str, **given):
    """The decision of that name, such as "hide_picture": one door for who has it as a word."""
    verbs = {
        verb.__name__: verb
        for verb in (
            claim, ask_for_what_is_missing, ask_for_a_change, accept_change, take_page_down,
            hide_picture, hide_passage, remove_embed, hide_in_need,
            refuse, lift, reopen,
        )
    }  # fmt: skip
    if act not in verbs:
        raise WrongStep("There is no such decision.")
    return verbs[act](case, by=by, version=version, **given)


@tells_of_refusals
def expire(case: Case, *, by=CLOCK) -> None:
    """What was hidden for a time only shows again by itself; this closes the case."""
    permit("expire", case, by)
    if restrictions_of(case).active(now()).exists():
        raise Incomplete("Something is still hidden.")
    with taking("expire", case, by):
        letters.put_back(case)


# What they share


def _restrict(
    act: str,
    kind: str,
    case: Case,
    by,
    version: int,
    reason: str,
    public_words: str,
    words: str,
    until,
    **what,
) -> Restriction:
    permit(act, case, by)
    need(reason)
    if act == "hide_in_need" and not nobody_is_free(case):
        raise NotAllowed("A moderator is free to decide this, so leave it to them.")
    if until is not None and until <= now():
        raise WrongStep("Until when? That moment is over.")
    asked = open_appeal(case, by)
    with taking(act, case, by, version=version) as step:
        if restrictions_of(case).active(now()).filter(**what).exists():
            raise WrongStep("This case hides that already.")
        restriction = restrictions.restrict(
            **what, status_code=410 if case.kind in OUR_RULES else 451,
            public_kind=PUBLIC_KINDS.get(case.kind, ""), public_words=public_words,
            reference=case.reference, ends_at=until,
        )  # fmt: skip
        step.keep(kind, reason, restriction, legal_basis=LAWS.get(case.kind, ""))
        step.facts["restriction"] = restriction.pk
        if act == "hide_in_need":
            step.facts["conflict_of_interest"] = has_a_hand_in(case, by)
        step.set(knowledge=True, cure_until=None)
        if case.kind == Case.Kind.COPYRIGHT:
            strikes.give(case)
        if asked:
            answer(step, asked, Appeal.State.REVERSED, reason)
        letters.hidden(case, restriction, words)
    return restriction


def open_appeal(case: Case, by) -> Appeal | None:
    """What somebody objects to and nobody has answered. Whoever decided it first does not answer."""
    asked = case.appeals.filter(state=Appeal.State.OPEN).select_related("decision").last()
    if asked is not None and asked.decision.decided_by_id == by.pk:
        raise NotAllowed("You decided first, so a colleague decides about the appeal.")
    return asked


def answer(step: Taken, asked: Appeal, state: str, reasons: str, words: str = "") -> None:
    """Close the appeal with its outcome; `words` go to who filed it."""
    asked.state, asked.decided_by, asked.decided_at, asked.reasons = state, step.by, now(), reasons
    asked.save(update_fields=["state", "decided_by", "decided_at", "reasons"])
    step.facts["appeal"] = asked.pk
    letters.to_side("E21", asked, words)


def end_restrictions(step: Taken, reason: str, only=None) -> list[Restriction]:
    """End what the case hides, or `only` these of it, each with its decision. What has ended keeps its end."""
    hidden = list(restrictions_of(step.case).active(now()))
    if only is not None:
        hidden = [restriction for restriction in hidden if restriction in only]
    for restriction in hidden:
        restrictions.lift(restriction)
        if getattr(step.by, "pk", None):
            step.keep(Decision.Kind.LIFT, reason, restriction)
    step.facts["restrictions"] = [restriction.pk for restriction in hidden]
    return hidden


def end_counter_notices(case: Case, state: str) -> None:
    going_on = [CounterNotice.State.SUBMITTED, CounterNotice.State.RUNNING, CounterNotice.State.STOPPED]
    case.counter_notices.filter(state__in=going_on).update(state=state, ended_at=now())


def _is_of_the_case(case: Case, image: Image) -> None:
    if not pictures_of(case).filter(pk=image.pk).exists():
        raise WrongStep("Choose a picture of the piece that the case is about.")


def _piece(case: Case):
    if case.review is None:
        raise WrongStep("This case names no piece of ours.")
    return case.review
