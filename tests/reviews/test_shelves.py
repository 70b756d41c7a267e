"""What typing finds while writing: every half of a word, in the order of names, however large the library is."""

import itertools

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.text import fold
from films.merge import merge, undo
from films.models import Film, FilmEnding, Person, PersonEnding, ending
from films.models.ending import endings_of, fill
from pagecache.clock import now
from reviews.forms.shelves import SHELVES
from tests.factories import make_film, make_person, make_user

pytestmark = pytest.mark.django_db

NAMES = [
    "Bas Devos",
    "Basje Devos",
    "Liyo Gong",
    "王家衛",
    "Jean-Luc Godard",
    "Devos",
    "Ana de la Reguera",
    "Anna Bas",
]
QUESTIONS = [
    "devos",
    "vos",
    "bas dev",
    "dev bas",
    "an",
    "a",
    "luc",
    "家衛",
    "reg de",
    "zzyzx",
    "o",
    "-",
    "%",
    "_",
    "bas zz",
]


def found(kind: str, words: str, limit: int = 8) -> list[str]:
    return [thing.label for thing in SHELVES[kind].find(make_user(), now(), words, limit)]


def everybody(words: str) -> list[str]:
    """What the shelf promises, said the long way."""
    people = [
        row for row in Person.objects.by_name() if all(word in row.folded for word in fold(words).split())
    ]
    return [row.name for row in sorted(people, key=lambda row: not row.folded_name.startswith(fold(words)))]


def test_a_word_is_found_from_each_of_its_letters_on():
    assert endings_of("bas vos") == {"bas", "as", "s", "vos", "os"}


@pytest.mark.parametrize("few", [0, 1, 2, 300])
@pytest.mark.parametrize("many", [0, 5000])
def test_the_way_in_which_they_are_found_changes_nothing(monkeypatch, few, many):
    monkeypatch.setattr(ending, "FEW", few)
    monkeypatch.setattr(ending, "MANY", many)
    for name in NAMES:
        make_person(name)
    for words, limit in itertools.product(QUESTIONS, (2, 8)):
        assert found("person", words, limit) == everybody(words)[:limit], words


def test_a_long_word_is_found_to_its_last_letter():
    make_film("Donaudampfschifffahrtsgesellschaft")
    film = make_film("Donaudampfschifffahrtskapitän")
    assert found("film", "donaudampfschifffahrtskapitan") == [film.label]
    assert found("film", "schifffahrtskapitan") == [film.label]


@pytest.mark.parametrize("words", ["ferry", "overtocht", "1998", "devos", "verdriet"])
def test_a_film_is_found_by_all_that_it_is_called_and_by_who_made_it(words):
    film = make_film("The Ferry", 1998, original_title="De overtocht", director="Bas Devos")
    film.also_called(["Verdriet"])
    film.refresh_names()
    make_film("Here", 2023)
    assert found("film", words) == ["The Ferry (1998)"]


def test_a_new_name_is_found_and_the_old_one_is_not():
    person = make_person("Bas Devos")
    film = make_film("Here", 2023, director=person)
    person.name = "Bas Peeters"
    person.save()
    film.refresh_names()
    assert found("person", "devos") == found("film", "devos") == []
    assert found("person", "peet") == ["Bas Peeters"]
    assert found("film", "peet") == [film.label]


def out_of_step() -> list:
    """Records whose endings are not those of their names."""
    rows = [*Film.objects.all(), *Person.objects.all()]
    return [row for row in rows if {each.text for each in row.endings.all()} != endings_of(row.folded)]


def test_they_are_right_through_a_merge_and_back():
    loser, survivor = make_person("Bas Devos", native_name="巴斯"), make_person("Basje D.")
    films = make_film("Here", 2023, director=loser), make_film("Hier", 2023, director=survivor)
    assert out_of_step() == []
    for told in (merge(loser, survivor, by=None), merge(*films, by=None)):
        assert out_of_step() == []
        assert found("person", "devos") == ["Basje D."]
        last = told
    undo(last, by=None)
    assert out_of_step() == []
    assert set(found("film", "here") + found("film", "hier")) == {film.label for film in films}


def test_a_magazine_that_was_there_before_gets_them():
    make_film("Here", 2023, director="Bas Devos")
    FilmEnding.objects.all().delete()
    PersonEnding.objects.all().delete()
    assert len(out_of_step()) == 2
    fill(apps, None)
    assert out_of_step() == []


def test_nothing_is_written_where_no_name_changed():
    film = make_film("Here", 2023, director="Bas Devos")
    with CaptureQueriesContext(connection) as queries:
        film.save()
    assert [
        query["sql"]
        for query in queries
        if "films_filmending" in query["sql"] and "SELECT" not in query["sql"]
    ] == []


def test_who_is_not_there_is_asked_for_once():
    make_person("Bas Devos")
    user = make_user()
    user.grants.all()
    with CaptureQueriesContext(connection) as queries:
        assert SHELVES["person"].find(user, now(), "zzyzx") == []
    assert [query["sql"] for query in queries if 'films_person"' in query["sql"]] == []
