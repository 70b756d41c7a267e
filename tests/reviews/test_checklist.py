"""Before publishing: what stops a piece, what only warns, and what an editor may let pass."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from pagecache import clock
from reviews import checklist, workflow
from reviews import state as states
from reviews.advice import Advisor
from reviews.models import Restriction, Review, WorkingCopy
from reviews.names_in_text import misspellings
from reviews.restrictions import restrict
from tests.desk import ADD, change, fields_of
from tests.factories import (
    make_contributor,
    make_embargo,
    make_film,
    make_image,
    make_person,
    make_published,
    make_review,
    make_state,
    make_user,
    picture,
    put_columns,
    rewrite,
    subject,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
CHECKS = reverse("admin:reviews_review_checks")


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


def state_of(review) -> dict:
    return workflow.working_copy(review).state


def stopped(state, review=None) -> list[str]:
    return [stop.at or stop.field for stop in checklist.check(state, review, at=NOON).stops]


def advice(state, review=None, user=None) -> list[str]:
    user = user or make_user("editor")
    return [said.sentence for said in Advisor(states.upgrade(state), review, user=user, at=NOON).all()]


def old_piece(**columns) -> Review:
    """A live piece with what nobody would let pass today: a picture without words and credit, and a TK."""
    image = make_image()
    review = make_published(at=NOON - timedelta(days=9), lead=image)
    review.pictures.update(alt="")
    image.alt = image.credit = ""
    image.save()
    review = put_columns(review, dek="Moss is TK.", **columns)
    WorkingCopy.objects.filter(review=review).update(state=states.capture(review))
    return review


class TestStops:
    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"headline": " "}, "headline"),
            ({"headline": "Moss TK"}, "headline"),
            ({"body": ""}, "body"),
            ({"body": "<p>Moss, TK.</p>"}, "body"),
            ({"section": None}, "section"),
            ({"subjects": []}, "subjects"),
            ({"authors": []}, "authors"),
        ],
    )
    def test_what_is_missing_stops_a_piece(self, changed, field):
        assert stopped(make_state()) == []
        assert stopped(make_state() | changed) == [field]

    def test_a_piece_that_is_no_review_needs_no_film(self):
        assert stopped(make_state(kind="feature", film=False)) == []

    def test_letters_that_only_look_like_a_gap_stop_nothing(self):
        assert stopped(make_state(headline="XX Review: Stockholm, ATKINS and tk")) == []

    def test_a_gap_in_the_words_of_a_picture_stops_a_piece(self):
        state = make_state(pictures=[picture(make_image(), alt="A TK", caption="By TK")])
        assert stopped(state) == ["pictures-0-alt", "pictures-0-caption"]

    def test_an_address_somebody_typed_must_be_free(self):
        make_published(at=NOON, slug="moss")
        assert stopped(make_state(slug="moss")) == ["slug"]
        assert stopped(make_state(slug="moss", when="2024-03-09T12:00:00+00:00")) == []
        assert stopped(make_state(slug="more-moss")) == []

    def test_a_picture_that_was_taken_down_stops_a_piece_until_it_is_back(self):
        image = make_image()
        state = make_state(pictures=[image])
        restriction = restrict(mode=Restriction.Mode.IMAGE, image=image)
        assert stopped(state) == ["pictures-0-image"]
        Restriction.objects.filter(pk=restriction.pk).update(ends_at=NOON)
        assert stopped(state) == []

    def test_one_use_that_was_taken_down_stops_that_piece_alone(self):
        image = make_image()
        review, other = make_review(pictures=[image]), make_review(pictures=[image])
        restrict(mode=Restriction.Mode.IMAGE, image=image, review=review)
        assert [stopped(state_of(one), one) for one in (review, other)] == [["pictures-0-image"], []]


class TestWhatReadersSeeAlready:
    def test_a_typo_in_an_old_piece_can_be_mended(self):
        review = old_piece()
        rewrite(review, headline="Moss, mended")
        assert stopped(state_of(review), review) == []
        workflow.publish_change(review, by=None, version=review.version)
        assert Review.objects.get(pk=review.pk).headline == "Moss, mended"

    def test_the_old_faults_are_still_spoken_of(self):
        review = old_piece()
        excused = checklist.check(state_of(review), review, at=NOON).excused
        assert [stop.field for stop in excused] == ["dek", "pictures", "pictures"]

    def test_a_new_fault_stops_it_all_the_same(self):
        review, image = old_piece(), make_image(alt="")
        state = state_of(review) | {"body": "<p>TK</p>", "pictures": [picture(image, alt="")]}
        assert stopped(state, review) == ["body", "pictures-0-alt"]

    def test_what_waits_to_be_seen_excuses_nothing(self):
        review = old_piece()
        scheduled = put_columns(review, visible_from=NOON + timedelta(days=1))
        assert stopped(state_of(scheduled), scheduled) == ["dek", "pictures-0-alt", "pictures-0-credit"]

    def test_a_film_under_embargo_still_cannot_be_added(self):
        review, film = old_piece(), make_film("Here", 2023)
        make_embargo(film, NOON + timedelta(days=1))
        state = state_of(review)
        assert stopped(state | {"subjects": [*state["subjects"], subject(film)]}, review) == ["subjects"]


class TestLettingAPicturePass:
    def test_an_editor_does_with_a_reason_that_is_kept(self):
        editor, image = make_user("editor"), make_image(credit="")
        review = make_review(pictures=[image])
        revision = workflow.publish(
            review, by=editor, version=review.version, despite="The photographer answers tomorrow."
        )
        assert revision.note == (
            "Published all the same: The photographer answers tomorrow. (Picture 1 has no credit.)"
        )
        entry = AuditEntry.objects.get(action="review.publish")
        assert (entry.actor, entry.facts["despite"]) == (editor, [f"credit:{image.pk}"])

    def test_a_writer_who_may_publish_does_not(self):
        writer = make_user("contributor")
        byline = make_contributor(user=writer, publishes_own=True)
        review = make_review(by=writer, contributor=byline, pictures=[make_image(credit="")])
        with pytest.raises(PermissionDenied):
            workflow.publish(review, by=writer, version=review.version, despite="Please.")

    def test_nothing_else_passes_and_never_what_the_law_forbids(self):
        image = make_image(credit="")
        review = make_review(pictures=[image])
        rewrite(review, headline="")
        restrict(mode=Restriction.Mode.IMAGE, image=image)
        with pytest.raises(workflow.NotReady) as refusal:
            workflow.publish(review, by=None, version=review.version, despite="Please.")
        assert [stop.field for stop in refusal.value.stops] == ["headline", "pictures"]

    def test_the_page_offers_it_and_the_button_does_it(self, client):
        client.force_login(make_user("editor"))
        review = make_review(pictures=[make_image(credit="")])
        page = client.get(change(review))
        assert "Publish: 1 thing first" in page.content.decode()
        posted = fields_of(page) | {"act": "publish", "despite": "It is ours."}
        client.post(change(review), posted)
        assert Review.objects.get(pk=review.pk).is_live(NOON)


class TestAdvice:
    def test_a_whole_piece_needs_none(self):
        film = make_film("Here", 2023, director="Bas Devos")
        state = make_state(
            film=film,
            dek="A dek.",
            rating=7,
            tags=["moss"],
            lead=make_image((1300, 800), alt="A tree", caption="Moss."),
        )
        assert advice(state) == []

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"tags": []}, "No tags."),
            ({"dek": ""}, "No dek."),
            ({"dek": "A dek. " * 24}, "The dek is 167 characters; 160 read better."),
            (
                {"dek": "moss grows", "body": "<p>Moss grows</p><p>x</p>"},
                "The dek says the same as the first paragraph.",
            ),
            ({"body": "<p>Moss ???</p>"}, "There is still a “???”."),
            ({"pictures": []}, "No lead picture."),
            ({"body": "<h3>Small</h3><p>x</p>"}, "The first heading is a small one: a level is skipped."),
            ({"body": '<p>x<a href="https://example.org/">.</a></p>'}, "A link in the text has no words."),
            (
                {"body": '<p><a data-film="999999">Moss</a></p>'},
                "A link to a film leads nowhere: the film is not in the library any more.",
            ),
            ({"rating": None}, "No rating. Fine if you mean it."),
            ({"language": ""}, "No language: hyphens and reading time depend on it."),
            ({"body": "<p>Bas Devoss walks.</p>"}, "“Bas Devoss”: the credits say Bas Devos."),
        ],
    )  # fmt: skip
    def test_what_is_worth_another_look(self, changed, said):
        film = make_film("Here", 2023, director="Bas Devos")
        lead = make_image((1300, 800), alt="A tree", caption="Moss.")
        state = make_state(film=film, dek="A dek.", rating=7, tags=["moss"], lead=lead) | changed
        assert said in advice(state)

    def test_a_film_of_which_too_little_is_known(self):
        assert "Here has no year and no director." in advice(make_state(film=make_film("Here", None)))

    def test_pictures_that_are_small_or_described_badly(self):
        pictures = [
            picture(make_image((480, 320)), "lead", alt="Image of a tree"),
            picture(make_image((1300, 800)), alt="Moss.", caption="moss."),
            picture(make_image((1300, 900), rights_until=NOON - timedelta(days=1))),
        ]
        found = [said for said in advice(make_state(pictures=pictures)) if "icture" in said]
        assert found == [
            "Picture 1 is 480 px wide. On large screens it will look soft.",
            "Picture 1: say what it shows. That it is a picture is said already.",
            "The alternative text of picture 2 repeats its caption.",
            "Our licence for picture 3 has ended: readers do not see it.",
        ]

    def test_a_film_that_was_reviewed_before(self):
        film = make_film("Here", 2023)
        live = make_published(
            at=NOON - timedelta(days=1), film=film, contributor=make_contributor("Ann Example")
        )
        make_published(at=NOON, film=film, kind="interview")
        make_published(at=NOON, subjects=[subject(film, "mentioned")])
        review = make_review(film=film)
        found = [
            said for said in Advisor(state_of(review), review, user=make_user(), at=NOON).all() if said.url
        ]
        assert [(said.sentence, said.url) for said in found] == [
            ("Here (2023) already has a review by Ann Example. Publish a second one?", live.path)
        ]

    def test_a_writer_learns_nothing_of_somebody_elses_draft(self):
        film, writer = make_film("Here", 2023), make_user("contributor")
        make_review(film=film, contributor=make_contributor("Ann Example"))
        state = make_state(film=film)
        assert [said for said in advice(state, user=writer) if "review" in said] == []
        assert "Here (2023) is being reviewed already by Ann Example. Publish a second one?" in advice(state)


class TestNames:
    @pytest.mark.parametrize(
        ("written", "name"),
        [
            ("with Liyo Gang.", "Liyo Gong"),
            ("Liyo Gang’s botanist", "Liyo Gong"),
            ("Stefan Gota", "Stefan Gotă"),
            ("Joel Cohen", "Joel Coen"),
            ("Apichatpong Weerasethakool", "Apichatpong Weerasethakul"),
        ],
    )
    def test_a_name_spelt_otherwise_than_in_the_credits(self, written, name):
        assert [slip.name for slip in misspellings(written, [name])] == [name]

    @pytest.mark.parametrize(
        "written",
        [
            "Liyo Gong’s moss",
            "LIYO GONG",
            "Liyo walks. Gong rings",
            "Liyo Smith",
            "liyo gang",
            "Ann Leo",
            "Gong",
        ],
    )
    def test_what_is_right_or_somebody_else_is_left_alone(self, written):
        assert misspellings(written, ["Liyo Gong", "Ann Lee", "Ann Leo"]) == []

    def test_names_in_the_text_that_are_not_linked_yet(self):
        person = make_person("Bas Devos")
        film = make_film("Ghost Tropic", 2019, director=person, cast=["Liyo Gong", "Nobody Named"])
        gong = film.credits.get(person__name="Liyo Gong").person
        state = make_state(
            film=film,
            body=f'<p>In Ghost Tropic, <a data-person="{person.pk}">Bas Devos</a> films Liyo Gong, and Bas Devos.</p>',
        )
        assert Advisor(states.upgrade(state), None, user=make_user(), at=NOON).linkable() == [
            {"type": "film", "id": film.pk, "name": "Ghost Tropic"},
            {"type": "person", "id": gong.pk, "name": "Liyo Gong"},
        ]


class TestWhileWriting:
    @pytest.fixture
    def desk(self, client):
        client.force_login(make_user("editor"))
        return client

    def ask(self, client, page, address=CHECKS, **typed):
        posted = fields_of(page) | {name.replace("__", "-"): value for name, value in typed.items()}
        return client.post(address, posted)

    def test_the_list_is_of_what_stands_there_and_nothing_is_kept(self, desk):
        review = make_review(rating=None, tags=["moss"])
        counts = [Review.objects.count(), AuditEntry.objects.count()]
        address = reverse("admin:reviews_review_checks_of", args=[review.pk])
        answer = self.ask(
            desk,
            desk.get(change(review)),
            address,
            headline="",
            tags_words="new one",
            body="<p>Two words</p>",
        ).json()
        stops = [line for line in answer["lines"] if line["sort"] == "stop"]
        assert stops == [
            {
                "sort": "stop",
                "text": "Write a headline.",
                "act": "Write it",
                "href": "#id_headline",
                "away": False,
            }
        ]
        assert answer["buttons"]["publish"] == "Publish: 1 thing first"
        assert {"sort": "done", "text": "2 tags", "act": "Go there", "href": "#id_tags", "away": False} in [
            line | {"act": "Go there"} for line in answer["lines"]
        ]
        assert state_of(review)["headline"] != ""
        assert [Review.objects.count(), AuditEntry.objects.count()] == counts

    def test_what_the_form_refuses_is_a_stop_at_its_field(self, desk):
        answer = self.ask(
            desk, desk.get(ADD), headline="x" * 301, subjects__0__film_words="Nobody Knows This"
        ).json()
        stops = {line["href"]: line["text"] for line in answer["lines"] if line["sort"] == "stop"}
        assert stops["#id_headline"] == "This is 301 characters. Keep it under 300."
        assert "#id_subjects-0-film" in stops

    def test_a_row_on_its_way_out_moves_no_link(self, desk):
        review = make_review(pictures=[make_image(), make_image(alt="")])
        address = reverse("admin:reviews_review_checks_of", args=[review.pk])
        answer = self.ask(desk, desk.get(change(review)), address, pictures__0__DELETE="on").json()
        assert [line["href"] for line in answer["lines"] if line["sort"] == "stop"] == ["#id_pictures-1-alt"]

    def test_the_button_names_the_end_of_an_embargo(self, desk):
        film = make_film("Here", 2023)
        make_embargo(film, datetime(2024, 2, 10, 8, tzinfo=UTC))
        review = make_review(film=film)
        page = desk.get(change(review)).content.decode()
        assert "Schedule for Sat 10 Feb 2024, 09:00 Brussels" in page
        assert "Here (2023) is under embargo. It can show from Sat 10 Feb 2024, 09:00 Brussels." in page

    def test_looking_again_needs_no_script(self, desk):
        review = make_review()
        posted = fields_of(desk.get(change(review))) | {"headline": "", "act": "look"}
        page = desk.post(change(review), posted).content.decode()
        assert "Write a headline." in page
        assert "Publish: 1 thing first" in page

    def test_another_writers_piece_is_not_there(self, client):
        review = make_review()
        writer = make_user("contributor")
        client.force_login(writer)
        address = reverse("admin:reviews_review_checks_of", args=[review.pk])
        assert self.ask(client, client.get(ADD), address).status_code == 404
        submitted = make_review("submitted", by=writer)
        address = reverse("admin:reviews_review_checks_of", args=[submitted.pk])
        assert self.ask(client, client.get(ADD), address).status_code == 403

    def test_it_costs_the_same_questions_for_one_picture_or_three(self, desk):
        asked = []
        for count in (1, 3):
            film = make_film(director="Bas Devos", cast=["Liyo Gong", "Stefan Gota"][:count])
            review = make_review(film=film, pictures=[make_image() for _ in range(count)])
            page = desk.get(change(review))
            with CaptureQueriesContext(connection) as queries:
                self.ask(desk, page, reverse("admin:reviews_review_checks_of", args=[review.pk]))
            asked.append(len(queries))
        assert asked[0] == asked[1]

    def test_the_whole_page_of_a_draft_asks_at_most_25_questions(self, desk):
        film = make_film("Here", 2023, director="Bas Devos", cast=["Liyo Gong"])
        review = make_review(film=film, pictures=[make_image()], tags=["moss"])
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(change(review)).status_code == 200
        assert len(queries) <= 25

    def test_that_of_a_live_piece_asks_no_more(self, desk):
        film = make_film("Here", 2023, director="Bas Devos", cast=["Liyo Gong"])
        review = make_published(
            at=NOON - timedelta(days=1),
            film=film,
            lead=make_image(),
            pictures=[make_image()],
            tags=["moss", "lichen"],
            contributors=[make_contributor(), make_contributor()],
        )
        make_published(at=NOON - timedelta(days=2), film=film)  # so that there is a choice of record
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(change(review)).status_code == 200
        assert len(queries) <= 25


class TestMakingAPerson:
    def test_a_namesake_is_asked_about(self, client):
        client.force_login(make_user("contributor"))
        film = make_film("Here", 2023, director="Bas Devos")
        devos = film.credits.get().person
        address = reverse("admin:reviews_review_new_person")
        refusal = client.post(address, {"name": "bas devos"})
        assert refusal.status_code == 400
        assert refusal.json()["errors"]["is_another"][0]["message"] == (
            "There is already Bas Devos, director of Here (2023). Use them, or say that this is somebody else."
        )
        assert [there["id"] for there in refusal.json()["doubles"]] == [devos.pk]
        made = client.post(address, {"name": "Bas Devos", "is_another": "on"})
        assert made.status_code == 201
        assert made.json()["id"] != devos.pk

    def test_only_who_may_add_people_does(self, client):
        client.force_login(make_user("moderator"))
        assert client.post(reverse("admin:reviews_review_new_person"), {"name": "X"}).status_code == 403

    def test_a_likely_double_of_a_film_comes_along(self, client):
        client.force_login(make_user("editor"))
        film = make_film("Here", 2023)
        refusal = client.post(reverse("admin:reviews_review_new_film"), {"title": "Here", "year": "2023"})
        assert [there["id"] for there in refusal.json()["doubles"]] == [film.pk]
