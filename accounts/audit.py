"""The audit log's one way in, and the check that nothing in it was changed."""

import hashlib
import json
from datetime import UTC

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from accounts.models import AuditEntry
from pagecache.clock import now

FIRST = "0" * 64
LOCK = 0x48414C41  # any fixed number: the name of our advisory lock


def record(
    action: str,
    *,
    by=None,
    obj=None,
    reference: str = "",
    from_state: str = "",
    to_state: str = "",
    **facts,
) -> AuditEntry:
    """Add one entry to the chain, inside the transaction of the act it tells of.

    `by` None means the clock or a stranger did it. `facts`: plain values, ids only, never names, addresses or
    text of a person. Raises TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record() belongs inside the transaction it records.")
    if connection.vendor == "postgresql":
        # Two writers must not both build on the same last row. SQLite has one writer anyway.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = AuditEntry.objects.order_by("-seq").values_list("seq", "hash").first() or (0, FIRST)
    entry = AuditEntry(
        seq=last[0] + 1,
        at=now(),
        actor=by if getattr(by, "pk", None) else None,
        actor_roles=" ".join(sorted(by.roles)) if getattr(by, "pk", None) else "",
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        reference=reference,
        from_state=from_state,
        to_state=to_state,
        facts=facts,
        previous_hash=last[1],
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    return entry


def digest(entry: AuditEntry) -> str:
    told = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "roles": entry.actor_roles,
        "action": entry.action,
        "object": [entry.object_type, entry.object_id],
        "reference": entry.reference,
        "states": [entry.from_state, entry.to_state],
        "facts": entry.facts,
    }
    text = json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256((entry.previous_hash + text).encode()).hexdigest()


def keyed(secret: str) -> str:
    """How an entry may name what it must not say, such as an address: the same for the same, and no way back.

    Without the key nobody can try addresses until one fits.
    """
    told = secret.strip().casefold()
    return salted_hmac("accounts.audit", told, secret=settings.AUDIT_KEY, algorithm="sha256").hexdigest()


def first_broken_entry() -> int | None:
    """The number of the first entry that was changed or follows a missing one; None when the chain is whole."""
    seq, previous = 0, FIRST
    for entry in AuditEntry.objects.order_by("seq").iterator():
        if entry.seq != seq + 1 or entry.previous_hash != previous or entry.hash != digest(entry):
            return entry.seq
        seq, previous = entry.seq, entry.hash
    return None
