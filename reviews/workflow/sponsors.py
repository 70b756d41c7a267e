"""Who has the sponsor's place, and from when until when."""

from pagecache.clock import now
from reviews.models import Sponsor
from reviews.sponsors import KEY
from reviews.unit import unit
from reviews.workflow.guards import ask


def keep_sponsor(sponsor: Sponsor, *, by) -> None:
    """Save a new sponsor or a corrected one. It appears and goes by itself, at its moments."""
    ask(by, "reviews.change_sponsor" if sponsor.pk else "reviews.add_sponsor")
    with unit() as work:
        is_new = sponsor.pk is None
        sponsor.save()
        work.record(
            "sponsor.set" if is_new else "sponsor.change",
            by=by,
            obj=sponsor,
            starts_at=sponsor.starts_at.isoformat(),
            ends_at=sponsor.ends_at.isoformat() if sponsor.ends_at else None,
            image=sponsor.image_id,
        )
        work.changed(KEY)
        for moment in (sponsor.starts_at, sponsor.ends_at):
            if moment and moment > now():
                work.changed(KEY, effective_at=moment)
