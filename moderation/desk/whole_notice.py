"""A notice that names several pages, at the desk: where each stands, and one decision taken for several.

Each case is asked by its own verb, with its own version: conflicts of interest, permissions and what a colleague did
meanwhile are found there. What cannot be done is said of each, and the rest is done: a notice about fifty pages must
not wait for one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from moderation import services, states
from moderation.concerned import pictures_of
from moderation.models import Case, Decision

Kind = Decision.Kind
# By which act a decision was taken. Passages and embeds are of one text, so those are decided one by one.
TAKEN_BY: dict[str, str] = {
    Kind.REFUSE: "refuse", Kind.RESTRICT_PIECE: "take_page_down", Kind.RESTRICT_IMAGE: "hide_picture",
    Kind.ASK: "ask_for_what_is_missing", Kind.ASK_CHANGE: "ask_for_a_change", Kind.ACCEPT_CHANGE: "accept_change",
    Kind.ROUTE: "route", Kind.REFER: "refer", Kind.LIFT: "lift", Kind.REOPEN: "reopen",
}  # fmt: skip
REPEATED = frozenset({*TAKEN_BY.values(), "withdraw", "mark_spam"})


@dataclass(frozen=True)
class Same:
    """The same decision for the others of a notice: its act, the case at which it is taken, and how many they are."""

    act: str
    at: Case
    count: int


def token_of(case: Case) -> str:
    """A case as it was seen."""
    return f"{case.pk}.{case.version}"


def alike(verb: str, case: Case, cases: list[Case]) -> list[Case]:
    """The others that stand where this one does, as far as the act leads on from there."""
    return [
        other
        for other in cases
        if other != case
        and other.state in states.before(verb, other.kind)
        and (other.state == case.state or {other.state, case.state} <= states.UNDECIDED)
    ]


def same_for_others(case: Case, decision: Decision | None, cases: list[Case]) -> Same | None:
    """Offered once one is decided, while others are not (or, of what is put back, are not back yet)."""
    verb = TAKEN_BY.get(decision.kind) if decision else None
    if verb is None:
        return None
    undone = {"lift": states.DOWN, "reopen": Case.CLOSED, "accept_change": states.HIDES_FROM}.get(
        verb, states.UNDECIDED - {case.state}
    )
    others = [one for one in cases if one != case and one.state in undone & states.before(verb, one.kind)]
    return Same(verb, others[0], len(others)) if others else None


def repeat(
    chosen: list[tuple[Case, int]],
    given: dict,
    do: Callable[[Case, dict], None],
    refused: Callable[[Case, Exception], None],
) -> list[tuple[Case, str]]:
    """The same for each, on the version that was seen. Returns those that stay as they are, and why."""
    left = []
    for case, version in chosen:
        try:
            do(case, _for(case, given) | {"version": version})
        except (services.NotAllowed, services.WrongStep, services.Conflict) as refusal:
            refused(case, refusal)
            left.append((case, str(refusal)))
    return left


def _for(case: Case, given: dict) -> dict:
    """What was said of one, as it is said of another: the same picture, or the only one that it can be about."""
    image = given.get("image")
    if image is None:
        return given
    pictures = list(pictures_of(case).order_by("pk")[:2])
    if pictures_of(case).filter(pk=image.pk).exists():
        return given
    if len(pictures) != 1:
        raise services.WrongStep("It has other pictures, so choose among them there.")
    return given | {"image": pictures[0]}
