"""Telling accounts what was done: always in the newsroom, and by mail as each of them chooses."""

import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import send_mail as send_one
from django.db import transaction
from django.urls import reverse

from accounts.models import Mail, Notice, NoticeChoice, Sort, User
from pagecache.clock import now

log = logging.getLogger(__name__)

DEFAULTS = {
    Sort.SENT_BACK: Mail.AT_ONCE,
    Sort.WAITING: Mail.DAILY,
    Sort.LIVE: Mail.DAILY,
    Sort.NOTE: Mail.AT_ONCE,
    Sort.REPORT: Mail.AT_ONCE,
}
DAILY_AT = time(8)
SOONEST, LATEST, TRIES = timedelta(minutes=5), timedelta(hours=6), 20  # in all, about four days
AT_MOST = 500  # letters in one go; the rest goes with the next


def tell(accounts, sort: Sort, sentence: str, link: str = "", *, key: str = "") -> list[Notice]:
    """A notice for each account. `key`: what it tells of, of which an account is told only once."""
    at, accounts = now(), list(accounts)
    if not accounts:
        return []
    told = set()
    if key:
        told = set(Notice.objects.filter(account__in=accounts, key=key).values_list("account", flat=True))
    chosen = dict(NoticeChoice.objects.filter(account__in=accounts, sort=sort).values_list("account", "mail"))
    longest = Notice._meta.get_field("sentence").max_length
    notices = [
        Notice(
            account=account, sort=sort, sentence=sentence[:longest], link=link, key=key, created_at=at,
            mail_at=mail_time(chosen.get(account.pk, DEFAULTS.get(sort, Mail.AT_ONCE)), at),
        )
        for account in accounts
        if account.pk not in told
    ]  # fmt: skip
    # Somebody else may tell of the same in this moment; one of the two is enough.
    return Notice.objects.bulk_create(notices, ignore_conflicts=bool(key))


def mail_time(choice: str, at: datetime) -> datetime | None:
    """When a notice of `at` is mailed; None for never."""
    if choice == Mail.NEVER:
        return None
    if choice == Mail.AT_ONCE:
        return at
    zone = ZoneInfo(settings.TIME_ZONE)
    today = at.astimezone(zone).date()
    this_morning = datetime.combine(today, DAILY_AT, zone)
    return this_morning if this_morning >= at else datetime.combine(today + timedelta(1), DAILY_AT, zone)


def choices_of(account) -> dict[Sort, str]:
    """How the account wants each sort by mail, of those in which there is a choice."""
    return DEFAULTS | {Sort(sort): mail for sort, mail in account.notice_choices.values_list("sort", "mail")}


def choose(account, wanted: dict[Sort, str]) -> None:
    """From now on, and for what was not mailed yet."""
    at = now()
    with transaction.atomic():
        for sort, mail in wanted.items():
            NoticeChoice.objects.update_or_create(account=account, sort=sort, defaults={"mail": mail})
            waiting = Notice.objects.of(account).filter(sort=sort, mailed_at=None, mail_at__isnull=False)
            waiting.update(mail_at=mail_time(mail, at))


def read(account, at: datetime, pk: int | None = None) -> int:
    """Mark one notice, or all of them, as read."""
    unread = Notice.objects.of(account).unread()
    return (unread if pk is None else unread.filter(pk=pk)).update(read_at=at)


def send_mail(at: datetime) -> int:
    """Mail what is due, in one letter an account. Returns how many letters went out.

    Each notice is taken before it is mailed, so two that do this at once send nothing twice. What the mail server
    refuses is tried again, ever more rarely, for four days.
    """
    due: dict[int, list[Notice]] = {}
    for notice in Notice.objects.to_mail(at).order_by("account", "created_at", "pk")[:AT_MOST]:
        due.setdefault(notice.account_id, []).append(notice)
    people = User.objects.in_bulk(list(due))
    sent = 0
    for pk, notices in due.items():
        taken = [notice for notice in notices if _take(notice, at)]
        account = people[pk]
        # Who has left, or has no address, is told nothing by mail, now or later.
        if taken and account.is_active and account.email:
            sent += _letter(account, taken, at)
    return sent


def _take(notice: Notice, at: datetime) -> bool:
    return bool(Notice.objects.filter(pk=notice.pk, mailed_at=None).update(mailed_at=at))


def _letter(account, notices: list[Notice], at: datetime) -> bool:
    more = f" (and {len(notices) - 1} more)" if len(notices) > 1 else ""
    lines = [f"{one.sentence}\n{settings.SITE_URL}{one.link}" for one in notices]
    page = f"{settings.SITE_URL}{reverse('admin:notices')}"
    text = "\n\n".join([*lines, f"Which notices come by mail, and when, is chosen here:\n{page}"])
    subject = f"{notices[0].sentence}{more}"
    try:
        send_one(
            f"[{settings.SITE_NAME}] {subject}", f"{text}\n", settings.DEFAULT_FROM_EMAIL, [account.email]
        )
    except OSError as error:  # what a mail server or the way to it raises, smtplib's own included
        log.warning(
            "Mail to account %s was not taken (%s); it is tried again.", account.pk, type(error).__name__
        )
        for notice in notices:
            tries = notice.mail_tries + 1
            Notice.objects.filter(pk=notice.pk).update(
                mailed_at=None, mail_tries=tries, mail_at=_next_try(tries, at)
            )
        return False
    return True


def _next_try(tries: int, at: datetime) -> datetime | None:
    """After five minutes, then ten, then twenty..., at most six hours; not after the last try."""
    return at + min(SOONEST * 2 ** (tries - 1), LATEST) if tries < TRIES else None
