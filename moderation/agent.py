"""The designated agent of 17 U.S.C. 512(c)(2), as the settings name it."""

import re

from django.conf import settings


def lines() -> list[str]:
    """Name and postal address, e-mail, telephone: one line each."""
    return [line.strip() for line in settings.DMCA_AGENT.split(";") if line.strip()]


def email() -> str:
    """The agent's e-mail address; when none is set, everything we know about the agent."""
    found = re.search(r"[^\s;,<>]+@[^\s;,<>]+", settings.DMCA_AGENT)
    return found[0] if found else settings.DMCA_AGENT
