"""Text as people give it: cleaned on every way in, folded for finding, spelt for addresses."""

import unicodedata

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.text import (
    SLUG_LENGTH,
    SYSTEM_SLUGS,
    clean_line,
    clean_text,
    fold,
    free_slug,
    slug_for,
    validate_slug_is_free_for_use,
)
from films.models import Film
from reviews.models import Tag

anything = st.text()
storable = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


class TestCleaning:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("Amélie", "Amélie"),
            ("Ame\u0301lie", "Amélie"),
            ("one\r\ntwo\rthree", "one\ntwo\nthree"),
            ("pay\u202etxt.exe", "paytxt.exe"),
            ("\u2066isolated\u2069", "isolated"),
            ("bell\x07", "bell"),
            ("\ufeffHere", "Here"),
            ("שלום\u200f", "שלום\u200f"),  # a plain mark is part of writing from right to left
            ("نیم\u200cفاصله", "نیم\u200cفاصله"),  # so is this one, of Persian
            ("👩\u200d🎬", "👩\u200d🎬"),
            ("tab\tstays", "tab\tstays"),
        ],
    )
    def test_text_of_many_lines(self, given, kept):
        assert clean_text(given) == kept

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("  Here  ", "Here"),
            ("one\ntwo\t three\u00a0four\u2028five", "one two three four five"),
            ("\n", ""),
        ],
    )
    def test_text_of_one_line(self, given, kept):
        assert clean_line(given) == kept

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ("Here\0", "Character 5 (U+0000) cannot be stored. Delete it and try again."),
            ("\ud800Here", "Character 1 (U+D800) cannot be stored. Delete it and try again."),
        ],
    )
    def test_what_no_database_holds_is_refused_with_its_place(self, given, sentence):
        for cleaner in (clean_text, clean_line):
            with pytest.raises(ValidationError) as refused:
                cleaner(given)
            assert refused.value.messages == [sentence]

    @given(storable)
    def test_clean_text_stays_as_it_is(self, text):
        assert clean_text(clean_text(text)) == clean_text(text)
        assert clean_line(clean_line(text)) == clean_line(text)

    @given(storable)
    def test_nothing_is_left_that_could_mislead(self, text):
        line = clean_line(text)
        assert "\n" not in line
        assert unicodedata.is_normalized("NFC", line)
        assert not any(character in clean_text(text) for character in "\u202d\u202e\u2066\x07\x7f\x9f\r")


class TestFolding:
    @pytest.mark.parametrize(
        ("given", "folded"),
        [
            ("Amélie  POULAIN", "amelie poulain"),
            ("Straße", "strasse"),
            ("Ærø, Łódź, L’Œil", "aero, lodz, l'oeil"),
            ("“Kilometre–Zero”", '"kilometre-zero"'),
            ("İstanbul", "istanbul"),
            ("日本語", "日本語"),
            ("عَرَبِيّ", "عربي"),
            ("ﬁlm №8½", "film no81⁄2"),
            ("℃", "°c"),
            ("", ""),
        ],
    )
    def test_case_and_accents_do_not_count(self, given, folded):
        assert fold(given) == folded

    @given(anything)
    @example("℃")
    @example("ϓ")
    @example("ŉ")
    @example("\u1e9e")
    def test_folded_text_stays_as_it_is(self, text):
        assert fold(fold(text)) == fold(text)

    @given(storable)
    def test_text_is_found_however_it_was_typed(self, text):
        assert fold(text) == fold(unicodedata.normalize("NFD", text)) == fold(clean_line(text))

    @given(st.text(st.characters(max_codepoint=0x24F)))
    def test_upper_case_is_found_by_lower_case(self, text):
        assert fold(text.upper()) == fold(text.lower())


class TestSlugs:
    @pytest.mark.parametrize(
        ("given", "slug"),
        [
            ("Here", "here"),
            ("Été à Ghent", "ete-a-ghent"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("8½", "8-half"),
            ("Harold & Maude", "harold-and-maude"),
            ("日本語", "日本語"),
            ("عربي", "عربي"),
            ("...", "full-stop-full-stop-full-stop"),
            ("🎬", "clapper-board"),
            ("\u200b", "zero-width-space"),
            ("", "untitled"),
            ("   ", "untitled"),
            ("\ue000", "untitled"),
            ("new", "new-1"),
            ("Feed", "feed-1"),
            ("x" * 300, "x" * 100),
        ],
    )
    def test_of_names(self, given, slug):
        assert slug_for(given) == slug

    @given(anything)
    def test_of_any_name_there_is_one_that_may_stand_in_an_address(self, text):
        slug = slug_for(text)
        assert 0 < len(slug) <= SLUG_LENGTH
        assert slug not in SYSTEM_SLUGS
        validate_slug_is_free_for_use(slug)

    @given(st.sampled_from(sorted(SYSTEM_SLUGS)))
    def test_our_own_words_are_refused(self, word):
        with pytest.raises(ValidationError, match="an address of the site itself"):
            validate_slug_is_free_for_use(word)
        assert slug_for(word.upper()) == f"{word}-1"

    @pytest.mark.parametrize("slug", ["", "a b", "a/b", "a.b", "../x", "a\n", "%00"])
    def test_what_is_no_slug_is_refused(self, slug):
        with pytest.raises(ValidationError):
            validate_slug_is_free_for_use(slug)


@pytest.mark.django_db
class TestFreeSlugs:
    def test_the_first_keeps_it_and_the_next_are_numbered(self):
        films = [Film.objects.create(title="Here", year=2023) for _ in range(3)]
        assert [film.slug for film in films] == ["here-2023", "here-2023-2", "here-2023-3"]

    def test_one_that_only_begins_the_same_takes_nothing(self):
        Film.objects.create(title="Here and There")
        assert free_slug(Film.objects.all(), "here") == "here"

    def test_a_gap_is_filled(self):
        films = [Film.objects.create(title="Here", year=2023) for _ in range(3)]
        films[1].delete()
        assert free_slug(Film.objects.all(), "here-2023") == "here-2023-2"

    def test_the_longest_is_numbered_within_its_column(self):
        Film.objects.create(title="x", slug="x" * SLUG_LENGTH)
        slug = free_slug(Film.objects.all(), "x" * SLUG_LENGTH)
        assert slug == f"{'x' * 95}-2"

    def test_a_wildcard_is_a_character(self):
        Film.objects.create(title="x", slug="a-b")
        assert free_slug(Film.objects.all(), "a_b") == "a_b"


@pytest.mark.django_db
class TestEveryWayIn:
    """Forms, `save()`, `bulk_create()` and `update()` all store the same."""

    DIRTY, CLEAN = "  Ame\u0301lie \u202e Poulain\x07 ", "Amélie Poulain"
    DIRTY_LINES, CLEAN_LINES = "one\r\ntwo\x07", "one\ntwo"

    def test_save(self):
        film = Film(title=self.DIRTY, synopsis=self.DIRTY_LINES)
        film.save()
        assert (film.title, film.synopsis) == (self.CLEAN, self.CLEAN_LINES)
        film.refresh_from_db()
        assert (film.title, film.synopsis) == (self.CLEAN, self.CLEAN_LINES)
        assert (film.folded_title, film.slug) == ("amelie poulain", "amelie-poulain")

    def test_bulk_create(self):
        Film.objects.bulk_create([Film(title=self.DIRTY, synopsis=self.DIRTY_LINES, slug="amelie")])
        film = Film.objects.get()
        assert (film.title, film.synopsis) == (self.CLEAN, self.CLEAN_LINES)

    def test_update(self):
        film = Film.objects.create(title="x")
        Film.objects.update(title=self.DIRTY, synopsis=self.DIRTY_LINES)
        film.refresh_from_db()
        assert (film.title, film.synopsis) == (self.CLEAN, self.CLEAN_LINES)

    def test_bulk_update(self):
        film = Film.objects.create(title="x")
        film.title = self.DIRTY
        Film.objects.bulk_update([film], ["title"])
        film.refresh_from_db()
        assert film.title == self.CLEAN

    def test_forms(self):
        form = forms.modelform_factory(Film, fields=["title", "synopsis", "form"])(
            {"title": self.DIRTY, "synopsis": self.DIRTY_LINES, "form": "feature"}
        )
        assert form.is_valid(), form.errors
        assert (form.cleaned_data["title"], form.cleaned_data["synopsis"]) == (self.CLEAN, self.CLEAN_LINES)

    @pytest.mark.parametrize("field", ["title", "synopsis"])
    @pytest.mark.parametrize("character", ["\0", "\udc00"])
    def test_forms_say_which_character_to_delete(self, field, character):
        data = {"title": "Here", "synopsis": "", "form": "feature"} | {field: f"He{character}re"}
        form = forms.modelform_factory(Film, fields=["title", "synopsis", "form"])(data)
        assert form.errors == {
            field: [f"Character 3 (U+{ord(character):04X}) cannot be stored. Delete it and try again."]
        }

    @pytest.mark.parametrize("character", ["\0", "\udc00"])
    def test_scripts_are_refused_too(self, character):
        with pytest.raises(ValidationError), transaction.atomic():
            Film(title=f"He{character}re").save()
        with pytest.raises(ValidationError), transaction.atomic():
            Film.objects.bulk_create([Film(title=f"He{character}re", slug="here")])
        assert not Film.objects.exists()

    def test_a_name_that_grows_when_it_is_folded_still_fits(self):
        """One sign may fold to eighteen letters."""
        Film(title="ﷺ" * 300).save()
        assert Film.objects.get().title == "ﷺ" * 300

    def test_a_tag_s_name_too(self):
        with pytest.raises(ValidationError):
            Tag.objects.take("ﷺ" * 300)
