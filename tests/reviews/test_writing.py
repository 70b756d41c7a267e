"""The writing page: what is typed becomes a state, a state what can be typed, and nothing is lost on the way."""

from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from films.models import Film
from images.models import Image
from pagecache import clock
from reviews import checklist, workflow
from reviews.forms import WritingForm
from reviews.models import Contributor, Review, Revision, Tag
from tests.desk import ADD, change, error_at, fields_of, messages_of, parsed, words_of
from tests.factories import (
    author,
    fresh,
    make_contributor,
    make_embargo,
    make_film,
    make_image,
    make_published,
    make_review,
    make_section,
    make_state,
    make_tag,
    make_user,
    picture,
    subject,
)
from tests.images.pictures import drawing, file_of, png_that_claims

SAVED, REFUSED, CONFLICT = 302, 422, 409


class DeskTest(TestCase):
    role = "editor"

    def setUp(self):
        self.user = make_user(self.role)
        self.client.force_login(self.user)

    def page(self, review=None, **query):
        return self.client.get(change(review) if review else ADD, query)

    def post(self, review=None, *, act="save", page=None, **typed):
        """Open the page, type, press a button. `pictures__0__alt` stands for the field pictures-0-alt."""
        posted = fields_of(page or self.page(review)) | {"act": act}
        posted |= {name.replace("__", "-"): value for name, value in typed.items()}
        return self.client.post(change(review) if review else ADD, posted)

    def state(self, review):
        return workflow.working_copy(review).state


class RoundTrips(DeskTest):
    def full_state(self):
        film, other = make_film("Here", 2023), make_film("Ghost Tropic", 2019)
        lead, still = make_image(alt="A tree", credit="Ours"), make_image(alt="", credit="")
        ann = make_contributor("Ann Example", role="Critic", place="Ghent")
        return make_state(
            films=[film, other],
            authors=[author(ann, role="Guest", place="Oslo"), author(ann, "photographs")],
            subjects=[
                subject(other, "mentioned", rating=7),
                {"film": None, "work": "A book", "treatment": "discussed", "rating": None},
                subject(film, rating=0),
            ],
            tags=["moss", "slow cinema"],
            pictures=[
                picture(lead, "lead", caption="One.\n\nTwo."),
                picture(still, "gallery", alt="", decorative=True),
            ],
            links=[
                {"url": "https://example.org/a?b=c&d", "title": "A “talk”", "source": "", "language": "nl"}
            ],
            pins=[make_published()],
            not_related=[make_review()],
            body=f'<p>Two words &amp; a <a data-film="{film.pk}">film</a>.</p>\n<hr>\n<p>“Ünï”</p>',
            dek="A dek with <markup> & “quotes”",
            when="2031-03-04T05:06:07.891011+00:00",
            rating=9,
            kind="dispatch",
            language="zh-Hant",
            translation_of=make_published(),
            slug="a-slug",
            spoilers="full",
            disclosure="Festival guest.",
            canonical_url="https://example.org/first",
            first_published_where="Berlin",
            short_headline="Short",
        )

    def test_a_page_posted_as_it_was_leaves_the_state_as_it_was(self):
        for state in (make_state(), self.full_state()):
            review = workflow.begin(state, by=None)
            before = self.state(review)
            assert self.post(review).status_code == SAVED
            assert self.state(review) == before

    def test_an_empty_page_is_a_blank_draft(self):
        assert self.post().status_code == SAVED
        review = Review.objects.get()
        state = self.state(review)
        assert (state["headline"], state["body"], state["subjects"], state["authors"]) == ("", "", [], [])

    def test_rows_come_in_the_order_of_their_numbers(self):
        review = make_review(films=[make_film("One"), make_film("Two"), make_film("Three")])
        first, second, third = self.state(review)["subjects"]
        self.post(review, subjects__0__ORDER="9", subjects__2__ORDER="1")
        assert self.state(review)["subjects"] == [third, second, first]

    def test_a_removed_row_is_gone(self):
        review = make_review(tags=["moss"], pictures=[make_image()])
        posted = {"pictures__0__DELETE": "on", "tags": []}
        self.post(review, **posted)
        assert (self.state(review)["pictures"], self.state(review)["tags"]) == ([], [])

    def test_an_emptied_name_takes_the_film_away(self):
        review = make_review()
        self.post(review, subjects__0__film_words="")
        assert self.state(review)["subjects"] == []


class NothingTypedTwice(DeskTest):
    def test_a_review_begun_from_a_film_knows_film_headline_and_still(self):
        still = make_image(alt="Two people in moss", caption="The forest.")
        film = make_film("Here", 2023, key_still=still)
        mine = make_contributor("Ines", user=self.user)
        page = fields_of(self.page(film=film.pk))
        assert page["headline"] == ["HERE Review:"] or page["headline"] == ["HERE Review: "]
        assert page["subjects-0-film"] == [str(film.pk)]
        assert (page["pictures-0-image"], page["pictures-0-place"]) == ([str(still.pk)], ["lead"])
        assert (page["pictures-0-alt"], page["pictures-0-caption"]) == (
            ["Two people in moss"],
            ["The forest."],
        )
        assert page["authors-0-contributor"] == [str(mine.pk)]

    def test_a_pen_name_is_never_put_in_by_itself(self):
        make_contributor("Nobody", user=self.user, is_pen_name=True)
        assert fields_of(self.page())["authors-0-contributor"] == [""]

    def test_a_title_that_means_one_film_is_that_film(self):
        film = make_film("Ghost Tropic", 2019)
        self.post(subjects__0__film_words="ghost TROPIC")
        assert [entry["film"] for entry in self.state(Review.objects.get())["subjects"]] == [film.pk]

    def test_half_a_title_asks_which_film_is_meant(self):
        film = make_film("Ghost Tropic", 2019, director="Bas Devos")
        response = self.post(headline="Night bus", subjects__0__film_words="tropic")
        assert response.status_code == REFUSED
        assert (
            error_at(response, "subjects-0-film")
            == "More than one film could be meant by “tropic”. Which one?"
        )
        assert "Bas Devos" in response.content.decode()
        self.post(page=response, subjects__0__film_answer=str(film.pk))
        assert Review.objects.get().main_film == film

    def test_a_film_is_made_in_the_middle_of_writing(self):
        response = self.post(
            headline="Moss", subjects__0__film_words="Lichen", subjects__0__film_answer="new",
            subjects__0__new_year="2022", subjects__0__new_director="Nadia Fell",
        )  # fmt: skip
        assert response.status_code == SAVED
        film = Review.objects.get().main_film
        assert (film.label, film.credits.get().person.name) == ("Lichen (2022)", "Nadia Fell")

    def test_a_likely_double_is_refused_until_somebody_says_why_it_is_another(self):
        make_film("Here", 2023, director="Bas Devos")
        typed = {
            "headline": "Moss", "subjects__0__film_words": "Here", "subjects__0__film_answer": "new",
            "subjects__0__new_year": "2024",
        }  # fmt: skip
        response = self.post(**typed)
        assert response.status_code == REFUSED
        assert error_at(response, "subjects-0-why_another") == (
            "There is already Here (2023) by Bas Devos. Use it, or say why this is another film."
        )
        assert Film.objects.count() == 1
        self.post(**typed, subjects__0__why_another="The American one.")
        assert Review.objects.get().main_film.label == "Here (2024)"

    def test_a_guest_is_made_in_place(self):
        self.post(
            authors__0__contributor_words="Ann Example",
            authors__0__contributor_answer="new",
            authors__0__place="Oslo",
            authors__0__handles="@ann https://example.org/@ann",
        )
        guest = Contributor.objects.get()
        assert (guest.name, guest.role, guest.place) == ("Ann Example", "Guest", "Oslo")
        assert guest.handles == [["@ann", "https://example.org/@ann"]]
        assert [entry["contributor"] for entry in self.state(Review.objects.get())["authors"]] == [guest.pk]

    def test_a_handle_that_leads_nowhere_or_belongs_to_somebody_known_is_refused_in_words(self):
        ann = make_contributor("Ann Example")
        guest = {"authors__0__contributor_words": "Bea Example", "authors__0__contributor_answer": "new"}
        response = self.post(**guest, authors__0__handles="@bea")
        assert "write a handle, a space and its address" in error_at(response, "authors-0-handles")
        response = self.post(
            authors__0__contributor=ann.pk,
            authors__0__contributor_words=ann.name,
            authors__0__handles="@ann https://example.org/@ann",
        )
        assert error_at(response, "authors-0-handles").endswith("changed on their own page.")

    def test_a_guest_with_a_name_that_is_there_is_asked_about(self):
        make_contributor("Ann Example")
        typed = {"authors__0__contributor_words": "ann example", "authors__0__contributor_answer": "new"}
        response = self.post(**typed)
        assert (
            error_at(response, "authors-0-contributor")
            == "Somebody here is called Ann Example already. Is it them?"
        )
        self.post(**typed | {"authors__0__contributor_answer": "another"})
        assert Contributor.objects.count() == 2

    def test_tags_are_suggested_by_the_films_credits_and_stored_when_chosen(self):
        film = make_film("Here", 2023, director="Bas Devos", cast=["A", "B", "C", "D", "E"])
        chips = [words_of(label) for label in self.chips(self.page(film=film.pk))]
        assert chips == ["Bas Devos", "Here (2023)", "A", "B", "C", "D"]
        person = film.credits.get(role="director").person
        page = self.page(film=film.pk)
        self.post(page=page, tags=[f"person:{person.pk}"], tags_words="moss, slow cinema")
        stored = [Tag.objects.get(pk=pk) for pk in self.state(Review.objects.get())["tags"]]
        assert [(tag.name, tag.person) for tag in stored] == [
            ("Bas Devos", person),
            ("moss", None),
            ("slow cinema", None),
        ]

    @staticmethod
    def chips(response):
        return [label for label in parsed(response).iter("label") if label.get("class") == "chip"]

    def test_pictures_arrive_with_the_form_and_bring_their_words(self):
        file = file_of(drawing((900, 600)), name="wood.jpg")
        posted = fields_of(self.page()) | {"headline": "Moss", "act": "look", "upload": [file]}
        page = self.client.post(ADD, posted)
        image = Image.objects.get()
        assert fields_of(page)["pictures-0-image"] == [str(image.pk)]
        self.post(page=page, pictures__0__alt="A wood", pictures__0__credit="Ours")
        state = self.state(Review.objects.get())
        assert [(entry["image"], entry["alt"]) for entry in state["pictures"]] == [(image.pk, "A wood")]
        assert fresh(image).credit == "Ours"

    def test_a_picture_in_the_text_gets_its_row(self):
        image = make_image(alt="A wood", caption="In May.")
        self.post(body=f'<p>Look.</p><figure data-image="{image.pk}"></figure>')
        assert self.state(Review.objects.get())["pictures"] == [
            {"image": image.pk, "place": "body", "alt": "A wood", "caption": "In May.", "decorative": False}
        ]

    def test_another_row_is_one_press_away_and_keeps_what_was_typed(self):
        page = self.post(act="add-links", headline="Half a headline")
        posted = fields_of(page)
        assert posted["headline"] == ["Half a headline"]
        assert "links-1-url" in posted
        assert not Review.objects.exists()


class Publishing(DeskTest):
    def test_publish_saves_and_publishes_what_is_on_the_page(self):
        review = make_review()
        self.post(review, act="publish", headline="A new headline")
        review = fresh(review)
        assert (review.status, review.headline) == ("published", "A new headline")

    def test_a_time_to_come_schedules(self):
        review = make_review()
        with clock.freeze(datetime(2026, 2, 1, 12, tzinfo=UTC)):
            self.post(review, act="publish", when="2026-02-09T09:00")
        assert fresh(review).visible_from == datetime(2026, 2, 9, 8, tzinfo=UTC)

    def test_a_time_that_has_passed_is_refused_and_the_text_stays_saved(self):
        review = make_review()
        response = self.client.post(
            change(review),
            fields_of(self.page(review)) | {"act": "publish", "when": "2020-02-09T09:00", "headline": "Kept"},
            follow=True,
        )
        assert "That time has passed." in messages_of(response)
        assert (fresh(review).status, fresh(review).headline) == ("draft", "Kept")

    def test_every_stop_stands_at_its_field_and_in_the_panel(self):
        image = make_image(alt="", credit="")
        review = make_review(headline="", contributor=False, film=False, section=None, pictures=[image])
        response = self.client.post(
            change(review), fields_of(self.page(review)) | {"act": "publish", "dek": "Kept"}, follow=True
        )
        assert fresh(review).status == "draft"
        assert fresh(review).dek == "Kept"
        assert error_at(response, "headline") == "Write a headline."
        assert error_at(response, "section") == "Choose a section."
        assert error_at(response, "pictures-0-alt").startswith("Picture 1 has no alternative text.")
        assert error_at(response, "pictures-0-credit") == "Picture 1 has no credit."
        page = parsed(response)
        stops = [li for li in page.iter("li") if li.get("class") == "stop"]
        assert [words_of(li[0]) for li in stops] == [
            stop.sentence for stop in checklist.stops(self.state(review))
        ]
        ids = {element.get("id") for element in page.iter() if element.get("id")}
        links = [a.get("href") for li in stops for a in li.iter("a")]
        assert [link for link in links if link.removeprefix("#") not in ids] == []

    def test_a_live_piece_changes_only_with_publish_change(self):
        review = make_published(headline="Before")
        self.post(review, headline="After")
        assert fresh(review).headline == "Before"
        assert "with changes that readers do not see yet" in self.page(review).content.decode()
        self.post(review, act="change")
        assert fresh(review).headline == "After"

    def test_address_and_time_of_a_live_piece_cannot_be_typed_over(self):
        review = make_published(slug="first")
        before = fresh(review)
        self.post(review, act="change", slug="second", when="2031-01-01T00:00", headline="Other")
        after = fresh(review)
        assert (after.path, after.publish_at, after.headline) == (before.path, before.publish_at, "Other")

    def test_a_scheduled_piece_moves_with_its_time(self):
        soon = clock.now() + timedelta(days=3)
        review = make_published(at=soon)
        self.post(review, act="change", when="2031-01-02T10:00")
        assert fresh(review).publish_at == datetime(2031, 1, 2, 9, tzinfo=UTC)

    def test_what_moves_must_be_whole(self):
        review = make_published(at=clock.now() + timedelta(days=3))
        before = fresh(review).publish_at
        self.post(review, act="change", when="2031-01-02T10:00", headline="")
        assert (fresh(review).status, fresh(review).publish_at) == ("published", before)

    def test_an_embargo_is_kept(self):
        film = make_film()
        ends = clock.now() + timedelta(days=2)
        make_embargo(film, ends)
        review = make_review(film=film)
        self.post(review, act="publish")
        assert fresh(review).visible_from == ends

    def test_steps_back_want_a_reason(self):
        writer = make_user("contributor")
        review = make_review(by=writer)
        workflow.submit(review, by=writer, version=review.version)
        self.post(review, act="send_back")
        assert fresh(review).status == "submitted"
        self.post(review, act="send_back", reason="Where is the ending?")
        assert (fresh(review).status, fresh(review).sent_back_because) == ("draft", "Where is the ending?")

    def test_unschedule_and_withdraw(self):
        scheduled = make_published(at=clock.now() + timedelta(days=3))
        self.post(scheduled, act="unschedule")
        assert fresh(scheduled).status == "ready"
        self.client.force_login(make_user("chief"))
        live = make_published()
        self.post(live, act="withdraw", reason="A mistake.")
        assert (fresh(live).status, fresh(live).withdrawn_because) == ("withdrawn", "A mistake.")
        self.post(live, act="publish")
        assert fresh(live).status == "published"


class AsContributor(DeskTest):
    role = "contributor"

    def test_they_send_to_the_editor_and_do_not_publish(self):
        review = make_review(by=self.user)
        buttons = self.buttons(self.page(review))
        assert buttons == ["save", "submit"]
        self.post(review, act="submit")
        assert fresh(review).status == "submitted"

    def test_publishing_by_hand_is_refused_and_what_was_typed_is_kept(self):
        review = make_review(by=self.user)
        page = self.client.post(
            change(review), fields_of(self.page(review)) | {"act": "publish", "dek": "Typed."}, follow=True
        )
        assert "Your text is saved. You can submit this, but an editor publishes it." in messages_of(page)
        assert fresh(review).status == "draft"
        assert self.state(review)["dek"] == "Typed."

    def test_what_is_with_the_editor_can_be_read_only(self):
        review = make_review(by=self.user)
        page = self.page(review)
        workflow.submit(review, by=self.user, version=review.version)
        assert self.buttons(self.page(review)) == []
        response = self.post(review, page=page, headline="Words I typed meanwhile")
        assert response.status_code == 403
        assert fields_of_disabled(response, "headline") == "Words I typed meanwhile"
        assert fresh(review).headline != "Words I typed meanwhile"

    @staticmethod
    def buttons(response):
        form = next(form for form in parsed(response).iter("form") if form.get("id") == "piece")
        names = [
            button.get("value")
            for button in form.iter("button")
            if button.get("name") == "act" and not button.get("value").startswith(("add-", "disclose-"))
        ]
        return sorted(set(names) - {"look"})


def fields_of_disabled(response, name: str) -> str:
    control = next(element for element in parsed(response).iter("textarea") if element.get("name") == name)
    return (control.text or "").removeprefix("\n")


class Conflicts(DeskTest):
    def test_of_two_who_save_the_second_sees_both_texts_and_loses_none(self):
        review = make_review(headline="First")
        mine = self.page(review)
        other = make_user("editor", name="Ana Other")
        copy = workflow.working_copy(review)
        workflow.save(review, copy.state | {"headline": "Theirs"}, by=other, version=copy.version)

        response = self.post(review, page=mine, headline="Mine")

        assert response.status_code == CONFLICT
        assert fresh(review).headline == "Theirs"
        said = next(element for element in parsed(response).iter("div") if element.get("id") == "conflict")
        assert words_of(said).startswith("Ana Other saved at")
        sides = [words_of(side) for side in said.iter("div") if "side" in side.get("class", "").split()]
        assert sides == ["TheirsTheirs", "YoursMine"]
        assert fields_of(response)["headline"] == ["Mine"]

    def test_the_refused_text_is_kept_in_the_history(self):
        review = make_review()
        mine = self.page(review)
        self.post(review, headline="Theirs")
        self.post(review, page=mine, headline="Mine")
        kept = review.revisions.first()
        assert (kept.purpose, kept.state["headline"]) == (Revision.Purpose.PROPOSAL, "Mine")

    def test_saving_once_more_from_there_keeps_mine_on_purpose(self):
        review = make_review()
        mine = self.page(review)
        self.post(review, headline="Theirs")
        response = self.post(review, page=mine, headline="Mine")
        assert self.post(review, page=response).status_code == SAVED
        assert fresh(review).headline == "Mine"

    def test_nobody_publishes_a_text_they_have_not_seen(self):
        review = make_review()
        mine = self.page(review)
        self.post(review, headline="Theirs")
        assert self.post(review, page=mine, act="publish").status_code == CONFLICT
        assert fresh(review).status == "draft"

    def test_of_two_who_publish_the_second_is_told(self):
        review = make_review()
        mine = self.page(review)
        workflow.publish(review, by=None, version=review.version)
        posted = fields_of(mine) | {
            "act": "publish",
            "copy_version": str(workflow.working_copy(review).version),
        }
        response = self.client.post(change(review), posted, follow=True)
        assert "Somebody changed this piece after you opened it." in messages_of(response)


HOSTILE = {
    "a NUL byte": "Text \0 text",
    "a half surrogate": b"Text \xed\xa0\x80 text".decode("utf-8", "replace"),
    "bidi controls": "Text \u202etxet\u202c \u2066text\u2069",
    "10,000 characters": "x" * 10_000,
    "emoji": "🎬🏳️‍🌈 👩‍👩‍👧",
    "markup": '<script>alert(1)</script><b onmouseover="x()">Bold</b>',
    "a template": "{{ request.user }}{% csrf_token %}",
    "white space": " \t\r\n \u00a0 ",
    "digits": "9" * 5_000,
}  # fmt: skip
TEXT_FIELDS = [
    "headline", "short_headline", "dek", "body", "slug", "language", "disclosure", "canonical_url",
    "first_published_where", "reason", "note", "tags_words", "when", "translation_of_words",
    "subjects-0-film_words", "subjects-0-work", "subjects-0-new_year", "subjects-0-new_director",
    "subjects-0-why_another", "subjects-0-ORDER", "authors-0-contributor_words", "authors-0-role", "authors-0-place",
    "pictures-0-alt", "pictures-0-caption", "pictures-0-credit", "links-0-url", "links-0-title", "links-0-source",
    "links-0-language", "pins-0-review_words",
]  # fmt: skip
CHOICES = [
    "kind", "section", "rating", "spoilers", "tags", "translation_of", "copy_version", "review_version",
    "subjects-0-film", "subjects-0-film_answer", "subjects-0-treatment", "subjects-0-rating",
    "authors-0-contributor", "authors-0-credit", "pictures-0-image", "pictures-0-place", "pins-0-review",
]  # fmt: skip


class BadInput(DeskTest):
    def setUp(self):
        super().setUp()
        # One that waits for an editor, so that every field there is stands on the page.
        review = make_review(pictures=[make_image()])
        workflow.submit(review, by=None, version=review.version)
        self.review = fresh(review)

    def test_hostile_text_is_a_sentence_at_its_field_and_comes_back_as_it_was_typed(self):
        for label, text in HOSTILE.items():
            response = self.post(self.review, **dict.fromkeys(TEXT_FIELDS, text))
            assert response.status_code == REFUSED
            posted = fields_of(response)
            for name in TEXT_FIELDS:
                with self.subTest(f"{label} in {name}"):
                    told = error_at(response, name.removesuffix("_words"))
                    assert not told or told.endswith((".", "?"))
                    assert "".join(posted[name]) == text.replace("\0", "\ufffd").replace("\r\n", "\n")

    def test_hostile_text_that_is_not_refused_is_saved_as_harmless_text(self):
        for label, text in HOSTILE.items():
            refused = self.post(self.review, **dict.fromkeys(TEXT_FIELDS, text))
            taken = [name for name in TEXT_FIELDS if not error_at(refused, name.removesuffix("_words"))]
            with self.subTest(label):
                # A link's title wants an address, and the other way round.
                link = {
                    "links-0-url": "https://example.org/",
                    "links-0-title": text if text.strip() else "A link",
                }
                typed = dict.fromkeys(taken, text) | (link if "links-0-title" in taken else {})
                assert self.post(self.review, **typed).status_code == SAVED
                assert self.page(self.review).status_code == 200

    def test_hostile_choices_are_refused_in_words(self):
        for text in ("-1", "0", "x" * 10_000, "9" * 30, "1e9", "\0", "💥", "<b>"):
            for names in (CHOICES, ["subjects-TOTAL_FORMS"], ["links-INITIAL_FORMS"], ["act"]):
                with self.subTest(f"{text[:10]} as {names[0]}"):
                    response = self.post(self.review, **dict.fromkeys(names, text))
                    assert response.status_code in (SAVED, REFUSED)

    def test_a_posted_page_without_its_rows_is_not_an_error_of_ours(self):
        for posted in ({}, {"act": "publish"}, {"headline": "x"}, {"subjects-TOTAL_FORMS": "2"}):
            response = self.client.post(change(self.review), posted)
            assert response.status_code == REFUSED

    def test_years_and_times_outside_the_calendar(self):
        for year in ("0", "10000", "-5", "1e3", "nineteen"):
            typed = {"subjects__0__film_words": "Lichen", "subjects__0__film_answer": "new"}
            response = self.post(self.review, **typed, subjects__0__new_year=year)
            assert error_at(response, "subjects-0-new_year") == "Write a year between 1874 and 2100."
        for when in ("0000-01-01T00:00", "10000-01-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59", "soon"):
            response = self.post(self.review, when=when)
            assert error_at(response, "when").startswith(("Write a date between", "This is not a date"))
            assert fields_of(response)["when"] == [when]

    def test_hours_that_the_clocks_skip_or_repeat(self):
        skipped = self.post(self.review, when="2026-03-29T02:30")
        assert error_at(skipped, "when") == "02:30 does not exist on 29 March in Brussels. Choose 03:00."
        repeated = self.post(self.review, when="2026-10-25T02:30")
        assert (
            error_at(repeated, "when")
            == "02:30 comes twice on 25 October in Brussels. Choose the first or the second."
        )

    def test_files_that_are_no_pictures(self):
        for file, sentence in (
            (SimpleUploadedFile("x.jpg", b"hello"), "This file says .jpg but is not a picture."),
            (png_that_claims(30_000, 30_000), "Export it at 3,000 px wide and try again."),
            (SimpleUploadedFile("x.svg", b"<svg onload='x()'>"), "Export it as PNG."),
            (SimpleUploadedFile("e.png", b""), "empty"),
        ):
            posted = fields_of(self.page(self.review)) | {"headline": "Typed", "upload": [file]}
            response = self.client.post(change(self.review), posted)
            assert response.status_code == REFUSED
            assert sentence in response.content.decode()
            assert fields_of(response)["headline"] == ["Typed"]

    def test_an_address_of_the_site_itself_is_no_slug(self):
        for slug in ("search", "feed", "admin"):
            response = self.post(self.review, slug=slug)
            assert error_at(response, "slug") == f"“{slug}” is an address of the site itself. Choose another."

    def test_links_lead_only_to_the_web(self):
        for url in ("javascript:alert(1)", "ftp://example.org/x", "data:text/html,x", "//", "http://[::1"):
            response = self.post(self.review, links__0__url=url, links__0__title="A link")
            assert (
                error_at(response, "links-0-url") == "Write a whole address, like https://example.org/page."
            )

    def test_the_body_is_sanitised_before_it_is_kept_anywhere(self):
        self.post(self.review, body='<p onclick="x()">Hi<script>alert(1)</script></p>')
        assert self.state(self.review)["body"] == "<p>Hi</p>"
        assert self.review.revisions.first().state["body"] == "<p>Hi</p>"

    def test_a_film_page_that_is_asked_for_by_nonsense_is_a_blank_page(self):
        for asked in ("0", "x", "9" * 40, "-1"):
            assert self.page(film=asked).status_code == 200


class TheForm(TestCase):
    def test_it_asks_the_same_questions_whatever_the_number_of_rows(self):
        user = make_user("editor")
        costs = []
        for number in (1, 3):
            state = make_state(
                films=[make_film(director="A") for _ in range(number)],
                contributors=[make_contributor() for _ in range(number)],
                pictures=[make_image() for _ in range(number)],
                tags=[make_tag() for _ in range(number)],
                pins=[make_published() for _ in range(number)],
                section=make_section(),
            )
            with CaptureQueriesContext(connection) as asked:
                form = WritingForm(user=fresh(user), at=clock.now(), state=state)
                [str(field) for rows in form.rows.values() for row in rows for field in row]
                [str(field) for field in form.piece]
            costs.append(len(asked))
        assert costs[0] == costs[1]
