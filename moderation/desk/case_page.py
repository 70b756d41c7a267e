"""Everything that the page of one case prints, each asked for once and only if its reader may know it."""

from datetime import datetime
from functools import cached_property

from accounts.models import User
from accounts.policy import can
from moderation import services, states
from moderation.counter_elements import missing_from
from moderation.desk.acts import IN_SIGHT, Offered, offered
from moderation.desk.again import joined, looking_like
from moderation.desk.as_it_stood import AsItStood
from moderation.desk.beside import Beside
from moderation.desk.claims import claim_of
from moderation.desk.counting import Counted, record_of_sender, record_of_writers
from moderation.desk.forms import moderators
from moderation.desk.history import Told, history_of
from moderation.desk.pictures import Picture, pictures_in
from moderation.desk.queue import Clock, clock_of
from moderation.desk.standing import Standing
from moderation.desk.whole_notice import Same, same_for_others
from moderation.models import Appeal, Case, CopyrightNotice, CounterNotice, Decision, Note, Paper, Report
from moderation.notices import Element, elements, notice_of
from reviews.models import Restriction

CLAIMED = services.OPEN | {Case.State.ROUTED, Case.State.APPEAL_OPEN}


class CasePage:
    def __init__(self, case: Case, user, at: datetime, look: str = ""):
        self.case, self.user, self.at = case, user, at
        self.sees_reporter = can(user, "moderation.see_reporter", case)
        self.standing = Standing(case, at)
        self.piece = AsItStood(case, user, at, look)
        self.beside = Beside(case, user, at)

    # What was said

    @cached_property
    def _latest(self) -> Report | None:
        return self.case.reports.select_related("copyright_notice").last()

    @cached_property
    def report(self) -> Report | None:
        """The latest version; nobody without the right to see reporters gets a word of it."""
        if not self.sees_reporter:
            return None
        return self._latest

    @property
    def notice(self) -> CopyrightNotice | None:
        return notice_of(self.report) if self.report else None

    @cached_property
    def elements(self) -> list[Element]:
        if self.case.kind != Case.Kind.COPYRIGHT:
            return []
        # Which elements are there is no secret; what they say is.
        report = self._latest
        return elements(report, notice_of(report) or CopyrightNotice()) if report else []

    @property
    def given(self) -> int:
        return sum(element.given for element in self.elements)

    @property
    def lacks_something(self) -> bool:
        return self.given < len(self.elements)

    @property
    def signs_otherwise(self) -> bool:
        """Not wrong, but worth a look: agents sign for owners."""
        return bool(self.notice and self.notice.signature and self.notice.signature != self.report.name)

    @cached_property
    def papers(self) -> list[Paper]:
        """Those of the whole notice: what came with it lies with its first case."""
        return list(Paper.objects.filter(case__in=self.pages).select_related("kept_by", "legal_action"))

    @property
    def can_add_papers(self) -> bool:
        states_of_it = states.before("add_papers", self.case.kind)
        return self.decides and services.takes_papers(self.case) and self.case.state in states_of_it

    @property
    def claim(self) -> str:
        return claim_of(self.case, self.report, self.notice)

    # What it is about

    @cached_property
    def is_public(self) -> bool:
        return self.case.review is not None and self.case.review.is_published(self.at)

    @property
    def ours(self) -> list[Restriction]:
        return self.standing.ours

    @property
    def theirs(self) -> list[Restriction]:
        return self.standing.theirs

    @property
    def pictures_are_shown(self) -> bool:
        """Nobody has to look at those of a child-safety case."""
        return self.case.kind != Case.Kind.CHILD_SAFETY

    @cached_property
    def pictures(self) -> list[Picture]:
        return pictures_in(self.standing, self.at) if self.pictures_are_shown else []

    # Whom it concerns, in numbers

    @cached_property
    def sender_record(self) -> list[Counted]:
        return record_of_sender(self.report.email) if self.report and self.report.email else []

    @cached_property
    def writer_record(self) -> list[Counted]:
        return record_of_writers(self.case, self.at)

    # The other side

    @cached_property
    def counter_notice(self) -> CounterNotice | None:
        return self.standing.counter_notices[-1] if self.standing.counter_notices else None

    @property
    def counter_lacks(self) -> list[str]:
        return [str(one) for one in missing_from(self.counter_notice)] if self.counter_notice else []

    @cached_property
    def appeals(self) -> list[Appeal]:
        return list(self.case.appeals.select_related("decision", "decided_by"))

    # What was done, and what can be

    @cached_property
    def decisions(self) -> list[Decision]:
        return list(self.case.decisions.select_related("decided_by"))

    @cached_property
    def notes(self) -> list[Note]:
        return list(self.case.notes.select_related("written_by"))

    @cached_property
    def neighbours(self) -> list[tuple[str, Case]]:
        """Cases that belong to this one, and how."""
        case, found = self.case, []
        if case.merged_into:
            found.append(("Part of", case.merged_into))
        found += [("With it", one) for one in case.merged.all()]
        return found + [("See also", one) for one in case.linked.all()]

    @property
    def pages(self) -> list[Case]:
        """One case for each page of a notice that names several."""
        return self.standing.whole_notice

    @cached_property
    def same(self) -> Same | None:
        latest = self.decisions[-1] if self.decisions and self.decides else None
        return same_for_others(self.case, latest, self.pages)

    @cached_property
    def looks_like(self) -> list[Case]:
        return looking_like(self.case, self.report)

    @cached_property
    def joined(self) -> list[Report]:
        return joined(self.case) if self.sees_reporter else []

    @property
    def can_merge(self) -> bool:
        return any(one.act.verb == "merge" and not one.why_not for one in self.acts)

    @cached_property
    def history(self) -> list[Told]:
        return history_of(self.case)

    @cached_property
    def has_a_hand_in_it(self) -> bool:
        return services.has_a_hand_in(self.case, self.user)

    @property
    def decides(self) -> bool:
        return can(self.user, "moderation.decide_case", self.case) and not self.has_a_hand_in_it

    @property
    def arranges(self) -> bool:
        return can(self.user, "moderation.decide_case")

    @property
    def can_claim(self) -> bool:
        return self.can_assign and self.case.assigned_to_id != self.user.pk

    @property
    def can_assign(self) -> bool:
        return self.decides and self.case.state in CLAIMED

    @property
    def can_split(self) -> bool:
        return self.decides and self.case.state in services.UNDECIDED

    @cached_property
    def colleagues(self) -> list[User]:
        return [one for one in moderators() if one.pk not in (self.user.pk, self.case.assigned_to_id)]

    @cached_property
    def acts(self) -> list[Offered]:
        return offered(self.case, self.user, self.at)

    @property
    def in_sight(self) -> list[Offered]:
        return [one for one in self.acts if not one.why_not][:IN_SIGHT]

    @property
    def further(self) -> list[Offered]:
        seen = self.in_sight
        return [one for one in self.acts if one not in seen]

    @property
    def clock(self) -> Clock:
        counter = self.standing.counter_notice(CounterNotice.State.RUNNING)
        return clock_of(self.case, self.at, counter.planned_at if counter else None)

    @property
    def sees_list(self) -> bool:
        return can(self.user, "moderation.view_case")
