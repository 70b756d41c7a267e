"""How many reports may come in, from one network, from one address, about one page, and at all.

Counted in the rows of the reports themselves, so that it holds over processes and restarts. What a limit stops is
answered 429 with a way to reach us, except what the law does not let us lose: that is taken all the same, marked,
and writes no letter to the address that somebody typed in (see LOSES_NOTHING). Two that come in the very same moment
may both be the last: a limit is no lock.
"""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.throttling import network
from moderation.models import Case, Report

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
FROM_ONE_NETWORK = {AN_HOUR: 10, A_DAY: 30}
WAITING_FOR_ONE_ADDRESS = 5  # reports that nobody has confirmed
ABOUT_ONE_PAGE = 20  # in an hour
FROM_EVERYBODY = 300  # in an hour

# A notice counts when it has reached us (17 U.S.C. 512(c)(3)(A)), and the others cannot wait.
LOSES_NOTHING = frozenset({Case.Kind.COPYRIGHT, Case.Kind.INTIMATE, Case.Kind.CHILD_SAFETY, Case.Kind.ORDER})

NETWORK = _("Many reports have come from your network lately, so we take no more just now.")
ADDRESS = _(
    "Several reports from this address wait for a click on the link that we sent. Please confirm one first."
)
PAGE = _("Many people are reporting this page just now, and a moderator looks at it.")
EVERYBODY = _("So many reports are coming in that we take no more just now. Please try again in an hour.")


def used_up(report: dict, sender: str, at: datetime) -> Promise | None:
    """The sentence of the first limit that this report meets; None when there is room. `report`: of the form."""
    lately = Report.objects.filter(channel=Report.Channel.WEB, received_at__gt=at - AN_HOUR)
    once = Q(case__split_from=None)  # a notice about many pages is one
    for span, most in FROM_ONE_NETWORK.items():
        come = Report.objects.filter(channel=Report.Channel.WEB, received_at__gt=at - span)
        if come.filter(sender_hash__in=_names(sender, at)).count() >= most:
            return NETWORK
    if report["email"]:
        waiting = Report.objects.filter(
            once, case__state=Case.State.UNCONFIRMED, email__iexact=report["email"]
        )
        if waiting.count() >= WAITING_FOR_ONE_ADDRESS:
            return ADDRESS
    if lately.filter(once).count() >= FROM_EVERYBODY:
        return EVERYBODY
    if (same := _same_page(report)) and lately.filter(same).count() >= ABOUT_ONE_PAGE:
        return PAGE
    return None


def _same_page(report: dict) -> Q | None:
    if report["review"]:
        return Q(case__review=report["review"])
    if report["image"]:
        return Q(case__image=report["image"])
    return Q(case__raw_url=report["address"]) if report["address"] else None


def name_of_sender(request) -> str:
    """How a report remembers the network it came from: the same for a day, and no way back to the address."""
    return _name(network(request), request.at)


def _name(client: str, at: datetime) -> str:
    return salted_hmac(f"report.network.{at:%Y-%m-%d}", client, algorithm="sha256").hexdigest()


def _names(client: str, at: datetime) -> list[str]:
    """Today's and yesterday's, since a day reaches back over midnight."""
    return [_name(client, at), _name(client, at - A_DAY)]
