"""What will happen, the calendar and the bundles' screens: what they show, to whom, and what they do."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from films.models import Edition, Festival, Release
from pagecache import clock
from reviews import workflow
from reviews.admin import coming
from reviews.models import Bundle, Restriction
from reviews.restrictions import restrict
from tests.desk import change, error_at, field, messages_of, parsed, words_of
from tests.factories import (
    fresh,
    make_contributor,
    make_embargo,
    make_film,
    make_image,
    make_published,
    make_review,
    make_section,
    make_user,
    put_columns,
    rewrite,
)

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)  # a Friday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALENDAR, COMING = (reverse(f"admin:reviews_review_{name}") for name in ("calendar", "coming"))
BUNDLES, NEW_BUNDLE = reverse("admin:reviews_bundle_changelist"), reverse("admin:reviews_bundle_add")

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


def days_of(response) -> dict[str, list[str]]:
    """What the calendar says of each day that has something."""
    found = {}
    for li in parsed(response).iter("li"):
        if li.get("data-day") and li.find("ul") is not None:
            found[li.get("data-day")] = [words_of(entry) for entry in li.find("ul")]
    return found


def events_of(response) -> list[tuple[str, list[str]]]:
    """The days of what will happen, each with its lines."""
    sections = [s for s in parsed(response).iter("section") if s.get("aria-labelledby", "").startswith("d2")]
    return [(words_of(s.find("h2")), [words_of(li) for li in s.iter("li")]) for s in sections]


def cost(client, address) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


class TestWhatWillHappen:
    def test_everything_that_has_its_time_comes_in_order(self, client, editor):
        film = make_film("Here", 2023)
        Release.objects.create(film=film, date=date(2024, 2, 9), territory="BE")
        Release.objects.create(film=make_film("Uncovered"), date=date(2024, 2, 10), territory="BE")
        make_embargo(film, NOON + DAY)
        make_published(film=film, at=NOON + HOUR, headline="Held")
        make_published(at=NOON + DAY, headline="At its own time")
        restrict(mode=Restriction.Mode.IMAGE, image=make_image(alt="A still"), ends_at=NOON + 2 * DAY)
        put_columns(make_image(alt="Moss"), rights_until=NOON + 3 * DAY)
        bundle = workflow.make_bundle("Berlin", by=None)
        put_columns(bundle, at=NOON + 3 * DAY)
        held = "Held by the embargo on Here (2023); its own time is Fri 9 Feb 2024, 14:00 Brussels."
        assert events_of(client.get(COMING)) == [
            ("Friday 9 February 2024 Today", ["All day Here (2023) Opened, Belgium"]),
            ("Saturday 10 February 2024", [
                f"13:00 Brussels Held Review appears {held} 2 pieces at this time.",
                "13:00 Brussels At its own time Review appears 2 pieces at this time.",
                "13:00 Brussels Here (2023) Embargo ends 1 piece waits for it.",
            ]),
            ("Sunday 11 February 2024", ["13:00 Brussels A still Restriction ends"]),
            ("Monday 12 February 2024", [
                "13:00 Brussels Moss Licence ends; the picture is not shown from then on",
                "13:00 Brussels Berlin Bundle is out",
            ]),
        ]  # fmt: skip

    def test_a_change_that_is_set_for_a_time_stands_among_it(self, client, editor):
        piece = make_published(at=NOON - DAY, headline="Moss")
        rewrite(piece, headline="Mosses")
        workflow.schedule_change(
            fresh(piece), by=editor, version=piece.version, at=NOON + HOUR, note="The title."
        )
        assert events_of(client.get(COMING)) == [
            ("Friday 9 February 2024 Today", ["14:00 Brussels Moss A change to it is published The title."])
        ]

    def test_what_has_happened_is_not_there(self, client, editor):
        make_published(at=NOON - HOUR)
        make_embargo(make_film(), NOON)
        assert "Nothing is planned yet." in client.get(COMING).content.decode()

    def test_page_after_page_tells_each_thing_once(self, client, editor, monkeypatch):
        monkeypatch.setattr(coming, "A_PAGE", 4)
        film = make_film()
        make_published(film=film, at=NOON - DAY)
        for number in range(5):
            make_published(at=NOON + DAY, headline=f"Piece {number}")
            make_embargo(make_film(f"Film {number}"), NOON + (number % 2 + 1) * DAY)
            Release.objects.create(film=film, date=date(2024, 2, 10 + number % 2), city=f"City {number}")
        told, address = [], COMING
        while address:
            page = client.get(address)
            told += [line for _, lines in events_of(page) for line in lines]
            later = re.search(r'href="(\?after=[^"]+)"', page.content.decode())
            address = COMING + later[1] if later else None
        assert len(told) == len(set(told)) == 15

    @pytest.mark.parametrize(
        "after", ["x", "2024-02-09", "2024-02-09T12:00:00+00:00,9,1", "2024-02-09T12:00:00+00:00,1,x"]
    )
    def test_an_address_that_no_page_of_ours_wrote_shows_the_beginning(self, client, editor, after):
        make_published(at=NOON + DAY)
        assert len(events_of(client.get(COMING, {"after": after}))) == 1

    def test_it_costs_the_same_for_one_and_three_of_each(self, client, editor):
        film = make_film("Here", 2023)
        make_film("Here", 2023)
        make_published(film=film, at=NOON - DAY)
        costs = []
        for times in (1, 2):
            for _ in range(times):
                other = make_film("Here", 2023)
                make_embargo(other, NOON + 2 * DAY)
                Release.objects.create(film=film, date=date(2024, 2, 20))
                piece = make_published(film=other, at=NOON + DAY)
                bundle = Bundle.objects.create(name="Berlin", at=NOON + DAY, created_at=NOON)
                bundle.pieces.add(piece)
                restrict(mode=Restriction.Mode.FULL, review=piece, ends_at=NOON + DAY, starts_at=NOON + HOUR)
                put_columns(make_image(), rights_until=NOON + DAY)
            costs.append(cost(client, COMING))
        assert costs[0] == costs[1] <= 25


class TestCalendar:
    def test_a_month_is_whole_weeks_with_today_marked_in_words(self, client, editor):
        page = parsed(client.get(CALENDAR))
        days = [li for li in page.iter("li") if li.get("data-day")]
        assert [days[0].get("data-day"), days[-1].get("data-day")] == ["2024-01-29", "2024-03-03"]
        (today,) = [li for li in days if li.get("aria-current") == "date"]
        assert (today.get("data-day"), words_of(today)) == ("2024-02-09", "Fri 9 Feb Today")

    @pytest.mark.parametrize(
        ("query", "first", "last"),
        [
            ("on=2024-12-31", "2024-11-25", "2025-01-05"),
            ("on=2026-02-01", "2026-01-26", "2026-03-01"),
            ("view=weeks", "2024-02-05", "2024-02-18"),
            ("view=weeks&on=2024-03-31", "2024-03-25", "2024-04-07"),
            ("on=nonsense&view=nonsense", "2024-01-29", "2024-03-03"),
            ("on=0001-01-01", "2024-01-29", "2024-03-03"),
            ("on=9999-12-31", "2024-01-29", "2024-03-03"),
        ],
    )
    def test_what_the_address_asks_for(self, client, editor, query, first, last):
        days = [li for li in parsed(client.get(f"{CALENDAR}?{query}")).iter("li") if li.get("data-day")]
        assert [days[0].get("data-day"), days[-1].get("data-day")] == [first, last]

    def test_a_day_tells_festivals_releases_and_pieces(self, client, editor):
        berlin = Festival.objects.create(name="Berlinale", short_name="Berlin")
        Edition.objects.create(
            festival=berlin, year=2024, starts_on=date(2024, 2, 15), ends_on=date(2024, 2, 25)
        )
        Edition.objects.create(
            festival=berlin, year=2023, starts_on=date(2024, 1, 1), ends_on=date(2024, 1, 30)
        )
        film = make_film("Here", 2023)
        Release.objects.create(film=film, date=date(2024, 2, 15), city="Brussels")
        make_embargo(film, datetime(2024, 2, 15, 8, tzinfo=UTC))
        make_published(film=film, at=NOON + DAY, headline="Held")
        make_published(at=datetime(2024, 2, 15, 8, tzinfo=UTC), headline="Planned")
        make_published(at=NOON - DAY, headline="Read")
        page = client.get(CALENDAR)
        assert days_of(page) == {
            "2024-01-29": ["Berlin 2023 until 30 January"],
            "2024-02-08": ["13:00 Brussels Read Live"],
            "2024-02-15": [
                "Berlin 2024 until 25 February",
                "Here (2023) In cinemas, Brussels",
                "09:00 Brussels Held Waits for the embargo on Here (2023) Move to…",
                "09:00 Brussels Planned Scheduled Move to…",
            ],
        }
        assert "2 pieces at 09:00" in page.content.decode()

    def test_a_commission_stands_on_the_day_on_which_it_is_due_until_it_is_published(self, client, editor):
        waits, done = make_review(headline="Asked for"), make_published(at=NOON - DAY, headline="Done")
        for piece in (waits, done):
            put_columns(piece, due_on=date(2024, 2, 16))
        assert days_of(client.get(CALENDAR)) == {
            "2024-02-08": ["13:00 Brussels Done Live"],
            "2024-02-16": ["Asked for Due"],
        }

    def test_a_piece_stands_on_the_day_that_the_magazine_has(self, client, editor, settings):
        make_published(at=datetime(2024, 2, 20, 23, 30, tzinfo=UTC), headline="Late")
        assert list(days_of(client.get(CALENDAR))) == ["2024-02-21"]
        settings.TIME_ZONE = "America/New_York"
        assert list(days_of(client.get(CALENDAR))) == ["2024-02-20"]
        settings.TIME_ZONE = "Pacific/Tongatapu"
        assert days_of(client.get(CALENDAR)) == {"2024-02-21": ["12:30 Tongatapu Late Scheduled Move to…"]}

    def test_it_costs_the_same_for_one_and_three_of_each(self, client, editor):
        make_film("Here", 2023)
        festival = Festival.objects.create(name="Berlinale")
        costs = []
        for times in (1, 2):
            for _ in range(times):
                film = make_film("Here", 2023)
                make_embargo(film, NOON + 2 * DAY)
                make_published(film=film, at=NOON + DAY)
                make_published(at=NOON - DAY)
                Release.objects.create(film=film, date=date(2024, 2, 20))
                year = 2000 + Edition.objects.count()
                Edition.objects.create(festival=festival, year=year, starts_on=NOON, ends_on=NOON + DAY)
            costs.append(cost(client, CALENDAR))
        assert costs[0] == costs[1] <= 20


def move(piece) -> str:
    return reverse("admin:reviews_review_move", args=[piece.pk])


class TestMoving:
    def test_the_piece_goes_there_and_the_calendar_with_it(self, client, editor):
        piece = make_published(at=NOON + DAY, headline="Moss")
        posted = {"when": "2024-03-04T09:00", "version": piece.version, "view": "weeks"}
        done = client.post(move(piece), posted, follow=True)
        assert messages_of(done) == "Moved “Moss”: it appears on Mon 4 Mar 2024, 09:00 Brussels."
        assert list(days_of(done)) == ["2024-03-04"]
        assert fresh(piece).visible_from == datetime(2024, 3, 4, 8, tzinfo=UTC)

    def test_an_embargo_is_told_and_keeps_it(self, client, editor):
        film = make_film("Here", 2023)
        make_embargo(film, NOON + 5 * DAY)
        piece = make_published(film=film, at=NOON + 9 * DAY)
        done = client.post(move(piece), {"when": "2024-02-10T09:00", "version": piece.version}, follow=True)
        assert (
            "This review waits until Wed 14 Feb 2024, 13:00 Brussels: Here (2023) is under embargo."
            in messages_of(done)
        )
        assert fresh(piece).visible_from == NOON + 5 * DAY

    @pytest.mark.parametrize(
        ("when", "sentence"),
        [
            ("2024-02-01T09:00", "That time has passed."),
            ("2024-03-31T02:30", "02:30 does not exist on 31 March in Brussels. Choose 03:00."),
            ("2024-10-27T02:30", "02:30 comes twice on 27 October in Brussels. Choose the first or the second."),
            ("", "Choose a day and a time."),
            ("soon", "This is not a date and time."),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_said_at_the_field_which_keeps_it(self, client, editor, when, sentence):
        piece = make_published(at=NOON + DAY)
        answer = client.post(move(piece), {"when": when, "version": piece.version})
        assert answer.status_code == 422
        assert error_at(answer, "when").startswith(sentence)
        assert field(answer, "when").find(".//input").get("value", "") == when
        assert fresh(piece).publish_at == NOON + DAY

    def test_one_of_two_equal_hours_is_chosen(self, client, editor):
        piece = make_published(at=NOON + DAY)
        posted = {"when": "2024-10-27T02:30", "when_which": "second", "version": piece.version}
        client.post(move(piece), posted)
        assert fresh(piece).visible_from == datetime(2024, 10, 27, 1, 30, tzinfo=UTC)

    def test_who_saw_another_time_is_told_and_may_try_again(self, client, editor):
        piece = make_published(at=NOON + DAY)
        workflow.reschedule(fresh(piece), by=None, version=piece.version, at=NOON + 2 * DAY)
        posted = {"when": "2024-03-04T09:00", "version": piece.version}
        answer = client.post(move(piece), posted)
        assert (answer.status_code, fresh(piece).publish_at) == (409, NOON + 2 * DAY)
        assert "Somebody changed this piece" in error_at(answer, "when")
        again = {"when": "2024-03-04T09:00", "version": fresh(piece).version}
        assert f'value="{again["version"]}"' in answer.content.decode()
        assert client.post(move(piece), again).status_code == 302

    def test_only_who_schedules_moves_and_only_what_waits(self, client, editor):
        assert client.get(move(make_published(at=NOON - DAY))).status_code == 302
        writer = make_user("contributor")
        own = make_published(at=NOON + DAY, contributor=make_contributor(user=writer))
        client.force_login(writer)
        assert client.get(move(own)).status_code == 403
        assert "Move to" not in client.get(CALENDAR).content.decode()


class TestWhatContributorsSee:
    def test_their_own_pieces_and_no_word_or_number_of_others(self, client):
        writer = make_user("contributor")
        client.force_login(writer)
        film, secret = make_film("Here", 2023), make_film("Kumquat")
        Release.objects.create(film=secret, date=date(2024, 2, 20))
        own = make_published(
            film=film, at=NOON + DAY, contributor=make_contributor(user=writer), headline="Mine"
        )
        theirs = make_published(film=secret, at=NOON + DAY, headline="Kumquat")
        make_embargo(secret, NOON + 3 * DAY, source="Kumquat")
        bundle = Bundle.objects.create(name="Kumquat", at=NOON + DAY, created_at=NOON)
        bundle.pieces.set([own, theirs])
        restrict(mode=Restriction.Mode.FULL, review=theirs, reference="Kumquat", ends_at=NOON + DAY)
        assert events_of(client.get(COMING)) == [
            ("Saturday 10 February 2024", ["13:00 Brussels Mine Review appears"])
        ]
        said = days_of(client.get(CALENDAR))
        assert said["2024-02-10"] == ["13:00 Brussels Mine Scheduled"]
        for page in (COMING, CALENDAR, change(own)):
            text = client.get(page).content.decode().replace(change(theirs), "")
            if page != CALENDAR:  # which tells releases as the list of films does
                assert "Kumquat" not in text
            assert "2 pieces" not in text
        for address in (BUNDLES, NEW_BUNDLE, reverse("admin:reviews_bundle_change", args=[bundle.pk])):
            assert client.get(address).status_code == 403

    @pytest.mark.parametrize("role", ["moderator", "lead", "auditor"])
    def test_who_sees_no_pieces_sees_no_calendar(self, client, role):
        client.force_login(make_user(role))
        assert [client.get(address).status_code for address in (COMING, CALENDAR)] == [403, 403]

    def test_an_editor_of_one_section_sees_that_section(self, client):
        section = make_section()
        user = make_user("editor")
        section.editors.add(user)
        client.force_login(user)
        make_published(at=NOON + DAY, section=section, headline="Mine")
        theirs = make_published(at=NOON + DAY, headline="Kumquat")
        restrict(mode=Restriction.Mode.FULL, review=theirs, ends_at=NOON + DAY)
        assert "Kumquat" not in client.get(COMING).content.decode() + client.get(CALENDAR).content.decode()
        assert client.get(move(theirs)).status_code == 302


class TestBundleScreens:
    def test_it_is_made_filled_and_scheduled(self, client, editor):
        make_review("ready", headline="Moss")
        make_published(at=NOON + 9 * DAY, headline="Planned")
        make_review(headline="A draft")
        page = client.post(NEW_BUNDLE, {"name": "Berlin"}, follow=True)
        bundle = Bundle.objects.get()
        address = reverse("admin:reviews_bundle_change", args=[bundle.pk])
        options = [words_of(o) for o in parsed(page).iter("option") if o.get("value")]
        assert sorted(options) == ["Moss (Review)", "Planned (Review)"]
        for _ in range(2):
            page = client.get(address)
            first = next(o.get("value") for o in parsed(page).iter("option") if o.get("value"))
            posted = {"version": fresh(bundle).version, "act": "add", "piece": first}
            page = client.post(address, posted, follow=True)
            assert "is in the bundle." in messages_of(page)
        done = client.post(address, posted_from(page, act="publish", when="2024-02-12T09:00"), follow=True)
        assert messages_of(done) == "2 pieces appear together on Mon 12 Feb 2024, 09:00 Brussels."
        assert {piece.visible_from for piece in bundle.pieces.all()} == {datetime(2024, 2, 12, 8, tzinfo=UTC)}
        assert "Mon 12 Feb 2024, 09:00 Brussels" in client.get(BUNDLES).content.decode()

    def test_each_piece_says_what_stops_it_and_the_time_stays_typed(self, client, editor):
        good, bad = make_review("ready", headline="Good"), make_review("ready", headline="Bad")
        address = self.bundle(good, bad)
        state = workflow.working_copy(bad).state
        workflow.save(bad, state | {"section": None}, by=None, version=workflow.working_copy(bad).version)
        page = client.get(address)
        assert "Choose a section." in page.content.decode()
        answer = client.post(address, posted_from(page, act="publish", when="2024-02-12T09:00"))
        assert answer.status_code == 422
        assert "Nothing was published: 1 of 2 pieces cannot appear then." in answer.content.decode()
        assert fields_in(answer)["when"] == "2024-02-12T09:00"
        assert fresh(good).status == "ready"

    def test_a_piece_that_moved_meanwhile_refuses_it_in_words(self, client, editor):
        piece = make_review("ready")
        address = self.bundle(piece)
        page = client.get(address)
        workflow.send_back(fresh(piece), by=None, version=piece.version, reason="Wait.")
        workflow.make_ready(fresh(piece), by=None, version=fresh(piece).version)
        answer = client.post(address, posted_from(page, act="publish"))
        assert "Somebody changed this piece after you opened it." in answer.content.decode()
        client.post(address, posted_from(answer, act="publish"))
        assert fresh(piece).is_live(NOON)

    def test_a_piece_is_taken_out_and_the_bundle_taken_apart(self, client, editor):
        piece = make_review("ready", headline="Moss")
        address = self.bundle(piece)
        done = client.post(address, posted_from(client.get(address), act=f"out-{piece.pk}"), follow=True)
        assert messages_of(done) == "“Moss” is out of the bundle, as it stood."
        done = client.post(address, posted_from(client.get(address), act="apart"), follow=True)
        assert "is taken apart" in messages_of(done)
        assert (Bundle.objects.count(), fresh(piece).status) == (0, "ready")

    def test_one_that_an_embargo_parts_says_so(self, client, editor):
        film = make_film()
        piece = make_review("ready", film=film, headline="Parted")
        address = self.bundle(piece, make_review("ready"))
        client.post(address, posted_from(client.get(address), act="publish", when="2024-02-12T09:00"))
        put_columns(piece, visible_from=NOON + 9 * DAY)
        assert "These no longer appear with the others: Parted." in client.get(address).content.decode()

    def test_pieces_of_other_sections_are_counted_and_hold_it(self, client):
        section = make_section()
        user = make_user("editor")
        section.editors.add(user)
        client.force_login(user)
        address = self.bundle(make_review("ready", section=section), make_review("ready", headline="Kumquat"))
        page = client.get(address).content.decode()
        assert "It also holds 1 piece of sections that are not yours" in page
        assert "Kumquat" not in page
        assert "Publish together" not in page
        assert client.get(self.bundle(make_review("ready", headline="Elsewhere"))).status_code == 302

    def test_the_list_costs_the_same_for_one_and_three(self, client, editor):
        costs = []
        for times in (1, 2):
            for _ in range(times):
                self.bundle(make_review("ready"), make_review("ready"))
            costs.append(cost(client, BUNDLES))
        assert costs[0] == costs[1]

    @staticmethod
    def bundle(*pieces) -> str:
        bundle = workflow.make_bundle("Berlin", by=None)
        for piece in pieces:
            workflow.add_to_bundle(bundle, piece, by=None, version=bundle.version)
        return reverse("admin:reviews_bundle_change", args=[bundle.pk])


def fields_in(response) -> dict[str, str]:
    """The inputs of the bundle's form."""
    inputs = (e for e in parsed(response).iter("input") if e.get("name") and e.get("type") != "submit")
    return {e.get("name"): e.get("value", "") for e in inputs}


def posted_from(response, **given) -> dict[str, str]:
    return fields_in(response) | given


def test_the_menu_leads_to_the_calendar_and_says_where_one_is(client, editor):
    for address, label in (
        (CALENDAR, "Calendar"),
        (COMING, "Calendar"),
        (reverse("admin:reviews_review_changelist"), "Pieces"),
    ):
        page = parsed(client.get(address))
        nav = next(nav for nav in page.iter("nav") if nav.get("aria-label") == "Newsroom")
        assert [words_of(a) for a in nav.iter("a") if a.get("aria-current")] == [label]
