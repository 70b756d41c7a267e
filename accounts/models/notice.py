from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.text import LineField


class Sort(models.TextChoices):
    SENT_BACK = "sent_back", "A piece of mine is sent back"
    WAITING = "waiting", "A piece waits for me"
    LIVE = "live", "A piece of mine is live"
    NOTE = "note", "A note for me, or one that names me"
    REPORT = "report", "A reader reports a piece of mine"
    SCHEDULE_FAILED = "schedule_failed", "A planned change could not be made"


class Mail(models.TextChoices):
    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "Daily at 08:00"
    NEVER = "never", "Never"


class NoticeQuerySet(models.QuerySet):
    def of(self, account):
        return self.filter(account=account)

    def unread(self):
        return self.filter(read_at=None)

    def to_mail(self, at: datetime):
        """Those whose time to be mailed has come."""
        return self.filter(mailed_at=None, mail_at__lte=at)


class Notice(models.Model):
    """One sentence that tells one account what somebody else, or the clock, has done.

    `key` says what it tells of, so that nobody is told twice. `mail_at`: when it is to be mailed; None for never.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    sort = models.CharField(max_length=20, choices=Sort.choices)
    sentence = LineField(max_length=500)
    link = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["account", "-created_at"], name="notice_by_account"),
            models.Index(fields=["account"], name="unread_notice", condition=Q(read_at=None)),
            models.Index(fields=["key"], name="notice_by_what_it_tells", condition=~Q(key="")),
            models.Index(fields=["mail_at"], name="notice_to_mail", condition=Q(mailed_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"],
                condition=~Q(key=""),
                name="nobody_is_told_twice",
                violation_error_message="This account was told of that already.",
            ),
            models.CheckConstraint(
                condition=~Q(sentence=""),
                name="a_notice_says_something",
                violation_error_message="A notice needs a sentence.",
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="/"),
                name="a_notice_leads_to_a_page_of_ours",
                violation_error_message="A notice leads to a page of this site.",
            ),
            models.CheckConstraint(
                condition=Q(sort__in=Sort.values),
                name="a_notice_is_of_a_sort_we_know",
                violation_error_message="There is no such sort of notice.",
            ),
        ]

    def __str__(self):
        return self.sentence


class NoticeChoice(models.Model):
    """How one account wants one sort of notice by mail. Without a row: as `accounts/notices.py` says."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices", db_index=False
    )
    sort = models.CharField(max_length=20, choices=Sort.choices)
    mail = models.CharField(max_length=10, choices=Mail.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "sort"],
                name="an_account_chooses_once_for_each_sort",
                violation_error_message="This account has chosen already.",
            ),
            models.CheckConstraint(
                condition=Q(sort__in=Sort.values, mail__in=Mail.values),
                name="a_choice_is_one_we_know",
                violation_error_message="Choose how this sort of notice is mailed.",
            ),
            models.CheckConstraint(
                condition=~Q(sort="schedule_failed"),
                name="a_failed_plan_is_always_mailed",
                violation_error_message="That a plan failed is always mailed.",
            ),
        ]

    def __str__(self):
        return f"{self.get_sort_display()}: {self.get_mail_display()}"
