from accounts.models.audit import AuditCheckpoint, AuditEntry
from accounts.models.notice import Mail, Notice, NoticeChoice, Sort
from accounts.models.user import RoleGrant, User

__all__ = ["AuditCheckpoint", "AuditEntry", "Mail", "Notice", "NoticeChoice", "RoleGrant", "Sort", "User"]
