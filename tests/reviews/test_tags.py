"""Tags: one for each name however it is typed, with an address whatever it is made of."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.text import SLUG_LENGTH, SYSTEM_SLUGS
from reviews.models import Tag
from reviews.models.tag import tag_key
from tests.factories import fresh, make_film, make_person, make_review, make_tag, put_columns
from tests.transactions import at_once

take = Tag.objects.take


@pytest.mark.django_db
class TestOneName:
    @pytest.mark.parametrize(
        ("first", "again"),
        [
            ("Slow Cinema", "slow cinema"),
            ("Slow Cinema", "  slow   CINEMA "),
            ("ÉTÉ", "été"),
            ("ÉTÉ", "e\u0301te\u0301"),
            ("Straße", "STRASSE"),
            ("ﬁlm noir", "film noir"),
            ("Ｈｅｒｅ", "here"),
            ("日本語", "日本語"),
            ("Στοίχημα", "ΣΤΟΊΧΗΜΑ"),
        ],
    )
    def test_case_and_form_do_not_count(self, first, again):
        tag = take(first)
        assert take(again) == tag
        assert fresh(tag).name == tag.name

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("C++", "C#"),
            ("C++", "C"),
            ("pâte", "pate"),
            ("8½", "8"),
            ("日本", "日本語"),
            ("...", ".."),
            ("🎬", "🎥"),
        ],
    )
    def test_everything_else_does(self, one, other):
        first, second = take(one), take(other)
        assert first != second
        assert first.slug != second.slug

    def test_a_merged_tag_is_followed(self):
        moss, lichen, bryophyte = make_tag("moss"), make_tag("lichen"), make_tag("bryophyte")
        put_columns(bryophyte, merged_into=lichen)
        put_columns(lichen, merged_into=moss)
        assert take("Bryophyte") == moss

    @pytest.mark.parametrize("name", ["", "   ", "\n", "\u202e", "x" * 301])
    def test_no_name_is_no_tag(self, name):
        with pytest.raises(ValidationError):
            take(name)
        assert not Tag.objects.exists()

    def test_the_form_says_that_it_is_there_already(self):
        make_tag("Moss")
        with pytest.raises(ValidationError, match="There is a tag of that name already"):
            Tag(name="MOSS").full_clean()

    def test_a_tag_may_change_the_case_of_its_own_name(self):
        tag = make_tag("moss")
        tag.name = "Moss"
        tag.full_clean()
        tag.save()
        assert fresh(tag).name == "Moss"


@pytest.mark.django_db
class TestAddresses:
    @pytest.mark.parametrize(
        ("name", "slug"),
        [
            ("Slow Cinema", "slow-cinema"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("8½", "8-half"),
            ("🎬", "clapper-board"),
            ("...", "full-stop-full-stop-full-stop"),
            ("日本語", "日本語"),
            ("عربي", "عربي"),
            ("new", "new-1"),
            ("Feed", "feed-1"),
            ("x" * 300, "x" * SLUG_LENGTH),
        ],
    )
    def test_of_names(self, name, slug):
        tag = take(name)
        assert tag.slug == slug
        assert tag.slug not in SYSTEM_SLUGS

    def test_names_that_are_spelt_alike_are_numbered(self):
        assert [take(name).slug for name in ("pâte", "pate", "Pâté!")] == ["pate", "pate-2", "pate-3"]

    def test_two_that_begin_alike_for_a_hundred_letters(self):
        slugs = [take("x" * 200 + end).slug for end in "ab"]
        assert len(set(slugs)) == 2
        assert max(map(len, slugs)) <= SLUG_LENGTH


class AnyNameTests(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
    def test_any_name_is_refused_or_taken_twice_as_one(self, name):
        try:
            tag = take(name)
        except ValidationError:
            return
        self.assertTrue(tag.slug)
        self.assertTrue(tag.key)
        self.assertEqual(take(name), tag)
        self.assertEqual(take(tag.name.upper()) == tag, tag_key(tag.name.upper()) == tag.key)


@pytest.mark.django_db
class TestFilmsAndPeople:
    def test_a_film_s_tag_has_the_film_s_page(self):
        film = make_film("Here", 2023)
        tag = Tag.objects.for_film(film)
        assert (tag.name, tag.film) == ("Here (2023)", film)
        assert tag.get_absolute_url() == film.get_absolute_url()
        assert Tag.objects.for_film(film) == tag

    def test_a_person_s_tag_has_the_person_s_page(self):
        person = make_person("Bas Devos")
        assert Tag.objects.for_person(person).get_absolute_url() == person.get_absolute_url()

    def test_a_free_tag_of_that_name_becomes_it(self):
        tag, person = make_tag("bas devos"), make_person("Bas Devos")
        assert Tag.objects.for_person(person) == tag
        assert fresh(tag).person == person

    def test_two_people_of_one_name_have_two_tags(self):
        one, other = make_person("Steve McQueen"), make_person("Steve McQueen")
        tags = [Tag.objects.for_person(person) for person in (one, other)]
        assert [tag.person for tag in tags] == [one, other]
        assert tags[1].name == "Steve McQueen (steve-mcqueen-2)"

    def test_two_films_called_here_have_two_tags(self):
        films = [make_film("Here", 2023, director=name) for name in ("Bas Devos", "Robert Zemeckis")]
        tags = [Tag.objects.for_film(film) for film in films]
        assert [tag.film for tag in tags] == films

    def test_a_merged_tag_of_that_name_is_left_alone(self):
        old, kept = make_tag("Bas Devos"), make_tag("Devos")
        put_columns(old, merged_into=kept)
        person = make_person("Bas Devos")
        tag = Tag.objects.for_person(person)
        assert tag.person == person
        assert fresh(old).person is None

    def test_a_long_title_still_has_a_tag(self):
        film = make_film("x" * 300, 2023)
        assert Tag.objects.for_film(film).film == film


@pytest.mark.django_db
def test_tags_are_found_by_half_a_word_without_accents():
    tag = take("Cinéma lent")
    assert list(Tag.objects.search("LENT cine")) == [tag]
    assert list(Tag.objects.search("len t\0x")) == []


@pytest.mark.django_db
def test_a_tag_of_a_piece_is_not_deleted_under_it():
    tag = make_tag("moss")
    make_review(tags=[tag])
    with pytest.raises(Exception, match="protected"):
        tag.delete()


def test_two_who_take_the_same_name_at_once_get_the_same_tag(committing):
    found = at_once(*[lambda: take("Slow Cinema")] * 4)
    assert [type(tag) for tag in found] == [Tag] * 4
    assert len({tag.pk for tag in found}) == 1
    assert Tag.objects.count() == 1


def test_two_names_of_one_spelling_taken_at_once_are_two_tags(committing):
    names = ["pate", "pâte", "pâté", "paté"]
    found = at_once(*[lambda name=name: take(name) for name in names])
    assert [tag.name for tag in found] == names
    assert len({tag.slug for tag in found}) == 4
