"""An embargo and the desk: what waits for it, what the screens say, and how it is lifted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from films.models import Embargo, Release
from films.vocabulary import Coverage
from pagecache import clock
from reviews.embargoes import keep_embargo, lift_embargo, waiting
from reviews.workflow import WrongStep
from tests.desk import change, error_at, fields_of, messages_of, parsed, words_of
from tests.factories import (
    fresh,
    make_embargo,
    make_film,
    make_published,
    make_review,
    make_section,
    make_user,
    subject,
)

NOON = datetime(2024, 2, 5, 12, tzinfo=UTC)
FRIDAY = datetime(2024, 2, 9, 8, tzinfo=UTC)  # 09:00 in Brussels
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENDS = "Fri 9 Feb 2024, 09:00 Brussels"
DESK = reverse("admin:index")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def editor(client):
    user = make_user("editor")
    client.force_login(user)
    return user


@pytest.fixture
def here():
    return make_film("Here", 2023)


@pytest.fixture
def embargo(here):
    return make_embargo(here, FRIDAY, source="The distributor", zone="America/New_York")


def dispatch(film, **given):
    """Three capsules, of which one is about the film."""
    about = [subject(make_film()), subject(film), subject(make_film())]
    return make_review(given.pop("status", "ready"), kind="dispatch", subjects=about, **given)


def panel(response, heading: str) -> str:
    """What stands under that heading; empty when the page has none."""
    for section in parsed(response).iter("section"):
        if section.get("aria-labelledby") == heading:
            return words_of(section)
    return ""


def keep(embargo) -> str:
    return reverse("admin:films_embargo_change", args=[embargo.pk])


def lift(embargo) -> str:
    return reverse("admin:films_embargo_lift", args=[embargo.pk])


def test_a_scheduled_dispatch_with_one_capsule_waits_and_the_capsule_is_named(client, editor, here, embargo):
    piece = dispatch(here, headline="Eight films from Berlin")
    posted = fields_of(client.get(change(piece))) | {"act": "publish", "when": "2024-02-06T09:00"}
    told = messages_of(client.post(change(piece), posted, follow=True))
    assert told == (
        f"Scheduled: it appears on {ENDS}. This dispatch waits until {ENDS}: Here (2023) is under embargo. "
        "Take the capsule out, or wait."
    )
    assert fresh(piece).visible_from == FRIDAY
    lift_embargo(embargo, by=editor, because="It was shown to the public last night.")
    with clock.freeze(datetime(2024, 2, 6, 8, tzinfo=UTC)) as nine:
        assert fresh(piece).is_published(nine)


def test_the_writing_page_says_until_when_by_whom_and_for_what(client, editor, here, embargo):
    Embargo.objects.update(kinds=["review", "dispatch"])
    page = client.get(change(dispatch(here)))
    said = panel(page, "the-embargo")
    assert "This dispatch waits for it. Take the capsule out, or wait." in said
    assert said.count(ENDS) == 1
    assert (
        f"Here (2023) until {ENDS}, which is Fri 9 Feb 2024, 03:00 New York, for review, festival dispatch."
        in said
    )
    assert "Set by The distributor." in said
    assert f"Schedule for {ENDS}" in page.content.decode()


def test_the_writer_knows_that_it_waits_but_not_who_said_so(client, here, embargo):
    writer = make_user("contributor")
    client.force_login(writer)
    said = panel(client.get(change(make_review(film=here, by=writer))), "the-embargo")
    assert f"Here (2023) until {ENDS}" in said
    assert "This review waits for it. It appears then by itself." in said
    assert "distributor" not in said
    assert "Lift" not in said


@pytest.mark.parametrize("treatment", ["mentioned", "reviewed"])
def test_a_film_in_passing_binds_nothing(client, editor, here, embargo, treatment):
    piece = make_review(subjects=[subject(make_film()), subject(here, treatment)])
    assert bool(panel(client.get(change(piece)), "the-embargo")) == (treatment == "reviewed")


def test_its_end_and_the_release_day_are_one_click(client, editor, here, embargo):
    Release.objects.create(film=here, date=datetime(2024, 2, 14), territory="BE")
    make_published(at=datetime(2024, 2, 14, 8, tzinfo=UTC))
    piece = make_review(film=here)
    page = client.get(change(piece))
    offered = [b for b in parsed(page).iter("button") if b.get("data-when")]
    assert [words_of(button) for button in offered] == [
        "When the embargo ends",
        "On its release day: Wed 14 Feb 2024, 10:00 Brussels",
    ]
    posted = fields_of(page) | {"act": offered[0].get("value"), "headline": "Not saved yet"}
    shown = client.post(change(piece), posted)
    assert (fields_of(shown)["when"], fields_of(shown)["headline"]) == (
        ["2024-02-09T09:00"],
        ["Not saved yet"],
    )
    assert fresh(piece).working_copy.version == piece.working_copy.version


def test_the_minute_that_somebody_else_has_is_told(client, editor):
    make_published(at=FRIDAY, headline="Moss")
    make_published(at=FRIDAY + HOUR, headline="Later")
    piece = make_review(when=FRIDAY.isoformat())
    assert f"1 other piece at {ENDS}: Moss." in panel(client.get(change(piece)), "the-time")
    writer = make_user("contributor")
    client.force_login(writer)
    own = make_review(when=FRIDAY.isoformat(), by=writer)
    assert "Moss" not in panel(client.get(change(own)), "the-time")


def test_a_time_that_has_passed_is_no_schedule_on_any_button(client, editor):
    piece = make_review(when=(NOON - DAY).isoformat())
    page = client.get(change(piece))
    assert "This time has passed." in panel(page, "the-time")
    assert "Publish: its time has passed" in page.content.decode()


class TestLettingGo:
    """Half a lift is a lift: who lets go of what is held says why. Who holds more need not."""

    @pytest.mark.parametrize(
        "typed",
        [
            {"until": "2024-02-08T09:00"},  # earlier
            {"until": "2024-02-09T02:59"},  # by a minute: it ends at three in New York
            {"zone": "Asia/Tokyo", "until": "2024-02-09T16:00"},  # the same clock in a zone that is ahead
            {"kinds": ["interview"]},  # reviews come free
            {"film": True},  # the pieces about this one come free
        ],
    )
    def test_asks_why_and_tells_the_log(self, client, editor, here, embargo, typed):
        if "film" in typed:
            typed = {"film": str(make_film("Ghost Tropic", 2019).pk)}
        page = client.get(keep(embargo))
        posted = fields_of(page, "embargo_form") | typed
        answer = client.post(keep(embargo), posted)
        assert "Say why: this embargo would end earlier" in answer.content.decode()
        assert (fresh(embargo).ends_at, fresh(embargo).film, fresh(embargo).kinds) == (FRIDAY, here, [])
        done = client.post(keep(embargo), posted | {"because": "The distributor agreed by mail."})
        assert done.status_code == 302
        assert fresh(embargo).loosened_because == "The distributor agreed by mail."
        entry = AuditEntry.objects.get(action="embargo.loosen")
        assert (entry.actor, entry.object_id) == (editor, embargo.pk)
        assert entry.facts == {
            "ended_at": FRIDAY.isoformat(), "ends_at": fresh(embargo).ends_at.isoformat(),
        }  # fmt: skip

    @pytest.mark.parametrize(
        "typed",
        [
            {},
            {"until": "2024-02-10T09:00"},
            {"kinds": list(Coverage.values)},
            {"note": "By mail."},
            {"zone": "Europe/Brussels", "until": "2024-02-09T09:00"},  # the same moment, said elsewhere
        ],
    )
    def test_is_not_what_holding_as_much_or_more_is(self, client, editor, embargo, typed):
        posted = fields_of(client.get(keep(embargo)), "embargo_form") | typed
        assert client.post(keep(embargo), posted).status_code == 302
        assert fresh(embargo).loosened_because == ""
        assert AuditEntry.objects.latest("seq").action == "embargo.change"

    def test_an_embargo_that_is_over_holds_nothing(self, client, editor, here):
        over = make_embargo(here, NOON - HOUR, zone="America/New_York")
        page = client.get(keep(over))
        assert "because" not in fields_of(page, "embargo_form")
        posted = fields_of(page, "embargo_form") | {"until": "2024-02-01T09:00"}
        assert client.post(keep(over), posted).status_code == 302

    def test_is_for_those_who_may_lift_and_never_without_a_reason(self, embargo, editor):
        embargo.ends_at = FRIDAY - DAY
        with pytest.raises(WrongStep, match="Say why"):
            keep_embargo(embargo, by=editor, because=" ")
        with pytest.raises(PermissionDenied):
            keep_embargo(embargo, by=make_user("contributor"), because="Please.")
        assert fresh(embargo).ends_at == FRIDAY

    def test_what_waited_shows_earlier(self, editor, here, embargo):
        piece = make_published(film=here, at=NOON + HOUR)
        embargo.ends_at = FRIDAY - DAY
        keep_embargo(embargo, by=editor, because="Agreed.")
        assert fresh(piece).visible_from == FRIDAY - DAY


class TestLifting:
    def test_what_will_show_is_told_before_it_happens(self, client, editor, here, embargo):
        make_published(film=here, at=NOON - HOUR, headline="At once")
        make_published(film=here, at=NOON + DAY, headline="Tomorrow")
        make_published(film=here, at=FRIDAY + DAY, headline="Not because of it")
        page = client.get(lift(embargo))
        lists = [words_of(ul) for ul in parsed(page).iter("ul") if ul.get("class") == "consequences"]
        assert lists == ["At once Review", "Tomorrow on Tue 6 Feb 2024, 13:00 Brussels"]

    def test_it_takes_one_button_a_reason_and_one_button(self, client, editor, here, embargo):
        piece = make_published(film=here, headline="At once")
        desk = parsed(client.get(DESK))
        (button,) = [a for a in desk.iter("a") if a.get("aria-label") == "Lift: Here (2023)"]
        page = client.get(button.get("href"))
        posted = {"seen": fields_seen(page), "because": "The distributor agreed by mail."}
        done = client.post(button.get("href"), posted, follow=True)
        assert messages_of(done) == "The embargo on Here (2023) is lifted. 1 piece is live."
        assert fresh(piece).is_published(NOON)
        assert (fresh(embargo).lifted_by, fresh(embargo).ends_at) == (editor, NOON)
        assert "Embargoes" not in words_of(parsed(done).find(".//main"))

    def test_without_a_reason_nothing_is_lifted(self, client, editor, here, embargo):
        answer = client.post(lift(embargo), {"seen": "", "because": " "})
        assert error_at(answer, "because") == "Say why the embargo is lifted."
        assert fresh(embargo).ends_at == FRIDAY

    def test_a_piece_that_came_to_wait_meanwhile_is_shown_first(self, client, editor, here, embargo):
        seen = fields_seen(client.get(lift(embargo)))
        make_published(film=here, headline="Came meanwhile")
        answer = client.post(lift(embargo), {"seen": seen, "because": "Agreed."})
        assert "other pieces have come to wait" in error_at(answer, "because")
        assert "Came meanwhile" in answer.content.decode()
        assert fresh(embargo).ends_at == FRIDAY
        client.post(lift(embargo), {"seen": fields_seen(answer), "because": "Agreed."})
        assert fresh(embargo).ends_at == NOON

    def test_another_embargo_goes_on_holding(self, client, editor, here, embargo):
        other = make_film("Ghost Tropic", 2019)
        make_embargo(other, FRIDAY - DAY)
        piece = make_published(subjects=[subject(here), subject(other)])
        (told,) = waiting([embargo], NOON)[embargo.pk]
        assert (told.without, told.at_once) == (FRIDAY - DAY, False)
        lift_embargo(embargo, by=editor, because="Agreed.")
        assert fresh(piece).visible_from == FRIDAY - DAY

    def test_pieces_of_other_sections_are_counted_and_not_named(self, client, here, embargo):
        section = make_section()
        editor = make_user("editor")
        section.editors.add(editor)
        client.force_login(editor)
        make_published(film=here, headline="Not theirs to read")
        for page in (client.get(lift(embargo)), client.get(DESK)):
            assert "Not theirs to read" not in page.content.decode()
        assert "1 piece of sections that are not yours waits" in client.get(lift(embargo)).content.decode()

    @pytest.mark.parametrize("role", ["contributor", "moderator", "auditor"])
    def test_nobody_else_sees_or_lifts_it(self, client, embargo, role):
        client.force_login(make_user(role))
        assert client.post(lift(embargo), {"because": "Please.", "seen": ""}).status_code in (302, 403)
        assert fresh(embargo).ends_at == FRIDAY
        assert "Here (2023)" not in client.get(DESK).content.decode()

    def test_the_desk_asks_the_same_for_one_embargo_as_for_three(self, client, editor):
        make_film("Here", 2023)  # so that every label has to ask for its director
        costs = []
        for times in (1, 2):
            for _ in range(times):
                film = make_film("Here", 2023)
                make_embargo(film, FRIDAY)
                make_published(film=film)
            with CaptureQueriesContext(connection) as asked:
                client.get(DESK)
            costs.append(len(asked))
        assert costs[0] == costs[1]


def fields_seen(response) -> str:
    return next(e.get("value") for e in parsed(response).iter("input") if e.get("name") == "seen")
