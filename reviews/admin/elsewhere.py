"""What a person is told about somebody else, or another tab of their own, at the same piece."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from reviews import presence
from reviews.admin.names import who
from reviews.models import Lease, Review


def hour(moment: datetime) -> str:
    """ "10:42", by the magazine's clock, as the status line says it."""
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%H:%M}"


@dataclass(frozen=True)
class Elsewhere:
    lease: Lease
    review: Review
    viewer: object

    @classmethod
    def of(cls, review: Review, viewer, tab: str):
        """None when nobody else is at the piece. Another tab of one's own may just be this one's past."""
        lease = presence.someone_else(review, by=viewer, tab=tab)
        return cls(lease, review, viewer) if lease and lease.holder_id != viewer.pk else None

    @property
    def is_own_tab(self) -> bool:
        return self.lease.holder == self.viewer

    @property
    def name(self) -> str:
        return who(self.lease.holder, self.review, self.viewer)

    @property
    def editing(self) -> str:
        if self.is_own_tab:
            return "You are editing this in another window."
        return f"{self.name} is editing this."

    @property
    def took_over(self) -> str:
        at = hour(self.lease.taken_at)
        if self.is_own_tab:
            return f"You took over in another window at {at}."
        return f"{self.name} took over at {at}."
