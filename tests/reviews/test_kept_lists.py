"""Lists of related pieces that are worked out before anybody asks: the same as if they were not, and never stale."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pagecache import clock
from pagecache.changes import KEPT_FOR
from reviews import kept_lists, workflow
from reviews.models import Pin, RelatedList, Restriction, Review
from reviews.related import KNOWN_FOR, Sources, more_about
from reviews.restrictions import restrict
from tests.factories import make_film, make_person, make_published, make_review, put_columns, rewrite

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


def keep(*pieces: Review, at: datetime = NOON) -> None:
    kept_lists.keep([piece.pk for piece in pieces], at)


def beside(piece: Review, at: datetime = NOON) -> tuple[bool, list[str]]:
    """Whether the kept list is believed, and the headlines on the page."""
    found = Review.objects.filter(pk=piece.pk).for_its_page().get()
    sources = Sources(found, at, getattr(found, "related_list", None))
    shown = [item.review.headline for item in more_about(found, at, sources=sources)]
    return sources.kept is not None and not sources.changes, shown


def worked_out(piece: Review, at: datetime = NOON) -> list[str]:
    return [item.review.headline for item in more_about(Review.objects.get(pk=piece.pk), at)]


def publish(headline: str, **given) -> Review:
    return make_published(headline=headline, **{"at": NOON - DAY} | given)


@pytest.fixture
def director():
    return make_person("Bas Devos")


@pytest.fixture
def here(director):
    """A piece with three others to stand beside it."""
    film = make_film("Here", 2023, director=director)
    source = publish("Here", film=film, tags=["moss"])
    publish("Talking", film=film, kind="interview")
    publish("Ghost Tropic", film=make_film(director=director))
    publish("Silt", tags=["moss"])
    return source


class TestTrueAsLongAsNothingChanged:
    def test_it_says_what_would_be_worked_out(self, here):
        assert beside(here) == (False, worked_out(here))
        keep(here)
        assert beside(here) == (True, ["Talking", "Ghost Tropic", "Silt"]) == (True, worked_out(here))

    def test_the_page_says_the_same_words_with_less_work(self, here, client):
        with CaptureQueriesContext(connection) as before:
            page = client.get(here.path).content
        keep(here)
        with CaptureQueriesContext(connection) as after:
            assert client.get(here.path).content == page
        assert b"Also directed by Bas Devos" in page
        assert len(after) < len(before)

    @pytest.mark.parametrize(
        "given",
        [
            lambda here, director: {"film": here.main_film, "kind": "news"},
            lambda here, director: {"film": make_film(director=director)},
            lambda here, director: {"tags": ["moss"]},
        ],
        ids=["about the film", "about a film of its director", "with a rare tag of its"],
    )  # fmt: skip
    def test_one_that_is_published_is_beside_it_at_once(self, here, director, given):
        keep(here)
        publish("Another", **given(here, director))
        is_kept, shown = beside(here)
        assert not is_kept
        assert "Another" in shown

    def test_what_has_nothing_to_do_with_it_leaves_it_alone(self, here):
        keep(here)
        publish("Ice", tags=["ice"])
        assert beside(here)[0]

    def test_what_is_scheduled_appears_at_its_second(self, here, director):
        publish("Tomorrow", film=make_film(director=director), at=NOON + DAY)
        keep(here)
        assert beside(here) == (True, worked_out(here))
        assert beside(here, NOON + DAY - HOUR)[0]
        is_kept, shown = beside(here, NOON + DAY)
        assert not is_kept
        assert "Tomorrow" in shown

    def test_an_editor_s_pins_and_exclusions(self, here):
        keep(here)
        silt, talking = (Review.objects.get(headline=headline) for headline in ("Silt", "Talking"))
        pins = [{"review": silt.pk, "exclude": False}, {"review": talking.pk, "exclude": True}]
        rewrite(here, pins=pins)
        workflow.publish_change(here, by=None, version=here.version)
        assert Pin.objects.count() == 2
        assert beside(here) == (False, ["Silt", "Ghost Tropic"])
        keep(here)
        assert beside(here) == (True, ["Silt", "Ghost Tropic"])

    def test_it_is_not_believed_for_longer_than_the_change_log_remembers(self, here):
        assert KNOWN_FOR < KEPT_FOR
        keep(here)
        assert beside(here, NOON + KNOWN_FOR - HOUR)[0]
        assert beside(here, NOON + KNOWN_FOR) == (False, worked_out(here))


class TestTheRuleStillDecides:
    """Whatever a kept list says. The columns are set behind the back of the change log."""

    @pytest.mark.parametrize(
        "columns",
        [{"deleted_at": NOON}, {"visible_from": NOON + DAY}],
        ids=["in the bin", "to come"],
    )
    def test_what_is_not_public_does_not_show(self, here, columns):
        keep(here)
        put_columns(Review.objects.get(headline="Talking"), **columns)
        assert beside(here) == (True, ["Ghost Tropic", "Silt"])

    def test_what_is_taken_down_is_gone_though_the_log_said_nothing(self, here):
        keep(here)
        restrict(mode=Restriction.Mode.FULL, review=Review.objects.get(headline="Talking"))
        RelatedList.objects.update(n=10**9)
        assert beside(here) == (True, ["Ghost Tropic", "Silt"])

    def test_others_come_up_when_the_first_have_gone(self, director):
        source = publish("Source", film=make_film(director=director))
        others = [publish(f"{number:02}", film=make_film(director=director)) for number in range(12)]
        keep(source)
        _is_kept, shown = beside(source)
        assert len(shown) == 6
        for headline in shown:
            put_columns(next(piece for piece in others if piece.headline == headline), deleted_at=NOON)
        is_kept, left = beside(source)
        assert is_kept
        assert len(left) == 6
        assert not {*left} & {*shown}

    def test_a_preview_works_out_its_own(self, here, client):
        keep(here)
        RelatedList.objects.update(found=[])
        assert beside(here) == (True, [])
        piece = Review.objects.get(pk=here.pk)
        assert [item.review.headline for item in more_about(piece, NOON)] == worked_out(here) != []


class TestTheBeatWalksRound:
    def all_kept(self) -> set[str]:
        return {kept.review.headline for kept in RelatedList.objects.select_related("review")}

    def test_every_published_piece_gets_its_list(self, here):
        make_review(headline="A draft", film=here.main_film)
        publish("Tomorrow", at=NOON + DAY)
        walk = kept_lists.Walk()
        assert walk.step(NOON) == 4
        assert self.all_kept() == {"Here", "Talking", "Ghost Tropic", "Silt"}
        assert walk.step(NOON) == 0

    @pytest.mark.parametrize(("at_once", "looked_at"), [(3, 2), (2, 3), (1, 20)])
    def test_a_few_at_a_time(self, here, monkeypatch, at_once, looked_at):
        monkeypatch.setattr(kept_lists, "AT_ONCE", at_once)
        monkeypatch.setattr(kept_lists, "LOOKED_AT", looked_at)
        for number in range(6):
            publish(f"{number}", at=NOON - (5 + number) * DAY)
        walk = kept_lists.Walk()
        steps = [walk.step(NOON) for _ in range(12)]
        assert max(steps) <= at_once
        assert sum(steps) == len(self.all_kept()) == 10

    def test_one_that_is_no_longer_true_is_worked_out_anew(self, here):
        walk = kept_lists.Walk()
        walk.step(NOON)
        publish("Another", film=here.main_film, kind="news")
        assert not beside(here)[0]
        assert walk.step(NOON + HOUR) > 1
        assert beside(here, NOON + HOUR) == (True, worked_out(here))

    def test_one_that_is_still_true_is_believed_for_longer(self, here):
        walk = kept_lists.Walk()
        walk.step(NOON)
        assert not beside(here, NOON + KNOWN_FOR)[0]
        assert walk.step(NOON + 2 * DAY) == 0
        assert beside(here, NOON + KNOWN_FOR)[0]

    def test_what_is_changed_while_it_is_worked_out_is_not_missed(self, here, monkeypatch):
        work_out = kept_lists.work_out

        def while_somebody_publishes(signals):
            choice = work_out(signals)
            monkeypatch.setattr(kept_lists, "work_out", work_out)
            publish("Meanwhile", film=here.main_film, kind="news")
            return choice

        monkeypatch.setattr(kept_lists, "work_out", while_somebody_publishes)
        keep(here)
        is_kept, shown = beside(here)
        assert not is_kept
        assert "Meanwhile" in shown
