"""Films: told apart by what they are called and when, found however they are typed."""

import pytest
from django.core.exceptions import ValidationError

from films.models import AlternativeTitle, Film
from films.models.film import without_article
from tests.factories import fresh, make_credit, make_film, make_person, put_columns

pytestmark = pytest.mark.django_db


class TestLabels:
    def test_title_and_year(self):
        assert make_film("Here", 2023).label == "Here (2023)"

    def test_a_film_without_a_year_has_its_title(self):
        assert make_film("Here", None).label == "Here"

    def test_namesakes_of_one_year_are_told_apart_by_their_directors(self):
        films = [make_film("Here", 2023, director=name) for name in ("Bas Devos", "Robert Zemeckis")]
        assert [fresh(film).label for film in films] == ["Here (2023, Devos)", "Here (2023, Zemeckis)"]

    def test_so_are_those_that_differ_in_case_and_accents_only(self):
        films = [make_film(title, 2023, director="Bas Devos") for title in ("Été", "ETE")]
        assert [fresh(film).label for film in films] == ["Été (2023, Devos)", "ETE (2023, Devos)"]

    def test_another_year_is_enough(self):
        films = [make_film("Here", year, director="Bas Devos") for year in (2023, 2024)]
        assert [fresh(film).label for film in films] == ["Here (2023)", "Here (2024)"]

    def test_who_is_left_alone_drops_the_director(self):
        kept, renamed = (make_film("Here", 2023, director="Bas Devos") for _ in range(2))
        renamed = fresh(renamed)
        renamed.title = "There"
        renamed.save()
        renamed.refresh_names()
        assert fresh(kept).label == "Here (2023)"
        assert fresh(renamed).label == "There (2023)"

    def test_a_merged_double_is_no_namesake(self):
        kept, double = (make_film("Here", 2023, director="Bas Devos") for _ in range(2))
        put_columns(double, merged_into=kept)
        fresh(kept).refresh_names()
        assert fresh(kept).label == "Here (2023)"

    def test_without_a_director_nothing_can_tell_them_apart(self):
        film = make_film("Here", 2023)
        make_film("Here", 2023)
        assert fresh(film).label == "Here (2023)"


class TestAddresses:
    def test_title_and_year(self):
        assert make_film("Here", 2023).slug == "here-2023"

    def test_the_second_is_numbered(self):
        assert [make_film("Here", 2023).slug for _ in range(3)] == ["here-2023", "here-2023-2", "here-2023-3"]

    def test_of_other_scripts_and_signs(self):
        titles = {"8½": "8-half-1963", "日本語": "日本語-1963", "...": "full-stop-full-stop-full-stop-1963"}
        assert {title: make_film(title, 1963).slug for title in titles} == titles

    def test_a_long_title_keeps_its_year(self):
        slug = make_film("x" * 300, 2023).slug
        assert slug.endswith("-2023")
        assert len(slug) <= 100

    def test_a_new_title_keeps_the_address(self):
        film = make_film("Here", 2023)
        film.title = "There"
        film.save()
        assert film.slug == "here-2023"

    def test_a_title_that_is_a_word_of_ours(self):
        assert make_film("New", None).slug == "new-1"


class TestFinding:
    @pytest.fixture
    def amelie(self):
        film = make_film("Le Fabuleux Destin d’Amélie Poulain", 2001, director="Jean-Pierre Jeunet")
        film.original_title = "Amélie"
        film.save()
        AlternativeTitle.objects.create(film=film, title="Die fabelhafte Welt der Amélie", language="de")
        film.refresh_names()
        return fresh(film)

    @pytest.mark.parametrize(
        "words", ["amelie", "AMÉLIE 2001", "poul dest", "jeunet amelie", "fabelhafte welt", ""]
    )
    def test_by_any_half_word_of_titles_year_and_director(self, amelie, words):
        make_film("Something else", 2000)
        found = list(Film.objects.search(words))
        assert amelie in found
        assert len(found) == (1 if words else 2)

    @pytest.mark.parametrize("words", ["amelie 2002", "%", "_", "amelie\0x", "\\"])
    def test_not_by_what_is_not_there(self, amelie, words):
        assert list(Film.objects.search(words)) == []

    def test_by_its_whole_title_or_an_alternative(self, amelie):
        assert list(Film.objects.called("die FABELHAFTE welt der amelie")) == [amelie]
        assert list(Film.objects.called("Amelie")) == []

    def test_merged_films_are_left_out_where_asked(self, amelie):
        double = put_columns(make_film("Amélie", 2001), merged_into=amelie)
        assert double not in Film.objects.current()
        assert amelie in Film.objects.current()

    @pytest.mark.parametrize(
        ("year", "asked", "doubtful"),
        [(2023, 2023, True), (2023, 2024, True), (2023, 2025, False), (None, 2025, True), (2023, None, True)],
    )
    def test_likely_doubles_are_at_most_a_year_apart(self, year, asked, doubtful):
        film = make_film("Here", year)
        assert (film in Film.objects.likely_doubles("HERE", asked)) is doubtful

    def test_a_film_without_a_year_may_be_any_of_its_name(self):
        films = [make_film("Here", year) for year in (1990, 2023, None)]
        assert set(Film.objects.likely_doubles("here", None)) == set(films)


class TestOrder:
    def test_by_title_without_its_article_then_year(self):
        titles = [
            ("The Salt Ledger", 2020),
            ("A Moss", 2020),
            ("Here", 2024),
            ("Here", 2023),
            ("Anaconda", 1997),
        ]
        for title, year in titles:
            make_film(title, year)
        assert [film.label for film in Film.objects.by_title()] == [
            "Anaconda (1997)", "Here (2023)", "Here (2024)", "A Moss (2020)", "The Salt Ledger (2020)",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("title", "sorted_as"),
        [
            ("The Salt Ledger", "Salt Ledger, The"),
            ("A", "A"),
            ("The", "The"),
            ("Anaconda", "Anaconda"),
            ("an Hour", "Hour, an"),
        ],
    )
    def test_articles_go_to_the_end(self, title, sorted_as):
        assert without_article(title) == sorted_as

    def test_what_somebody_wrote_stands(self):
        assert make_film("8½", 1963, sort_title="Eight and a half").sort_title == "Eight and a half"


class TestWhatIsTrue:
    @pytest.mark.parametrize("field", ["wikidata_id", "imdb_id", "tmdb_id"])
    def test_an_empty_id_is_none(self, field):
        assert getattr(make_film(**{field: ""}), field) is None
        make_film(**{field: ""})

    @pytest.mark.parametrize(
        ("field", "right", "wrong"),
        [
            ("wikidata_id", "Q117093", "117093"), ("imdb_id", "tt25045904", "25045904"),
            ("tmdb_id", "1081012", "tmdb1"), ("year", 1874, 1873), ("title_language", "zh-Hant", "zh_Hant"),
            ("slug", "here", "feed"), ("slug", "日本", "a b"),
        ],
    )  # fmt: skip
    def test_forms_know_right_from_wrong(self, field, right, wrong):
        film = make_film()
        setattr(film, field, right)
        film.clean_fields()
        setattr(film, field, wrong)
        with pytest.raises(ValidationError) as refused:
            film.clean_fields()
        assert list(refused.value.message_dict) == [field]

    @pytest.mark.parametrize(("language", "rtl"), [("ar", True), ("he-IL", True), ("en", False), ("", False)])
    def test_some_titles_read_from_right_to_left(self, language, rtl):
        assert Film(title="x", title_language=language).is_rtl is rtl

    def test_the_first_billed_director_names_the_film(self):
        film = make_film("Here", 2023)
        make_credit(film, make_person("Second Name"), billing=2)
        make_credit(film, make_person("First Name"), billing=1)
        assert film.director_surname == "Name"
        assert fresh(film).director_surname == "Name"


class TestNamesakesWithoutAYear:
    def test_they_are_told_apart_too_and_left_alone_again(self):
        kept, renamed = (make_film("Here", None, director="Bas Devos") for _ in range(2))
        assert fresh(kept).label == "Here (Devos)"
        renamed = fresh(renamed)
        renamed.year = 2023
        renamed.save()
        renamed.refresh_names()
        assert [fresh(film).label for film in (kept, renamed)] == ["Here", "Here (2023)"]
