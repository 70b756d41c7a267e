"""What the things are called that a state knows by their ids."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format

THINGS = {
    "film": "film", "person": "person", "contributor": "contributor", "tag": "tag", "section": "section",
    "image": "picture", "review": "piece",
}  # fmt: skip


@dataclass
class Names:
    """Names by sort of thing and id. What is not among them is no longer there, or not for this reader's eyes."""

    known: dict[str, dict[int, str]] = field(default_factory=dict)

    def of(self, sort: str, pk: int | None) -> str:
        if not pk:
            return ""
        return self.known.get(sort, {}).get(pk) or f"a {THINGS[sort]} that is not there for you"


def moment(iso: str | None) -> str:
    """ "Fri 9 Feb 2024, 09:00 Brussels"; empty for no time."""
    if not iso:
        return ""
    local = datetime.fromisoformat(iso).astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{date_format(local, 'D j M Y, H:i')} {settings.TIME_ZONE.rsplit('/', 1)[-1].replace('_', ' ')}"
