"""A piece as one plain structure: into the rows and out of them again without a loss."""

import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import AuditEntry
from accounts.text import clean_line, clean_text
from pagecache.models import Change
from reviews import body
from reviews import state as states
from reviews.models import (
    Authorship,
    OutsideLink,
    PictureUse,
    Pin,
    Review,
    Revision,
    Subject,
    Tag,
    TaggedReview,
)
from tests.factories import (
    author,
    fresh,
    make_contributor,
    make_film,
    make_image,
    make_person,
    make_review,
    make_section,
    make_tag,
    picture,
    put_columns,
    subject,
)

pytestmark = pytest.mark.django_db

ROWS = {
    Subject: "review",
    Authorship: "review",
    TaggedReview: "content_object",
    PictureUse: "review",
    OutsideLink: "review",
    Pin: "source",
}
NOBODY = 999_999


def rows_of(review) -> dict:
    """Every column of the piece and of its rows, but for when it was last saved."""
    found = {
        model: list(model.objects.filter(**{owner: review}).order_by("pk").values())
        for model, owner in ROWS.items()
    }
    piece = Review.objects.filter(pk=review.pk).values().get()
    return found | {Review: piece | {"changed_at": None}}


def applied(review, **changes) -> dict:
    """The piece's state after these changes were applied to it."""
    states.apply(states.capture(fresh(review)) | changes, review)
    return states.capture(fresh(review))


class AnyStateTests(TestCase):
    """Whatever a desk may send, as long as its references exist."""

    @classmethod
    def setUpTestData(cls):
        cls.films = [make_film() for _ in range(4)]
        put_columns(cls.films[3], merged_into=cls.films[0])
        cls.people = [make_contributor() for _ in range(3)]
        cls.tags = [make_tag() for _ in range(4)]
        put_columns(cls.tags[3], merged_into=cls.tags[0])
        cls.images = [make_image() for _ in range(3)]
        cls.sections = [make_section() for _ in range(2)]
        cls.others = [make_review() for _ in range(3)]
        cls.review = make_review()
        cls.survivors = {film.pk: film.pk for film in cls.films} | {cls.films[3].pk: cls.films[0].pk}
        cls.survivors_of_tags = {tag.pk: tag.pk for tag in cls.tags} | {cls.tags[3].pk: cls.tags[0].pk}

    def any_state(self, data) -> dict:
        # Newlines, accents that combine, directions that turn, everything but what no database can hold.
        words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
        one_of = lambda rows: st.sampled_from([row.pk for row in rows])  # noqa: E731 - a name for four uses
        half_stars = st.none() | st.integers(0, 10)
        film_or_work = st.tuples(st.none() | one_of(self.films), words)
        treatments, credits = (
            st.sampled_from(Subject.Treatment.values),
            st.sampled_from(Authorship.Credit.values),
        )
        places = st.sampled_from(PictureUse.Place.values)
        address = st.sampled_from(["https://example.org/a", "https://example.org/b", ""])
        return data.draw(
            st.fixed_dictionaries(
                {
                    "schema_version": st.just(states.SCHEMA),
                    "kind": st.sampled_from(Review.Kind.values),
                    "headline": words,
                    "short_headline": words,
                    "dek": words,
                    "body": st.lists(words, max_size=3).map(lambda parts: "".join(f"<p>{part}</p>" for part in parts)),
                    "slug": st.sampled_from(["", "here", "日本語"]),
                    "language": st.sampled_from(["en", "nl-BE"]),
                    "spoilers": st.sampled_from(Review.Spoilers.values),
                    "disclosure": words,
                    "canonical_url": st.sampled_from(["", "https://example.org/first"]),
                    "first_published_where": words,
                    "section": st.none() | one_of(self.sections),
                    "translation_of": st.none() | one_of(self.others),
                    "rating": half_stars,
                    "when": st.none(),
                    "subjects": st.lists(
                        st.builds(
                            lambda both, treatment, rating: {
                                "film": both[0], "work": both[1], "treatment": treatment, "rating": rating,
                            },
                            film_or_work, treatments, half_stars,
                        ),
                        max_size=5,
                    ),
                    "authors": st.lists(
                        st.builds(
                            lambda who, credit, role, place: {
                                "contributor": who, "credit": credit, "role": role, "place": place,
                            },
                            one_of(self.people), credits, words, words,
                        ),
                        max_size=5,
                    ),
                    "tags": st.lists(one_of(self.tags), max_size=5),
                    "pictures": st.lists(
                        st.builds(
                            lambda image, place, alt, caption, decorative: {
                                "image": image, "place": place, "alt": alt, "caption": caption,
                                "decorative": decorative,
                            },
                            one_of(self.images), places, words, words, st.booleans(),
                        ),
                        max_size=5,
                    ),
                    "links": st.lists(
                        st.builds(
                            lambda url, title, source: {"url": url, "title": title, "source": source, "language": ""},
                            address, words, words,
                        ),
                        max_size=3,
                    ),
                    "pins": st.lists(
                        st.builds(lambda piece, exclude: {"review": piece, "exclude": exclude},
                                  one_of([*self.others, self.review]), st.booleans()),
                        max_size=4,
                    ),
                }
            )
        )  # fmt: skip

    @settings(max_examples=80, deadline=None)
    @given(st.data())
    def test_what_was_captured_changes_nothing_when_it_is_applied(self, data):
        states.apply(self.any_state(data), self.review)
        before, captured = rows_of(self.review), states.capture(fresh(self.review))
        states.apply(captured, fresh(self.review))
        self.assertEqual(rows_of(self.review), before)
        self.assertEqual(states.capture(fresh(self.review)), captured)

    @settings(max_examples=80, deadline=None)
    @given(st.data())
    def test_what_was_applied_is_what_is_captured(self, data):
        state = self.any_state(data)
        states.apply(state, self.review)
        captured = states.capture(fresh(self.review))
        for name in ("headline", "short_headline", "dek", "disclosure", "first_published_where"):
            self.assertEqual(captured[name], clean_line(state[name]))
        for name in (
            "kind",
            "slug",
            "language",
            "spoilers",
            "canonical_url",
            "rating",
            "section",
            "translation_of",
        ):
            self.assertEqual(captured[name], state[name])
        self.assertEqual(captured["body"], body.sanitise(clean_text(state["body"])))
        self.assertEqual(captured["tags"], once(self.survivors_of_tags[tag] for tag in state["tags"]))
        self.assertEqual(
            once(entry["film"] for entry in captured["subjects"] if entry["film"]),
            once(self.survivors[entry["film"]] for entry in state["subjects"] if entry["film"]),
        )
        self.assertEqual(
            [(entry["contributor"], entry["credit"]) for entry in captured["authors"]],
            once((entry["contributor"], entry["credit"]) for entry in state["authors"]),
        )
        self.assertEqual(
            {entry["image"] for entry in captured["pictures"]},
            {entry["image"] for entry in state["pictures"]},
        )
        self.assertLessEqual([entry["place"] for entry in captured["pictures"]].count("lead"), 1)
        self.assertEqual(
            [entry["review"] for entry in captured["pins"]],
            once(entry["review"] for entry in state["pins"] if entry["review"] != self.review.pk),
        )

    @settings(max_examples=30, deadline=None)
    @given(st.data())
    def test_one_state_follows_another_without_a_trace(self, data):
        first, second = self.any_state(data), self.any_state(data)
        other = make_review()
        states.apply(second, other, lenient=True)
        states.apply(first, self.review)
        states.apply(second, self.review)
        captured, direct = states.capture(fresh(self.review)), states.capture(fresh(other))
        # A piece is not pinned to itself, so the two differ in who that is.
        captured["pins"] = direct["pins"] = []
        self.assertEqual(captured, direct)

    @settings(max_examples=30, deadline=None)
    @given(st.data())
    def test_a_state_survives_being_stored(self, data):
        states.apply(self.any_state(data), self.review)
        captured = states.capture(fresh(self.review))
        self.assertEqual(json.loads(json.dumps(captured)), captured)


def once(found) -> list:
    return list(dict.fromkeys(found))


class TestRowsStay:
    """Rows are matched in place: what refers to them goes on doing so."""

    def test_in_another_order(self):
        one, other = make_film(), make_film()
        review = make_review(films=[one, other])
        ids = dict(review.subjects.values_list("film", "pk"))
        applied(review, subjects=[subject(other), subject(one)])
        assert dict(review.subjects.values_list("film", "pk")) == ids
        assert [row.film for row in review.subjects.all()] == [other, one]
        assert fresh(review).main_film == other

    def test_with_another_treatment(self):
        review = make_review()
        row = review.subjects.get()
        applied(review, subjects=[subject(row.film, "discussed", rating=7)])
        again = review.subjects.get()
        assert (again.pk, again.treatment, again.rating) == (row.pk, "discussed", 7)

    def test_when_another_comes_between(self):
        first, last = make_contributor(), make_contributor()
        review = make_review(contributors=[first, last])
        ids = dict(review.authorships.values_list("contributor", "pk"))
        newcomer = make_contributor()
        applied(review, authors=[author(first), author(newcomer), author(last)])
        found = dict(review.authorships.values_list("contributor", "pk"))
        assert {pk: found[pk] for pk in ids} == ids
        assert [row.contributor for row in review.authorships.all()] == [first, newcomer, last]

    def test_when_a_merged_film_becomes_the_one_it_was_merged_into(self):
        film, double = make_film(), make_film()
        review = make_review(film=film)
        row = review.subjects.get()
        put_columns(double, merged_into=film)
        applied(review, subjects=[subject(double)])
        assert review.subjects.get() == row

    def test_what_a_link_carries_beside_the_state_is_kept(self):
        link = {"url": "https://example.org/a", "title": "Interview", "source": "", "language": "en"}
        review = make_review(links=[link])
        review.outside_links.update(author="A. Writer")
        applied(review, links=[link | {"title": "A long interview"}])
        row = review.outside_links.get()
        assert (row.author, row.title) == ("A. Writer", "A long interview")

    def test_but_a_link_that_stands_there_twice_goes(self):
        link = {"url": "https://example.org/a", "title": "Interview", "source": "", "language": "en"}
        review = make_review(links=[link])
        OutsideLink.objects.create(review=review, url=link["url"], title="The same")
        assert applied(review, links=[link])["links"] == [link]


class TestReferences:
    def test_merged_films_and_tags_are_followed_to_the_end(self):
        film, tag = make_film(), make_tag()
        double, triple, double_tag = make_film(), make_film(), make_tag()
        put_columns(double, merged_into=film)
        put_columns(triple, merged_into=double)
        put_columns(double_tag, merged_into=tag)
        state = applied(make_review(), subjects=[subject(triple)], tags=[double_tag.pk])
        assert (state["subjects"], state["tags"]) == ([subject(film)], [tag.pk])

    def test_a_film_and_its_double_are_one(self):
        film, double = make_film(), make_film()
        put_columns(double, merged_into=film)
        assert applied(make_review(), subjects=[subject(double), subject(film)])["subjects"] == [
            subject(film)
        ]

    UNKNOWN = {
        "subjects": [{"film": NOBODY, "work": "", "treatment": "reviewed", "rating": None}],
        "authors": [{"contributor": NOBODY, "credit": "words", "role": "", "place": ""}],
        "tags": [NOBODY],
        "pictures": [{"image": NOBODY, "place": "body", "alt": "", "caption": "", "decorative": False}],
        "pins": [{"review": NOBODY, "exclude": False}],
        "section": NOBODY,
        "translation_of": NOBODY,
    }

    @pytest.mark.parametrize("field", UNKNOWN)
    def test_what_is_not_there_is_refused_by_its_field(self, field):
        review = make_review()
        before = rows_of(review)
        with pytest.raises(ValidationError) as refused:
            states.apply(states.capture(review) | {field: self.UNKNOWN[field]}, review)
        assert list(refused.value.message_dict) == [field]
        assert rows_of(review) == before

    @pytest.mark.parametrize("field", UNKNOWN)
    def test_a_draft_leaves_it_out(self, field):
        review = make_review()
        states.apply(states.capture(review) | {field: self.UNKNOWN[field]}, review, lenient=True)
        empty = None if field in ("section", "translation_of") else []
        assert states.capture(fresh(review))[field] == empty

    def test_a_piece_is_not_its_own_translation(self):
        review = make_review()
        with pytest.raises(ValidationError) as refused:
            states.apply(states.capture(review) | {"translation_of": review.pk}, review)
        assert list(refused.value.message_dict) == ["translation_of"]
        states.apply(states.capture(review) | {"translation_of": review.pk}, review, lenient=True)
        assert fresh(review).translation_of is None


class TestWhatDoesNotFit:
    """A column has a length, and PostgreSQL means it; a draft may be longer until somebody cuts it."""

    TOO_LONG = {
        "headline": "x" * 301,
        "short_headline": "x" * 121,
        "dek": "x" * 401,
        "disclosure": "x" * 401,
        "first_published_where": "x" * 151,
        "slug": "x" * 101,
        "language": "x" * 36,
        "canonical_url": "https://example.org/" + "x" * 500,
        "kind": "no such kind",
        "spoilers": "no such word",
        "rating": 11,
        "subjects": [{"film": None, "work": "x" * 201, "treatment": "reviewed", "rating": None}],
        "links": [{"url": "https://example.org/" + "x" * 500, "title": "x", "source": "", "language": ""}],
    }

    @pytest.mark.parametrize("field", TOO_LONG)
    def test_it_is_refused_by_its_field(self, field):
        review = make_review()
        before = rows_of(review)
        with pytest.raises(ValidationError) as refused:
            states.apply(states.capture(review) | {field: self.TOO_LONG[field]}, review)
        assert list(refused.value.message_dict) == [field]
        assert rows_of(review) == before

    @pytest.mark.parametrize("field", TOO_LONG)
    def test_a_draft_is_kept_all_the_same(self, field):
        review = make_review()
        states.apply(states.capture(review) | {field: self.TOO_LONG[field]}, review, lenient=True)

    @pytest.mark.parametrize("field", ["headline", "dek", "body", "disclosure"])
    @pytest.mark.parametrize("character", ["\0", "\ud800"])
    def test_text_that_no_database_can_hold_is_refused_with_its_place(self, field, character):
        review = make_review()
        with pytest.raises(ValidationError, match="cannot be stored"):
            states.apply(states.capture(review) | {field: f"ab{character}cd"}, review, lenient=True)


class TestPictures:
    def test_a_second_lead_becomes_a_picture_in_the_text(self):
        one, other = make_image(), make_image()
        state = applied(make_review(), pictures=[picture(one, "lead"), picture(other, "lead")])
        assert [(entry["image"], entry["place"]) for entry in state["pictures"]] == [
            (one.pk, "lead"),
            (other.pk, "body"),
        ]

    def test_the_lead_and_a_picture_in_the_text_change_places(self):
        one, other = make_image(), make_image()
        review = make_review(pictures=[picture(one, "lead"), picture(other, "body")])
        applied(review, pictures=[picture(other, "lead"), picture(one, "body")])
        assert fresh(review).lead_image == other
        assert fresh(applied_review := review).pictures.count() == 2
        assert applied_review.pictures.get(place="lead").image == other

    def test_without_a_lead_there_is_none(self):
        review = make_review(lead=make_image())
        applied(review, pictures=[])
        assert fresh(review).lead_image is None


class TestWhatIsComputed:
    def test_the_main_film_is_the_first_that_is_more_than_mentioned(self):
        mentioned, discussed, reviewed = make_film(), make_film(), make_film()
        review = make_review(
            subjects=[subject(mentioned, "mentioned"), subject(discussed, "discussed"), subject(reviewed)]
        )
        assert review.main_film == discussed

    def test_or_the_first_when_all_are_mentioned(self):
        one, other = make_film(), make_film()
        assert make_review(subjects=[subject(one, "mentioned"), subject(other, "mentioned")]).main_film == one

    def test_a_named_book_has_no_film(self):
        review = make_review(
            subjects=[{"film": None, "work": "A book", "treatment": "reviewed", "rating": 8}]
        )
        assert review.main_film is None
        assert review.subjects.get().work == "A book"

    def test_words_and_excerpt_follow_the_text(self):
        review = make_review(body="<p>Moss grows <em>slowly</em> where nobody looks.</p>")
        assert review.word_count == 6
        assert review.excerpt == "Moss grows slowly where nobody looks."

    def test_the_piece_is_found_by_films_names_and_text_without_accents(self):
        review = make_review(
            headline="Été", dek="Une Fête", body="<p>Garçon</p>", film=make_film("Amélie", 2001, director="Zoë Ålund"),
            contributor=make_contributor("Þóra Ünlü"),
        )  # fmt: skip
        assert {"ete", "fete", "amelie", "2001", "alund", "unlu"} <= set(review.folded.split())
        assert review.folded_body == "garcon"

    def test_the_text_is_made_safe(self):
        review = make_review(body='<p onclick="x()">Moss</p><script>alert(1)</script>')
        assert "script" not in review.body
        assert "onclick" not in review.body


class TestSchema:
    def test_a_state_from_the_future_is_refused(self):
        with pytest.raises(ValueError, match="newer version"):
            states.upgrade(states.blank(schema_version=states.SCHEMA + 1))

    def test_what_an_older_state_did_not_know_is_blank(self):
        old = states.blank(headline="Here")
        del old["disclosure"], old["pins"], old["schema_version"]
        assert states.upgrade(old) == states.blank(headline="Here")


def test_applying_writes_nothing_but_rows():
    review = make_review()
    counts = [model.objects.count() for model in (AuditEntry, Change, Revision)]
    applied(review, headline="Another", tags=[make_tag().pk])
    assert [model.objects.count() for model in (AuditEntry, Change, Revision)] == counts


def test_a_list_that_was_loaded_before_does_not_go_on_showing_what_was():
    review = Review.objects.prefetch_related("subjects").get(pk=make_review().pk)
    film = make_film()
    states.apply(states.capture(review) | {"subjects": [subject(film)]}, review)
    assert [row.film for row in review.subjects.all()] == [film]


def test_a_state_of_a_person_s_tag_is_only_a_tag():
    tag = Tag.objects.for_person(make_person("Liyo Gong"))
    assert applied(make_review(), tags=[tag.pk])["tags"] == [tag.pk]


def test_prose_keeps_its_lines_and_lines_do_not():
    image = make_image()
    review = make_review(dek="one\ntwo", pictures=[picture(image, caption="one\r\ntwo")])
    assert review.dek == "one two"
    assert review.pictures.get().caption == clean_text("one\r\ntwo") == "one\ntwo"
