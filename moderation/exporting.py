"""What we hold of one person, whole and for them alone: Regulation (EU) 2016/679, Arts. 15 and 20."""

from accounts.audit import keyed
from accounts.models import User
from moderation.models import Appeal, CopyrightNotice, CounterNotice, ErasureRequest, Letter, Paper, Report
from pagecache.clock import now
from reviews.models import Contributor
from reviews.unit import unit

OURS = {"form_token_hash", "receipt_hash", "key", "email_digest", "password", "last_error", "folded"}


def everything_about(email: str, *, by=None) -> dict:
    """Everything under that address, and nothing of anybody else that they were not sent. Leaves a line in the log."""
    email = email.strip()
    reports = Report.objects.filter(email__iexact=email).select_related("case").order_by("pk")
    people = User.objects.filter(email__iexact=email).order_by("pk")
    found = {
        "address": email,
        "made_at": now().isoformat(),
        "reports": [_columns(row) | {"reference": row.case.reference} for row in reports],
        "notices": _all(CopyrightNotice.objects.filter(report__in=reports)),
        "counter_notices": _all(CounterNotice.objects.filter(email__iexact=email)),
        "appeals": _all(Appeal.objects.filter(filed_by__in=people)),
        "papers": _all(papers_of(email)),
        "letters": _all(Letter.objects.filter(address__iexact=email)),
        "erasure": _all(ErasureRequest.objects.filter(email__iexact=email)),
        "accounts": [_columns(user) | {"roles": sorted(user.roles)} for user in people],
        "bylines": [
            _columns(row)
            for row in Contributor.objects.filter(user__in=people)
            | Contributor.objects.filter(email__iexact=email)
        ],
    }
    with unit() as work:
        counts = {name: len(rows) for name, rows in found.items() if isinstance(rows, list)}
        work.record("person.export", by=by, whose=keyed(email), **counts)
    return found


def papers_of(email: str):
    """What they gave us themselves, and the originals of what was typed in for them."""
    return Paper.objects.kept().filter(report__email__iexact=email.strip())


def _all(rows) -> list[dict]:
    return [_columns(row) for row in rows.order_by("pk")]


def _columns(row) -> dict:
    told = {
        column.attname: getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if column.name not in OURS
    }
    # Who else had a hand in it is theirs to tell.
    return {name: value for name, value in told.items() if not name.endswith("_by_id")}
