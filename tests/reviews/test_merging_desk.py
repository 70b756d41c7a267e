"""The screens on which records are merged and parted."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from films.merge import merge
from films.models import Merge
from pagecache import clock
from tests.desk import messages_of, parsed, words_of
from tests.factories import (
    fresh,
    make_film,
    make_person,
    make_published,
    make_review,
    make_section,
    make_tag,
    make_user,
)

MERGES = reverse("admin:films_merge_changelist")


def address(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_merge", args=[row.pk])


class SignedIn(TestCase):
    role = "chief"

    def setUp(self):
        self.user = make_user(self.role)
        self.client.force_login(self.user)

    def look(self, row, other, **query):
        return self.client.get(address(row), {"other": str(other.pk), "stays": "this"} | query)

    def post(self, row, other, **typed):
        page = self.look(row, other)
        form = next(
            form
            for form in parsed(page).iter("form")
            if form.get("method") == "post" and not form.get("action")
        )
        posted = {
            field.get("name"): field.get("value")
            for field in form.iter("input")
            if field.get("type") == "hidden"
        }
        return self.client.post(
            page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], posted | typed
        )


class Merging(SignedIn):
    def test_the_other_is_found_by_half_a_word_without_javascript(self):
        here, other = make_film("Here", 2023), make_film("Çok Güzel", 2019)
        page = self.client.get(address(here), {"other": "", "other_words": "guzel", "stays": "this"})
        assert "Which one?" in page.text or "More than one film" in page.text
        page = self.client.get(
            address(here),
            {"other": "", "other_words": "Çok Güzel", "other_answer": other.pk, "stays": "this"},
        )
        assert "Çok Güzel (2019) becomes part of Here (2023)" in page.text

    def test_the_preview_names_every_piece_and_every_difference(self):
        here, hier = make_film("Here", 2023), make_film("Hier", 2022, director="Bas Devos")
        make_review(film=hier, headline="Moss")
        shown = words_of(parsed(self.look(here, hier)))
        assert "Hier (2022) becomes part of Here (2023)" in shown
        assert "Pieces, 1 Moss" in shown
        assert "Credits, 1 Bas Devos, Director" in shown
        assert "Year 2023 Year: take “2022”" in shown

    def test_the_other_one_may_stay(self):
        here, hier = make_film("Here", 2023), make_film("Hier", 2022)
        assert "Here (2023) becomes part of Hier (2022)" in self.look(here, hier, stays="other").text

    def test_two_films_of_one_title_are_warned_of(self):
        here = make_film("Here", 2023, director="Bas Devos")
        other = make_film("Here", 2024, director="Robert Zemeckis")
        assert "These are two films: different year and director." in self.look(here, other).text

    def test_the_name_is_typed_and_then_it_is_done_and_undone(self):
        here, hier = make_film("Here", 2023), make_film("Hier", 2022)
        response = self.post(here, hier, name="Here")
        assert "This is not its name. Type “Hier”." in response.text
        assert not Merge.objects.exists()
        response = self.client.get(self.post(here, hier, name="hier", take="year")["Location"])
        assert "Hier (2022) is now part of Here (2023)" in messages_of(response)
        assert (fresh(hier).merged_into, fresh(here).year) == (here, 2022)
        told = Merge.objects.get()
        assert "Undo this merge" in self.client.get(reverse("admin:films_merge_change", args=[told.pk])).text
        undo = reverse("admin:films_merge_undo", args=[told.pk])
        assert "are two again" in messages_of(self.client.post(undo, follow=True))
        assert (fresh(hier).merged_into, fresh(here).year) == (None, 2023)
        assert "undone already" in messages_of(self.client.post(undo, follow=True))

    def test_what_changed_after_one_looked_is_looked_at_again(self):
        here, hier = make_film("Here", 2023), make_film("Hier", 2022)
        response = self.client.post(
            address(here) + f"?other={hier.pk}&stays=this", {"name": "Hier", "seal": "of yesterday"}
        )
        assert response.status_code == 409
        assert "changed after you looked" in response.text

    def test_a_day_later_no_button_is_left(self):
        told = merge(make_film(), make_film(), by=None)
        page = reverse("admin:films_merge_change", args=[told.pk])
        with clock.freeze(told.at + timedelta(hours=24)):
            assert "Undo this merge" not in self.client.get(page).text

    def test_people_and_tags_are_merged_alike(self):
        for make in (make_person, make_tag):
            loser, survivor = make("moss"), make("lichen")
            self.post(survivor, loser, name="moss")
            assert fresh(loser).merged_into == survivor

    def test_a_list_of_merges_costs_the_same_for_one_and_three(self):
        merge(make_film(), make_film(), by=self.user)
        self.client.get(MERGES)
        with self.assertNumQueries(6):
            self.client.get(MERGES)
        for _ in range(2):
            merge(make_film(), make_film(), by=self.user)
        self.client.get(MERGES)
        with self.assertNumQueries(6):
            assert self.client.get(MERGES).text.count("field-when") == 3

    def test_hostile_questions_are_sentences(self):
        here = make_film("Here", 2023)
        for text in ("\0", "9" * 40, "-1", "<b>", "x" * 5000):
            for name in ("other", "other_words", "other_answer", "stays"):
                query = {"other": "", "other_words": "", "stays": "this"} | {name: text}
                assert self.client.get(address(here), query).status_code in (200, 400, 409)
            assert self.client.get(f"/admin/films/film/{text.replace(chr(0), '0')}/merge/").status_code in (
                302,
                404,
            )


class AsOthers(SignedIn):
    role = "editor"

    def test_only_chiefs_see_the_screens(self):
        here, told = make_film(), merge(make_film(), make_film(), by=None)
        page = reverse("admin:films_film_change", args=[here.pk])
        assert "Merge with another" not in self.client.get(page).text
        for closed in (address(here), address(make_person()), address(make_tag()), MERGES):
            assert self.client.get(closed).status_code == 403
        assert self.client.post(reverse("admin:films_merge_undo", args=[told.pk])).status_code == 403
        self.client.force_login(make_user("chief"))
        assert "Merge with another" in self.client.get(page).text

    def test_pieces_that_a_chief_of_other_sections_may_not_see_are_not_named(self):
        here, hier = make_film("Here", 2023), make_film("Hier", 2022)
        piece = make_published(film=hier, headline="Moss")
        chief = make_user("chief")
        self.client.force_login(chief)
        piece.section.editors.add(make_user("editor"))
        make_section().editors.add(chief)
        shown = words_of(parsed(self.look(here, hier)))
        assert "Pieces, 1 and 1 more" in shown
        assert "Moss" not in shown
