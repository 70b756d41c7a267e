"""A change to a live piece that goes out at its time: once, checked again, and never late in silence."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from pagecache import clock
from pagecache.models import Change
from reviews import beat, workflow
from reviews.admin.changes import piles, scheduled_change
from reviews.models import Chore, Revision
from reviews.workflow import NotReady, WrongStep, scheduled_changes
from reviews.workflow.scheduled_changes import apply_due
from tests.desk import change, fields_of, messages_of, parsed, words_of
from tests.factories import (
    fresh,
    make_contributor,
    make_embargo,
    make_film,
    make_published,
    make_review,
    make_user,
    rewrite,
    subject,
)
from tests.transactions import at_once

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
FRIDAY = NOON + timedelta(days=7)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def noon():
    with clock.freeze(NOON):
        yield


frozen = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
together = pytest.mark.usefixtures("committing", "noon")


def make_changed(**changes):
    """A live piece with a change that nobody has published."""
    piece = make_published(headline="Moss")
    rewrite(piece, **changes or {"headline": "Soup"})
    return fresh(piece)


def set_for(piece, at=FRIDAY, by=None, **given) -> Revision:
    return workflow.schedule_change(fresh(piece), by=by, version=fresh(piece).version, at=at, **given)


def publish_change(piece):
    workflow.publish_change(fresh(piece), by=None, version=fresh(piece).version)


def beat_at(moment) -> int:
    with clock.freeze(moment):
        return apply_due(moment)


def written(piece) -> dict:
    return workflow.working_copy(piece).state


class TestSetting:
    pytestmark = frozen

    def test_it_freezes_what_is_written_and_readers_see_nothing_yet(self):
        piece = make_changed()
        revision = set_for(piece, note="For the release.")
        assert (revision.purpose, revision.apply_at, revision.state["headline"]) == (
            "scheduled",
            FRIDAY,
            "Soup",
        )
        assert fresh(piece).headline == "Moss"
        assert AuditEntry.objects.first().facts == {"revision": 4, "apply_at": FRIDAY.isoformat()}

    def test_writing_goes_on_without_touching_it(self):
        piece = make_changed()
        revision = set_for(piece)
        rewrite(piece, headline="Stew", dek="Later.")
        assert fresh(revision).state["headline"] == "Soup"

    @pytest.mark.parametrize("at", [NOON - HOUR, NOON])
    def test_a_time_that_has_passed_is_never_set(self, at):
        with pytest.raises(WrongStep, match="That time has passed"):
            set_for(make_changed(), at=at)

    def test_what_could_not_be_published_now_is_refused_now(self):
        with pytest.raises(NotReady):
            set_for(make_changed(headline=""))

    def test_a_film_whose_embargo_will_not_be_over_is_refused_now(self):
        film = make_film()
        make_embargo(film, ends_at=FRIDAY + HOUR)
        piece = make_changed(subjects=[subject(film)])
        with pytest.raises(NotReady, match="under embargo"):
            set_for(piece)
        set_for(piece, at=FRIDAY + 2 * HOUR)

    def test_no_change_is_none_to_set(self):
        with pytest.raises(WrongStep, match="Nothing is different"):
            set_for(make_published())

    def test_one_at_a_time(self):
        piece = make_changed()
        set_for(piece)
        with pytest.raises(WrongStep, match="Cancel it first"):
            set_for(piece, at=FRIDAY + HOUR)

    def test_meanwhile_nothing_is_published_that_it_would_undo(self):
        piece = make_changed()
        set_for(piece)
        rewrite(piece, dek="Now.")
        with pytest.raises(WrongStep, match="Cancel it first"):
            publish_change(piece)

    def test_not_before_the_piece_itself_shows(self):
        piece = make_published(at=FRIDAY, headline="Moss")
        rewrite(piece, headline="Soup")
        with pytest.raises(WrongStep, match="does not show before then"):
            set_for(piece, at=FRIDAY)
        set_for(piece, at=FRIDAY + HOUR)

    def test_not_what_was_saved_after_it_was_looked_at(self):
        piece = make_changed()
        looked_at = workflow.working_copy(piece).version
        rewrite(piece, headline="Stew")
        with pytest.raises(workflow.Conflict):
            set_for(piece, copy_version=looked_at)

    def test_a_cancelled_one_stays_in_the_history_and_is_never_applied(self):
        piece = make_changed()
        revision = set_for(piece)
        workflow.cancel_change(piece, revision, by=None, version=fresh(piece).version)
        assert (fresh(revision).decision, beat_at(FRIDAY), fresh(piece).headline) == ("cancelled", 0, "Moss")
        publish_change(piece)


class TestItsTime:
    pytestmark = frozen

    def test_not_a_second_early_and_then_once(self):
        piece = make_changed()
        revision = set_for(piece)
        assert beat_at(FRIDAY - timedelta(seconds=1)) == 0
        assert fresh(piece).headline == "Moss"
        assert [beat_at(FRIDAY), beat_at(FRIDAY)] == [1, 0]
        assert fresh(piece).headline == "Soup"
        applied = fresh(revision)
        assert (applied.decision, applied.applied_at) == ("applied", FRIDAY)
        published = piece.revisions.first()
        assert (published.purpose, published.created_by) == ("change", None)
        assert published.note == "Set for this time as number 4."
        actions = list(AuditEntry.objects.values_list("action", flat=True)[:2])
        assert sorted(actions) == ["review.apply_change", "review.change"]
        assert Change.objects.filter(key=f"review:{piece.pk}", at=FRIDAY).exists()

    def test_what_was_written_meanwhile_stays_and_does_not_go_out(self):
        piece = make_changed()
        set_for(piece)
        copy = rewrite(piece, headline="Stew", dek="Not yet.")
        beat_at(FRIDAY)
        assert (fresh(piece).headline, fresh(piece).dek) == ("Soup", "")
        assert written(piece) == copy.state
        assert workflow.working_copy(piece).version == copy.version

    def test_where_nobody_went_on_nothing_is_left_to_publish(self):
        piece = make_changed()
        set_for(piece)
        beat_at(FRIDAY)
        assert not workflow.has_unpublished_changes(fresh(piece))

    def test_an_address_changed_meanwhile_stays(self):
        piece = make_changed()
        set_for(piece)
        workflow.change_address(fresh(piece), by=None, version=fresh(piece).version, slug="elsewhere")
        path = fresh(piece).path
        assert beat_at(FRIDAY) == 1
        assert (fresh(piece).path, fresh(piece).slug) == (path, "elsewhere")

    def test_a_beat_that_was_away_does_it_when_it_is_back(self):
        piece = make_changed()
        set_for(piece)
        assert beat_at(FRIDAY + 9 * HOUR) == 1
        assert fresh(piece.revisions.get(number=4)).applied_at == FRIDAY + 9 * HOUR


class TestFailing:
    pytestmark = frozen

    def failed(self, piece, moment=FRIDAY) -> str:
        """Given up with this reason, the piece untouched, and never tried again."""
        before = fresh(piece).headline
        assert beat_at(moment) == 0
        revision = piece.revisions.scheduled().get()
        assert (revision.decision, revision.applied_at) == ("failed", None)
        assert fresh(piece).headline == before
        assert AuditEntry.objects.first().action == "review.change_failed"
        assert first_broken_entry() is None
        entries = AuditEntry.objects.count()
        assert beat_at(moment + HOUR) == 0
        assert AuditEntry.objects.count() == entries
        return revision.decided_because

    def test_a_film_that_came_under_embargo_meanwhile(self):
        film = make_film("Here", 2023)
        piece = make_changed(subjects=[subject(film)], headline="Soup")
        set_for(piece)
        make_embargo(film, ends_at=FRIDAY + HOUR)
        assert self.failed(piece) == "Here (2023) is under embargo until Fri 16 Feb 2024, 14:00 Brussels."

    def test_a_stop_that_was_none_when_it_was_set(self):
        writer = make_contributor()
        piece = make_changed(authors=[{"contributor": writer.pk, "credit": "words", "role": "", "place": ""}])
        set_for(piece)
        writer.delete()
        assert "byline" in self.failed(piece)

    def test_a_piece_that_was_withdrawn(self):
        piece = make_changed()
        set_for(piece)
        workflow.withdraw(piece, by=None, version=fresh(piece).version, reason="Wrong film.")
        assert self.failed(piece) == "This piece is withdrawn, so that cannot be done now."

    def test_a_text_published_meanwhile_is_not_undone(self):
        piece = make_changed()
        set_for(piece)
        workflow.withdraw(piece, by=None, version=fresh(piece).version, reason="Wrong film.")
        rewrite(piece, headline="Mended")
        workflow.publish(fresh(piece), by=None, version=fresh(piece).version)
        assert self.failed(piece).startswith("Another text was published after this change was set")
        assert fresh(piece).headline == "Mended"

    def test_an_error_of_ours_is_logged_and_the_next_one_done(self, monkeypatch, caplog):
        broken, sound = make_changed(), make_changed()
        set_for(broken)
        set_for(sound, at=FRIDAY + MINUTE)
        usual = scheduled_changes.publish_change

        def publish_change(review, **given):
            if review == broken:
                raise RuntimeError("moss in the machine")
            return usual(review, **given)

        monkeypatch.setattr(scheduled_changes, "publish_change", publish_change)
        assert beat_at(FRIDAY + MINUTE) == 1
        assert (fresh(broken).headline, fresh(sound).headline) == ("Moss", "Soup")
        assert broken.revisions.scheduled().get().decision == "failed"
        assert "moss in the machine" in caplog.text

    def test_a_database_that_is_away_is_no_fault_of_the_change(self, monkeypatch, caplog):
        piece = make_changed()
        set_for(piece)

        def publish_change(review, **given):
            raise OperationalError("database is locked")

        with monkeypatch.context() as away:
            away.setattr(scheduled_changes, "publish_change", publish_change)
            assert beat_at(FRIDAY) == 0
        assert "database is locked" in caplog.text
        assert beat_at(FRIDAY + MINUTE) == 1
        assert fresh(piece).headline == "Soup"

    def test_a_beat_that_is_stopped_in_the_middle_leaves_all_of_it_to_the_next(self, monkeypatch):
        piece = make_changed()
        set_for(piece)
        entries, usual = AuditEntry.objects.count(), scheduled_changes.publish_change

        def publish_change(review, **given):
            usual(review, **given)
            raise SystemExit

        with monkeypatch.context() as stopped:
            stopped.setattr(scheduled_changes, "publish_change", publish_change)
            with pytest.raises(SystemExit):
                beat_at(FRIDAY)
        assert (fresh(piece).headline, piece.revisions.scheduled().get().decision) == ("Moss", "")
        assert (AuditEntry.objects.count(), piece.revisions.count()) == (entries, 4)
        assert (beat_at(FRIDAY + MINUTE), fresh(piece).headline) == (1, "Soup")


class TestTwoBeats:
    @pytest.mark.django_db
    def test_the_database_is_made(self):
        assert not Chore.objects.exists()

    @together
    def test_each_thing_is_done_once(self):
        pieces = [make_changed() for _ in range(3)]
        for piece in pieces:
            set_for(piece)

        def one():
            return beat_at(FRIDAY)

        assert sum(at_once(one, one, one)) == 3
        for piece in pieces:
            assert piece.revisions.filter(purpose="change").count() == 1
            assert fresh(piece).headline == "Soup"
        assert AuditEntry.objects.filter(action="review.apply_change").count() == 3
        assert first_broken_entry() is None

    @together
    def test_a_chore_that_is_due_is_taken_by_one(self):
        done = []
        chore = beat.Chore("a chore of the tests", MINUTE, done.append)

        def one():
            with clock.freeze(NOON):
                return beat.tick([chore])

        assert sorted(at_once(one, one, one)) == [[], [], ["a chore of the tests"]]
        assert done == [NOON]

    @together
    def test_cancelled_or_applied_but_never_both(self):
        for _ in range(4):
            piece = make_changed()
            revision = set_for(piece)
            version = fresh(piece).version

            def cancel(piece=piece, revision=revision, version=version):
                with clock.freeze(FRIDAY):
                    workflow.cancel_change(fresh(piece), revision, by=None, version=version)

            cancelled, applied = at_once(cancel, lambda: beat_at(FRIDAY))
            if applied:
                assert isinstance(cancelled, WrongStep | workflow.Conflict)
                assert (fresh(piece).headline, fresh(revision).decision) == ("Soup", "applied")
            else:
                assert cancelled is None
                assert (fresh(piece).headline, fresh(revision).decision) == ("Moss", "cancelled")


class TestTheBeat:
    pytestmark = frozen

    def test_it_does_what_is_due_and_remembers_when(self):
        done = []
        chore = beat.Chore("a chore", MINUTE, done.append)
        assert [beat.tick([chore]), beat.tick([chore])] == [["a chore"], []]
        with clock.freeze(NOON + MINUTE):
            assert beat.tick([chore]) == ["a chore"]
        assert done == [NOON, NOON + MINUTE]
        row = Chore.objects.get()
        assert (row.ended_at, row.trouble) == (NOON + MINUTE, "")

    def test_one_that_fails_says_so_and_the_others_are_done(self, caplog):
        done = []

        def fail(at):
            raise ValueError("no moss")

        assert beat.tick([beat.Chore("one", MINUTE, fail), beat.Chore("two", MINUTE, done.append)]) == [
            "one",
            "two",
        ]
        assert done == [NOON]
        assert Chore.objects.get(name="one").trouble == "ValueError: no moss"
        assert "no moss" in caplog.text

    def test_a_beat_with_nothing_to_do_writes_nothing(self):
        beat.tick()
        with CaptureQueriesContext(connection) as asked:
            beat.tick()
        assert [query["sql"].split()[0] for query in asked.captured_queries] == ["SELECT"]

    def test_whether_it_is_alive(self):
        assert not beat.is_alive(NOON)
        call_command("beat", once=True)
        assert beat.is_alive(NOON + timedelta(seconds=59))
        assert not beat.is_alive(NOON + MINUTE)

    def test_every_chore_has_a_name_of_its_own(self):
        names = [chore.name for chore in beat.CHORES]
        assert len(set(names)) == len(names)


class TestTheScreens:
    pytestmark = frozen

    @pytest.fixture
    def editor(self, client):
        user = make_user("editor")
        client.force_login(user)
        return user

    @staticmethod
    def screen(piece) -> str:
        return reverse("admin:reviews_review_change_at", args=[piece.pk])

    @staticmethod
    def main(response) -> str:
        return words_of(parsed(response).find(".//main"))

    def test_from_the_writing_page_to_the_desk_and_back(self, client, editor):
        piece = make_changed()
        posted = fields_of(client.get(change(piece))) | {"headline": ["Stew"], "act": ["change_at"]}
        answer = client.post(change(piece), posted)
        assert answer.url == self.screen(piece)
        screen = client.get(answer.url)
        assert next(words_of(one) for one in parsed(screen).iter("ins")) == "Stew"
        told = {i.get("name"): i.get("value") for i in parsed(screen).iter("input")}
        posted = {name: told[name] for name in ("version", "copy_version")}
        answer = client.post(
            self.screen(piece), posted | {"act": "set", "at": "2024-02-16T13:00"}, follow=True
        )
        assert "The change is set for Fri 16 Feb 2024, 13:00 Brussels." in messages_of(answer)
        assert "A change is set for Fri 16 Feb 2024, 13:00 Brussels." in self.main(answer)
        desk = self.main(client.get(reverse("admin:index")))
        assert "Changes set for a time" in desk
        assert "A change is set for Fri 16 Feb 2024, 13:00 Brussels." in desk
        told = {i.get("name"): i.get("value") for i in parsed(client.get(self.screen(piece))).iter("input")}
        client.post(self.screen(piece), {"act": "cancel", "version": told["version"]})
        assert scheduled_change(piece, NOON) is None

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "Say when."),
            ("soon", "This is not a date and time."),
            ("2024-02-01T10:00", "That time has passed."),
            ("2024-03-31T02:30", "02:30 does not exist on 31 March in Brussels. Choose 03:00."),
            ("2024-10-27T02:30", "02:30 comes twice on 27 October in Brussels."),
        ],
    )
    def test_a_time_that_is_none_is_refused_in_words(self, client, editor, typed, said):
        piece = make_changed()
        posted = {"act": "set", "at": typed, "version": piece.version}
        answer = client.post(self.screen(piece), posted)
        assert answer.status_code == 422
        assert said in self.main(answer)
        assert scheduled_change(piece, NOON) is None

    def test_lateness_is_said_on_the_piece_and_on_the_desk(self, client, editor):
        piece = make_changed()
        set_for(piece)
        client.force_login(editor)
        with clock.freeze(FRIDAY + 3 * MINUTE):
            for address in (change(piece), self.screen(piece), reverse("admin:index")):
                said = self.main(client.get(address))
                assert (
                    "due 3 minutes ago, not applied yet: is the beat running? It has not been seen yet."
                    in said
                )
            assert "Changes that did not go out" in said
            Chore.objects.create(name="scheduled changes", due_at=NOON, ended_at=FRIDAY - HOUR)
            assert "It was last seen on Fri 16 Feb 2024, 12:00 Brussels." in self.main(
                client.get(change(piece))
            )
            Chore.objects.update(ended_at=FRIDAY + 3 * MINUTE)
            assert "the beat is running, so its log says why." in self.main(client.get(change(piece)))

    def test_so_is_a_failure_until_it_is_put_away_or_settled(self, client, editor):
        piece = make_changed()
        revision = set_for(piece)
        film = make_film("Here", 2023)
        Revision.objects.filter(pk=revision.pk).update(state=revision.state | {"subjects": [subject(film)]})
        make_embargo(film, ends_at=FRIDAY + HOUR)
        beat_at(FRIDAY)
        said = (
            "The change set for Fri 16 Feb 2024, 13:00 Brussels was not applied. Here (2023) is under embargo"
        )
        for address in (change(piece), reverse("admin:index")):
            assert said in self.main(client.get(address))
        client.post(self.screen(piece), {"act": "cancel", "version": fresh(piece).version})
        assert said not in self.main(client.get(reverse("admin:index")))

        Revision.objects.filter(pk=revision.pk).update(decision="failed")
        assert scheduled_change(piece, FRIDAY)
        publish_change(piece)
        assert scheduled_change(piece, FRIDAY) is None

    def test_only_who_may_publish_sets_a_time(self, client):
        writer = make_user("contributor")
        client.force_login(writer)
        piece = make_published(contributor=make_contributor(user=writer, publishes_own=True))
        assert client.get(self.screen(piece)).status_code == 403
        assert client.post(self.screen(piece), {"act": "set"}).status_code == 403
        assert "at a time" not in client.get(change(piece)).content.decode()
        other = make_changed()
        set_for(other)
        assert client.get(self.screen(other)).status_code == 302
        assert "A change is set" not in client.get(reverse("admin:index")).content.decode()

    @pytest.mark.parametrize("moment", [NOON, FRIDAY + HOUR], ids=["to come", "late"])
    def test_the_desk_costs_the_same_for_one_and_for_three(self, client, editor, moment):
        writer = make_user("contributor")

        def add():
            set_for(make_changed())
            piece = make_published(contributor=make_contributor(user=writer))
            state = written(piece) | {"headline": "Mosses"}
            workflow.propose(piece, state, by=writer, version=1)

        piles(editor, moment)  # what is asked once about the person
        costs = []
        for count in (1, 2):
            for _ in range(count):
                add()
            with CaptureQueriesContext(connection) as asked:
                found = piles(editor, moment)
            costs.append(len(asked))
        assert [len(pile.rows) for pile in found] == [3, 3]
        assert costs[0] == costs[1]

    def test_a_new_piece_has_no_button_for_it(self, client, editor):
        for address in (reverse("admin:reviews_review_add"), change(make_review())):
            assert "at a time" not in client.get(address).content.decode()


@pytest.mark.slow
def test_the_command_ends_when_it_is_told_to(tmp_path):
    """In the middle of the night a service manager stops it, and waits for an end."""
    environment = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path)}
    for command in (["migrate", "--verbosity", "0"], ["beat"]):
        running = subprocess.Popen([sys.executable, "manage.py", *command], env=environment)
        if command == ["beat"]:
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(5)
            running.send_signal(signal.SIGTERM)
        assert running.wait(120) == 0
