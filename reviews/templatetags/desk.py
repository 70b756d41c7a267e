"""What the newsroom's pages print."""

from dataclasses import dataclass
from datetime import UTC

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from reviews.admin import changes, desk, thumbnails
from reviews.clocks import clock_time, magazine, zone_name

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
    return desk.desk(request.user, request.at, changes.piles(request.user, request.at))


@register.simple_tag
def clock(moment, zone=""):
    """A moment with its zone; the browser of somebody in another zone adds what that is for them."""
    if moment is None:
        return ""
    return format_html(
        '<time datetime="{}" data-zone="{}">{}</time>',
        moment.astimezone(UTC).isoformat(), zone or settings.TIME_ZONE, clock_time(moment, zone),
    )  # fmt: skip


@register.simple_tag
def clock_only(moment):
    """The hour, where the day stands above it: "09:00 Brussels"."""
    there = moment.astimezone(magazine())
    return format_html(
        '<time datetime="{}" data-zone="{}">{} <span class="zone">{}</span></time>',
        moment.astimezone(UTC).isoformat(), settings.TIME_ZONE, f"{there:%H:%M}", zone_name(),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def embargoes(context):
    """The embargoes that stand, soonest to end first, with the pieces of this person that wait for each."""
    request = context["request"]
    return desk.embargoes(request.user, request.at)


@register.filter
def is_blank(cl) -> bool:
    """Whether there is nothing at all that a list could show this person, whatever they ask it."""
    if not hasattr(cl, "blank"):
        cl.blank = not cl.result_count and not cl.root_queryset.exists()
    return cl.blank


@register.simple_tag
def filters_set(cl):
    """What the filters of a list are set to, as they name it: ["Draft", "Mine"]."""
    chosen = [spec for spec in cl.filter_specs if spec.used_parameters]
    return [choice["display"] for spec in chosen for choice in spec.choices(cl) if choice["selected"]]


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
    calendar, coming = (reverse(f"admin:reviews_review_{name}") for name in ("calendar", "coming"))
    places = [Entry("Write", writing, path == writing)] if writing else []
    for name, label in IN_MENU.items():
        if (model := models.get(name)) and model["admin_url"]:
            elsewhere = path in (writing, calendar, coming)
            places.append(
                Entry(label, model["admin_url"], path.startswith(model["admin_url"]) and not elsewhere)
            )
            if name == "reviews.Review":
                places.append(Entry("Calendar", calendar, path in (calendar, coming)))
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
    if "reviews.Review" in models:
        url = reverse("admin:reviews_review_open_notes")
        complaints = reverse("admin:moderation_case_complaints")
        together = [
            Entry("Open notes", url, path == url),
            Entry("Complaints", complaints, path == complaints),
        ]
        more.insert(0, ("Together", together))
    return {"places": places, "more": more, "user": context.get("user")}


def _others(app, path: str) -> list[Entry]:
    return [
        Entry(model["name"], model["admin_url"], path.startswith(model["admin_url"]))
        for model in app["models"]
        if model["admin_url"] and f"{app['app_label']}.{model['object_name']}" not in IN_MENU
    ]
