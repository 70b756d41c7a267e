"""Complaints about somebody's work, as the writer may know them: what was hidden, why, and what they can do.

Of a copyright notice they learn who sent it (name, organisation, e-mail) and what it says, never street or telephone.
Of any other report they learn nothing of its sender and not a word of it.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation import states, tokens
from moderation.concerned import pieces_of
from moderation.letters import minute, notice_words
from moderation.models import Case, CounterNotice, Decision, Letter, Report, Strike
from moderation.results import HIDDEN, Result, results_of
from moderation.states import Who
from reviews.models import Authorship, Contributor, PictureUse, Restriction

State = Case.State
AT_MOST = 50

STRIKES: dict[str, Promise] = {
    Strike.State.PROVISIONAL: _("Counts from %(from)s on, unless you send a counter-notice before."),
    Strike.State.ACTIVE: _("Counts until %(until)s."),
    Strike.State.SUSPENDED: _("Does not count while your counter-notice is open."),
    Strike.State.VOIDED: _("Does not count."),
}
STANDING: dict[str, Promise] = {
    Contributor.Standing.GOOD: _("Nothing counts against you."),
    Contributor.Standing.NOTICED: _("One notice counts. Nothing follows from one."),
    Contributor.Standing.WARNED: _("Two notices count within two years. This is a warning."),
    Contributor.Standing.UNDER_REVIEW: _(
        "Three notices count within two years. A lead moderator hears you and then decides how we go on."
    ),
    Contributor.Standing.ENDED: _("We have ended our working together. What you wrote stays."),
    Contributor.Standing.REINSTATED: _("We work together again."),
}


class Complaint:
    """One case and one of its writers. `at` None: only what does not change by the clock."""

    def __init__(self, case: Case, writer: Contributor, at: datetime | None):
        self.case, self.writer, self.at = case, writer, at

    @property
    def is_copyright(self) -> bool:
        return self.case.kind == Case.Kind.COPYRIGHT

    @property
    def stands(self) -> Promise:
        return STANDS.get(self.case.state, _("With the moderators."))

    @cached_property
    def _restrictions(self) -> list[Restriction]:
        hid = {one.restriction.pk: one.restriction for one in self.case.decisions.all() if one.restriction}
        return [hid[pk] for pk in sorted(hid)]

    @cached_property
    def _report(self) -> Report:
        return max(self.case.reports.all(), key=lambda report: (report.received_at, report.pk))

    @cached_property
    def results(self) -> list[Result]:
        return results_of(self._restrictions, self.at)

    def places(self) -> Iterator[tuple[str, str]]:
        """What was hidden, and the addresses at which it stood."""
        pieces = list(pieces_of(self.case).exclude(path=None).only("path")[:AT_MOST])
        where = ", ".join(f"{settings.SITE_URL}{piece.path}" for piece in pieces)
        for row in self._restrictions:
            yield str(HIDDEN[Restriction.Mode(row.mode)]), where

    @property
    def notice(self) -> str:
        """What the sender says (17 U.S.C. 512(g)(2)(A)); nothing of any other report, nor where nothing was hidden."""
        return notice_words(self._report) if self.is_copyright and self._restrictions else ""

    @property
    def received_at(self) -> datetime:
        return self._report.received_at

    @cached_property
    def letters(self) -> list[Letter]:
        """What we wrote to this writer about it."""
        theirs = {self.writer.email, self.writer.user.email if self.writer.user else ""} - {""}
        return [one for one in self.case.letters.all() if one.recipient == "writer" and one.address in theirs]

    @cached_property
    def strike(self) -> str:
        given = next((one for one in self.case.strikes.all() if one.contributor_id == self.writer.pk), None)
        if given is None:
            return ""
        return str(STRIKES[given.state]) % {
            "from": _day(given.counts_from),
            "until": _day(given.expires_at),
        }

    @cached_property
    def planned(self) -> str:
        going = (one for one in self.case.counter_notices.all() if one.state == CounterNotice.State.RUNNING)
        running = next(going, None)
        if running is None or running.planned_at is None:
            return ""
        return minute(running.planned_at, settings.DMCA_AGENT_TIME_ZONE)

    def _may(self, act: str) -> bool:
        kind, state = self.case.kind, self.case.state
        return state in states.before(act, kind) and Who.WRITER in states.who(act, kind, state)

    @property
    def can_appeal(self) -> bool:
        return self._may("appeal")

    @property
    def counter_address(self) -> str:
        if not self._may("submit_counter_notice"):
            return ""
        return reverse("moderation:counter", args=[tokens.countering(self.case, self.writer)])


STANDS: dict[str, Promise] = {
    State.RESTRICTED: _("Hidden."),
    State.COUNTER_CHECK: _("Hidden. We check your counter-notice."),
    State.CLOCK_RUNNING: _("Hidden, and on its way back."),
    State.LEGAL_HOLD: _("Hidden until a court action has ended. Please take legal advice."),
    State.APPEAL_OPEN: _("Looked at again, by somebody who did not decide it first."),
    State.UPHELD: _("Looked at again: our decision stands."),
    State.REVERSED: _("Looked at again: our decision was reversed."),
    State.PARTLY: _("Looked at again: our decision was reversed in part."),
    State.RESTORED: _("Back, as it was."),
    State.WITHDRAWN: _("The complaint was withdrawn."),
    State.EXPIRED: _("Back: it was hidden for a time that is over."),
    State.REFUSED: _("We left everything as it is."),
}


def complaints_about(user, at: datetime) -> list[Complaint]:
    """Those that ever hid something of theirs, and copyright notices that we refused; the newest first."""
    writers = {writer.pk: writer for writer in Contributor.objects.filter(user=user).select_related("user")}
    own = Authorship.objects.filter(contributor__in=writers)
    shown = PictureUse.objects.filter(image=OuterRef("image"), review__in=own.values("review"))
    theirs = Q(Exists(own.filter(review=OuterRef("review")))) | Q(Exists(shown), review=None)
    hid = Exists(Decision.objects.filter(case=OuterRef("pk"), restriction__isnull=False))
    told = Q(hid) | Q(kind=Case.Kind.COPYRIGHT, state=State.REFUSED)
    cases = Case.objects.filter(theirs, told).exclude(kind=Case.Kind.CHILD_SAFETY)
    found = cases.select_related("review").defer("review__body").order_by("-opened_at", "-pk")
    whole = found.prefetch_related(
        "decisions__restriction", "reports__copyright_notice", "letters", "strikes", "counter_notices"
    )[:AT_MOST]
    bylines = dict(own.values_list("review", "contributor"))
    return [Complaint(case, _writer_of(case, bylines, writers), at) for case in whole]


def _writer_of(case: Case, bylines: dict[int, int], writers: dict[int, Contributor]) -> Contributor:
    """Under which of their bylines; for a picture that stands in several pieces, the first."""
    return writers.get(bylines.get(case.review_id or 0, 0)) or next(iter(writers.values()))


def _day(moment: datetime) -> str:
    return minute(moment).split(",")[0]
