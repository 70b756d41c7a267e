"""The list of pieces: saved views with their counts, who has what, and one act on several pieces."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from pagecache import clock
from reviews import workflow
from reviews.models import Review
from tests.desk import messages_of, parsed, words_of
from tests.factories import (
    fresh,
    make_contributor,
    make_image,
    make_published,
    make_review,
    make_section,
    make_user,
    put_columns,
    rewrite,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LIST = reverse("admin:reviews_review_changelist")
BULK = reverse("admin:reviews_review_bulk")


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def editor(client):
    user = make_user(Role.EDITOR)
    client.force_login(user)
    return user


def titles(response) -> set[str]:
    table = parsed(response).find(".//table[@id='result_list']")
    return set() if table is None else {words_of(th) for th in table.find("tbody").iter("th")}


def views(response) -> dict[str, str]:
    links = parsed(response).findall(".//search//a")
    told = [words_of(link) for link in links if "view=" in link.get("href")]
    return dict(text.removesuffix(")").split(" (") for text in told)


def boxes(response) -> list[str]:
    return [box.get("value") for box in parsed(response).iter("input") if box.get("name") == "piece"]


def do(client, act, pieces, **typed):
    return client.post(BULK, {"act": act, "piece": pieces, "list": "?state=draft", **typed}, follow=True)


# Saved views


def test_saved_views_say_how_many_and_show_them(client, editor):
    make_review(headline="Unlinked", film=False)
    make_review(headline="No credit", pictures=[make_image(credit="")])
    make_review("ready", headline="Never scheduled")
    planned = make_review("ready", headline="Planned")
    rewrite(planned, when=(NOON + DAY).isoformat())
    put_columns(make_review(headline="Asked for"), commissioned_at=NOON, due_on=date(2024, 2, 10))
    assert views(client.get(LIST)) == {
        "Unlinked": "1", "No credit": "1", "Never scheduled": "1", "Commissioned": "1", "Due in 48 hours": "1",
    }  # fmt: skip
    for query, title in (
        ("unlinked", "Unlinked"), ("no-credit", "No credit"), ("never-scheduled", "Never scheduled"),
        ("commissioned", "Asked for"), ("due", "Asked for"),
    ):  # fmt: skip
        assert titles(client.get(LIST, {"view": query})) == {title}, query
    assert len(titles(client.get(LIST, {"view": "nonsense"}))) == 5


def test_counting_ends_at_a_hundred(client, editor):
    Review.objects.bulk_create(Review() for _ in range(101))
    assert views(client.get(LIST))["Unlinked"] == "99+"


def test_a_contributor_counts_and_sees_only_their_own_and_has_no_boxes(client):
    writer = make_user(Role.CONTRIBUTOR)
    client.force_login(writer)
    make_review(film=False)
    mine = make_review(film=False, by=writer, headline="Mine")
    page = client.get(LIST)
    assert (views(page)["Unlinked"], titles(page), boxes(page)) == ("1", {"Mine"}, [])
    assert client.post(BULK, {"act": "tag", "tag": "moss", "piece": [f"{mine.pk}.1.1"]}).status_code == 403


def test_the_list_says_who_has_a_piece_and_when_it_is_due(client, editor):
    piece = put_columns(make_review("submitted"), due_on=date(2024, 2, 16))
    workflow.claim(piece, by=make_user(Role.EDITOR, name="Ana"), version=piece.version)
    row = parsed(client.get(LIST)).find(".//td[@class='field-in_hand']")
    assert words_of(row) == "Ana. Due Fri 16 Feb"


def test_three_rows_cost_what_one_costs(client, editor):
    def one():
        piece = make_review("submitted", contributors=[make_contributor(), make_contributor()], tags=["moss"])
        workflow.claim(piece, by=make_user(Role.EDITOR), version=piece.version)

    one()
    with CaptureQueriesContext(connection) as few:
        assert len(titles(client.get(LIST))) == 1
    one(), one()
    with CaptureQueriesContext(connection) as many:
        assert len(titles(client.get(LIST))) == 3
    assert len(many) == len(few) <= 30
    assert [query["sql"] for query in many if '"folded_body"' in query["sql"]] == []


# Several pieces at once


def test_the_chosen_pieces_are_shown_before_anything_is_done(client, editor):
    first, second = make_review(headline="First"), make_review(headline="Second")
    page = client.post(BULK, {"piece": boxes(client.get(LIST)), "list": "?state=draft"})
    assert [words_of(b) for b in parsed(page).findall(".//ul[@class='chosen']/li/b")] == ["Second", "First"]
    assert boxes(page) == boxes(client.get(LIST))
    assert (fresh(first).version, fresh(second).version) == (first.version, second.version)


def test_nothing_chosen_is_said(client, editor):
    assert "Choose at least one piece." in messages_of(client.post(BULK, {"piece": ["x.y"]}, follow=True))
    assert client.get(BULK).status_code == 302
    many = [f"{number}.1.1" for number in range(1, 102)]
    assert "Choose up to 100" in messages_of(client.post(BULK, {"piece": many}, follow=True))


@pytest.mark.parametrize("act", ["section", "tag", "claim", "assign", "send_back"])
def test_each_act_is_done_with_every_chosen_piece_and_leads_back_to_the_list(client, editor, act):
    europe, colleague = make_section("Europe"), make_user(Role.CHIEF)
    pieces = [make_review("submitted"), make_review("submitted")]
    typed = {
        "section": {"section": europe.pk}, "tag": {"tag": "moss"}, "claim": {}, "send_back": {"reason": "Longer."},
        "assign": {"editor": colleague.pk},
    }  # fmt: skip
    answer = do(client, act, boxes(client.get(LIST)), **typed[act])
    assert answer.redirect_chain == [(f"{LIST}?state=draft", 302)]
    assert messages_of(answer).startswith("2 pieces")
    for piece in map(fresh, pieces):
        assert {
            "section": piece.section == europe,
            "tag": [str(tag) for tag in piece.tags.all()] == ["moss"],
            "claim": piece.claimed_by == editor,
            "assign": piece.claimed_by == colleague,
            "send_back": (piece.status, piece.sent_back_because) == ("draft", "Longer."),
        }[act]


@pytest.mark.parametrize("act", ["section", "tag", "claim", "send_back"])
def test_what_somebody_changed_meanwhile_is_left_and_named(client, editor, act):
    stale, good = make_review("submitted", headline="Stale"), make_review("submitted", headline="Good")
    listed = boxes(client.get(LIST))
    workflow.claim(stale, by=make_user(Role.EDITOR), version=stale.version)
    before = fresh(stale)
    answer = do(client, act, listed, section=make_section().pk, tag="moss", reason="Longer.")
    said = messages_of(answer)
    assert "1 piece " in said
    assert "“Stale” was changed after you opened the list, so it was left as it is." in said
    after = fresh(stale)
    assert (after.version, after.status, after.section, after.claimed_by) == (
        before.version, before.status, before.section, before.claimed_by,
    )  # fmt: skip
    assert not after.tags.exists()
    assert fresh(good).changed_at >= good.changed_at


def test_text_saved_meanwhile_makes_a_section_or_a_tag_stale(client, editor):
    piece = make_review(headline="Stale")
    listed = boxes(client.get(LIST))
    rewrite(piece, dek="Another.")
    assert "“Stale” was changed" in messages_of(do(client, "tag", listed, tag="moss"))
    assert workflow.working_copy(piece).state["tags"] == []


def test_what_the_act_does_not_fit_is_named_with_the_reason(client, editor):
    make_review(headline="A draft"), make_review("submitted", headline="Submitted")
    said = messages_of(do(client, "send_back", boxes(client.get(LIST)), reason="Longer."))
    assert "1 piece sent back." in said
    assert "“A draft” was left as it is. This piece is draft, so that cannot be done now." in said


def test_pieces_of_other_sections_are_out_of_reach(client, editor):
    europe = make_section("Europe")
    europe.editors.add(editor)
    hidden = make_review("submitted", headline="Hidden")
    answer = do(client, "claim", [f"{hidden.pk}.{hidden.version}.1"])
    assert "A piece that you no longer see was left alone." in messages_of(answer)
    assert "Hidden" not in answer.content.decode()
    assert fresh(hidden).claimed_by is None
    inside = make_review("submitted", section=europe)
    do(client, "section", [f"{inside.pk}.{inside.version}.1"], section=make_section("Asia").pk)
    assert fresh(inside).section == europe


def test_live_pieces_wait_for_their_change_to_be_published(client, editor):
    piece, europe = make_published(), make_section("Europe")
    said = messages_of(do(client, "section", boxes(client.get(LIST)), section=europe.pk))
    assert "Readers see it on 1 of them after “Publish change”." in said
    assert fresh(piece).section != europe
    assert workflow.working_copy(piece).state["section"] == europe.pk


def test_what_was_not_filled_in_is_asked_for_again(client, editor):
    make_review("submitted")
    listed = boxes(client.get(LIST))
    for act in ("section", "tag", "assign", "send_back"):
        page = client.post(BULK, {"act": act, "piece": listed})
        assert (page.status_code, boxes(page)) == (200, listed)
        assert messages_of(page)
