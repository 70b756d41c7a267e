"""The landing page: piles, what a row says, its one next act, and what it all costs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from films.models import Release
from pagecache import clock
from reviews import checklist, workflow
from reviews.admin.desk import SHOWN, desk
from tests.desk import parsed, words_of
from tests.factories import (
    fresh,
    make_contributor,
    make_embargo,
    make_film,
    make_image,
    make_published,
    make_review,
    make_section,
    make_state,
    make_user,
    picture,
    put_columns,
    rewrite,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def editor():
    return make_user(Role.EDITOR)


@pytest.fixture
def writer():
    return make_contributor("Ann Example", user=make_user(Role.CONTRIBUTOR))


def piles(user) -> dict[str, list[tuple[str, str, str]]]:
    return {
        pile.heading: [(str(row.review), row.said, row.act) for row in pile.rows]
        for pile in desk(user, NOON).piles
    }


def submit(piece, note=""):
    workflow.submit(piece, by=None, version=piece.version, note=note)
    return fresh(piece)


def test_a_draft_says_its_words_what_is_missing_and_when_it_was_saved(writer):
    film = make_film("Here", 2023)
    make_review(by=writer.user, film=film, headline="", body="<p>Five words of a text.</p>", section=None)
    whole = make_review(by=writer.user, film=film, headline="Whole", contributor=writer)
    assert piles(writer.user) == {
        "My drafts": [
            (str(whole), "Here (2023). 5 words. Nothing is missing. Saved 13:00.", "Go on writing"),
            ("Untitled", "Here (2023). 5 words. 2 things missing. Saved 13:00.", "Go on writing"),
        ]
    }


def test_the_desk_counts_what_the_writing_page_counts(writer):
    incomplete = make_state(
        headline="TK", film=False, contributor=False, pictures=[picture(make_image(), alt="")]
    )
    piece = workflow.begin(incomplete, by=writer.user)
    stops = len(checklist.stops(workflow.working_copy(piece).state))
    assert stops == 4
    assert f"{stops} things missing" in piles(writer.user)["My drafts"][0][1]


def test_a_commission_says_what_was_asked_for(writer, editor):
    workflow.commission(
        make_state(film=make_film("Here", 2023), contributor=writer, headline="Here"), by=editor,
        due_on=date(2024, 2, 16), words_wanted=800, note="No plot, please.",
    )  # fmt: skip
    assert piles(writer.user) == {
        "My drafts": [
            (
                "Here",
                "Here (2023). 5 of 800 words. Due Fri 16 Feb. Nothing is missing. Saved 13:00. No plot, please.",
                "Go on writing",
            )
        ]
    }
    assert piles(editor) == {}


def test_what_came_back_waits_for_its_writer_with_the_reason(writer, editor):
    piece = submit(make_review(by=writer.user, headline="Moss"))
    assert piles(writer.user)["With an editor"][0][2] == "Look at it"
    workflow.send_back(piece, by=editor, version=piece.version, reason="Which ending?")
    assert piles(writer.user) == {"Waiting for me": [("Moss", "Sent back: Which ending?", "Go on writing")]}


def test_an_editor_reads_first_what_came_first_and_not_what_a_colleague_has(editor):
    first, second, third = (submit(make_review(headline=name)) for name in ("First", "Second", "Third"))
    put_columns(second, changed_at=NOON - DAY)
    workflow.claim(third, by=make_user(Role.EDITOR), version=third.version)
    assert [row[0] for row in piles(editor)["Waiting for me"]] == ["Second", "First"]
    workflow.claim(first, by=editor, version=first.version)
    (mine, said, act), *_ = piles(editor)["Waiting for me"]
    assert (mine, act) == ("First", "Read and decide")
    assert said.endswith("You have this.")


def test_the_note_of_a_submission_is_on_the_desk(editor):
    submit(make_review(headline="Moss"), note="The ending is new.")
    assert "With it came: The ending is new." in piles(editor)["Waiting for me"][0][1]


def test_an_editor_of_one_section_has_that_section_on_the_desk(editor):
    europe = make_section("Europe")
    europe.editors.add(editor)
    submit(make_review(headline="Inside", section=europe))
    submit(make_review(headline="Outside"))
    make_review("ready", headline="Ready outside")
    assert {row[0] for rows in piles(editor).values() for row in rows} == {"Inside"}


def test_due_means_late_agreed_under_embargo_or_opening(editor):
    ends, opens = make_film("Ends", 2023), make_film("Opens", 2022)
    make_embargo(ends, NOON + DAY, kinds=["review"])
    Release.objects.create(film=opens, date=date(2024, 2, 11), territory="BE", city="Brussels")
    late = put_columns(make_review(headline="Late"), due_on=date(2024, 2, 7))
    put_columns(make_review(headline="Tomorrow"), due_on=date(2024, 2, 10))
    put_columns(make_review(headline="Next week"), due_on=date(2024, 2, 16))
    make_review(headline="Of the embargo", film=ends)
    make_review(headline="News of the same", film=ends, kind="news")
    make_review(headline="Of the opening", film=opens)
    make_published(film=opens)
    due = [(title, said.split(". ")[0]) for title, said, _ in piles(editor)["Due in 48 hours"]]
    assert due == [
        ("Late", "Was due Wed 7 Feb"),
        ("Tomorrow", "Due Sat 10 Feb"),
        ("Of the embargo", "Embargo ends Sat 10 Feb 2024, 13:00 Brussels"),
        ("Of the opening", "The film opens Sun 11 Feb"),
    ]
    submitted = submit(late)
    assert piles(editor)["Due in 48 hours"][0][2] == "Read and decide"
    workflow.publish(submitted, by=None, version=submitted.version)
    assert "Late" not in [row[0] for row in piles(editor)["Due in 48 hours"]]


def test_what_is_live_since_midnight_is_there_to_be_seen(editor):
    make_published(at=NOON - 13 * timedelta(hours=1), headline="Today, in Brussels")
    make_published(at=NOON - 14 * timedelta(hours=1), headline="Yesterday")
    assert [row[0] for row in piles(editor)["Live today"]] == ["Today, in Brussels"]


def test_a_clear_desk_says_so_even_when_something_is_live(client, editor):
    client.force_login(editor)
    make_published()
    page = client.get(reverse("admin:index"))
    assert "Nothing is waiting for you. Start a review." in words_of(parsed(page).find(".//body"))
    submit(make_review())
    assert "Nothing is waiting" not in client.get(reverse("admin:index")).content.decode()


def test_a_colleagues_pen_name_is_kept(writer, editor):
    ghost = make_user(Role.EDITOR, name="Real Person")
    pen_name = make_contributor("Nom de Plume", user=ghost, is_pen_name=True)
    piece = submit(make_review(by=writer.user, contributors=[writer, pen_name]))
    workflow.claim(piece, by=ghost, version=piece.version)
    assert "Nom de Plume has this." in piles(writer.user)["With an editor"][0][1]


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR, Role.CHIEF])
def test_three_rows_in_every_pile_cost_what_one_costs(role):
    user = make_user(role)
    name, colleague = make_contributor(user=user), make_user(Role.EDITOR)
    still = make_image()

    def one_of_each():
        def piece(status="draft", **given):
            film = make_film("Here", 2023, director=f"Director {make_film().pk}")
            return make_review(
                status, film=film, contributors=[name, make_contributor()], tags=["moss"],
                pictures=[still], **given,
            )  # fmt: skip

        piece(by=user)
        rewrite(put_columns(piece(), due_on=date(2024, 2, 10)), headline="")
        back = piece("submitted")
        workflow.send_back(back, by=None, version=back.version, reason="Longer.")
        claimed = piece("submitted")
        workflow.claim(claimed, by=colleague, version=claimed.version)
        piece("submitted"), piece("ready"), piece("published")
        waiting = piece("ready")
        workflow.publish(waiting, by=None, version=waiting.version, at=NOON + DAY)

    make_film("Here", 2023, director="Somebody")
    one_of_each()
    with CaptureQueriesContext(connection) as one:
        few = desk(fresh(user), NOON).piles
    one_of_each(), one_of_each()
    with CaptureQueriesContext(connection) as three:
        many = desk(fresh(user), NOON).piles
    assert [len(pile.rows) for pile in many] == [min(SHOWN, 3 * len(pile.rows)) for pile in few]
    assert len(three) == len(one) <= 30
