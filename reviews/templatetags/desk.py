"""What the newsroom's pages print."""

from dataclasses import dataclass

from django import template
from django.utils.html import format_html

from reviews.admin import desk, thumbnails

register = template.Library()

IN_MENU = {
    "reviews.Review": "Pieces",
    "films.Film": "Films",
    "films.Person": "People",
    "images.Image": "Pictures",
}


@register.simple_tag
def thumbnail(image):
    """A small `<img>` for the desk; empty for a picture without renditions. Its words stand beside it."""
    if found := thumbnails.thumbnail(image):
        return format_html('<img src="{url}" width="{width}" height="{height}" alt="">', **found)
    return ""


@register.simple_tag
def measures(image):
    """ "1.33:1, 1,440 × 1,080"."""
    return thumbnails.measures(image)


@register.simple_tag(takes_context=True)
def the_desk(context):
    """What waits for whoever looks."""
    request = context["request"]
    return desk.desk(request.user, request.at)


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    is_here: bool = False


@register.inclusion_tag("admin/menu.html", takes_context=True)
def menu(context):
    """Where this person may go: the daily places by name, the rest under "More"."""
    path, apps = context["request"].path, context.get("available_apps") or []
    models = {f"{app['app_label']}.{model['object_name']}": model for app in apps for model in app["models"]}
    writing = models.get("reviews.Review", {}).get("add_url")
    places = [Entry("Write", writing, path == writing)] if writing else []
    places += [
        Entry(label, model["admin_url"], path.startswith(model["admin_url"]) and path != writing)
        for name, label in IN_MENU.items()
        if (model := models.get(name)) and model["admin_url"]
    ]
    for app in apps:
        if app["app_label"] == "moderation":
            places += [
                Entry("Reports", model["admin_url"], path.startswith(model["admin_url"]))
                for model in app["models"][:1]
            ]
    more = [
        (app["name"], entries)
        for app in apps
        if app["app_label"] != "moderation" and (entries := _others(app, path))
    ]
    return {"places": places, "more": more, "user": context.get("user")}


def _others(app, path: str) -> list[Entry]:
    return [
        Entry(model["name"], model["admin_url"], path.startswith(model["admin_url"]))
        for model in app["models"]
        if model["admin_url"] and f"{app['app_label']}.{model['object_name']}" not in IN_MENU
    ]
