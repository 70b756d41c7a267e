"""By whose calendar the house counts its own days."""

from zoneinfo import ZoneInfo

from django.conf import settings

from moderation.deadlines import Week
from moderation.models import CalendarException


def house_zone() -> ZoneInfo:
    """Our own deadlines follow the magazine's calendar, not the agent's."""
    return ZoneInfo(settings.TIME_ZONE)


def house_week() -> Week:
    """The days on which somebody is there, our own holidays left out."""
    ours = CalendarException.objects.of(CalendarException.Calendar.HOUSE)
    return Week(settings.HALATION_WORKING_DAYS, ours)
