"""Other ways for a case to end: withdrawn, part of another, spam, with the editors, with an authority."""

from moderation import letters, strikes
from moderation.models import Case, CounterNotice, Decision
from moderation.notices import elements, notice_of
from moderation.services.deciding import end_counter_notices, end_restrictions
from moderation.services.repeating import join
from moderation.services.steps import State, WrongStep, need, permit, taking, tells_of_refusals
from reviews.unit import unit

CORE = {"ii", "iii", "iv"}  # 17 U.S.C. 512(c)(3)(B)(ii): with these a notice obliges us to ask for the rest


@tells_of_refusals
def withdraw(
    case: Case, *, by=None, receipt: str = "", version: int | None = None, reason: str = "", others: str = "",
    tells: bool = True,
) -> None:  # fmt: skip
    """The reporter takes it back, or a moderator holds proof that they did. What it hid shows again.

    `others`: references of the same notice that they take back with it; of those it `tells` them nothing by itself.
    """
    permit("withdraw", case, by, receipt)
    if by is not None:
        need(reason)
    with taking("withdraw", case, by, version=version, receipt=receipt) as step:
        end_restrictions(step, reason)
        end_counter_notices(case, CounterNotice.State.ENDED)
        strikes.void(case)
        if tells:
            letters.to_reporter("E12", case, others=others)
        if step.before not in {State.UNCONFIRMED, State.RECEIVED}:
            letters.to_writers("E12", case)


@tells_of_refusals
def merge(case: Case, *, by, version: int, into: Case) -> None:
    """The same thing, reported again: `into` goes on, and every report is kept where it is."""
    permit("merge", case, by)
    same = (case.review_id, case.image_id) == (into.review_id, into.image_id) and case.kind == into.kind
    if case.pk == into.pk or not same:
        raise WrongStep("Only two cases of one kind about the same thing become one.")
    if into.state in Case.CLOSED:
        raise WrongStep("That case is over.")
    with unit():
        join(case, into, by=by, version=version)
        letters.to_reporter("E30", case)


@tells_of_refusals
def set_apart(case: Case, *, by, version: int) -> None:
    """It is another matter after all: it is to do again, with the time it had."""
    with taking("set_apart", case, by, version=version):
        pass


@tells_of_refusals
def mark_spam(case: Case, *, by, version: int, bulk: str = "") -> None:
    """Not a report at all. A notice that names the work, the material and a way to reach its sender never is.

    `bulk` names what was marked together with it.
    """
    permit("mark_spam", case, by)
    if is_a_notice(case):
        raise WrongStep("This names a work, the material and its sender: it is a notice, so decide it.")
    with taking("mark_spam", case, by, version=version) as step:
        step.facts |= {"bulk": bulk} if bulk else {}


@tells_of_refusals
def route(case: Case, *, by, version: int, reason: str) -> Decision:
    """Give it to the editors: a matter of fact or of form, not of rights. They do not learn who wrote."""
    permit("route", case, by)
    need(reason)
    with taking("route", case, by, version=version) as step:
        letters.to_editors("E9", case, words=reason)
        return step.keep(Decision.Kind.ROUTE, reason)


@tells_of_refusals
def close_routed(case: Case, *, by, version: int) -> None:
    """The editors have answered."""
    with taking("close_routed", case, by, version=version):
        pass


@tells_of_refusals
def refer(case: Case, *, by, version: int, reason: str) -> Decision:
    """Give it to an authority, such as where somebody is in danger (Regulation (EU) 2022/2065, Art. 18)."""
    permit("refer", case, by)
    need(reason)
    with taking("refer", case, by, version=version) as step:
        return step.keep(Decision.Kind.REFER, reason)


def is_a_notice(case: Case) -> bool:
    """Whether one of its reports names the work, the material and a way to reach its sender."""
    if case.kind != Case.Kind.COPYRIGHT:
        return False
    return any(_has_its_core(report) for report in case.reports.select_related("copyright_notice"))


def _has_its_core(report) -> bool:
    notice = notice_of(report)
    return (
        notice is not None
        and {element.clause for element in elements(report, notice) if element.given} >= CORE
    )
