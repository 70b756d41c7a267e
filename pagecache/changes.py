"""The change log: every write names what it touched, inside its own transaction, last."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from pagecache.clock import now
from pagecache.models import Change, Counter


def changed(*keys: str, effective_at: datetime | None = None) -> int:
    """Write one change row a key and return the change's number.

    `effective_at`: the moment (aware) at which pages that name a key stop being true, when that is not now;
    the keys count as changed now as well. Raises TransactionManagementError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("changed() belongs inside the transaction that changes.")
    if not Counter.objects.filter(id=1).update(n=F("n") + 1):
        Counter.objects.bulk_create([Counter(id=1)], ignore_conflicts=True)
        Counter.objects.filter(id=1).update(n=F("n") + 1)
    n = Counter.objects.values_list("n", flat=True).get(id=1)
    at = now()
    Change.objects.bulk_create(
        Change(n=n, key=key, at=at, effective_at=effective_at) for key in dict.fromkeys(keys)
    )
    return n


def begin_an_epoch() -> str:
    """After a restore: what was kept or sent out from the lost future is not ours any more. Gives its name.

    Ends every page that anybody keeps, by the name of the epoch where numbers might come again.
    """
    with transaction.atomic():
        changed("site")
        epoch = secrets.token_hex(8)
        Counter.objects.filter(id=1).update(epoch=epoch)
    return epoch


KEPT_FOR = timedelta(days=7)  # longer than any page is kept


def prune(at: datetime) -> int:
    """Delete changes that no kept page can be older than; gives how many.

    Both when they were made and when they take effect count.
    """
    long_ago = at - KEPT_FOR
    past = Q(effective_at=None) | Q(effective_at__lt=long_ago)
    return Change.objects.filter(past, at__lt=long_ago).delete()[0]
