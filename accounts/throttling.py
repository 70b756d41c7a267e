"""How often one network may do something in an hour. Kept in the cache alone, under a key that changes daily."""

import ipaddress
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

AN_HOUR = 3600


def may_go_on(request, what: str, an_hour: int) -> bool:
    """Count one `what` from where the request comes; False once the hour's share is used up."""
    key = _key(what, network(request), request.at)
    cache.add(key, 0, AN_HOUR)
    try:
        return cache.incr(key) <= an_hour
    except ValueError:  # it ran out between the two lines
        return True


def has_used_up(request, what: str, an_hour: int) -> bool:
    """Whether the hour's share is used up already. Counts nothing."""
    return cache.get(_key(what, network(request), request.at), 0) >= an_hour


def network(request) -> str:
    """The client's address, of IPv6 its /64: a household has more of those than we could count."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY:
        # Our own proxy adds the last entry; what stands before it anybody can write.
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6 and not parsed.ipv4_mapped:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _key(what: str, client: str, at: datetime) -> str:
    hour = int(at.timestamp() // AN_HOUR)
    disguised = salted_hmac(f"{what}.network.{at:%Y-%m-%d}", client, algorithm="sha256").hexdigest()
    return f"{what}:{hour}:{disguised}"
