"""A save that came second: both versions stand side by side, and what is chosen is what is saved."""

from django.test import TestCase

from reviews import workflow
from reviews.models import Revision
from tests.desk import change, fields_of, parsed, words_of
from tests.factories import make_film, make_review, make_user, rewrite, subject

BODY = "<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>"
THEIR_BODY = "<p>One.</p>\n<p>Two, said Ana.</p>\n<p>Three.</p>\n<p>Four, said Ana.</p>"
MY_BODY = "<p>One.</p>\n<p>Two, I say.</p>\n<p>Three.</p>"


class Choosing(TestCase):
    def setUp(self):
        self.client.force_login(make_user("editor"))
        self.ana = make_user("editor", name="Ana Other")
        self.here, self.ghost = make_film("Here", 2023), make_film("Ghost Tropic", 2019)
        self.review = make_review(headline="First", body=BODY, film=self.here, dek="A dek")
        mine = self.client.get(change(self.review))
        rewrite(self.review, by=self.ana, headline="Theirs", body=THEIR_BODY, subjects=[subject(self.ghost)])
        self.page = self.client.post(
            change(self.review), fields_of(mine) | {"act": "save", "headline": "Mine", "body": MY_BODY}
        )
        assert self.page.status_code == 409

    def save(self, **chosen):
        posted = fields_of(self.page) | {"act": "save"}
        posted |= {name.replace("__", "-"): value for name, value in chosen.items()}
        return self.client.post(change(self.review), posted)

    def state(self):
        return workflow.working_copy(self.review).state

    def test_it_shows_what_differs_and_what_both_have(self):
        fields = [
            element for element in parsed(self.page).iter("fieldset") if element.get("class") == "choice"
        ]
        shown = [words_of(field) for field in fields]
        assert shown == [
            "Headline. Both of you changed it TheirsTheirs YoursMine Theirs Yours",
            "Film. Only they changed it TheirsGhost Tropic (2019), reviewed YoursHere (2023), reviewed Theirs Yours",
            "Paragraph 1 that differs. Both of you changed it TheirsTwo, said Ana. YoursTwo, I say. Theirs Yours Both",
            "Paragraph 2 that differs. They added it TheirsFour, said Ana. Keep theirs Leave it out",
        ]
        assert "Where only one of you changed something" in self.page.content.decode()
        both = [words_of(p) for p in parsed(self.page).iter("p") if p.get("class") == "both-have"]
        assert both == ["One.", "Three."]

    def test_each_paragraph_and_each_field_is_chosen_by_itself(self):
        answer = self.save(**{"pick-headline": "mine", "pick-subjects": "theirs", "pick-body-0": "both"})
        assert answer.status_code == 302
        state = self.state()
        assert state["headline"] == "Mine"
        assert [entry["film"] for entry in state["subjects"]] == [self.ghost.pk]
        assert state["body"] == (
            "<p>One.</p>\n<p>Two, said Ana.</p>\n<p>Two, I say.</p>\n<p>Three.</p>\n<p>Four, said Ana.</p>"
        )

    def test_a_paragraph_can_be_left_out(self):
        self.save(**{"pick-body-0": "theirs", "pick-body-1": "neither"})
        assert self.state()["body"] == "<p>One.</p>\n<p>Two, said Ana.</p>\n<p>Three.</p>"

    def test_who_chooses_nothing_keeps_theirs_where_only_they_changed_something(self):
        self.save()
        state = self.state()
        assert (state["headline"], state["dek"]) == ("Mine", "A dek")
        assert [entry["film"] for entry in state["subjects"]] == [self.ghost.pk]
        assert state["body"] == MY_BODY + "\n<p>Four, said Ana.</p>"

    def test_where_nobody_remembers_the_beginning_mine_is_chosen_and_nobody_is_named(self):
        Revision.objects.update(copy_version=None)
        mine = self.client.get(change(self.review))
        rewrite(self.review, by=self.ana, headline="Theirs again")
        Revision.objects.update(copy_version=None)
        self.page = self.client.post(change(self.review), fields_of(mine) | {"act": "save", "dek": "My dek"})
        said = self.page.content.decode()
        assert "changed it" not in said
        assert "Where only one of you" not in said
        assert self.save().status_code == 302
        assert (self.state()["headline"], self.state()["dek"]) == ("Theirs", "My dek")

    def test_what_is_typed_on_the_page_counts_before_what_is_chosen(self):
        self.save(headline="Both of us", **{"pick-headline": "theirs"})
        assert self.state()["headline"] == "Both of us"

    def test_both_texts_stay_in_the_history(self):
        self.save()
        kept = {revision.state["headline"]: revision.purpose for revision in self.review.revisions.all()}
        assert kept["Theirs"] == Revision.Purpose.SAVE
        assert self.review.revisions.filter(purpose="proposal", state__headline="Mine").count() == 1

    def test_after_a_third_the_beginning_is_still_the_one_i_began_from(self):
        rewrite(self.review, by=self.ana, dek="Their dek")
        self.page = self.save(**{"pick-headline": "theirs"})
        assert self.page.status_code == 409
        legends = [words_of(legend) for legend in parsed(self.page).iter("legend")]
        assert [said for said in legends if said.startswith("Dek")] == ["Dek. Only they changed it"]
        self.save()
        assert (self.state()["headline"], self.state()["dek"]) == ("Mine", "Their dek")

    def test_a_third_who_was_quicker_still_is_told_of(self):
        rewrite(self.review, by=self.ana, headline="Theirs again")
        answer = self.save(**{"pick-headline": "theirs"})
        assert answer.status_code == 409
        assert self.state()["headline"] == "Theirs again"

    def test_nonsense_among_the_choices_is_as_good_as_none(self):
        for posted in (
            {"pick-body-0": "x", "kept": "999"},
            {"kept": "-1"},
            {"kept": "9" * 40},
            {"pick-body-0": "x"},
        ):
            with self.subTest(posted):
                copy = workflow.working_copy(self.review)
                answer = self.save(copy_version=str(copy.version), **posted)
                assert answer.status_code == 302
                assert self.state()["headline"] == "Mine"

    def test_nobody_chooses_from_what_another_set_aside(self):
        self.client.force_login(make_user("editor"))
        posted = fields_of(self.client.get(change(self.review))) | {"act": "save", "pick-headline": "theirs"}
        kept = self.review.revisions.get(purpose="proposal").number
        assert self.client.post(change(self.review), posted | {"kept": str(kept)}).status_code == 302
        assert self.state()["headline"] == "Theirs"

    def test_two_windows_of_one_person_are_called_that(self):
        review = make_review(headline="First")
        one, other = self.client.get(change(review)), self.client.get(change(review))
        self.client.post(change(review), fields_of(one) | {"act": "save", "headline": "One"})
        answer = self.client.post(change(review), fields_of(other) | {"act": "save", "headline": "Two"})
        assert answer.status_code == 409
        assert "You saved in another window at" in answer.content.decode()
        assert workflow.working_copy(review).state["headline"] == "One"
