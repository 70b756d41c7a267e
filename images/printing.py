"""A picture, as the pages for readers ask for it."""

from django.utils.safestring import SafeString
from jinja2 import pass_context

from images import markup
from images.urls_for import rendition_url


@pass_context
def picture(context, image, *, sizes="100vw", eager=False, first=False, alt=None, css_class="") -> SafeString:
    """See `markup.picture`. A preview puts its own way of writing addresses into the context as `picture_address`."""
    if image is None:
        return SafeString()
    return markup.picture(
        image,
        sizes=sizes,
        eager=eager,
        first=first,
        alt=alt,
        css_class=css_class,
        address=context.get("picture_address") or rendition_url,
    )
