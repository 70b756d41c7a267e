"""The designated agent of 17 U.S.C. 512(c)(2): as leads have entered them, until then as the settings name them."""

import re
from datetime import date, timedelta

from django.conf import settings

from moderation.models import DesignatedAgent
from pagecache.clock import now

KEY = "agent"  # of the pages that name them
REMIND_BEFORE = (90, 30, 7, 1)  # days; 37 CFR 201.38 ends a designation after three years


def current() -> DesignatedAgent | None:
    return DesignatedAgent.objects.at(now())


def lines() -> list[str]:
    """Name and postal address, e-mail, telephone: one line each."""
    agent = current()
    if agent is None:
        return [line.strip() for line in settings.DMCA_AGENT.split(";") if line.strip()]
    told = [agent.name, agent.legal_name, *agent.postal_address.splitlines(), agent.email, agent.telephone]
    return [line.strip() for line in told if line.strip()]


def email() -> str:
    """The agent's e-mail address; when none is set, everything we know about the agent."""
    if agent := current():
        return agent.email
    found = re.search(r"[^\s;,<>]+@[^\s;,<>]+", settings.DMCA_AGENT)
    return found[0] if found else settings.DMCA_AGENT


def reminder_due(agent: DesignatedAgent, today: date) -> int | None:
    """The smallest number of days before the end that has been reached; 0 once it is over, None before all."""
    if agent.expires_on is None:
        return None
    left = agent.expires_on - today
    if left <= timedelta(0):
        return 0
    return min((days for days in REMIND_BEFORE if left <= timedelta(days=days)), default=None)


def trouble(today: date) -> str:
    """What is wrong with our designation, as a sentence for the newsroom; empty when nothing is."""
    agent = current()
    if agent is None:
        return "No designated agent is entered, so the copyright policy shows what DMCA_AGENT says."
    if agent.expires_on is None:
        return (
            "The designated agent has no day of filing, so nobody knows until when the designation is good."
        )
    if agent.expires_on <= today:
        return f"The designation of our agent ended on {agent.expires_on:%d %B %Y}. Renew it and enter the new filing."
    return ""
