"""Complaints about what we publish, and what was decided. What is hidden is a `reviews.Restriction`."""

from moderation.models.calendar import CalendarException
from moderation.models.case import Case, CopyrightNotice, Decision, Report

__all__ = ["CalendarException", "Case", "CopyrightNotice", "Decision", "Report"]
