"""What the newsroom's pages print."""

from django import template
from django.utils.html import format_html

from reviews.admin import thumbnails

register = template.Library()


@register.simple_tag
def thumbnail(image):
    """A small `<img>` for the desk; empty for a picture without renditions. Its words stand beside it."""
    if found := thumbnails.thumbnail(image):
        return format_html('<img src="{url}" width="{width}" height="{height}" alt="">', **found)
    return ""
