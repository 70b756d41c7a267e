"""What the newsroom's masthead says of reports."""

from django import template

from accounts.policy import can
from moderation.models import Case

register = template.Library()
COUNT_UP_TO = 100


@register.simple_tag
def reports_to_do(user) -> str:
    """How many wait for a moderator, for who is one; "99+" from a hundred on."""
    if user is None or not can(user, "moderation.decide_case"):
        return ""
    count = Case.objects.filter(place=Case.Place.TODO).order_by()[:COUNT_UP_TO].count()
    return f"{COUNT_UP_TO - 1}+" if count == COUNT_UP_TO else str(count or "")
