"""People: the same name twice is normal."""

import pytest

from films.models import Person
from films.models.person import surname_first
from tests.factories import make_film, make_person, put_columns

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "sort_name"),
    [
        ("Bas Devos", "Devos, Bas"),
        ("Lars von Trier", "von Trier, Lars"),
        ("Robin van de Putte", "van de Putte, Robin"),
        ("Apichatpong", "Apichatpong"),
        ("von Trier", "Trier, von"),
        ("Jean-Luc Godard", "Godard, Jean-Luc"),
        ("王家衛", "王家衛"),
    ],
)
def test_names_are_sorted_by_surname(name, sort_name):
    assert surname_first(name) == sort_name
    assert make_person(name).sort_name == sort_name


def test_what_somebody_wrote_stands():
    person = make_person("Wong Kar-wai", sort_name="Wong Kar-wai")
    assert person.sort_name == person.surname == "Wong Kar-wai"


def test_two_of_one_name_have_two_addresses():
    assert [make_person("Steve McQueen").slug for _ in range(2)] == ["steve-mcqueen", "steve-mcqueen-2"]


@pytest.mark.parametrize("words", ["devos", "DEV bas", "巴斯", "basje"])
def test_they_are_found_by_any_of_their_names(words):
    person = make_person("Bas Devos", native_name="巴斯", aliases=["Basje D."])
    make_person("Somebody Else")
    assert list(Person.objects.search(words)) == [person]


def test_both_of_one_name_are_called_so():
    people = [make_person("Steve McQueen"), make_person("STEVE McQUEEN")]
    assert set(Person.objects.called("steve mcqueen")) == set(people)


def test_merged_records_are_left_out_where_asked():
    kept, double = make_person(), make_person()
    put_columns(double, merged_into=kept)
    assert list(Person.objects.current()) == [kept]


def test_billing_is_an_order():
    film = make_film(director="Bas Devos", cast=["Liyo Gong", "Stefan Gota"])
    assert [str(credit.person) for credit in film.credits.filter(role="cast").billed()] == [
        "Liyo Gong",
        "Stefan Gota",
    ]
