"""Long lists are walks along an index, never a sort of all that match."""

import pytest
from django.db import connection

from films.models import Film, Person
from pagecache.clock import now
from reviews import coverage
from reviews.admin.due import Dates
from reviews.admin.saved_views import commissioned, without_credit
from reviews.admin.standing import live
from reviews.models import Restriction, Review, Tag
from reviews.rendering import film_pages, person_pages

pytestmark = pytest.mark.django_db


def plan(rows) -> str:
    """How the database would answer. PostgreSQL is told that the table is long, which here it is not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_seqscan = off")
        return rows.explain()


def in_a_short_table(*plans: str) -> tuple[str, ...]:
    """What PostgreSQL finds as good as the better index, where there are hardly any rows."""
    return plans if connection.vendor == "postgresql" else ()


def test_the_live_pieces_come_in_the_order_of_their_changes_without_a_sort():
    listed = plan(Review.objects.filter(live(now()), deleted_at=None).order_by("-changed_at", "-pk")[:100])
    # Both are in that order.
    assert any(index in listed for index in ["review_by_standing", *in_a_short_table("review_by_change")])
    assert "TEMP B-TREE" not in listed
    assert "Sort" not in listed


@pytest.mark.parametrize("rows", [1, 30], ids=["the newest", "a page"])
def test_published_pieces_come_newest_first_without_a_sort(rows):
    listed = plan(Review.objects.published(now()).newest_first()[:rows])
    assert "published_newest_first" in listed
    assert "TEMP B-TREE" not in listed


@pytest.mark.parametrize("of", [Film, Person], ids=["films", "people"])
def test_a_letter_of_an_index_is_walked_in_its_order(of):
    covered, column = (coverage.films, "sort_title") if of is Film else (coverage.people, "sort_name")
    under = coverage.under_letter(covered(now()), column, "S")
    listed = plan(coverage.in_index_after(under, column, None)[:30])
    assert f"{of._meta.model_name}_by_letter" in listed
    assert "TEMP B-TREE" not in listed
    assert "Sort" not in listed


def test_whether_anything_is_published_about_somebody_is_asked_of_each_who_is_listed():
    listed = plan(coverage.in_index_after(coverage.people(now()), "sort_name", None)[:30])
    assert "person_by_sort_name" in listed
    assert "hashed SubPlan" not in listed


@pytest.mark.parametrize("pages", [film_pages, person_pages], ids=["films", "people"])
def test_films_and_people_that_a_text_names_are_looked_up_by_their_numbers(pages):
    listed = plan(pages.__wrapped__(named=[1, 2], at=now()))
    assert "hashed SubPlan" not in listed
    assert "SCAN films_" not in listed
    assert "Seq Scan" not in listed


def test_films_whose_titles_begin_so_are_found_from_the_index_of_titles():
    listed = plan(Film.objects.filter(coverage.CURRENT).beginning("here").order_by().values_list("pk")[:300])
    assert any(index in listed for index in ["film_by_folded_title", *in_a_short_table("merged_into_id")])
    assert "SCAN films_film" not in listed


def test_tags_come_by_name_without_a_sort():
    listed = plan(Tag.objects.select_related("film", "person").order_by("name", "pk")[:30])
    assert "tag_by_name" in listed
    assert "TEMP B-TREE" not in listed
    assert "Sort" not in listed


def test_restrictions_come_newest_first_without_a_sort():
    rows = Restriction.objects.select_related("review", "image", "link").order_by("-created_at", "-pk")
    listed = plan(rows[:50])
    assert "restriction_newest_first" in listed
    assert "TEMP B-TREE" not in listed
    assert "Sort" not in listed


def test_what_is_due_is_found_from_the_few_days_that_are_near():
    dates = Dates(now())
    dates.embargoes = {1: [], 2: []}
    listed = plan(Review.objects.filter(dates.condition))
    assert any(index in listed for index in ["review_still_due", *in_a_short_table("Index Scan")])
    assert "hashed SubPlan" not in listed
    assert "SEARCH reviews_review USING INDEX" not in listed  # of all that are on their way


@pytest.mark.parametrize(
    ("narrow", "index"),
    [(without_credit, "picture_without_credit"), (commissioned, "review_still_commissioned")],
    ids=["no credit", "commissioned"],
)
def test_what_few_pieces_are_is_found_from_these_few(narrow, index):
    listed = plan(narrow(Review.objects.filter(deleted_at=None), None))
    assert any(found in listed for found in [index, *in_a_short_table("review_commissioned")])


def test_others_of_a_director_are_found_film_by_film():
    listed = plan(coverage.about_others_by.__wrapped__(directors=[1], film=1, at=now()))
    assert any(index in listed for index in ["published_by_main_film", *in_a_short_table("main_film_id")])
    assert "review_by_standing" not in listed


def test_festivals_come_newest_first_from_the_index_of_their_years():
    listed = plan(coverage.editions(now()).order_by("-year", "festival__name", "pk")[:60])
    assert "edition_newest_first" in listed
    assert "hashed SubPlan" not in listed
