from django import template

from accounts.models import Notice

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context) -> int:
    """How many notices whoever looks has not read; asked once a request."""
    request = context["request"]
    if not hasattr(request, "unread_notices"):
        request.unread_notices = Notice.objects.of(request.user).unread().count()
    return request.unread_notices
