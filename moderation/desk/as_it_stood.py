"""The piece of a case as it stood when the report came, as it is now, and what has changed."""

from datetime import datetime
from functools import cached_property

from moderation.evidence import is_genuine
from moderation.models import Case, EvidenceSnapshot
from reviews import body
from reviews import state as piece_states
from reviews.comparing import Comparison, compare
from reviews.naming import names_in

THEN, NOW, DIFFERENCE = "then", "now", "difference"


class AsItStood:
    looks = ((THEN, "When the report came"), (NOW, "Now"), (DIFFERENCE, "What has changed"))

    def __init__(self, case: Case, user, at: datetime, look: str):
        self.case, self.user, self.at = case, user, at
        self.look = look if look in {NOW, DIFFERENCE} else THEN

    @cached_property
    def snapshot(self) -> EvidenceSnapshot | None:
        return self.case.evidence.select_related("review").first()

    @property
    def is_genuine(self) -> bool:
        return bool(self.snapshot and is_genuine(self.snapshot))

    @cached_property
    def _then(self) -> dict | None:
        return piece_states.upgrade(self.snapshot.state) if self.snapshot and self.snapshot.state else None

    @cached_property
    def _now(self) -> dict | None:
        review = self.snapshot.review if self.snapshot else self.case.review
        return piece_states.capture(review) if review else None

    @property
    def text(self) -> dict | None:
        """Headline, dek and paragraphs of the piece, then or now."""
        state = self._now if self.look == NOW else self._then
        if state is None:
            return None
        paragraphs = body.paragraphs(body.blocks_of(state["body"]))
        return {"headline": state["headline"], "dek": state["dek"], "paragraphs": paragraphs}

    @cached_property
    def difference(self) -> Comparison | None:
        if self._then is None or self._now is None:
            return None
        return compare(self._then, self._now, names_in(self._then, self._now, viewer=self.user, at=self.at))
