"""Many questions in one statement: each has the rows it would have had alone."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.test.utils import CaptureQueriesContext

from films.models import Credit, Film, Release
from reviews.asking import at_once
from reviews.models import Authorship, PictureUse, Review, TaggedReview
from tests.factories import make_contributor, make_film, make_image, make_published, picture

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def magazine():
    still = make_image(alt="Moss, “soup” & bread", rights_until=NOON)
    for number in range(3):
        film = make_film(
            f"Here {number}", 2020 + number, director="Bas Devos", poster=still, countries=["BE", "NL"]
        )
        Release.objects.create(film=film, date=date(2024, 3, 1), city="Brussels", territory="BE")
        make_published(
            at=NOON, film=film, contributors=[make_contributor(handles=[["@ann", "https://example.org/"]])],
            tags=["moss", "soup"], pictures=[picture(still, "gallery")], headline=f"Čau {number} \\ \"quoted\"",
        )  # fmt: skip


def everything():
    """Questions of every sort: rows, rows with others, values, counts, conditions, slices, nothing, prefetched."""
    published = Review.objects.published(NOON)
    return [
        published.for_cards(NOON).newest_first(),
        Authorship.objects.select_related("contributor__portrait").order_by("pk"),
        PictureUse.objects.select_related("image").order_by("pk"),
        Release.objects.select_related("film").order_by("pk"),
        Film.objects.annotate(about=Count("subjects")).order_by("-pk")[:2],
        Film.objects.annotate(has=Exists(Credit.objects.filter(film=OuterRef("pk")))).order_by("pk"),
        TaggedReview.objects.order_by("pk").values_list("tag__name", "ordered_at"),
        Review.objects.order_by("-pk").values_list("visible_from", flat=True)[:1],
        Review.objects.order_by("pk").values("headline", "rating"),
        Film.objects.filter(pk__in=[]),
        Film.objects.filter(title="There is none"),
        Review.objects.prefetch_related(
            Prefetch("authorships", Authorship.objects.select_related("contributor"))
        ).order_by("pk"),
    ]  # fmt: skip


def said(row):
    """Everything a row says, its related rows and what was added to it as well."""
    if not hasattr(row, "_state"):
        return row
    facts = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    related = {name: said(other) for name, other in row._state.fields_cache.items() if other is not None}
    return type(row), facts, related


def test_each_has_the_rows_it_would_have_had_alone_and_all_cost_one_statement():
    alone = [[said(row) for row in question] for question in everything()]
    together = everything()
    with CaptureQueriesContext(connection) as asked:
        at_once(*together)
        rows = [[said(row) for row in question] for question in together]
    assert rows == alone
    assert all(rows[place] for place in range(9))
    assert len(asked) == 2  # and what was prefetched


def test_what_was_asked_before_is_not_asked_again():
    first, second = Film.objects.order_by("pk"), Review.objects.order_by("pk")
    len(first)
    with CaptureQueriesContext(connection) as asked:
        at_once(first, second)
        at_once(first, second)
        at_once()
    assert len(asked) == 1


def test_what_may_not_be_reached_for_still_raises():
    cards = Review.objects.for_cards(NOON)
    at_once(cards, Film.objects.all())
    with pytest.raises(Exception, match="body"):
        _ = cards[0].body
