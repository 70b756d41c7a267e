""" "More about Here (2023)": what an editor would put below a piece, each with its reason.

Every signal asks one bounded question of one index and only proposes candidates; they are scored here, and one
last query through the rule of visibility decides what may show. So no candidate can leak, however stale its row.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from accounts.likelihood import Likely
from films.models import Credit, Film
from films.vocabulary import Role
from reviews.asking import at_once, question
from reviews.coverage import shown
from reviews.models import Pin, Review, Subject, Tag, TaggedReview

SHOWN = 6
SAME_FILM_AT_MOST = 4
SHORT_LIST = 24
COMMON = 500  # A tag on more pieces than this says little.
ROWS_PER_SIGNAL = 4000
PIECES_A_FILM = 3
WEIGHT: dict[str, float] = {
    Role.DIRECTOR: 3.0,
    Role.CREATOR: 3.0,
    Role.CAST: 1.0,
    Role.WRITER: 1.0,
    Role.CINEMATOGRAPHY: 1.0,
}
FIRST_CAST = 8


@dataclass
class Related:
    review: Review
    reason: str


class Candidate:
    """`said`: of the reasons the strongest, as a sentence and the name in it. Most are never said, so they are put
    together at the end."""

    __slots__ = ("said", "score", "strongest")

    def __init__(self):
        self.score = self.strongest = 0.0
        self.said = ("", "")

    def add(self, score: float, sentence: str, name: str) -> None:
        self.score += score
        if score > self.strongest or (score == self.strongest and (sentence, name) < self.said):
            self.strongest, self.said = score, (sentence, name)

    @property
    def reason(self) -> str:
        sentence, name = self.said
        return sentence % {"name": name}


def more_about(
    review: Review, at: datetime, k: int = SHOWN, signals: "Signals | None" = None
) -> list[Related]:
    """At most `k` published pieces, best first; never the piece itself in any language or what an editor excluded.

    `signals`: of the piece, where its first questions were asked already.
    """
    signals = signals or Signals(review, at)
    at_once(*signals.questions)
    at_once(*signals.next_questions)
    original = review.translation_of_id or review.pk
    pinned = [target for target, exclude in signals.pins if not exclude]
    never = {review.pk, original} | {target for target, exclude in signals.pins if exclude}

    candidates: dict[int, Candidate] = defaultdict(Candidate)
    _same_film(review, signals, candidates)
    _same_people(review, at, signals, candidates)
    _same_tags(signals, candidates)
    for pk in candidates.keys() & never:
        del candidates[pk]

    best = sorted(candidates, key=lambda pk: (-candidates[pk].score, -pk))[:SHORT_LIST]
    cards = {card.pk: card for card in candidates_shown(pieces=[*pinned, *best], original=original, at=at)}
    for pk, card in cards.items():
        candidates[pk].score *= _recency(review, card)
    newest_first = sorted(cards, key=lambda pk: (cards[pk].ordered_at, pk), reverse=True)
    ranked = sorted((pk for pk in newest_first if pk in best), key=lambda pk: -candidates[pk].score)
    chosen = [Related(cards[pk], _("Chosen by the editors")) for pk in pinned if pk in cards][:k]
    taken = {item.review.pk for item in chosen}
    for pk in _diverse(review, [pk for pk in ranked if pk not in taken], cards, k - len(chosen)):
        chosen.append(Related(cards[pk], candidates[pk].reason))
    return chosen


class Signals:
    """What is asked about a piece before its candidates are known: twice, each time in one statement."""

    def __init__(self, review: Review, at: datetime):
        self.review, self.at = review, at
        self.pins = pins_on(review=review.pk)
        self.rare_tags = rare_tags_of(review=review.pk)
        self.same_film = about_the_same(film=review.main_film_id, review=review.pk, at=at)
        self.credits = credits_that_count(film=review.main_film_id)
        about_a_film = (self.same_film, self.credits) if review.main_film_id else ()
        self.questions = (self.pins, self.rare_tags, *about_a_film)

    @cached_property
    def own(self) -> list[tuple[int, str, int]]:
        """(person, role, billing) of who made the film, of the cast only the first."""
        if not self.review.main_film_id:
            return []
        return [row for row in self.credits if row[1] != Role.CAST or row[2] <= FIRST_CAST]

    @cached_property
    def elsewhere(self):
        """What else they worked on."""
        people = list(dict.fromkeys(person for person, _role, _billing in self.own))
        return other_work_of(people=people, film=self.review.main_film_id)

    @cached_property
    def with_rare_tags(self):
        return tagged_as(tags=[pk for pk, *_rest in self.rare_tags], review=self.review.pk, at=self.at)

    @property
    def next_questions(self):
        return self.elsewhere, self.with_rare_tags


@question
def pins_on(review: int):
    return Pin.objects.filter(source=review).values_list("target", "exclude")


@question
def about_the_same(film: int, review: int, at: datetime):
    others = shown(Subject, at).filter(film=film, ordered_at__isnull=False).exclude(review=review)
    return others.order_by("-ordered_at", "-review").values_list("review", "treatment")[:12]


@question
def credits_that_count(film: int):
    credits = Credit.objects.filter(film=film, role__in=WEIGHT).order_by("person", "role", "billing")
    return credits.values_list("person", "role", "billing")


@question
def rare_tags_of(review: int):
    """A tag that is a film is that film's signal."""
    uses = TaggedReview.objects.filter(tag=OuterRef("pk"), ordered_at__isnull=False).order_by("-ordered_at")
    not_common, no_film = ~Exists(uses[COMMON : COMMON + 1]), Likely(Q(film=None))
    tags = Tag.objects.filter(not_common, no_film, tagged__content_object=review)
    return tags.order_by("tagged__position").values_list("pk", "name", "person")[:8]


@question
def other_work_of(people: list[int], film: int):
    work = Credit.objects.filter(person__in=people, role__in=WEIGHT).exclude(film=film)
    ordered = work.order_by("person", "role", "billing", "film")
    return ordered.values_list("person", "person__name", "role", "billing", "film")[:ROWS_PER_SIGNAL]


@question
def tagged_as(tags: list[int], review: int, at: datetime):
    rows = TaggedReview.objects.filter(tag__in=tags, ordered_at__isnull=False, visible_from__lte=at)
    return rows.exclude(content_object=review).values_list("tag", "content_object")[:ROWS_PER_SIGNAL]


@question
def newest_about(films: list[int], at: datetime):
    """(film, up to three pieces). One seek a film, so that one with hundreds does not crowd out the others."""
    newest = (
        shown(Subject, at)
        .filter(film=OuterRef("pk"), ordered_at__isnull=False)
        .exclude(treatment=Subject.Treatment.MENTIONED)
        .order_by("-ordered_at", "-review")
        .values("review")
    )
    places = {f"piece{place}": Subquery(newest[place : place + 1]) for place in range(PIECES_A_FILM)}
    return Film.objects.filter(pk__in=films).annotate(**places).order_by("pk").values_list("pk", *places)


@question
def candidates_shown(pieces: list[int], original: int, at: datetime):
    found = Review.objects.published(at).filter(pk__in=pieces).exclude(Q(translation_of=original))
    return found.for_cards(at)


def _same_film(review: Review, signals: Signals, candidates) -> None:
    if not review.main_film_id:
        return
    sentence, title = _("Also about %(name)s"), review.main_film.title
    for pk, treatment in signals.same_film:
        candidates[pk].add(6.0 if treatment != Subject.Treatment.MENTIONED else 2.5, sentence, title)


def _same_people(review: Review, at: datetime, signals: Signals, candidates) -> None:
    """Films that share people with this one, then the newest pieces that are more than in passing about each."""
    others = defaultdict(list)
    for person, *rest in signals.elsewhere:
        others[person].append(rest)
    sentences, other_sentence = _shared_role(), _("Also with %(name)s")
    films: dict[int, Candidate] = defaultdict(Candidate)
    for person, role, billing in signals.own:
        work = others[person]
        rarity = _rarity(len({film for *_rest, film in work}))
        is_cast, is_director = role == Role.CAST, role == Role.DIRECTOR
        weights = {other: min(WEIGHT[role], weight) * rarity for other, weight in WEIGHT.items()}
        for name, other_role, other_billing, film in work:
            was_cast = other_role == Role.CAST
            if is_cast != was_cast and not is_director and other_role != Role.DIRECTOR:
                continue
            score = weights[other_role]
            if is_cast and was_cast:
                score /= math.sqrt(billing * other_billing)
            films[film].add(score, sentences[role] if role == other_role else other_sentence, name)
    best = sorted(films, key=lambda pk: (-films[pk].score, pk))[:40]
    if not best:
        return
    for film, *pieces in newest_about(films=best, at=at):
        for pk in filter(None, pieces):
            candidates[pk].add(films[film].score, *films[film].said)


def _same_tags(signals: Signals, candidates) -> None:
    """Pieces that share tags few pieces have; a person's tag says whom they are about."""
    about, tagged = _("Also about %(name)s"), _("Also tagged %(name)s")
    rare = {pk: (about if person else tagged, name) for pk, name, person in signals.rare_tags}
    rows = list(signals.with_rare_tags)
    used = Counter(tag for tag, _pk in rows)
    # One more than there is: a single shared tag says less than a shared director.
    whole = 1 + sum(_rarity(used[tag]) for tag in rare)
    share = {tag: 3 * _rarity(used[tag]) / whole for tag in rare}
    for tag, pk in rows:
        candidates[pk].add(share[tag], *rare[tag])


def _shared_role() -> dict[str, str]:
    return {
        Role.DIRECTOR: _("Also directed by %(name)s"),
        Role.CREATOR: _("Also created by %(name)s"),
        Role.CAST: _("%(name)s also stars"),
        Role.WRITER: _("Also written by %(name)s"),
        Role.CINEMATOGRAPHY: _("Also shot by %(name)s"),
    }


def _rarity(uses: int) -> float:
    """From 1 for one other use by way of 1/2 for ten to 1/3 for a hundred."""
    return 1 / (1 + math.log10(max(uses, 1)))


def _recency(review: Review, card: Review) -> float:
    if review.ordered_at is None:
        return 1.0
    years = abs(review.ordered_at - card.ordered_at) / timedelta(days=365.25)
    return 0.5 + 0.5 * math.exp(-years / 5)


def _diverse(review: Review, ranked: list[int], cards: dict[int, Review], room: int) -> list[int]:
    """Not all about one film: at most four about this film and one about each other, while there is choice."""
    per_film: Counter = Counter()
    first, rest = [], []
    for pk in ranked:
        film = cards[pk].main_film_id
        limit = SAME_FILM_AT_MOST if film == review.main_film_id else 1
        if film and per_film[film] >= limit:
            rest.append(pk)
            continue
        per_film[film] += 1
        first.append(pk)
    return (first + rest)[: max(room, 0)]
