from django import template

from images import markup
from images.urls_for import colour_url, rendition_url

register = template.Library()
register.simple_tag(colour_url)


@register.simple_tag(takes_context=True)
def picture(context, image, sizes="100vw", eager=False, first=False, alt=None, **attributes):
    """{% picture image sizes="53vw" eager=True alt="..." class="..." %}: see `markup.picture`.

    A preview puts its own way of writing addresses into the context as `picture_address`.
    """
    css_class = attributes.pop("class", "")
    if attributes:
        raise template.TemplateSyntaxError(f"A picture has no {', '.join(attributes)}.")
    if image is None:
        return ""
    return markup.picture(
        image,
        sizes=sizes,
        eager=eager,
        first=first,
        alt=alt,
        css_class=css_class,
        address=context.get("picture_address") or rendition_url,
    )
