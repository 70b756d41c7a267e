"""Autosave: what is typed is kept, and nothing else happens by it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, TestCase
from django.urls import reverse

from accounts.models import AuditEntry
from films.models import Film
from pagecache import clock
from pagecache.models import Change
from reviews import workflow
from reviews.copies import digest
from reviews.models import Contributor, Lease, OldPath, Review, Revision, Tag
from tests.desk import ADD, change, fields_of
from tests.factories import (
    fresh,
    make_contributor,
    make_film,
    make_image,
    make_published,
    make_review,
    make_user,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
LONG = "<p>" + "word " * 60 + "</p>"


def typed(review, *, by=None, version=None, tab="", **changes):
    copy = workflow.working_copy(review)
    state = copy.state | changes
    return workflow.autosave(review, state, by=by, version=version or copy.version, tab=tab)


# The verb


def test_it_keeps_the_text_and_counts_its_versions():
    review = make_review(body="<p>One.</p>")
    first = typed(review, body="<p>One. Two.</p>")
    second = typed(review, body="<p>One. Two. Three.</p>")
    assert second.version == first.version + 1
    assert workflow.working_copy(review).state["body"] == "<p>One. Two. Three.</p>"


def test_it_makes_no_revision_no_entry_no_redirect_and_no_page_anew():
    review = make_published(headline="Old", body=LONG)

    def traces():
        return [model.objects.count() for model in (Revision, AuditEntry, OldPath, Change)]

    before = traces()
    typed(review, headline="New", body=LONG + "<p>More.</p>", slug="elsewhere")
    assert traces() == before
    assert (fresh(review).headline, fresh(review).slug) == ("Old", review.slug)


def test_the_desk_calls_an_unpublished_piece_by_its_present_headline():
    with clock.freeze(NOON):
        review = make_review(headline="Old")
    with clock.freeze(NOON + timedelta(hours=1)):
        typed(review, headline="N" * 400, body="<p>Three words now.</p>", dek="New dek")
    review = fresh(review)
    assert review.headline == "N" * 300
    assert (review.word_count, review.dek) == (3, "")
    assert review.changed_at == NOON + timedelta(hours=1)


def test_a_stale_one_is_refused_and_nothing_is_written():
    review = make_review(headline="First")
    version = workflow.working_copy(review).version
    typed(review, headline="Theirs")
    with pytest.raises(workflow.Conflict):
        typed(review, headline="Mine", version=version)
    assert workflow.working_copy(review).state["headline"] == "Theirs"
    assert fresh(review).headline == "Theirs"


def test_a_stale_one_that_says_what_is_stored_already_is_no_conflict():
    """A save that arrives while its page is loaded anew: the new page has the version before it."""
    review = make_review(headline="First")
    version = workflow.working_copy(review).version
    typed(review, headline="Mine", body=LONG)
    typed(review, headline="Mine", body=LONG, version=version)
    typed(review, headline="Mine, and more", body=LONG)
    assert workflow.working_copy(review).state["headline"] == "Mine, and more"
    assert review.revisions.count() == 1


@pytest.mark.parametrize("left", ["", "<p></p>", "<p>Five words of it left.</p>"])
def test_a_text_that_it_would_empty_is_kept_in_the_history_first(left):
    review = make_review(body="<p>Short.</p>")
    typed(review, body=LONG)
    typed(review, body=left)
    assert [revision.state["body"] for revision in review.revisions.all()] == [
        LONG, "<p>Short.</p>"
    ]  # fmt: skip


def test_a_text_that_the_history_has_already_is_not_kept_twice():
    review = make_review(body=LONG)
    typed(review, body="")
    assert review.revisions.count() == 1


def test_a_stale_one_that_is_empty_leaves_nothing_behind():
    review = make_review(body="<p>Short.</p>")
    version = workflow.working_copy(review).version
    typed(review, body=LONG)
    with pytest.raises(workflow.Conflict):
        typed(review, body="", version=version)
    assert review.revisions.count() == 1


def test_one_in_the_bin_is_left_alone():
    review = make_review()
    workflow.put_in_bin(review, by=None, version=review.version)
    with pytest.raises(workflow.WrongStep):
        typed(review, headline="Anew")


def test_what_was_saved_by_itself_is_saved_on_purpose_with_the_next_step():
    """The rows follow, and the history has it, although the person changes nothing any more."""
    client, film = Client(), make_film("Here", 2023)
    client.force_login(make_user("editor"))
    review = make_review(film=make_film())
    typed(review, subjects=[{"film": film.pk, "work": "", "treatment": "reviewed", "rating": None}])
    assert list(review.films.all()) != [film]
    client.post(change(review), fields_of(client.get(change(review))) | {"act": "ready"})
    assert list(review.films.all()) == [film]
    assert list(review.revisions.values_list("purpose", flat=True)) == ["ready", "save", "save"]


# What the writing page posts


class Typing(TestCase):
    def setUp(self):
        self.user = make_user("editor", name="Ana Example")
        self.client.force_login(self.user)

    def keep(self, review=None, *, page=None, tab="a" * 32, **words):
        """What the page would send after these words were typed; `pictures__0__alt` stands for pictures-0-alt."""
        posted = fields_of(page or self.client.get(change(review) if review else ADD)) | {"tab": tab}
        posted |= {name.replace("__", "-"): value for name, value in words.items()}
        given = [review.pk] if review else []
        name = "reviews_review_autosave" if review else "reviews_review_autosave_new"
        return self.client.post(reverse(f"admin:{name}", args=given), posted)

    def state(self, review):
        return workflow.working_copy(review).state

    def test_the_answer_says_what_was_stored(self):
        review = make_review(headline="Old")
        answer = self.keep(review, headline="New")
        copy = workflow.working_copy(review)
        assert answer.status_code == 200
        said = answer.json()
        assert (said["piece"], said["version"]) == (review.pk, copy.version)
        assert said["digest"] == digest(copy.state)
        assert said["left"] == []
        assert len(said["time"]) == 5
        assert "no-store" in answer["Cache-Control"]

    def test_a_page_sent_as_it_was_changes_nothing(self):
        review = make_review(lead=make_image(), tags=["moss"], films=[make_film(), make_film()])
        before = self.state(review)
        self.keep(review)
        assert self.state(review) == before

    def test_a_new_piece_begins_with_its_first_words(self):
        assert self.keep().json() == {"reason": "empty"}
        assert not Review.objects.exists()
        said = self.keep(headline="On Moss").json()
        review = Review.objects.get()
        assert (review.pk, review.headline, review.created_by) == (said["piece"], "On Moss", self.user)
        assert said["address"] == change(review)

    def test_a_piece_whose_first_answer_got_lost_is_not_begun_twice(self):
        page = self.client.get(ADD)
        self.keep(page=page, headline="On Moss")
        said = self.keep(page=page, headline="On Moss and Rain").json()
        assert (Review.objects.get().pk, said["version"]) == (said["piece"], 2)

    def test_nor_when_it_is_then_saved_on_purpose(self):
        page = self.client.get(ADD)
        self.keep(page=page, headline="On Moss")
        self.client.post(
            ADD, fields_of(page) | {"headline": "On Moss, Again", "tab": "a" * 32, "act": "save"}
        )
        assert Review.objects.get().headline == "On Moss, Again"

    def test_an_answer_that_got_lost_does_not_make_ones_own_words_anothers(self):
        review = make_review()
        page = self.client.get(change(review))
        self.keep(review, page=page, headline="One")
        assert self.keep(review, page=page, headline="Two").status_code == 200
        posted = fields_of(page) | {"headline": "Three", "tab": "a" * 32, "act": "save"}
        assert self.client.post(change(review), posted).status_code == 302
        assert self.state(review)["headline"] == "Three"

    def test_two_tabs_of_one_person_do_not_write_over_each_other(self):
        review = make_review(headline="First")
        one, other = self.client.get(change(review)), self.client.get(change(review))
        assert self.keep(review, page=one, headline="One").status_code == 200
        held = self.keep(review, page=other, tab="b" * 32, headline="Two")
        assert (held.status_code, held.json()["editing"]) == (423, "You are editing this in another window.")
        Lease.objects.all().delete()
        stale = self.keep(review, page=other, tab="b" * 32, headline="Two")
        assert (stale.status_code, stale.json()["reason"], stale.json()["who"]) == (409, "stale", "You")
        assert self.state(review)["headline"] == "One"

    def test_what_is_only_typed_is_not_made(self):
        review = make_review(headline="First", film=make_film("Here", 2023))
        counted = [model.objects.count() for model in (Film, Contributor, Tag)]
        said = self.keep(
            review, headline="Second", tags=["name:lichen"], subjects__0__film="", subjects__0__film_words="Lichen",
            subjects__0__film_answer="new", authors__0__contributor="", authors__0__contributor_words="Oda Lin",
            authors__0__contributor_answer="new",
        ).json()  # fmt: skip
        assert [model.objects.count() for model in (Film, Contributor, Tag)] == counted
        assert said["left"] == ["Tags", "Film", "Byline"]
        state = self.state(review)
        assert state["headline"] == "Second"
        # What the rows said before stays until they say something else.
        assert [entry["film"] for entry in state["subjects"]] == [review.main_film_id]
        assert len(state["authors"]) == 1

    def test_a_row_that_is_taken_out_is_gone_and_one_half_typed_keeps_the_others(self):
        films = [make_film("One"), make_film("Two"), make_film("Three")]
        review = make_review(films=films)
        self.keep(review, subjects__0__DELETE="on", subjects__2__film="", subjects__2__film_words="Thr")
        kept = [entry["film"] for entry in self.state(review)["subjects"]]
        assert len(kept) == 2
        assert films[1].pk in kept

    def test_a_field_that_is_wrong_waits_and_the_others_are_kept(self):
        review = make_review(headline="First", language="en")
        said = self.keep(review, headline="Second", language="", when="soon").json()
        assert said["left"] == ["Language", "When"]
        assert (self.state(review)["headline"], self.state(review)["language"]) == ("Second", "en")

    def test_a_pictures_credit_waits_for_a_save(self):
        image = make_image(credit="Old")
        review = make_review(lead=image)
        before = Change.objects.count()
        said = self.keep(review, pictures__0__credit="New", pictures__0__alt="A tree").json()
        assert said["left"] == ["Credit"]
        assert (fresh(image).credit, Change.objects.count()) == ("Old", before)
        assert self.state(review)["pictures"][0]["alt"] == "A tree"

    def test_rows_that_are_stored_meanwhile_are_not_lost_by_the_page_that_sent_them(self):
        """The page goes on sending them as new, though the server knows them by now."""
        review = make_review()
        link = {
            "links__0__url": "https://example.org/a",
            "links__0__title": "A talk",
            "links__0__language": "en",
        }
        page = self.client.get(change(review))
        said = self.keep(review, page=page, **link).json()
        posted = fields_of(page) | {name.replace("__", "-"): value for name, value in link.items()}
        posted |= {"copy_version": said["version"], "act": "save", "tab": "a" * 32}
        assert self.client.post(change(review), posted).status_code == 302
        assert [entry["title"] for entry in self.state(review)["links"]] == ["A talk"]

    def test_who_may_not_is_told_in_a_word(self):
        review = make_review(headline="Words of others")
        page = self.client.get(change(review))
        wanted = {
            None: (401, "signed out"), "contributor": (404, "gone"), "moderator": (404, "gone"),
        }  # fmt: skip
        for role, said in wanted.items():
            with self.subTest(role):
                self.client.logout()
                if role:
                    self.client.force_login(make_user(role))
                posted = fields_of(page) | {"tab": "b" * 32, "headline": "Mine", "writer": ""}
                for name in ("autosave", "presence"):
                    address = reverse(f"admin:reviews_review_{name}", args=[review.pk])
                    answer = self.client.post(address, posted)
                    assert (answer.status_code, answer.json()) == (said[0], {"reason": said[1]})
        assert self.state(review)["headline"] == "Words of others"

    def test_a_draft_that_was_taken_in_hand_is_no_longer_the_writers_to_change(self):
        writer = make_user("contributor")
        self.client.force_login(writer)
        review = make_review(by=writer)
        page = self.client.get(change(review))
        workflow.submit(review, by=None, version=review.version)
        assert self.keep(review, page=page, headline="Mine").json() == {"reason": "denied"}

    def test_what_one_person_typed_is_not_stored_under_anothers_name(self):
        review = make_review(headline="First")
        page = self.client.get(change(review))
        self.client.force_login(make_user("editor", name="Bo Other"))
        answer = self.keep(review, page=page, headline="Ana's")
        assert (answer.status_code, answer.json()) == (403, {"reason": "other account", "name": "Bo Other"})
        refused = self.client.post(change(review), fields_of(page) | {"headline": "Ana's", "act": "save"})
        assert refused.status_code == 403
        assert "You are signed in as Bo Other now" in refused.content.decode()
        assert self.state(review)["headline"] == "First"
        # Pressing Save once more says that it is meant.
        assert self.client.post(change(review), fields_of(refused) | {"act": "save"}).status_code == 302
        assert self.state(review)["headline"] == "Ana's"

    def test_it_asks_for_the_token_of_a_form(self):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.user)
        review = make_review()
        for name in ("autosave", "presence"):
            answer = strict.post(reverse(f"admin:reviews_review_{name}", args=[review.pk]), {"headline": "x"})
            assert answer.status_code == 403
            assert answer["Content-Type"].startswith("text/html")

    def test_nothing_but_posting_is_answered(self):
        review = make_review()
        assert self.client.get(reverse("admin:reviews_review_autosave", args=[review.pk])).status_code == 405

    def test_hostile_posts_are_no_error_of_ours(self):
        review = make_review()
        address = reverse("admin:reviews_review_autosave", args=[review.pk])
        for posted in (
            {}, {"headline": "x"}, {"tab": "\0💥", "copy_version": "-1"}, {"copy_version": "9" * 40},
            {"subjects-TOTAL_FORMS": "99999", "writer": "9" * 30}, {"body": "<p>" + "x" * 300_000},
        ):  # fmt: skip
            assert self.client.post(address, posted).status_code in (200, 403, 409)


class SigningInAgain(TestCase):
    def setUp(self):
        self.client = Client(enforce_csrf_checks=True)
        self.user = make_user("editor", username="ana", name="Ana Example")
        self.address = reverse("admin:sign_in")

    def test_it_says_who_is_signed_in_and_gives_the_token_of_the_next_form(self):
        said = self.client.get(self.address).json()
        assert (said["account"], said["name"]) == (None, "")
        told = {"username": "ana", "password": "correct horse battery", "csrfmiddlewaretoken": said["token"]}
        answer = self.client.post(self.address, told)
        assert (answer.status_code, answer.json()["account"]) == (200, self.user.pk)
        review = make_review()
        posted = {"csrfmiddlewaretoken": answer.json()["token"], "tab": "a" * 32}
        presence = reverse("admin:reviews_review_presence", args=[review.pk])
        assert self.client.post(presence, posted).json() == {"holds": True}

    def test_a_wrong_password_and_an_account_without_a_role_are_refused_in_words(self):
        make_user(None, username="nobody")
        token = self.client.get(self.address).json()["token"]
        for name, password, words in (
            ("ana", "wrong", "correct"), ("nobody", "correct horse battery", "has no role yet"),
        ):  # fmt: skip
            told = {"username": name, "password": password, "csrfmiddlewaretoken": token}
            answer = self.client.post(self.address, told)
            assert (answer.status_code, answer.json()["account"]) == (400, None)
            assert words in answer.json()["errors"][0]

    def test_nobody_is_signed_in_without_the_token_of_a_form(self):
        told = {"username": "ana", "password": "correct horse battery"}
        assert self.client.post(self.address, told).status_code == 403


@pytest.mark.parametrize("role", ["moderator", None])
def test_who_writes_nothing_begins_nothing(role):
    client = Client()
    client.force_login(make_user(role))
    answer = client.post(reverse("admin:reviews_review_autosave_new"), {"headline": "x", "tab": "a" * 32})
    assert answer.status_code == (403 if role else 401)
    assert not Review.objects.exists()


def test_a_stranger_cannot_keep_a_piece():
    review = make_review(contributor=make_contributor())
    with pytest.raises(PermissionDenied):
        typed(review, by=make_user("contributor"), headline="Mine")
