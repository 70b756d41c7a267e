"""What proves that a report was typed into our own form, once, and what opens the pages about it.

Readers have no cookie, so the form carries a signed, dated secret instead. Of that, and of what opens a status page,
the database has digests only.

A status token is made from the digest of the form's secret under the site's key, so that letters can name it at any
time: who has the key without the database cannot make one, nor who has the database without the key. The site's
key may change: a link that was sent goes on working for ever, since its digest is kept; and letters name the same
link as long as the old key stands in SECRET_KEY_FALLBACKS. After that they name none.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

QUICKEST = timedelta(seconds=3)
LONGEST = timedelta(hours=24)


class BadToken(Exception):
    """Not one of ours."""


class TooQuick(BadToken):
    """No person types a report that fast."""


class TooOld(BadToken):
    """The form lay open for more than a day."""


def new_form(at: datetime) -> str:
    """The token that a form shown at that moment carries."""
    return _signer().sign(f"{new_secret()}.{int(at.timestamp() * 1000)}")


def _signer() -> Signer:
    return Signer(salt="moderation.report")


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def secret_of(token: str, at: datetime) -> str:
    """The secret inside a form's token. Raises BadToken, TooQuick or TooOld."""
    try:
        secret, milliseconds = _signer().unsign(token).split(".")
        age = at - datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    except (BadSignature, ValueError, UnicodeError) as error:
        raise BadToken from error
    if age < QUICKEST:
        raise TooQuick
    if age > LONGEST:
        raise TooOld
    return secret


def new_status(form_hash: str) -> str:
    """What opens the status page of the report of that form: 43 characters, always the same for the same form."""
    return _status(form_hash, settings.SECRET_KEY)


def status_of(report) -> str:
    """The token of a report's status page; empty when it was made with a key that we no longer have."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _status(report.form_token_hash, key)
        if digest(token) == report.receipt_hash:
            return token
    return ""


def _status(form_hash: str, key: str) -> str:
    made = salted_hmac("moderation.status", form_hash, secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def confirming(report) -> str:
    """What proves that somebody reads the mailbox that the report names. It goes into one letter and nowhere else."""
    return Signer(salt="moderation.confirm").sign(str(report.pk))


def report_confirmed_by(token: str) -> int | None:
    """The id of the report; None when the token is not ours."""
    return _number(Signer(salt="moderation.confirm"), token)


def countering(case, contributor) -> str:
    """What opens the counter-notice of one writer about one case, for who reads their mailbox."""
    return Signer(salt="moderation.counter").sign(f"{case.pk}.{contributor.pk}")


def case_countered_by(token: str) -> tuple[int, int] | None:
    """The ids of the case and of the contributor; None when the token is not ours."""
    try:
        case, contributor = Signer(salt="moderation.counter").unsign(token).split(".")
        return int(case), int(contributor)
    except (BadSignature, ValueError, UnicodeError):
        return None


def _number(signer: Signer, token: str) -> int | None:
    try:
        return int(signer.unsign(token))
    except (BadSignature, ValueError, UnicodeError):
        return None


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
