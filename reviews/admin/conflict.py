"""Two people saved the same piece: both texts are shown by paragraph, the person chooses, and neither is lost."""

from dataclasses import dataclass
from functools import cached_property

from reviews import copies, paragraphs
from reviews import state as states
from reviews.admin.in_words import InWords
from reviews.admin.names import who
from reviews.forms import WritingForm
from reviews.forms.shelves import number
from reviews.models import Review, Revision, WorkingCopy
from reviews.unit import unit

LABELS = {
    "kind": "Kind", "headline": "Headline", "dek": "Dek", "body": "Text", "short_headline": "Short headline",
    "subjects": "Film", "pictures": "Pictures", "tags": "Tags", "when": "When", "authors": "Byline",
    "section": "Section", "rating": "Rating", "spoilers": "Spoilers", "content_warning": "Content warning",
    "disclosure": "Disclosure", "slug": "Address",
    "language": "Language", "translation_of": "Translation of", "canonical_url": "First published at",
    "first_published_where": "First ran from", "links": "Around the Internet", "pins": "In “More about”",
}  # fmt: skip
REFUSED = "Not saved: somebody else had saved in between."
YOUR_OTHER_TAB = "You saved in another window"


@dataclass(frozen=True)
class Choice:
    """One thing that differs. `ways`: (value, label) of what can be chosen; the first is theirs when they have it."""

    name: str
    label: str
    theirs: list[tuple[str, bool]] | None
    mine: list[tuple[str, bool]] | None
    usual: str
    changed_by: str = ""

    @property
    def changed(self) -> str:
        """Who changed it, in words; empty when nobody knows."""
        added = self.theirs is None or self.mine is None
        match self.changed_by:
            case paragraphs.THEIRS:
                return (
                    "They took it out"
                    if self.theirs is None
                    else "They added it"
                    if added
                    else "Only they changed it"
                )
            case paragraphs.MINE:
                return (
                    "You took it out"
                    if self.mine is None
                    else "You added it"
                    if added
                    else "Only you changed it"
                )
            case paragraphs.BOTH:
                return "Both of you changed it"
        return ""

    @property
    def ways(self) -> list[tuple[str, str]]:
        if self.theirs is None:
            return [(paragraphs.MINE, "Keep yours"), (paragraphs.NEITHER, "Leave it out")]
        if self.mine is None:
            return [(paragraphs.THEIRS, "Keep theirs"), (paragraphs.NEITHER, "Leave it out")]
        both = [(paragraphs.BOTH, "Both")] if self.name.startswith("pick-body-") else []
        return [(paragraphs.THEIRS, "Theirs"), (paragraphs.MINE, "Yours"), *both]


@dataclass(frozen=True)
class Theirs:
    """What somebody else saved meanwhile, beside what was typed here.

    `began_from`: the version of the text from which the person went on; the text itself may be forgotten.
    """

    copy: WorkingCopy
    review: Review
    viewer: object
    kept: Revision
    began_from: int | None = None

    @cached_property
    def base(self) -> dict | None:
        """What both began from, while anything remembers it."""
        return copies.as_it_was(self.review, self.began_from)

    @property
    def said(self) -> str:
        """Who was quicker, as the beginning of a sentence."""
        if self.copy.saved_by == self.viewer:
            return YOUR_OTHER_TAB
        return f"{who(self.copy.saved_by, self.review, self.viewer)} saved"

    @property
    def choices(self) -> list[Choice]:
        """Every part but the text that differs, in the order of the page."""
        theirs, mine = states.upgrade(self.copy.state), states.upgrade(self.kept.state)
        words = InWords(self.viewer, self.copy.saved_at, theirs, mine)
        found = []
        for name, label in LABELS.items():
            if name != "body" and theirs[name] != mine[name]:
                one, other = words.of(name, theirs[name]), words.of(name, mine[name])
                by = _changed_by(theirs[name], mine[name], self.base[name]) if self.base else ""
                usual = paragraphs.THEIRS if by == paragraphs.THEIRS else paragraphs.MINE
                found.append(
                    Choice(f"pick-{name}", label, _marked(one, other), _marked(other, one), usual, by)
                )
        return found

    @property
    def paragraphs(self) -> list[Choice | str]:
        """The text: a choice for each paragraph that differs, and the words of those that both have."""
        base = self.base["body"] if self.base else None
        pairs = paragraphs.side_by_side(self.copy.state["body"], self.kept.state["body"], base)
        if not any(pair.is_choice for pair in pairs):
            return []
        return [_choice(pair) if pair.is_choice else paragraphs.said_in(pair.mine or "") for pair in pairs]


def _choice(pair: paragraphs.Paragraph) -> Choice:
    one = paragraphs.said_in(pair.theirs) if pair.theirs is not None else None
    other = paragraphs.said_in(pair.mine) if pair.mine is not None else None
    if one == other:
        # The words are the same, so what differs is the markup.
        one, other = pair.theirs, pair.mine
    return Choice(
        f"pick-body-{pair.number}",
        f"Paragraph {(pair.number or 0) + 1} that differs",
        _marked(one, other or "") if one is not None else None,
        _marked(other, one or "") if other is not None else None,
        pair.usual,
        pair.changed_by,
    )


def _changed_by(theirs, mine, base) -> str:
    return paragraphs.MINE if theirs == base else paragraphs.THEIRS if mine == base else paragraphs.BOTH


def _marked(one: str, other: str) -> list[tuple[str, bool]]:
    return list(paragraphs.marked(one, other)) if other else [(one, False)]


def keep_for_later(review: Review, form: WritingForm, *, by) -> Revision:
    """The refused text as a proposal in the history: closing the window loses nothing."""
    with unit() as work:
        state = form.read(by=by)
        revision = copies.revise(review, Revision.Purpose.PROPOSAL, by, REFUSED, state=state)
        work.record("review.set_aside", by=by, obj=review, from_state=review.status, to_state=review.status)
    return revision


def put_together(review: Review, copy: WorkingCopy, state: dict, posted, *, by) -> dict:
    """The state with what was chosen from theirs. Where the person went on typing, what they typed counts."""
    kept = (
        review.revisions.filter(
            number=number(posted.get("kept")), purpose=Revision.Purpose.PROPOSAL, created_by=by
        )
        .order_by("-number")
        .first()
    )
    if kept is None or number(posted.get("copy_version")) != copy.version:
        return state  # chosen from something that is no longer theirs; the save itself will say so
    theirs, mine, chosen = states.upgrade(copy.state), states.upgrade(kept.state), dict(state)
    base = copies.as_it_was(review, began_from(posted))
    for name in LABELS:
        if state[name] != mine[name] or theirs[name] == mine[name]:
            continue
        if name == "body":
            chosen["body"] = paragraphs.joined(
                paragraphs.side_by_side(theirs["body"], mine["body"], base["body"] if base else None),
                lambda pair: _way(posted.get(f"pick-body-{pair.number}"), pair),
            )
        elif posted.get(f"pick-{name}") == paragraphs.THEIRS:
            chosen[name] = theirs[name]
    return chosen


def began_from(posted) -> int | None:
    """The version of the text from which the person went on: that of the page on which they met the others first."""
    return number(posted.get("began_from" if "began_from" in posted else "copy_version"))


def _way(posted: str | None, pair: paragraphs.Paragraph) -> str:
    return (
        posted
        if posted in (paragraphs.THEIRS, paragraphs.MINE, paragraphs.BOTH, paragraphs.NEITHER)
        else pair.usual
    )
