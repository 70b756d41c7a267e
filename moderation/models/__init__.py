"""Complaints about what we publish, and what was decided. What is hidden is a `reviews.Restriction`."""

from moderation.models.agent import DesignatedAgent
from moderation.models.appeal import Appeal
from moderation.models.calendar import CalendarException
from moderation.models.case import Case, CopyrightNotice, Decision, Report
from moderation.models.counter_notice import CounterNotice, LegalAction
from moderation.models.desk import CannedReply, Note, SavedFilter
from moderation.models.erasure import ErasureRequest
from moderation.models.evidence import EvidenceSnapshot
from moderation.models.hearing import Hearing
from moderation.models.letter import Letter
from moderation.models.paper import Paper
from moderation.models.register import RegisterEntry, TransparencyPeriod
from moderation.models.strike import Strike

__all__ = [
    "Appeal", "CalendarException", "CannedReply", "Case", "CopyrightNotice", "CounterNotice", "Decision",
    "DesignatedAgent", "ErasureRequest", "EvidenceSnapshot", "Hearing", "LegalAction", "Letter", "Note",
    "Paper", "RegisterEntry", "Report", "SavedFilter", "Strike", "TransparencyPeriod",
]  # fmt: skip
