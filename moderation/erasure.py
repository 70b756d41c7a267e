"""Somebody asks us to delete what we hold of them. Asking deletes nothing: a person decides within 30 days."""

from moderation import letters
from moderation.models import Report
from reviews.unit import unit


def ask(report: Report) -> None:
    """Write down that the sender of this report asks for it, and tell the leads. Asking twice tells nobody twice."""
    with unit() as work:
        work.record("case.ask_erasure", obj=report.case, reference=report.case.reference, report=report.pk)
        letters.asks_to_be_forgotten(report.case, report)
