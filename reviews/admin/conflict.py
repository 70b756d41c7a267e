"""Two people saved the same piece: both texts are shown, and neither is lost."""

from dataclasses import dataclass

from reviews import copies
from reviews.admin.names import who
from reviews.forms import WritingForm
from reviews.models import Review, Revision, WorkingCopy
from reviews.unit import unit

COMPARED = {
    "headline": "Headline", "dek": "Dek", "body": "Text", "short_headline": "Short headline",
    "disclosure": "Disclosure",
}  # fmt: skip


@dataclass(frozen=True)
class Theirs:
    """What somebody else saved meanwhile, beside what was typed here."""

    copy: WorkingCopy
    review: Review
    viewer: object
    kept: Revision

    @property
    def who(self) -> str:
        return who(self.copy.saved_by, self.review, self.viewer)

    @property
    def different(self) -> list[tuple[str, str, str]]:
        """(name, theirs, mine) of each text that differs."""
        theirs, mine = self.copy.state, self.kept.state
        return [
            (label, theirs[name], mine[name])
            for name, label in COMPARED.items()
            if theirs[name] != mine[name]
        ]

    @property
    def other_parts(self) -> list[str]:
        theirs, mine = self.copy.state, self.kept.state
        return sorted(
            name.replace("_", " ") for name in mine if name not in COMPARED and theirs.get(name) != mine[name]
        )


def keep_for_later(review: Review, form: WritingForm, *, by) -> Revision:
    """The refused text as a proposal in the history: closing the window loses nothing."""
    with unit() as work:
        state = form.read(by=by)
        revision = copies.revise(
            review,
            Revision.Purpose.PROPOSAL,
            by,
            "Not saved: somebody else had saved in between.",
            state=state,
        )
        work.record("review.set_aside", by=by, obj=review, from_state=review.status, to_state=review.status)
    return revision
