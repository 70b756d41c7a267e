"""Questions that PostgreSQL plans once a connection: the same rows, whatever is given, and whatever happens between."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from films.models import Film
from reviews.asking import at_once, question
from reviews.models import Review
from tests.factories import make_film, make_published

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
AWKWARD = "100% sure, 'quoted' \"twice\" \\ $1::bigint %s %%s {0} Čau هنا"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite keeps what it planned by itself"),
]


@question
def films_called(title: str, number: int | None):
    films = Film.objects.filter(title=title).exclude(original_title=AWKWARD).order_by("pk")
    return films.filter(pk=number) if number else films


@question
def films_numbered(number: int, title: str):
    return Film.objects.filter(pk=number, title=title)


@question
def pieces_since(at: datetime):
    return Review.objects.filter(visible_from__gte=at).published(at).order_by("pk")


def planned():
    """The statements that this connection keeps: how often each was planned for every value, and for one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements")
        return cursor.fetchall()


def test_a_statement_is_planned_once():
    for number in range(7):
        film = make_film(f"Here {number}", 2020)
        assert list(films_called(title=f"Here {number}", number=film.pk)) == [film]
    [(_statement, for_every_value, for_one)] = planned()
    assert (for_every_value, for_one) == (7, 0)


def test_what_is_the_same_each_time_stands_in_it_so_that_indexes_of_some_rows_serve_it():
    for _ in range(4):
        len(pieces_since(at=NOON))
    [(statement, *_plans)] = planned()
    assert "'published'" in statement
    assert "2024" not in statement


@pytest.mark.parametrize("title", ["Here", AWKWARD, "", "'; DROP TABLE films_film; --", "x" * 300])
def test_a_word_is_a_word(title):
    film = make_film(title or "Here", 2023)
    for _ in range(4):
        assert list(films_called(title=title, number=None)) == ([film] if title else [])


def test_numbers_of_every_size_share_a_plan():
    film = make_film("Here", 2023)
    for number in (film.pk, 1_000_000, 40_000, 3_000_000_000, 2**63 - 1, film.pk):
        assert list(films_called(title="Here", number=number)) == ([film] if number == film.pk else [])
    assert len(planned()) == 1


def test_several_are_planned_as_one_and_each_keeps_its_own_values():
    film, piece = make_film("Here", 2023), make_published(at=NOON)
    for title, found in (("Here", [film]), ("There", []), ("Here", [film]), ("Here", [film])):
        first, second, third = (
            films_called(title=title, number=None), pieces_since(at=NOON), films_called(title="x", number=1)
        )  # fmt: skip
        at_once(first, second, third)
        assert (list(first), list(second), list(third)) == (found, [piece], [])
    assert (
        len([statement for statement, *_plans in planned() if statement.count('FROM "films_film"') == 2]) == 1
    )


def test_what_was_asked_is_told_as_it_could_be_asked_again():
    film = make_film(AWKWARD, 2023)
    with CaptureQueriesContext(connection) as asked:
        found = films_numbered(title=AWKWARD, number=film.pk).first
    with connection.cursor() as cursor:
        cursor.execute(asked[0]["sql"].replace("%", "%%"), [])
        assert [row[0] for row in cursor.fetchone()[0]] == [found.pk]


def test_it_goes_on_after_a_transaction_that_failed():
    film = make_film("Here", 2023)
    for _ in range(4):
        assert films_called(title="Here", number=None).first == film
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert films_called(title="Here", number=None).first == film


def test_it_goes_on_when_a_table_has_changed():
    film = make_film("Here", 2023)
    for _ in range(4):
        assert films_called(title="Here", number=None).first == film
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE films_film ADD COLUMN added integer DEFAULT 7")
    assert films_called(title="Here", number=None).first == film


def test_where_no_plans_may_be_kept_it_is_planned_each_time(monkeypatch):
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    film = make_film("Here", 2023)
    for _ in range(4):
        assert films_called(title="Here", number=None).first == film
    assert planned() == []
