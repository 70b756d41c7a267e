""" "More about Here (2023)": what an editor would put below a piece, each with its reason.

The list is worked out from `candidates`, mostly before anybody asks (`kept_lists`). Whichever it is, one last query
through the rule of visibility decides what may show, so that nothing can leak, however stale its row.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from django.db.models import Q
from django.utils.translation import get_language

from pagecache.models import Change
from reviews.asking import Question, at_once, question
from reviews.candidates import PINNED, SENTENCES, Signals, best
from reviews.cards import authorships_of
from reviews.models import Authorship, RelatedList, Review

SHOWN = 6
SAME_FILM_AT_MOST = 4
SHORT_LIST = 24
SPARE = 2  # of a kept list so many more are loaded than are shown, as one may have gone
KNOWN_FOR = timedelta(days=6)  # less than the change log remembers, see `pagecache.changes.KEPT_FOR`


@dataclass(frozen=True)
class Found:
    """`sentence`: one of `candidates.SENTENCES`."""

    review: int
    sentence: str
    name: str

    @property
    def reason(self) -> str:
        return _sentence(self.sentence, get_language()) % {"name": self.name}


@cache
def _sentence(kind: str, _language: str | None) -> str:
    return str(SENTENCES[kind])


@dataclass
class Related:
    review: Review
    authorships: list[Authorship]
    reason: str


@dataclass
class Choice:
    """What may stand below a piece, best first, and of which pieces it is known already whether they do show."""

    review: Review
    at: datetime
    pinned: list[int]
    found: list[Found]
    pieces: dict[int, Review] = field(default_factory=dict)
    authorships: list[Authorship] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)

    def load(self, ids: Iterable[int], also: Iterable[Question] = ()) -> None:
        ids = [pk for pk in dict.fromkeys(ids) if pk not in self.asked]
        if not ids:
            return
        self.asked.update(ids)
        original = self.review.translation_of_id or self.review.pk
        pieces = candidates_shown(pieces=ids, original=original, at=self.at)
        authorships = authorships_of(reviews=ids)
        at_once(pieces, authorships, *also)
        self.pieces |= {piece.pk: piece for piece in pieces}
        self.authorships += authorships

    def first(self, k: int, also: Iterable[Question] = ()) -> list[Related]:
        self.load([*self.pinned, *(one.review for one in self.found[: k + SPARE])], also)
        if len(shown := self._first(k)) < k:
            self.load(one.review for one in self.found)
            shown = self._first(k)
        return shown

    def _first(self, k: int) -> list[Related]:
        """Not all about one film: at most four about this film and one about each other, while there is choice."""
        pinned = [Found(pk, PINNED, "") for pk in self.pinned if pk in self.pieces][:k]
        taken = {one.review for one in pinned}
        found = [one for one in self.found if one.review in self.pieces and one.review not in taken]
        chosen = [
            *pinned,
            *spread([(one, self.pieces[one.review].main_film_id) for one in found], self.review),
        ]
        return [
            Related(
                self.pieces[one.review],
                [row for row in self.authorships if row.review_id == one.review],
                one.reason,
            )
            for one in chosen[:k]
        ]


class Sources:
    """Where a piece's list comes from: a kept one that is still true, or else its signals.

    `questions` are to be asked, along with others or not, before anything else is looked at.
    """

    def __init__(self, review: Review, at: datetime, kept: RelatedList | None = None):
        self.review, self.at = review, at
        self.signals = Signals(review, at)
        self.kept = kept if kept is not None and may_be_true(kept, at) else None
        self.changes = changes_since(keys=self.kept.keys, n=self.kept.n) if self.kept else []
        self.questions = (self.changes,) if self.kept else self.signals.questions

    def choice(self, also: Iterable[Question] = ()) -> Choice:
        at_once(*self.questions)
        if self.kept is None or self.changes:
            return work_out(self.signals, also)
        return Choice(self.review, self.at, self.kept.pinned, [Found(*one) for one in self.kept.found])


def more_about(
    review: Review,
    at: datetime,
    k: int = SHOWN,
    sources: Sources | None = None,
    also: Iterable[Question] = (),
) -> list[Related]:
    """At most `k` published pieces, best first; never the piece itself in any language or what an editor excluded.

    `sources`: of the piece, where their first questions were asked already. `also`: what may be asked on the way.
    """
    return (sources or Sources(review, at)).choice(also).first(k, also)


def work_out(signals: Signals, also: Iterable[Question] = ()) -> Choice:
    """The list as it is now, in its order."""
    candidates = best(signals, SHORT_LIST)
    review, at = signals.review, signals.at
    choice = Choice(review, at, [target for target, exclude in signals.pins if not exclude], [])
    choice.load([*choice.pinned, *candidates], also)
    pieces = choice.pieces
    newest_first = sorted(
        candidates.keys() & pieces.keys(), key=lambda pk: (pieces[pk].ordered_at, pk), reverse=True
    )
    ranked = sorted(newest_first, key=lambda pk: -candidates[pk].score * _recency(review, pieces[pk]))
    choice.found = [Found(pk, *candidates[pk].said) for pk in ranked]
    return choice


def may_be_true(kept: RelatedList, at: datetime) -> bool:
    """Whether nothing but a newer change can speak against a kept list: as of a kept page."""
    return kept.looked_at > at - KNOWN_FOR and (kept.until is None or at < kept.until)


@question
def changes_since(keys: list[str], n: int):
    return Change.objects.filter(key__in=keys, n__gt=n).values_list("n", flat=True)[:1]


@question
def candidates_shown(pieces: list[int], original: int, at: datetime):
    found = Review.objects.published(at).filter(pk__in=pieces).exclude(Q(translation_of=original))
    return found.for_cards(at)


def spread[T](ranked: list[tuple[T, int | None]], review: Review) -> list[T]:
    """In their order, but those about a film of which there are enough at the end."""
    per_film: Counter = Counter()
    first, rest = [], []
    for one, film in ranked:
        limit = SAME_FILM_AT_MOST if film == review.main_film_id else 1
        (rest if film and per_film[film] >= limit else first).append(one)
        per_film[film] += 1
    return first + rest


def _recency(review: Review, card: Review) -> float:
    if review.ordered_at is None:
        return 1.0
    years = abs(review.ordered_at - card.ordered_at) / timedelta(days=365.25)
    return 0.5 + 0.5 * math.exp(-years / 5)
