"""Films, people and festivals on the desk."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from films.models import Credit, Edition, Festival, Film, Person
from images import colour
from pagecache.models import Change
from tests.desk import fields_of, parsed, words_of
from tests.factories import fresh, make_film, make_image, make_person, make_published, make_user

FILMS, PEOPLE = reverse("admin:films_film_changelist"), reverse("admin:films_person_changelist")
ADD = reverse("admin:films_film_add")
HOSTILE = [
    "\0",
    "\u202eevil",
    "x" * 10_000,
    "🎬",
    "<script>alert(1)</script>",
    "search",
    "feed",
    "admin",
    "9" * 40,
    "-1",
]


class SignedIn(TestCase):
    role = "editor"

    def setUp(self):
        self.user = make_user(self.role)
        self.client.force_login(self.user)

    def rows(self, address, **query):
        page = parsed(self.client.get(address, query))
        table = next((table for table in page.iter("table") if table.get("id") == "result_list"), None)
        return [] if table is None else [words_of(tr) for tr in table.find("tbody").iter("tr")]

    def page_of(self, film):
        return reverse("admin:films_film_change", args=[film.pk])

    def post(self, film=None, **typed):
        address = self.page_of(film) if film else ADD
        posted = fields_of(self.client.get(address), "film_form")
        return self.client.post(
            address, posted | {name.replace("__", "-"): value for name, value in typed.items()}
        )

    def errors(self, response):
        return " ".join(
            words_of(ul) for ul in parsed(response).iter("ul") if "errorlist" in ul.get("class", "")
        )


class Films(SignedIn):
    def test_a_row_says_title_director_and_how_many_pieces_readers_find(self):
        film = make_film("Here", 2023, director="Bas Devos", original_title="Hier")
        make_published(film=film)
        (row,) = self.rows(FILMS)
        assert (
            row == "Here (2023) Hier Bas Devos Feature 1".replace(" ", "")
            or [word for word in ("Here (2023)", "Hier", "Bas Devos", "Feature", "1") if word not in row]
            == []
        )

    def test_half_a_word_without_accents_finds_titles_and_directors(self):
        make_film("Çok Güzel", 2019, director="Émilie Öz")
        make_film("Other", 2020)
        for words in ("guz", "emil", "COK oz"):
            assert len(self.rows(FILMS, q=words)) == 1

    def test_one_row_costs_as_many_queries_as_three(self):
        costs = []
        for number in (1, 2):
            for _ in range(number):
                make_published(film=make_film("Here", 2023, director=make_person()))
            for address in (FILMS, PEOPLE):
                with CaptureQueriesContext(connection) as asked:
                    self.client.get(address)
                costs.append(len(asked))
        assert costs[:2] == costs[2:]

    def test_a_likely_double_is_refused_until_somebody_says_why(self):
        make_film("Here", 2023, director="Bas Devos")
        response = self.post(title="Here", year="2024")
        assert self.errors(response) == (
            "There is already Here (2023) by Bas Devos. Use it, or say why this is another film."
        )
        assert fields_of(response, "film_form")["title"] == ["Here"]
        self.post(title="Here", year="2024", why_another="The American one.")
        assert Film.objects.count() == 2

    def test_a_new_still_lends_its_colour_unless_one_was_chosen_by_hand(self):
        film, still = make_film(), make_image()
        self.post(film, key_still=str(still.pk))
        assert (fresh(film).hue, fresh(film).saturation) == (still.hue, still.saturation)
        chosen = colour.palette(300, 40).film
        self.post(film, colour=chosen)
        assert fresh(film).colour_by_hand
        by_hand = fresh(film).hue
        assert abs(by_hand - 300) <= 2
        self.post(film, key_still="")
        assert fresh(film).hue == by_hand
        self.post(film, colour="")
        assert (fresh(film).hue, fresh(film).colour_by_hand) == (None, False)

    def test_a_colour_that_cannot_be_read_is_refused_with_another(self):
        for given, sentence in (("#ffff00", "too pale on white"), ("red", "six digits"), ("#888888", "grey")):
            assert sentence in self.errors(self.post(make_film(), colour=given))

    def test_credits_reach_search_labels_and_pages(self):
        first, second = make_film("Here", 2023), make_film("Here", 2023)
        person = make_person("Zoë Quint")
        Change.objects.all().delete()
        self.post(
            second,
            credits__TOTAL_FORMS="1",
            credits__0__person=str(person.pk),
            credits__0__role="director",
            credits__0__billing="1",
        )
        assert fresh(second).label == "Here (2023, Quint)"
        assert "quint" in fresh(second).folded
        told = set(Change.objects.values_list("key", flat=True))
        assert {f"film:{first.pk}", f"film:{second.pk}", f"person:{person.pk}"} <= told

    def test_renaming_frees_the_namesake(self):
        first, second = make_film("Here", 2023), make_film("Here", 2023)
        assert fresh(first).shares_name_and_year or fresh(second).shares_name_and_year
        self.post(second, title="There")
        assert not fresh(first).shares_name_and_year

    def test_an_address_stays_once_it_is_there(self):
        film = make_film("Here", 2023)
        self.post(film, slug="elsewhere")
        assert fresh(film).slug == film.slug

    def test_hostile_text_is_a_sentence_or_harmless_text(self):
        fields = [
            "title", "year", "why_another", "countries", "languages", "runtime", "aspect_ratio", "synopsis", "colour",
            "title_language", "original_title", "slug", "wikidata_id", "imdb_id", "tmdb_id", "key_still", "part_of",
            "form",
            "alternative_titles__0__title", "alternative_titles__0__language",
        ]  # fmt: skip
        for text in HOSTILE:
            with self.subTest(text[:20]):
                typed = {"alternative_titles__TOTAL_FORMS": "1"} | dict.fromkeys(fields, text)
                response = self.post(**typed)
                assert response.status_code == 200
                assert self.errors(response)
                assert self.post(title=text).status_code in (200, 302)

    def test_each_field_of_a_row_has_its_label_and_what_is_chosen_can_be_opened_but_not_deleted(self):
        film = make_film("Here", 2023, director="Bas Devos", key_still=make_image())
        page = parsed(self.client.get(self.page_of(film)))
        labels = {label.get("for"): words_of(label) for label in page.iter("label")}
        self.assertEqual(labels["id_credits-0-person"], "Person")
        self.assertEqual(labels["id_releases-__prefix__-city"], "City")
        beside = {
            a.get("id"): words_of(a) for a in page.iter("a") if (a.get("id") or "").endswith("_id_key_still")
        }
        self.assertEqual(beside, {"view_id_key_still": "Open", "add_id_key_still": "New"})

    def test_why_it_is_another_film_is_asked_first_of_a_new_one_only(self):
        def first(address):
            page = parsed(self.client.get(address))
            rows = next(each for each in page.iter("fieldset") if "module" in (each.get("class") or ""))
            return [each.get("name") for each in rows.iter("input")]

        self.assertIn("why_another", first(ADD))
        self.assertNotIn("why_another", first(self.page_of(make_film("Here", 2023))))

    def test_years_of_no_film(self):
        for year in ("0", "10000", "1873", "-1", "soon"):
            assert self.errors(self.post(title="Lichen", year=year))

    def test_an_address_of_the_site_itself_is_refused(self):
        assert self.errors(self.post(title="Lichen", slug="feed")) == (
            "“feed” is an address of the site itself. Choose another."
        )


class People(SignedIn):
    def test_a_person_is_known_for_their_films(self):
        make_film("Here", 2023, director="Bas Devos")
        (row,) = self.rows(PEOPLE)
        assert "Here (director)" in row

    def test_every_name_finds(self):
        address = reverse("admin:films_person_add")
        posted = fields_of(self.client.get(address), "person_form")
        self.client.post(
            address, posted | {"name": "Maja Novák", "aliases": "M. Nowak\nMaya N.", "native_name": "Маја"}
        )
        assert Person.objects.get().aliases == ["M. Nowak", "Maya N."]
        for words in ("novak", "nowak", "maya", "маја"):
            assert len(self.rows(PEOPLE, q=words)) == 1

    def test_a_namesake_is_mentioned(self):
        make_film("Here", 2023, director="Bas Devos")
        address = reverse("admin:films_person_add")
        posted = fields_of(self.client.get(address), "person_form") | {"name": "Bas Devos"}
        page = self.client.post(address, posted, follow=True).content.decode()
        assert "There is another Bas Devos (Here)." in page
        assert Person.objects.count() == 2

    def test_a_new_name_reaches_the_films(self):
        film = make_film("Here", 2023, director="Bas Devos")
        person = Person.objects.get()
        address = reverse("admin:films_person_change", args=[person.pk])
        posted = fields_of(self.client.get(address), "person_form") | {"name": "Bastiaan Devos"}
        self.client.post(address, posted)
        assert "bastiaan" in fresh(film).folded


class Festivals(SignedIn):
    def test_an_edition_holds_sections_line_up_and_prizes(self):
        festival = Festival.objects.create(name="Berlin International Film Festival", short_name="Berlin")
        edition = Edition.objects.create(festival=festival, year=2023)
        film = make_film("Here", 2023)
        address = reverse("admin:films_edition_change", args=[edition.pk])
        posted = fields_of(self.client.get(address), "edition_form") | {
            "line_up-TOTAL_FORMS": "1", "line_up-0-film": str(film.pk), "line_up-0-premiere": "world",
            "awards-TOTAL_FORMS": "1", "awards-0-name": "Best Film", "awards-0-film": str(film.pk),
        }  # fmt: skip
        Change.objects.all().delete()
        self.client.post(address, posted)
        assert edition.awards.get().label == "Best Film, Berlin 2023"
        assert edition.line_up.get().film == film
        assert Change.objects.filter(key=f"film:{film.pk}").exists()


class AsContributor(SignedIn):
    role = "contributor"

    def test_they_add_films_and_people_and_change_none(self):
        film = make_film("Here", 2023)
        assert self.client.post(self.page_of(film), {"title": "There"}).status_code == 403
        self.post(title="Lichen")
        assert Film.objects.filter(title="Lichen").exists()

    def test_nobody_deletes_a_film(self):
        film = make_film()
        for role in ("contributor", "editor", "chief"):
            self.client.force_login(make_user(role))
            assert (
                self.client.post(
                    reverse("admin:films_film_delete", args=[film.pk]), {"post": "yes"}
                ).status_code
                == 403
            )
        assert Credit.objects.count() == 0
