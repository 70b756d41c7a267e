"""What each verb does to a piece, to its rows, to the log and to pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import first_broken_entry
from accounts.models import AuditEntry
from films.models import Film
from films.signals import embargo_changed
from pagecache import clock
from pagecache.models import Change
from reviews import workflow
from reviews.models import Review, Revision, Subject, WorkingCopy
from reviews.purging import keys_of
from reviews.workflow import Conflict, NotReady, WrongStep
from tests.factories import (
    author,
    fresh,
    make_contributor,
    make_embargo,
    make_film,
    make_image,
    make_published,
    make_review,
    make_state,
    make_tag,
    make_user,
    picture,
    put_columns,
    rewrite,
    subject,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Status = Review.Status


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


def purposes(review) -> list[str]:
    return list(review.revisions.order_by("number").values_list("purpose", flat=True))


def last_entry() -> AuditEntry:
    return AuditEntry.objects.first()


class TestBeginning:
    def test_it_keeps_the_state_in_rows_working_copy_and_revision(self):
        state = make_state(headline="Moss")
        editor = make_user()
        review = workflow.begin(state, by=editor)
        assert (review.status, review.headline, review.created_by) == (Status.DRAFT, "Moss", editor)
        assert review.working_copy.state == review.revisions.get().state == state
        assert purposes(review) == ["save"]

    def test_nothing_stays_of_a_piece_that_cannot_be_stored(self):
        with pytest.raises(ValidationError):
            workflow.begin(make_state(headline="Moss\0"), by=None)
        assert (Review.objects.count(), WorkingCopy.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)

    def test_an_almost_empty_draft_is_welcome(self):
        review = make_review(headline="", body="", film=False, contributor=False, section=None)
        assert str(review) == "Untitled"


class TestSaving:
    def test_the_rows_of_a_draft_follow(self):
        review = make_review()
        rewrite(review, headline="Another")
        assert fresh(review).headline == "Another"
        assert purposes(review) == ["save", "save"]

    @pytest.mark.parametrize("status", [Status.SUBMITTED, Status.READY, Status.WITHDRAWN])
    def test_so_do_those_of_every_piece_that_nobody_sees(self, status):
        review = make_review(status)
        rewrite(review, headline="Another")
        assert fresh(review).headline == "Another"

    @pytest.mark.parametrize("at", [NOON - DAY, NOON + DAY], ids=["live", "scheduled"])
    def test_what_readers_see_or_will_see_stays(self, at):
        piece = make_published(at=at, headline="Approved")
        rewrite(piece, headline="Not yet")
        assert fresh(piece).headline == "Approved"
        assert piece.working_copy.state["headline"] == "Not yet"
        assert workflow.has_unpublished_changes(fresh(piece))

    def test_of_two_who_began_from_the_same_text_the_second_is_told(self):
        review = make_review()
        copy = workflow.working_copy(review)
        workflow.save(review, copy.state | {"headline": "First"}, by=None, version=copy.version)
        with pytest.raises(Conflict):
            workflow.save(review, copy.state | {"headline": "Second"}, by=None, version=copy.version)
        assert fresh(review).headline == fresh(copy).state["headline"] == "First"
        assert purposes(review) == ["save", "save"]

    def test_a_form_from_before_publication_is_refused(self):
        review = make_review(headline="Approved")
        copy = workflow.working_copy(review)
        workflow.publish(fresh(review), by=None, version=review.version)
        with pytest.raises(Conflict):
            workflow.save(review, copy.state | {"headline": "Late"}, by=None, version=copy.version)
        assert fresh(review).headline == "Approved"

    def test_a_long_headline_is_kept_whole_until_somebody_cuts_it(self):
        review = make_review()
        rewrite(review, headline="word " * 100, dek="x" * 500)
        kept = fresh(review.working_copy).state
        assert kept["headline"] == "word " * 100
        assert len(fresh(review).headline) <= 300

    def test_a_schedule_is_kept_although_rows_know_nothing_of_it(self):
        review = make_review(when="2024-03-01T09:00:00+01:00")
        assert review.working_copy.state["when"] == "2024-03-01T09:00:00+01:00"
        assert review.publish_at is None


class TestSteps:
    def test_the_way_to_publication_and_back(self):
        review, editor = make_review(), make_user()
        workflow.submit(review, by=editor, version=review.version)
        workflow.send_back(review, by=editor, version=review.version, reason="Too long.")
        assert (fresh(review).status, fresh(review).sent_back_because) == (Status.DRAFT, "Too long.")
        workflow.submit(review, by=editor, version=review.version)
        assert fresh(review).sent_back_because == ""
        workflow.make_ready(review, by=editor, version=review.version)
        workflow.publish(review, by=editor, version=review.version)
        assert fresh(review).status == Status.PUBLISHED
        assert purposes(review) == ["save", "submit", "send_back", "submit", "ready", "publish"]
        acts = AuditEntry.objects.order_by("seq").values_list("action", "from_state", "to_state")
        assert list(acts) == [
            ("review.begin", "", "draft"),
            ("review.submit", "draft", "submitted"),
            ("review.send_back", "submitted", "draft"),
            ("review.submit", "draft", "submitted"),
            ("review.ready", "submitted", "ready"),
            ("review.publish", "ready", "published"),
        ]
        assert first_broken_entry() is None

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
    def test_readers_are_owed_a_reason_of_some_length(self, reason):
        piece = make_published()
        with pytest.raises(WrongStep):
            workflow.withdraw(piece, by=None, version=piece.version, reason=reason)
        assert fresh(piece).status == Status.PUBLISHED

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
    def test_so_is_the_writer(self, reason):
        review = make_review(Status.SUBMITTED)
        with pytest.raises(WrongStep):
            workflow.send_back(review, by=None, version=review.version, reason=reason)
        assert fresh(review).status == Status.SUBMITTED

    VERBS = {
        "submit": (Status.DRAFT, {}),
        "send_back": (Status.SUBMITTED, {"reason": "Too long."}),
        "make_ready": (Status.SUBMITTED, {}),
        "publish": (Status.READY, {}),
        "publish_change": (Status.PUBLISHED, {}),
        "withdraw": (Status.PUBLISHED, {"reason": "Wrong film."}),
        "run_again": (Status.PUBLISHED, {}),
        "put_in_bin": (Status.DRAFT, {}),
        "change_address": (Status.PUBLISHED, {"slug": "elsewhere"}),
    }

    @pytest.mark.parametrize("verb", VERBS)
    @pytest.mark.parametrize("off", [-1, 1])
    def test_who_decided_on_another_version_is_told_and_nothing_is_written(self, verb, off):
        status, given = self.VERBS[verb]
        review = make_review(status)
        before = Review.objects.filter(pk=review.pk).values().get()
        entries, revisions, changes = (
            AuditEntry.objects.count(),
            Revision.objects.count(),
            Change.objects.count(),
        )
        with pytest.raises(Conflict):
            getattr(workflow, verb)(review, by=None, version=review.version + off, **given)
        assert Review.objects.filter(pk=review.pk).values().get() == before
        assert (AuditEntry.objects.count(), Revision.objects.count(), Change.objects.count()) == (
            entries, revisions, changes,
        )  # fmt: skip

    @pytest.mark.parametrize("verb", VERBS)
    def test_every_verb_moves_the_version_by_one_and_writes_one_entry(self, verb):
        status, given = self.VERBS[verb]
        review = make_review(status)
        entries = AuditEntry.objects.count()
        getattr(workflow, verb)(review, by=None, version=review.version, **given)
        assert fresh(review).version == review.version
        assert AuditEntry.objects.count() == entries + 1
        assert (last_entry().object_type, last_entry().object_id) == ("reviews.review", review.pk)
        assert first_broken_entry() is None

    def test_the_entry_names_who_did_it_and_in_which_role(self):
        chief, piece = make_user("chief"), make_published()
        workflow.withdraw(piece, by=chief, version=piece.version, reason="Wrong film.")
        assert (last_entry().actor, last_entry().actor_roles) == (chief, "chief")
        assert "Wrong film" not in str(last_entry().facts)


class TestReadiness:
    def test_every_stop_is_told_at_once(self):
        bare = make_image(credit="")
        review = make_review(
            headline="", body="<p>TK</p>", film=False, contributor=False, section=None, rating=None,
            pictures=[picture(bare, alt="")],
        )  # fmt: skip
        with pytest.raises(NotReady) as refused:
            workflow.publish(review, by=None, version=review.version)
        told = [(stop.field, stop.sentence) for stop in refused.value.stops]
        assert told == [
            ("headline", "Write a headline."),
            ("body", "There is still a “TK” to fill in."),
            ("section", "Choose a section."),
            ("subjects", "A review needs its film."),
            ("authors", "Choose at least one name for the byline."),
            ("pictures", "Picture 1 has no alternative text. Describe it, or mark it as decorative."),
            ("pictures", "Picture 1 has no credit."),
        ]
        assert fresh(review).status == Status.DRAFT

    @pytest.mark.parametrize(
        ("field", "given"),
        [
            ("headline", {"headline": "x" * 301}),
            ("headline", {"headline": "A headline TK"}),
            ("dek", {"dek": "TK"}),
            ("dek", {"dek": "x" * 401}),
            ("body", {"body": ""}),
            ("body", {"body": "<p> </p>"}),
            (
                "subjects",
                {"subjects": [{"film": 999_999, "work": "", "treatment": "reviewed", "rating": None}]},
            ),
            ("tags", {"tags_": [999_999]}),
            ("translation_of", {"translation_of_": 999_999}),
            ("slug", {"slug": "two words"}),
        ],
    )
    def test_one_thing_is_enough(self, field, given):
        state = make_state() | {name.rstrip("_"): value for name, value in given.items()}
        review = fresh(workflow.begin(state, by=None))
        with pytest.raises(NotReady) as refused:
            workflow.publish(review, by=None, version=review.version)
        assert {stop.field for stop in refused.value.stops} == {field}

    def test_a_film_may_be_called_tk_something(self):
        assert make_published(headline="TKO in the last round").status == Status.PUBLISHED

    def test_a_decorative_picture_needs_no_words(self):
        assert make_published(pictures=[picture(make_image(), alt="", decorative=True)])

    def test_news_needs_no_film(self):
        assert make_published(kind="news", film=False).main_film is None

    def test_the_same_stops_hold_a_change_back(self):
        piece = make_published()
        rewrite(piece, headline="")
        with pytest.raises(NotReady):
            workflow.publish_change(piece, by=None, version=piece.version)
        assert fresh(piece).headline

    def test_who_was_stopped_can_try_again_without_loading_anew(self):
        review = make_review(headline="")
        with pytest.raises(NotReady):
            workflow.publish(review, by=None, version=review.version)
        rewrite(review, headline="Moss")
        workflow.publish(review, by=None, version=review.version)
        assert fresh(review).is_published(NOON)


class TestPublishing:
    def test_now(self):
        piece = make_published()
        assert {piece.publish_at, piece.visible_from, piece.ordered_at, piece.first_published_at} == {NOON}

    def test_at_a_time_to_come(self):
        piece = make_published(at=NOON + DAY)
        assert {piece.publish_at, piece.visible_from, piece.ordered_at, piece.first_published_at} == {
            NOON + DAY
        }

    def test_not_at_a_time_that_has_passed(self):
        review = make_review()
        with pytest.raises(WrongStep):
            workflow.publish(review, by=None, version=review.version, at=NOON - HOUR)
        assert fresh(review).status == Status.DRAFT

    def test_its_rows_know_its_times(self):
        piece = make_published(at=NOON + DAY, tags=["moss"], lead=make_image())
        rows = [
            piece.subjects.values_list("visible_from", "ordered_at").get(),
            piece.authorships.values_list("visible_from", "ordered_at").get(),
            piece.pictures.values_list("visible_from", "ordered_at").get(),
            piece.tagged.values_list("visible_from", "ordered_at").get(),
        ]
        assert rows == [(NOON + DAY, NOON + DAY)] * 4

    def test_what_is_published_is_the_working_copy(self):
        review = make_review(headline="First")
        rewrite(review, headline="Second")
        workflow.publish(review, by=None, version=review.version)
        piece = fresh(review)
        assert piece.headline == "Second"
        assert piece.revisions.first().state == piece.working_copy.state
        assert not workflow.has_unpublished_changes(piece)

    def test_the_revision_holds_what_was_published_word_for_word(self):
        piece = make_published(tags=["moss"], lead=make_image(), rating=7)
        rewrite(piece, headline="Another", tags=[])
        workflow.publish_change(piece, by=None, version=piece.version)
        first = piece.revisions.get(purpose="publish")
        rewrite(piece, **first.state)
        workflow.publish_change(piece, by=None, version=piece.version)
        assert piece.revisions.first().state == first.state


class TestChangingWhatIsLive:
    def test_address_dates_and_place_in_lists_stay(self):
        piece = make_published(at=NOON - DAY)
        rewrite(piece, headline="Quite another", slug="quite-another")
        workflow.publish_change(piece, by=None, version=piece.version)
        changed = fresh(piece)
        assert changed.headline == "Quite another"
        for column in ("path", "publish_at", "visible_from", "ordered_at", "first_published_at"):
            assert getattr(changed, column) == getattr(piece, column)

    def test_rows_that_come_new_know_its_times(self):
        piece = make_published(at=NOON - DAY)
        film = make_film()
        rewrite(piece, subjects=[subject(piece.main_film), subject(film)])
        workflow.publish_change(piece, by=None, version=piece.version)
        assert piece.subjects.get(film=film).ordered_at == NOON - DAY

    def test_pages_of_what_it_was_about_and_of_what_it_is_about_are_made_anew(self):
        tag = make_tag()
        piece = make_published(at=NOON - DAY, tags=[tag])
        old, new = piece.main_film, make_film()
        Change.objects.all().delete()
        rewrite(piece, subjects=[subject(new)], tags=[])
        workflow.publish_change(piece, by=None, version=piece.version)
        keys = set(Change.objects.values_list("key", flat=True))
        assert {f"film:{old.pk}", f"film:{new.pk}", f"tag:{tag.pk}"} <= keys


class TestTakingAway:
    def test_unscheduling_leaves_no_trace_of_the_time(self):
        piece = make_published(at=NOON + DAY)
        workflow.unschedule(piece, by=None, version=piece.version)
        piece = fresh(piece)
        assert piece.status == Status.READY
        assert {
            piece.publish_at,
            piece.visible_from,
            piece.ordered_at,
            piece.first_published_at,
            piece.path,
        } == {None}
        assert not Subject.objects.filter(review=piece, ordered_at__isnull=False).exists()

    def test_a_live_piece_is_withdrawn_not_unscheduled(self):
        piece = make_published()
        with pytest.raises(WrongStep, match="Withdraw it"):
            workflow.unschedule(piece, by=None, version=piece.version)

    def test_a_scheduled_piece_is_unscheduled_not_withdrawn(self):
        piece = make_published(at=NOON + DAY)
        with pytest.raises(WrongStep, match="Unschedule it"):
            workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")

    def test_a_piece_that_went_live_since_it_was_loaded_is_not_unscheduled(self):
        """The embargo was lifted meanwhile, which moves a piece without asking for its version."""
        film = make_film()
        embargo = make_embargo(film, NOON + DAY)
        loaded = make_published(film=film)
        put_columns(embargo, ends_at=NOON)
        embargo_changed.send(Film, films=[film])
        with pytest.raises(WrongStep, match="live"):
            workflow.unschedule(loaded, by=None, version=loaded.version)
        assert fresh(loaded).is_published(NOON)

    def test_withdrawing_tells_readers_why_and_when(self):
        piece = make_published(at=NOON - DAY)
        workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
        piece = fresh(piece)
        assert (piece.status, piece.withdrawn_at, piece.withdrawn_because) == (
            Status.WITHDRAWN,
            NOON,
            "Wrong film.",
        )
        assert piece.absence(NOON).status == 410
        assert piece.path
        assert not Subject.objects.filter(review=piece, ordered_at__isnull=False).exists()

    def test_publishing_it_again_brings_it_back_where_it_was(self):
        piece = make_published(at=NOON - 10 * DAY)
        other = make_published(at=NOON - DAY)
        workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
        with clock.freeze(NOON + DAY):
            workflow.publish(piece, by=None, version=piece.version)
        back = fresh(piece)
        assert back.is_published(NOON + DAY)
        assert not back.is_published(NOON)
        assert (back.path, back.first_published_at, back.ordered_at) == (
            piece.path,
            NOON - 10 * DAY,
            NOON - 10 * DAY,
        )
        assert (back.withdrawn_at, back.withdrawn_because) == (None, "")
        assert list(Review.objects.published(NOON + DAY).newest_first()) == [other, back]

    def test_it_may_come_back_at_a_time_to_come_and_is_gone_until_then(self):
        piece = make_published(at=NOON - 10 * DAY)
        workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
        workflow.publish(piece, by=None, version=piece.version, at=NOON + DAY)
        back = fresh(piece)
        assert back.absence(NOON).status == 410
        assert back.is_published(NOON + DAY)
        assert back.ordered_at == NOON - 10 * DAY

    def test_a_return_that_is_unscheduled_keeps_the_address_its_readers_know(self):
        piece = make_published(at=NOON - 10 * DAY)
        workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
        workflow.publish(piece, by=None, version=piece.version, at=NOON + DAY)
        workflow.unschedule(piece, by=None, version=piece.version)
        held = fresh(piece)
        assert (held.path, held.first_published_at) == (piece.path, NOON - 10 * DAY)
        assert held.absence(NOON).status == 410
        workflow.publish(piece, by=None, version=piece.version)
        assert fresh(piece).ordered_at == NOON - 10 * DAY

    def test_the_bin_and_out_of_it(self):
        review = make_review()
        workflow.put_in_bin(review, by=None, version=review.version)
        assert fresh(review).deleted_at == NOON
        workflow.take_from_bin(review, by=None, version=review.version)
        assert fresh(review).deleted_at is None

    def test_nothing_is_published_out_of_the_bin(self):
        review = make_review(Status.READY)
        workflow.put_in_bin(review, by=None, version=review.version)
        with pytest.raises(WrongStep, match="in the bin"):
            workflow.publish(review, by=None, version=review.version)
        assert fresh(review).status == Status.READY


class TestRunningAgain:
    def test_it_stands_first_and_keeps_address_date_and_feed_id(self):
        piece, other = make_published(at=NOON - 10 * DAY), make_published(at=NOON - DAY)
        workflow.run_again(piece, by=None, version=piece.version, where="Locarno")
        again = fresh(piece)
        assert list(Review.objects.published(NOON).newest_first()) == [again, other]
        assert (again.path, again.first_published_at, again.visible_from) == (
            piece.path, piece.first_published_at, piece.visible_from,
        )  # fmt: skip
        assert again.first_published_where == "Locarno"
        assert again.subjects.get().ordered_at == NOON
        assert not workflow.has_unpublished_changes(again)

    def test_a_scheduled_piece_does_not(self):
        piece = make_published(at=NOON + DAY)
        with pytest.raises(WrongStep):
            workflow.run_again(piece, by=None, version=piece.version)

    def test_both_months_of_the_archive_are_made_anew(self):
        piece = make_published(at=NOON - 60 * DAY)
        Change.objects.all().delete()
        workflow.run_again(piece, by=None, version=piece.version)
        keys = set(Change.objects.values_list("key", flat=True))
        assert {"archive:2023-12", "archive:2024-02"} <= keys


class TestBylines:
    """Role and place stand as they were at publication."""

    def test_they_stay_when_the_contributor_moves(self):
        critic = make_contributor(role="Contributor", place="Slovakia")
        piece = make_published(contributor=critic)
        put_columns(critic, role="Chief critic", place="Prague")
        rewrite(piece, headline="Another")
        workflow.publish_change(piece, by=None, version=piece.version)
        row = piece.authorships.get()
        assert (row.role, row.place) == ("Contributor", "Slovakia")

    def test_even_when_there_was_nothing_to_print(self):
        critic = make_contributor(role="", place="")
        piece = make_published(contributor=critic)
        put_columns(critic, role="Chief critic", place="Prague")
        rewrite(piece, headline="Another")
        workflow.publish_change(piece, by=None, version=piece.version)
        row = piece.authorships.get()
        assert (row.role, row.place) == ("", "")

    def test_a_name_that_comes_later_is_frozen_then(self):
        first, second = make_contributor(place="Slovakia"), make_contributor(place="Ghent")
        piece = make_published(contributor=first)
        put_columns(second, place="Antwerp")
        rewrite(piece, authors=[*workflow.working_copy(piece).state["authors"], author(second)])
        workflow.publish_change(piece, by=None, version=piece.version)
        assert [row.place for row in piece.authorships.all()] == ["Slovakia", "Antwerp"]

    def test_what_a_draft_says_itself_stands(self):
        critic = make_contributor(role="Contributor", place="Slovakia")
        piece = make_published(authors=[author(critic, role="Our guest", place="Berlin")])
        row = piece.authorships.get()
        assert (row.role, row.place) == ("Our guest", "Berlin")

    def test_a_draft_that_waits_is_not_frozen(self):
        critic = make_contributor(place="Slovakia")
        review = make_review(contributor=critic)
        put_columns(critic, place="Prague")
        workflow.publish(review, by=None, version=review.version)
        assert review.authorships.get().place == "Prague"

    def test_a_return_from_withdrawal_prints_what_was_printed(self):
        critic = make_contributor(role="", place="")
        piece = make_published(contributor=critic)
        workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
        put_columns(critic, place="Prague")
        workflow.publish(piece, by=None, version=piece.version)
        assert piece.authorships.get().place == ""


class TestPages:
    """Every verb that readers notice names what they see, and when."""

    def changes(self, effective_at=None) -> set[str]:
        return set(Change.objects.filter(effective_at=effective_at).values_list("key", flat=True))

    def test_publishing_now(self):
        film = make_film(director="Bas Devos")
        piece = make_published(film=film, tags=["moss"], lead=make_image())
        person = film.credits.get().person
        wanted = {
            f"review:{piece.pk}", "kind:review", "latest", f"film:{film.pk}", f"person:{person.pk}",
            f"contributor:{piece.authors.get().pk}", f"tag:{piece.tagged.get().tag_id}",
            f"image:{piece.lead_image_id}", f"section:{piece.section_id}", "archive:2024-02",
        }  # fmt: skip
        assert wanted == keys_of(piece)
        assert wanted <= self.changes()
        assert not Change.objects.exclude(effective_at=None).exists()

    def test_scheduling_says_when(self):
        piece = make_published(at=NOON + DAY)
        assert keys_of(piece) <= self.changes(NOON + DAY)

    def test_an_embargo_says_when(self):
        film = make_film()
        make_embargo(film, NOON + DAY)
        piece = make_published(film=film)
        assert keys_of(piece) <= self.changes(NOON + DAY)

    def test_withdrawing_names_what_showed_it(self):
        piece = make_published(at=NOON - DAY, tags=["moss"])
        keys = keys_of(piece)
        Change.objects.all().delete()
        workflow.withdraw(piece, by=None, version=piece.version, reason="Wrong film.")
        assert keys <= self.changes()

    def test_everybody_on_the_film_is_named_however_many_they_are(self):
        film = make_film(cast=[f"Extra {number}" for number in range(60)])
        piece = make_published(film=film)
        assert {f"person:{credit.person_id}" for credit in film.credits.all()} <= keys_of(piece)

    def test_saving_touches_no_page(self):
        piece = make_published(at=NOON - DAY)
        Change.objects.all().delete()
        rewrite(piece, headline="Another")
        assert not Change.objects.exists()

    def test_the_archive_s_month_is_the_magazine_s(self):
        piece = make_published(at=datetime(2024, 1, 31, 23, 30, tzinfo=UTC))
        assert "archive:2024-02" in keys_of(piece)


class TestCost:
    def test_beginning_and_publishing_a_piece_with_everything_take_few_statements(self):
        still, other = make_image(), make_published()
        facts = {
            "lead": still,
            "tags": ["moss", "soup"],
            "films": [make_film("Here", director="Bas Devos"), make_film()],
        }
        state = make_state(**facts, pins=[other], translation_of=other)
        with CaptureQueriesContext(connection) as beginning:
            review = workflow.begin(state, by=None)
        review = fresh(review)
        with CaptureQueriesContext(connection) as publishing:
            workflow.publish(review, by=None, version=review.version)
        # While nothing is restricted, nothing of it is asked; what is read to be checked is not read to be stored.
        assert (len(beginning) <= 17, len(publishing) <= 31) == (True, True), (
            len(beginning),
            len(publishing),
        )
