"""What the sender of a report may know of it: what was done and when, and what they can do now.

Never a moderator's name, nor another sender, nor anything of the writer but the counter-notice that the law sends them.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from moderation import states
from moderation.concerned import latest_report, restrictions_of, whole_notice
from moderation.letters.sending import is_ours
from moderation.models import Case, CounterNotice, Decision, Paper, Report
from moderation.notices import Element, missing
from moderation.results import Result, results_of
from moderation.services import takes_papers
from moderation.states import Who

State = Case.State

# Where a report stands, in the words of a letter to who sent it.
STANDS: dict[str, Promise] = {
    State.UNCONFIRMED: _("Received. Please confirm it by the link that we sent you."),
    State.RECEIVED: _("Received. Nobody has looked at it yet."),
    State.IN_REVIEW: _("With a moderator."),
    State.NEEDS_INFO: _("Waiting for you."),
    State.AWAITING_CHANGE: _("With a moderator, who has asked the writer for a change."),
    State.RESTRICTED: _("Acted on: what you reported is no longer shown."),
    State.COUNTER_CHECK: _("Acted on. The writer objects, and we check their counter-notice."),
    State.CLOCK_RUNNING: _(
        "Acted on. The writer objects; it comes back unless you go to court, as we wrote you."
    ),
    State.LEGAL_HOLD: _("Acted on, and held until the court action has ended."),
    State.ROUTED: _("With the editors."),
    State.APPEAL_OPEN: _("Decided, and looked at again after an objection."),
    State.UPHELD: _("Looked at again: our decision stands."),
    State.REVERSED: _("Looked at again: our decision was reversed."),
    State.PARTLY: _("Looked at again: our decision was reversed in part."),
    State.EXPIRED: _("Acted on, for a time that is over."),
    State.WITHDRAWN: _("Withdrawn."),
    State.LAPSED: _("Closed, because something was missing. You can still send it."),
    State.MERGED: _("Went on together with another report of the same."),
    State.SPAM: _("Closed."),
    State.REFERRED: _("Given to an authority."),
    State.REFUSED: _("Not acted on. We tell you why."),
    State.RESTORED: _("Put back, after we had taken it down."),
    State.CLOSED: _("Closed."),
}

# What the log says, as far as it is the sender's business.
DONE = {
    "case.receive": _("We received your report"),
    "case.confirm": _("Your report was confirmed"),
    "case.claim": _("A moderator took it on"),
    "case.ask": _("We asked you for what is missing"),
    "case.complete": _("You sent us more"),
    "case.add_papers": _("Files were added"),
    "case.lapse": _("We closed it, as we did not hear from you"),
    "case.take_page_down": _("We took the page down"),
    "case.hide_picture": _("We hid a picture"),
    "case.hide_passage": _("We hid a passage"),
    "case.remove_embed": _("We removed an embed"),
    "case.hide_in_need": _("We hid what you reported"),
    "case.refuse": _("We decided to leave it as it is"),
    "case.route": _("We gave it to the editors"),
    "case.close_routed": _("The editors have looked at it"),
    "case.refer": _("We gave it to an authority"),
    "case.withdraw": _("The report was withdrawn"),
    "case.submit_counter_notice": _("The writer sent a counter-notice"),
    "case.return_counter_notice": _("We returned the counter-notice, as it lacked something"),
    "case.start_clock": _("We passed the counter-notice on to you"),
    "case.record_legal_action": _("You told us of a court action"),
    "case.note_legal_action": _("We were told of a court, which stops nothing"),
    "case.put_back": _("It was put back"),
    "case.lift": _("It was put back"),
    "case.end_hold": _("The court action ended, and it was put back"),
    "case.keep_down": _("The court action ended, and it stays hidden"),
    "case.expire": _("It was hidden for a time that is over"),
    "case.appeal": _("We received an objection"),
    "case.uphold": _("Looked at again: our decision stands"),
    "case.reverse": _("Looked at again: our decision was reversed"),
    "case.reverse_in_part": _("Looked at again: our decision was reversed in part"),
    "case.reopen": _("We opened it again"),
    "case.merge": _("It goes on together with another report of the same"),
    "case.set_apart": _("It goes on by itself again"),
    "case.answer_as_before": _("We answered it as we had answered the same before"),
    "case.ask_erasure": _("You asked us to delete your data"),
}

TELLS_OF_A_DECISION = ("E8", "E10", "E12", "E18", "E19", "E21", "E32")


@dataclass(frozen=True)
class Named:
    """One of the pages that a notice names."""

    case: Case
    stands: Promise
    is_here: bool


class StatusPage:
    """One case of the notice at a time: that of the reference `of`, or the first; and where the others stand."""

    def __init__(self, report: Report, at: datetime, of: str = ""):
        self.report, self.at = report, at
        self.cases = list(whole_notice(report.case))
        self.case = next((case for case in self.cases if case.reference == of), report.case)
        self.gave_papers = getattr(report, "gave_papers", True) or self.case != report.case

    @property
    def named(self) -> list[Named]:
        """The pages of the notice, if there are several."""
        pages = [Named(case, STANDS[case.state], case == self.case) for case in self.cases]
        return pages if len(pages) > 1 else []

    @property
    def stands(self) -> Promise:
        return STANDS[self.case.state]

    @property
    def is_open(self) -> bool:
        return self.case.decided_at is None and self.case.closed_at is None

    @cached_property
    def latest(self) -> Report:
        """What the sender says now, in the version that counts."""
        report = latest_report(self.case)
        report.case = self.case
        return report

    @cached_property
    def missing(self) -> list[Element]:
        return missing(self.latest) if self.can_complete else []

    @cached_property
    def asked(self) -> str:
        """What a moderator wants to know, in their words: the letter says the same."""
        if self.case.state not in {State.NEEDS_INFO, State.LAPSED}:
            return ""
        decision = self.case.decisions.filter(kind=Decision.Kind.ASK).last()
        return decision.reason if decision else ""

    @cached_property
    def timeline(self) -> list[tuple[datetime, Promise]]:
        """Oldest first."""
        rows = AuditEntry.objects.filter(object_type="moderation.case", object_id=self.case.pk)
        told = rows.filter(action__in=DONE).order_by("seq").values_list("action", "at", "facts")
        return [
            (at, DONE[action])
            for action, at, facts in told
            if action != "case.confirm" or facts.get("by_link")
        ]

    @cached_property
    def letter(self) -> list[str]:
        """The paragraphs of the last letter that told them of a decision, but for the way to this page."""
        if self.is_open:
            return []
        told = self.case.letters.filter(recipient="reporter", code__in=TELLS_OF_A_DECISION)
        last = told.exclude(text="").order_by("created_at", "pk").last()
        paragraphs = last.text.strip().split("\n\n")[:-1] if last else []
        return [words for words in paragraphs if not any(map(is_ours, words.splitlines()))]

    @cached_property
    def results(self) -> list[Result]:
        """What became of each page that was named and of each thing that was hidden."""
        pages = [self.case.raw_url, *self.latest.more_addresses.splitlines()]
        named = [Result(address, self._outcome(first=not at)) for at, address in enumerate(pages) if address]
        return [*named, *self._hidden]

    @cached_property
    def _hidden(self) -> list[Result]:
        return results_of(restrictions_of(self.case).order_by("pk"), self.at)

    def _outcome(self, *, first: bool) -> str:
        is_nowhere = self.case.review_id is None and self.case.image_id is None
        if first and is_nowhere and self.case.kind == Case.Kind.COPYRIGHT:
            return gettext("we found no piece of ours there")
        if self.is_open:
            return gettext("not decided yet")
        if not self._hidden:
            return gettext("stays as it is")
        return gettext("see below") if first else gettext("looked at together with the first")

    # What its sender can do

    def _may(self, act: str) -> bool:
        return self.case.state in states.before(act, self.case.kind) and Who.REPORTER in states.who(
            act, self.case.kind, self.case.state
        )

    @cached_property
    def can_complete(self) -> bool:
        return self._may("complete")

    @property
    def can_add_papers(self) -> bool:
        """Where nothing is asked for and no clock runs: what answers those takes files, too."""
        return (
            takes_papers(self.case) and not self.can_complete and not self.clock and self._may("add_papers")
        )

    @cached_property
    def papers(self) -> list[Paper]:
        """What its sender gave us so far."""
        return list(self.case.papers.kept().given_by_its_sender()) if self.gave_papers else []

    @property
    def can_withdraw(self) -> bool:
        return self._may("withdraw")

    @property
    def can_appeal(self) -> bool:
        return self._may("appeal")

    @cached_property
    def clock(self) -> CounterNotice | None:
        """The counter-notice that puts it back, while only a court can stop that."""
        if self.case.state != State.CLOCK_RUNNING:
            return None
        return self.case.counter_notices.filter(state=CounterNotice.State.RUNNING).last()

    @cached_property
    def has_asked_to_be_forgotten(self) -> bool:
        return any(words == DONE["case.ask_erasure"] for _at, words in self.timeline)
