"""What a case says, in one sentence: the headline of its page."""

from django.utils.text import Truncator

from moderation.desk.queue import claimed_thing
from moderation.models import Case, CopyrightNotice, Report

Kind = Case.Kind

CLAIMS: dict[str, str] = {
    Kind.CONTENT: "“{what}” is said to be inappropriate",
    Kind.PERSONAL: "“{what}” is said to be wrong or private",
    Kind.TRADEMARK: "“{what}” is said to use a trademark",
    Kind.PRIVACY: "“{what}” is said to tell what is private",
    Kind.DEFAMATION: "“{what}” is said to be defamatory",
    Kind.PLAGIARISM: "“{what}” is said to be copied",
    Kind.INTIMATE: "“{what}” is said to show an intimate picture",
    Kind.CHILD_SAFETY: "“{what}” is said to endanger a child",
    Kind.CORRECTION: "“{what}” is said to be wrong",
    Kind.ORDER: "An authority writes about “{what}”",
}


def claim_of(case: Case, report: Report | None, notice: CopyrightNotice | None) -> str:
    """`report` None: for a reader who may not know who sent it, nor a word of it."""
    what = claimed_thing(case, report is not None)
    if case.kind == Kind.COPYRIGHT and report and notice and notice.location:
        location = Truncator(notice.location).chars(80)
        return f"“{location}” in “{what}” is said to be {report.name or 'the sender'}’s"
    if case.kind == Kind.COPYRIGHT:
        return f"A copyright notice about “{what}”"
    if case.kind == Kind.OTHER:
        return f"Somebody writes about “{what}”"
    return CLAIMS.get(case.kind, "A report about “{what}”").format(what=what)
