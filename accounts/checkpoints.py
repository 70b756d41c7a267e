"""How far the audit log had come, day by day, so that a cut end shows; and the check of all of it.

A chain of hashes proves that nothing in it was changed. It does not prove that its last rows are still there.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from accounts.audit import first_broken_entry
from accounts.models import AuditCheckpoint, AuditEntry


@dataclass(frozen=True)
class Verdict:
    count: int
    head: str  # "seq:hash" of the last entry
    first_bad: int | None = None
    what: str = ""


def make_checkpoint(at: datetime) -> AuditCheckpoint | None:
    """Note how far the log has come, once a day (UTC). None when that was done, or nothing is logged yet."""
    day = at.astimezone(UTC).date()
    if AuditCheckpoint.objects.filter(day=day).exists():
        return None
    last = AuditEntry.objects.order_by("-seq").values_list("seq", "hash").first()
    if last is None:
        return None
    count = AuditEntry.objects.filter(seq__lte=last[0]).count()
    made = AuditCheckpoint(day=day, made_at=at, last_seq=last[0], head=last[1], count=count)
    made.mac = _mac(made, settings.AUDIT_KEY)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # another beat was faster
        return None
    return made


def verify(expected: str = "") -> Verdict:
    """The whole log against itself, against its checkpoints, and against a "seq:hash" kept elsewhere."""
    count = AuditEntry.objects.count()
    last = AuditEntry.objects.order_by("-seq").values_list("seq", "hash").first() or (0, "")
    head = f"{last[0]}:{last[1]}"
    if (broken := first_broken_entry()) is not None:
        return Verdict(count, head, broken, "was changed, or follows one that is missing")
    for checkpoint in AuditCheckpoint.objects.order_by("day"):
        if not _is_signed(checkpoint):
            return Verdict(count, head, checkpoint.last_seq, f"has a forged checkpoint of {checkpoint.day}")
        if lacking := _lacking(checkpoint.last_seq, checkpoint.head, last[0]):
            return Verdict(count, head, *lacking)
    if expected:
        seq, _colon, digest = expected.partition(":")
        if lacking := _lacking(int(seq), digest, last[0]):
            return Verdict(count, head, *lacking)
    return Verdict(count, head)


def _lacking(seq: int, head: str, last: int) -> tuple[int, str] | None:
    if seq > last:
        return last + 1, f"and what followed up to {seq} were cut off"
    found = AuditEntry.objects.filter(seq=seq).values_list("hash", flat=True).first()
    return None if found == head else (seq, "is not the one that stood there")


def _is_signed(checkpoint: AuditCheckpoint) -> bool:
    keys = [settings.AUDIT_KEY, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(checkpoint.mac, _mac(checkpoint, key)) for key in keys)


def _mac(checkpoint: AuditCheckpoint, key: str) -> str:
    told = f"{checkpoint.day} {checkpoint.last_seq} {checkpoint.head} {checkpoint.count}"
    return salted_hmac("accounts.checkpoints", told, secret=key, algorithm="sha256").hexdigest()
