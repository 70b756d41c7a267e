"""What proves that a report was typed into our own form, once, and what opens its receipt.

Readers have no cookie, so the form carries a signed, dated secret instead. We keep only digests.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

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


def receipt_of(secret: str) -> str:
    """What opens the receipt: always the same for the same form, so that a double click finds it again."""
    return urlsafe_b64encode(hashlib.sha256(b"receipt " + secret.encode()).digest()).decode().rstrip("=")


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
