"""Which pieces might stand under "More about": candidates, each with a score and a reason.

Every signal asks one bounded question of one index and only proposes. Nothing here decides what may show.
"""

import math
from collections import Counter, defaultdict
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.likelihood import Likely
from films.models import Credit, Film
from films.vocabulary import Role
from reviews.asking import at_once, question
from reviews.coverage import shown
from reviews.models import Pin, Review, Subject, Tag, TaggedReview

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
ABOUT, TAGGED, WITH, PINNED = "about", "tagged", "with", "pinned"
SENTENCES = {
    ABOUT: _("Also about %(name)s"),
    TAGGED: _("Also tagged %(name)s"),
    WITH: _("Also with %(name)s"),
    PINNED: _("Chosen by the editors"),
    Role.DIRECTOR: _("Also directed by %(name)s"),
    Role.CREATOR: _("Also created by %(name)s"),
    Role.CAST: _("%(name)s also stars"),
    Role.WRITER: _("Also written by %(name)s"),
    Role.CINEMATOGRAPHY: _("Also shot by %(name)s"),
}


class Candidate:
    """`said`: of the reasons the strongest, as one of SENTENCES and the name in it."""

    __slots__ = ("said", "score", "strongest")

    def __init__(self):
        self.score = self.strongest = 0.0
        self.said = ("", "")

    def add(self, score: float, sentence: str, name: str) -> None:
        self.score += score
        if score > self.strongest or (score == self.strongest and (sentence, name) < self.said):
            self.strongest, self.said = score, (sentence, name)


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
    def people(self) -> list[int]:
        return list(dict.fromkeys(person for person, _role, _billing in self.own))

    @cached_property
    def elsewhere(self):
        """What else they worked on."""
        return other_work_of(people=self.people, film=self.review.main_film_id)

    @cached_property
    def with_rare_tags(self):
        return tagged_as(tags=[pk for pk, *_rest in self.rare_tags], review=self.review.pk, at=self.at)

    @property
    def next_questions(self):
        return self.elsewhere, self.with_rare_tags

    @property
    def keys(self) -> list[str]:
        """What the candidates follow from, as the change log names it: a change to any of it may bring others."""
        keys = ["site", f"review:{self.review.pk}", *(f"person:{pk}" for pk in self.people)]
        if self.review.main_film_id:
            keys.append(f"film:{self.review.main_film_id}")
        for tag, _name, person in self.rare_tags:
            keys += [f"tag:{tag}", f"person:{person}"] if person else [f"tag:{tag}"]
        return list(dict.fromkeys(keys))


def best(signals: Signals, most: int) -> dict[int, Candidate]:
    """The candidates with the highest scores, by piece; never the piece itself or what an editor excluded."""
    at_once(*signals.questions)
    at_once(*signals.next_questions)
    candidates: dict[int, Candidate] = defaultdict(Candidate)
    _same_film(signals, candidates)
    _same_people(signals, candidates)
    _same_tags(signals, candidates)
    review = signals.review
    never = {review.pk, review.translation_of_id} | {target for target, exclude in signals.pins if exclude}
    for pk in candidates.keys() & never:
        del candidates[pk]
    chosen = sorted(candidates, key=lambda pk: (-candidates[pk].score, -pk))[:most]
    return {pk: candidates[pk] for pk in chosen}


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


def _same_film(signals: Signals, candidates) -> None:
    film = signals.review.main_film
    if film is None:
        return
    for pk, treatment in signals.same_film:
        candidates[pk].add(6.0 if treatment != Subject.Treatment.MENTIONED else 2.5, ABOUT, film.title)


def _same_people(signals: Signals, candidates) -> None:
    """Films that share people with this one, then the newest pieces that are more than in passing about each."""
    others = defaultdict(list)
    for person, *rest in signals.elsewhere:
        others[person].append(rest)
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
            films[film].add(score, role if role == other_role else WITH, name)
    nearest = sorted(films, key=lambda pk: (-films[pk].score, pk))[:40]
    if not nearest:
        return
    for film, *pieces in newest_about(films=nearest, at=signals.at):
        for pk in filter(None, pieces):
            candidates[pk].add(films[film].score, *films[film].said)


def _same_tags(signals: Signals, candidates) -> None:
    """Pieces that share tags few pieces have; a person's tag says whom they are about."""
    rare = {pk: (ABOUT if person else TAGGED, name) for pk, name, person in signals.rare_tags}
    rows = list(signals.with_rare_tags)
    used = Counter(tag for tag, _pk in rows)
    # One more than there is: a single shared tag says less than a shared director.
    whole = 1 + sum(_rarity(used[tag]) for tag in rare)
    share = {tag: 3 * _rarity(used[tag]) / whole for tag in rare}
    for tag, pk in rows:
        candidates[pk].add(share[tag], *rare[tag])


def _rarity(uses: int) -> float:
    """From 1 for one other use by way of 1/2 for ten to 1/3 for a hundred."""
    return 1 / (1 + math.log10(max(uses, 1)))
