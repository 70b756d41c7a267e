"""A card is printed once for what it says, so whatever it says has to be part of what it is known by."""

from copy import copy
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import models
from django.template import Context
from django.template.loader import render_to_string

from accounts.rows import Row
from films.models import Film, Release
from pagecache.clock import now
from reviews.cards import Card, cards
from reviews.coverage import IN_A_STRIP, IN_A_TABLE
from reviews.models import Review
from reviews.models.review import ON_A_CARD
from reviews.templatetags import printing
from tests.factories import make_contributor, make_film, make_image, make_published, make_section

pytestmark = pytest.mark.django_db

TEMPLATES = (
    "includes/row.html", "includes/sheet_card.html", "includes/news_line.html", "includes/lead.html",
)  # fmt: skip
GIVEN = {"kind_below": True, "with_dek": True, "kind_above": True}


@pytest.fixture
def card():
    film = make_film("Here", 2023)
    review = make_published(film=film, headline="HERE Review: Moss", section=make_section("Indie"), rating=7)
    image = make_image()
    Review.objects.filter(pk=review.pk).update(lead_image=image, short_headline="Moss", dek="Of moss.")
    [found] = cards(Review.objects.filter(pk=review.pk).for_cards(now()), now())
    return found


def kept(template: str, card: Card) -> str:
    return printing.card(Context(GIVEN), template, card)


def anew(template: str, card: Card) -> str:
    return render_to_string(template, {"card": card, **GIVEN})


def otherwise(value):
    match value:
        case bool():
            return not value
        case str():
            return {"review": "news", "en-gb": "ar"}.get(value, f"{value}x")
        case int():
            return value + 1
        case date():  # or a moment
            return value + timedelta(days=40)
        case _:
            return value


def with_another(card: Card, column: str) -> Card:
    """The same, with another value in that column of the piece or of what stands beside it."""
    of, _, name = column.rpartition("__")
    review = copy(card.review)
    row = review if not of else copy(getattr(review, of))
    row.__dict__[name] = otherwise(row.__dict__[name])
    if of:
        review._state.fields_cache[of] = row
    picture = row if of == "lead_image" else card.picture
    return replace(card, review=review, picture=picture)


@pytest.mark.parametrize("template", TEMPLATES)
def test_whatever_changes_on_a_card_is_printed(card, template):
    assert kept(template, card) == anew(template, card)
    for column in ON_A_CARD:
        changed = with_another(card, column)
        assert kept(template, changed) == anew(template, changed), column
    for changed in (
        replace(card, reason="Also about Here"),
        replace(card, about="Of lichen."),
        replace(card, others=3),
        replace(card, names=[make_contributor("Somebody Else")]),
        replace(card, picture=None),
    ):
        assert kept(template, changed) == anew(template, changed)


def test_a_card_says_something_else_on_the_page_of_its_film(card):
    given = Context({"page_film": card.film})
    assert "Here (2023)" not in printing.card(given, "includes/sheet_card.html", card)
    assert "Here" in kept("includes/sheet_card.html", card)


def test_rows_beside_cards_are_printed_for_what_they_say_too():
    """A film of the strip and what opens, as `kept` prints them."""
    film, poster = make_film("Here", 2023), make_image()
    release = Release(date=date(2024, 3, 1), city="Brussels", venue="Palace", territory="BE", film=film)
    for template, given, columns in (
        ("includes/poster_item.html", {"film": film, "poster": poster, "note": 2023}, IN_A_STRIP),
        ("includes/opening_line.html", {"film": film, "release": release}, IN_A_TABLE),
    ):
        assert printing.kept(template, **given) == render_to_string(template, given)
        for column in columns:
            of, _, name = column.rpartition("__")
            row = of or ("film" if "poster" in given else "release")
            changed = {**given, row: copy(given[row])}
            changed[row].__dict__[name] = otherwise(changed[row].__dict__[name])
            assert printing.kept(template, **changed) == render_to_string(template, changed), column


def test_a_row_is_what_django_makes_of_it():
    make_film("Here", 2023)
    for rows in (Film.objects.all(), Film.objects.only("title", "year"), Film.objects.defer("folded")):
        row = rows.get()
        names = [name for name in row.__dict__ if name != "_state"]
        django = models.Model.from_db.__func__(Film, "default", names, [row.__dict__[name] for name in names])
        assert {**row.__dict__, "_state": None} == {**django.__dict__, "_state": None}
        assert (row._state.adding, row._state.db) == (django._state.adding, django._state.db)
        assert row.get_deferred_fields() == django.get_deferred_fields()


def test_rows_have_nothing_to_do_when_they_are_made():
    """As `Row` does not do it."""
    made = [model for model in every(Row) if not model._meta.abstract]
    assert made
    for model in made:
        assert model.__init__ is models.Model.__init__, model
        for signal in (models.signals.pre_init, models.signals.post_init):
            assert not signal.has_listeners(model), model


def every(kind: type) -> list[type]:
    return [below for one in kind.__subclasses__() for below in (one, *every(one))]
