"""How many reports one network may send in an hour."""

from accounts.throttling import may_go_on

REPORTS_AN_HOUR = 10


def may_send(request) -> bool:
    """Count one report from where the request comes; False once the hour's share is used up."""
    return may_go_on(request, "reports", REPORTS_AN_HOUR)
