"""A writer proposes a change to their live piece; an editor takes it or says why not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AuditEntry
from films.models import Film
from pagecache import clock
from reviews import workflow
from reviews.models import Revision
from reviews.restrictions import restrict
from tests.desk import change, fields_of, messages_of, parsed, words_of
from tests.factories import fresh, make_contributor, make_image, make_published, make_user, rewrite

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def writer():
    return make_user("contributor", name="Callum Ferrie")


@pytest.fixture
def editor():
    return make_user("editor", name="Ed Itor")


@pytest.fixture
def piece(writer):
    return make_published(headline="Moss", contributor=make_contributor("Callum Ferrie", user=writer))


def propose(piece, by, **changes) -> Revision:
    copy = workflow.working_copy(piece)
    return workflow.propose(fresh(piece), copy.state | changes, by=by, version=copy.version, note="A typo.")


def take(piece, proposal, by, **how) -> Revision:
    version = workflow.working_copy(piece).version
    return workflow.take_proposal(fresh(piece), proposal, by=by, version=version, **how)


def sections(response) -> list[str]:
    """What the writer changed, what was changed since and what would change, in words."""
    found = [one for one in parsed(response).iter("section") if one.get("class") == "of-two"]
    return [words_of(one) for one in found]


def written(piece) -> str:
    return workflow.working_copy(piece).state["headline"]


class TestProposing:
    def test_it_changes_neither_the_piece_nor_what_is_being_written(self, piece, writer):
        version, copy = fresh(piece).version, workflow.working_copy(piece)
        proposal = propose(piece, writer, headline="Mosses")
        assert (proposal.state["headline"], proposal.base_version, proposal.decision) == (
            "Mosses",
            copy.version,
            "",
        )
        assert (fresh(piece).headline, fresh(piece).version) == ("Moss", version)
        assert fresh(copy).version == copy.version
        assert AuditEntry.objects.first().action == "review.propose"

    def test_a_second_one_replaces_the_first_of_the_same_person(self, piece, writer):
        first = propose(piece, writer, headline="Mosses")
        second = propose(piece, writer, headline="Moss, again")
        assert fresh(first).decision == "replaced"
        assert list(piece.revisions.proposals().waiting()) == [second]

    def test_another_writer_of_the_piece_replaces_nothing(self, writer):
        other = make_user("contributor")
        bylines = [make_contributor(user=user) for user in (writer, other)]
        piece = make_published(contributors=bylines)
        propose(piece, writer, headline="Mosses")
        propose(piece, other, headline="Mossy")
        assert piece.revisions.proposals().waiting().count() == 2

    def test_nothing_different_is_nothing_to_send(self, piece, writer):
        with pytest.raises(workflow.WrongStep, match="Nothing is different"):
            propose(piece, writer)

    def test_address_and_time_are_not_the_writers(self, piece, writer):
        proposal = propose(piece, writer, headline="Mosses", slug="mine", when=None)
        assert proposal.state["slug"] == fresh(piece).slug
        assert proposal.state["when"] == fresh(piece).publish_at.isoformat()

    def test_not_to_anothers_piece(self, piece):
        with pytest.raises(PermissionDenied):
            propose(piece, make_user("contributor"), headline="Mosses")


class TestAnswering:
    def test_what_is_taken_is_written_and_seen_once_the_change_is_published(self, piece, writer, editor):
        proposal = propose(piece, writer, headline="Mosses")
        taken = take(piece, proposal, editor)
        assert (taken.purpose, taken.note) == ("save", "Proposal 3 taken.")
        assert (written(piece), fresh(piece).headline) == ("Mosses", "Moss")
        decided = fresh(proposal)
        assert (decided.decision, decided.decided_by, decided.decided_at) == ("taken", editor, NOON)
        workflow.publish_change(fresh(piece), by=editor, version=fresh(piece).version)
        assert fresh(piece).headline == "Mosses"

    def test_one_that_the_text_has_left_behind_is_refused_until_both_were_seen(self, piece, writer, editor):
        proposal = propose(piece, writer, headline="Mosses")
        rewrite(piece, by=editor, dek="An editor's dek.")
        with pytest.raises(workflow.Moved):
            take(piece, proposal, editor)
        assert (written(piece), fresh(proposal).decision) == ("Moss", "")
        take(piece, proposal, editor, moved_on=True)
        assert written(piece) == "Mosses"
        assert piece.revisions.filter(state__dek="An editor's dek.").exists()

    def test_not_over_a_text_that_moved_on_after_it_was_compared(self, piece, writer, editor):
        proposal = propose(piece, writer, headline="Mosses")
        version = workflow.working_copy(piece).version
        rewrite(piece, by=editor, dek="An editor's dek.")
        with pytest.raises(workflow.Conflict):
            workflow.take_proposal(piece, proposal, by=editor, version=version, moved_on=True)
        assert fresh(proposal).decision == ""

    def test_declined_with_a_reason(self, piece, writer, editor):
        proposal = propose(piece, writer, headline="Mosses")
        with pytest.raises(workflow.WrongStep, match="Say why"):
            workflow.decline_proposal(piece, proposal, by=editor, reason=" ")
        workflow.decline_proposal(piece, proposal, by=editor, reason="One moss is enough.")
        assert (fresh(proposal).decision, fresh(proposal).decided_because) == (
            "declined",
            "One moss is enough.",
        )
        assert written(piece) == "Moss"

    def test_an_answer_is_given_once(self, piece, writer, editor):
        proposal = propose(piece, writer, headline="Mosses")
        workflow.decline_proposal(piece, proposal, by=editor, reason="No.")
        with pytest.raises(workflow.WrongStep, match="answered already"):
            take(piece, proposal, editor)
        with pytest.raises(workflow.WrongStep, match="answered already"):
            workflow.decline_proposal(piece, proposal, by=editor, reason="No!")

    def test_a_text_set_aside_in_a_conflict_is_no_proposal(self, piece, editor):
        from reviews.copies import revise

        aside = revise(piece, "proposal", editor, state=workflow.working_copy(piece).state)
        assert not piece.revisions.proposals().exists()
        with pytest.raises(workflow.WrongStep):
            take(piece, aside, editor)

    def test_what_is_restricted_does_not_come_back_with_it(self, piece, writer, editor):
        still = make_image(alt="Moss")
        entry = {"image": still.pk, "place": "body", "alt": "Moss", "caption": "", "decorative": False}
        proposal = propose(piece, writer, pictures=[entry])
        restrict(mode="image", image=still)
        with pytest.raises(workflow.WrongStep, match="the picture “Moss”"):
            take(piece, proposal, editor)
        assert fresh(proposal).decision == ""


class TestTheScreens:
    def screen(self, piece, number):
        return reverse("admin:reviews_review_proposal", args=[piece.pk, number])

    def send(self, client, piece, **changes):
        posted = fields_of(client.get(change(piece))) | {name: [value] for name, value in changes.items()}
        return client.post(change(piece), posted | {"act": "propose"}, follow=True)

    def test_from_the_writers_page_to_readers(self, client, piece, writer, editor):
        client.force_login(writer)
        screen = client.get(change(piece))
        buttons = [
            words_of(button) for button in parsed(screen).iter("button") if button.get("name") == "act"
        ]
        assert "Send change to editor" in buttons
        assert not {"Save", "Publish change", "Withdraw"} & set(buttons)
        answer = self.send(client, piece, headline="Mosses", note="A typo.")
        assert "Your change is with the editor." in messages_of(answer)
        assert "It waits for an editor" in words_of(parsed(answer).find(".//main"))
        assert fields_of(answer)["headline"] == ["Mosses"]

        client.force_login(editor)
        desk = words_of(parsed(client.get(reverse("admin:index"))).find(".//main"))
        assert "Proposed changes" in desk
        assert "Sent Fri 9 Feb 2024, 13:00 Brussels: A typo." in desk
        assert "Callum Ferrie proposes a change" in words_of(
            parsed(client.get(change(piece))).find(".//main")
        )
        screen = client.get(self.screen(piece, 3))
        assert next(words_of(one) for one in parsed(screen).iter("ins")) == "Mosses"
        version = workflow.working_copy(piece).version
        answer = client.post(self.screen(piece, 3), {"act": "take", "version": version}, follow=True)
        assert "Taken into the text." in messages_of(answer)
        assert written(piece) == "Mosses"

    def test_who_sends_again_goes_on_from_what_was_sent(self, client, piece, writer, editor):
        client.force_login(writer)
        self.send(client, piece, headline="Mosses")
        rewrite(piece, by=editor, dek="An editor's dek.")
        self.send(client, piece, dek="Mine.")
        proposal = piece.revisions.proposals().waiting().get()
        assert (proposal.state["headline"], proposal.state["dek"]) == ("Mosses", "Mine.")
        assert proposal.base_version == workflow.working_copy(piece).version - 1

    def test_a_text_that_moved_on_is_shown_beside_it_and_taken_on_purpose_only(
        self, client, piece, writer, editor
    ):
        proposal = propose(piece, writer, headline="Mosses")
        rewrite(piece, by=editor, dek="An editor's dek.")
        client.force_login(editor)
        version = workflow.working_copy(piece).version
        answer = client.post(self.screen(piece, proposal.number), {"act": "take", "version": version})
        assert answer.status_code == 409
        said = words_of(parsed(answer).find(".//main"))
        assert "The text has moved on." in said
        wrote, since, would = sections(answer)
        assert wrote == "What Callum Ferrie changed Headline MossMosses"
        assert since == "What has changed in the text since Dek An editor's dek."
        assert would == "What taking it would change now Headline MossMosses Dek An editor's dek."
        posted = {"act": "take", "version": version, "moved_on": "1"}
        client.post(self.screen(piece, proposal.number), posted)
        assert written(piece) == "Mosses"

    def test_both_changes_are_told_by_paragraph(self, client, writer, editor):
        byline = make_contributor("Callum Ferrie", user=writer)
        piece = make_published(contributor=byline, body="<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>")
        proposal = propose(piece, writer, body="<p>One, I say.</p>\n<p>Two.</p>\n<p>Three.</p>")
        rewrite(piece, by=editor, body="<p>One.</p>\n<p>Two.</p>\n<p>Three, said Ed.</p>")
        workflow.publish_change(fresh(piece), by=editor, version=fresh(piece).version)
        client.force_login(editor)
        wrote, since, _would = sections(client.get(self.screen(piece, proposal.number)))
        assert "One, I say." in wrote
        assert "Ed" not in wrote
        assert "Three, said Ed." in since
        assert "I say" not in since

    def test_a_text_that_nobody_remembers_is_compared_with_the_one_there_is(
        self, client, piece, writer, editor
    ):
        proposal = propose(piece, writer, headline="Mosses")
        rewrite(piece, by=editor, dek="An editor's dek.")
        Revision.objects.update(copy_version=None)
        client.force_login(editor)
        screen = client.get(self.screen(piece, proposal.number))
        assert sections(screen) == []
        said = words_of(parsed(screen).find(".//main"))
        assert "The text has moved on." in said
        assert "Below is what it would change in the text as it is now." in said

    def test_the_writer_takes_it_back_while_nobody_has_answered(self, client, piece, writer, editor):
        proposal = propose(piece, writer, headline="Mosses")
        client.force_login(editor)
        screen = client.get(self.screen(piece, proposal.number))
        assert "Take your change back" not in screen.content.decode()
        assert client.post(self.screen(piece, proposal.number), {"act": "withdraw"}).status_code == 403
        client.force_login(writer)
        screen = client.get(self.screen(piece, proposal.number))
        assert "Take your change back" in screen.content.decode()
        answer = client.post(self.screen(piece, proposal.number), {"act": "withdraw"}, follow=True)
        assert messages_of(answer) == "You took your change back. Its text stays in the history."
        assert fields_of(answer)["headline"] == ["Moss"]
        assert fresh(proposal).decision == "withdrawn"
        assert AuditEntry.objects.first().action == "review.withdraw_proposal"
        client.force_login(editor)
        assert "Proposed changes" not in client.get(reverse("admin:index")).content.decode()
        posted = {"act": "take", "version": workflow.working_copy(piece).version}
        assert client.post(self.screen(piece, proposal.number), posted).status_code == 409
        assert written(piece) == "Moss"

    def test_what_was_answered_is_not_taken_back(self, piece, writer, editor):
        proposal = propose(piece, writer, headline="Mosses")
        workflow.decline_proposal(piece, proposal, by=editor, reason="No.")
        with pytest.raises(workflow.WrongStep, match="answered already"):
            workflow.withdraw_proposal(piece, proposal, by=writer)

    def test_the_writer_reads_why_not(self, client, piece, writer, editor):
        proposal = propose(piece, writer, headline="Mosses")
        client.force_login(editor)
        client.post(self.screen(piece, proposal.number), {"act": "decline", "reason": "One moss is enough."})
        client.force_login(writer)
        for address in (change(piece), reverse("admin:index"), self.screen(piece, proposal.number)):
            assert "One moss is enough." in words_of(parsed(client.get(address)).find(".//main"))

    def test_a_writer_does_not_answer_their_own(self, client, piece, writer):
        proposal = propose(piece, writer, headline="Mosses")
        client.force_login(writer)
        assert client.get(self.screen(piece, proposal.number)).status_code == 200
        for act in ("take", "decline"):
            posted = {"act": act, "version": 2, "reason": "x"}
            assert client.post(self.screen(piece, proposal.number), posted).status_code == 403
        assert fresh(proposal).decision == ""

    def test_a_proposal_is_nobody_elses_to_see(self, client, piece, writer):
        proposal = propose(piece, writer, headline="Mosses")
        client.force_login(make_user("contributor"))
        assert client.get(self.screen(piece, proposal.number)).status_code == 302
        assert "Proposed" not in client.get(reverse("admin:index")).content.decode()

    def test_a_writer_whose_piece_was_published_while_they_typed_loses_nothing(self, client, writer):
        from tests.factories import make_review

        review = make_review(by=writer, headline="Moss")
        client.force_login(writer)
        posted = fields_of(client.get(change(review)))
        workflow.publish(fresh(review), by=None, version=review.version)
        answer = client.post(change(review), posted | {"headline": ["Typed meanwhile"], "act": "save"})
        assert answer.status_code == 403
        assert fields_of(answer)["headline"] == ["Typed meanwhile"]

    def test_a_film_made_for_a_change_that_says_nothing_else_is_kept_out(self, client, piece, writer):
        client.force_login(writer)
        films = Film.objects.count()
        assert self.send(client, piece).status_code == 422
        assert Film.objects.count() == films
