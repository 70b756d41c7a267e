from django.conf import settings
from django.db import models
from django.db.models import Q


class AuditEntry(models.Model):
    """One act of one person. Rows are only ever added: triggers refuse the rest.

    Each row's hash covers the row before it, so a changed or missing row shows. No personal data: ids only.
    """

    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    actor_roles = models.CharField(max_length=100)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30)
    to_state = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit log"
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "seq"], name="audit_by_object"),
            models.Index(fields=["action", "seq"], name="audit_by_action"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(seq__gte=1), name="audit_entries_are_counted_from_one"),
        ]

    def __str__(self):
        return f"{self.seq} {self.action}"


class AuditCheckpoint(models.Model):
    """How far the log had come on one day, signed. A chain does not notice that its end was cut off; this does.

    `mac` covers the rest of the row with a key that is not in the database (see `accounts.checkpoints`).
    """

    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    last_seq = models.BigIntegerField()
    head = models.CharField(max_length=64)
    count = models.BigIntegerField()
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["day"]

    def __str__(self):
        return f"{self.day} {self.last_seq} {self.head}"
