"""The way out of the outbox. What the mail server refuses is tried again, ever more rarely, and then given up aloud."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string

from accounts.audit import keyed
from moderation import letters
from moderation.models import Letter
from reviews.unit import unit

log = logging.getLogger(__name__)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
AGAIN_AFTER = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR, 24 * HOUR]
AT_MOST = 200  # in one go; the rest goes with the next


def send_letters(at: datetime) -> int:
    """Send what is due. Returns how many went out.

    Each is taken before it is sent, so that of two beats one sends it. One that dies in between leaves it to be tried
    again: a letter of the law rather comes twice than never, under one message number.
    """
    return sum(_send(letter, at) for letter in Letter.objects.due(at).select_related("case")[:AT_MOST])


def _send(letter: Letter, at: datetime) -> bool:
    tries = letter.tries + 1
    again = at + AGAIN_AFTER[min(letter.tries, len(AGAIN_AFTER) - 1)]
    waiting = Letter.objects.due(at).filter(pk=letter.pk, tries=letter.tries)
    if not waiting.update(tries=F("tries") + 1, next_try_at=again):
        return False
    try:
        _mail(letter).send()
    except OSError as error:  # what a mail server or the way to it raises, smtplib's own included
        _refused(letter, tries, at, type(error).__name__)
        return False
    with unit() as work:
        Letter.objects.filter(pk=letter.pk).update(sent_at=at, last_error="")
        _log(work, "letter.send", letter, tries)
    return True


def _mail(letter: Letter) -> EmailMultiAlternatives:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    headers = {"Message-ID": f"<{letter.key}@{host}>", "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(
        letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.address], headers=headers
    )
    mail.attach_alternative(_as_html(letter), "text/html")
    return mail


def _as_html(letter: Letter) -> str:
    """The same words. Only a line that is an address of ours becomes a link: what people wrote stays text."""
    paragraphs = [
        [{"words": line, "is_ours": is_ours(line)} for line in paragraph.split("\n")]
        for paragraph in letter.text.strip().split("\n\n")
    ]
    told = {"subject": letter.subject, "paragraphs": paragraphs}
    return render_to_string("moderation/letters/letter.html", told)


def is_ours(line: str) -> bool:
    return line.startswith(f"{settings.SITE_URL}/") and not any(character.isspace() for character in line)


def _refused(letter: Letter, tries: int, at: datetime, error: str) -> None:
    row = Letter.objects.filter(pk=letter.pk)
    if tries <= len(AGAIN_AFTER):
        row.update(last_error=error)
        log.warning("Letter %s was not taken (%s); it is tried again.", letter.pk, error)
        return
    log.error("Letter %s was not taken %s times (%s); it is given up.", letter.pk, tries, error)
    with unit() as work:
        row.update(last_error=error, dead_at=at)
        _log(work, "letter.give_up", letter, tries)
        if letter.code != "E25":
            letters.to_leads(
                "E25", letter.case, f"letter {letter.pk}", which=letter.code, whom=letter.recipient
            )


def _log(work, action: str, letter: Letter, tries: int) -> None:
    """The attempt is evidence: 17 U.S.C. 512(c)(3)(B)(ii) and (g)(2)(A) ask us to try. The address is only a digest."""
    work.record(
        action, obj=letter, reference=letter.case.reference if letter.case else "", code=letter.code,
        to=keyed(letter.address), tries=tries,
    )  # fmt: skip
