from django import template

from accounts.models import Notice

register = template.Library()
COUNT_UP_TO = 100


@register.simple_tag(takes_context=True)
def unread_notices(context) -> int:
    """How many notices whoever looks has not read, a hundred for more; asked once a request."""
    request = context["request"]
    if not hasattr(request, "unread_notices"):
        request.unread_notices = Notice.objects.of(request.user).unread()[:COUNT_UP_TO].count()
    return request.unread_notices
