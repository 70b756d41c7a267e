"""Who has a piece, what stands above its text, how one commissions, and who is told that somebody is on a film."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from pagecache import clock
from reviews import workflow
from reviews.models import Review
from tests.desk import ADD, change, error_at, fields_of, messages_of, parsed, words_of
from tests.factories import (
    fresh,
    make_contributor,
    make_film,
    make_published,
    make_review,
    make_section,
    make_state,
    make_user,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COMMISSION = reverse("admin:reviews_review_commission")


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def editor(client):
    return sign_in(client, make_user(Role.EDITOR, name="Ana"))


@pytest.fixture
def writer():
    return make_contributor("Ann Example", user=make_user(Role.CONTRIBUTOR))


def sign_in(client, user):
    client.force_login(user)
    return user


def do(client, piece, act, **typed):
    address = reverse("admin:reviews_review_do", args=[piece.pk, act])
    return client.post(address, {"version": piece.version, **typed}, follow=True)


def line(client, piece) -> str:
    """Everything that stands above the text."""
    element = parsed(client.get(change(piece))).find(".//section[@class='in-hand']")
    return "" if element is None else words_of(element)


def has_it(client, piece) -> str:
    """Who has the piece, as the bar says."""
    element = parsed(client.get(change(piece))).find(".//span[@class='has']")
    return "" if element is None else words_of(element)


def buttons(client, piece) -> dict[str, str]:
    """What can be done apart from the text, above it and among the steps."""
    page = parsed(client.get(change(piece)))
    above = page.find(".//section[@class='in-hand']")
    forms = (
        []
        if above is None
        else [(form, button) for form in above.iter("form") for button in form.iter("button")]
    )
    (hand,) = [form for form in page.iter("form") if form.get("id") == "hand"] or [None]
    forms += [(hand, button) for button in page.iter("button") if button.get("form") == "hand"]
    return {
        words_of(button): (button.get("formaction") or form.get("action")).split("/")[-2]
        for form, button in forms
    }


def test_an_editor_takes_releases_and_takes_over(client, editor):
    piece = make_review("submitted")
    assert (buttons(client, piece), has_it(client, piece)) == ({"I have this": "claim"}, "Nobody has this")
    assert "You have this piece now." in messages_of(do(client, piece, "claim"))
    assert (buttons(client, piece), has_it(client, piece)) == ({"Release it": "release"}, "You have this")
    other = sign_in(client, make_user(Role.EDITOR))
    assert has_it(client, piece) == "Ana has this"
    assert buttons(client, piece) == {"Take it over": "take-over"}
    assert "Somebody else has this piece." in messages_of(do(client, fresh(piece), "claim"))
    do(client, fresh(piece), "take-over")
    assert fresh(piece).claimed_by == other
    do(client, fresh(piece), "release")
    assert fresh(piece).claimed_by is None


def test_its_writer_reads_who_has_it_and_presses_nothing(client, writer, editor):
    piece = make_review("submitted", by=writer.user)
    workflow.claim(piece, by=editor, version=piece.version)
    sign_in(client, writer.user)
    assert (has_it(client, piece), buttons(client, piece)) == ("Ana has this", {})
    assert do(client, fresh(piece), "take-over").status_code == 403
    assert fresh(piece).claimed_by == editor


def test_another_writers_piece_is_not_there_to_act_on(client, writer):
    piece = make_review("submitted")
    sign_in(client, writer.user)
    assert do(client, piece, "claim").status_code == 404


def test_a_stale_page_takes_nothing(client, editor):
    piece = make_review("submitted")
    workflow.make_ready(fresh(piece), by=None, version=piece.version)
    assert "Somebody changed this piece" in messages_of(do(client, piece, "claim"))
    assert fresh(piece).claimed_by is None


def test_the_note_of_a_submission_is_above_the_text(client, editor):
    piece = make_review()
    workflow.submit(piece, by=None, version=piece.version, note="The ending is new.")
    assert "With it came: The ending is new." in line(client, piece)


def test_why_there_is_no_button_is_said_in_words(client, editor, settings):
    settings.HALATION_FOUR_EYES = True
    piece = make_review(by=editor)
    assert "You wrote this, and the desk wants four eyes on it" in line(client, piece)
    page = parsed(client.get(change(piece)))
    (button,) = [b for b in page.iter("button") if words_of(b) == "Somebody else publishes this"]
    assert (button.get("disabled"), button.get("aria-describedby")) == ("", "why-not")
    assert "publish" not in [b.get("value") for b in page.iter("button")]
    assert "Somebody else publishes this" in client.get(ADD).content.decode()


def test_who_never_published_is_told_who_does_and_shown_no_button(client, writer):
    sign_in(client, writer.user)
    piece = make_review(by=writer.user)
    assert line(client, piece) == "You can submit this, but an editor publishes it."
    assert "publishes this</button>" not in client.get(change(piece)).content.decode()


def test_a_publication_is_taken_back_from_the_page(client, editor):
    piece = make_review("ready")
    workflow.publish(piece, by=editor, version=piece.version)
    with clock.freeze(NOON + 3 * MINUTE):
        assert buttons(client, piece)["Undo, until 13:10"] == "undo"
        assert "The publication is taken back." in messages_of(do(client, fresh(piece), "undo"))
        assert fresh(piece).status == Review.Status.READY
        assert "slug" not in fields_of(client.get(change(piece)))  # the address that some know already stays
    other = make_published()
    assert "Undo" not in line(client, other)


def test_a_writer_who_publishes_their_own_can_undo_it(client, settings):
    settings.HALATION_HELD_PIECES = 0
    writer = make_contributor(user=make_user(Role.CONTRIBUTOR), publishes_own=True)
    sign_in(client, writer.user)
    piece = make_review(by=writer.user, contributor=writer)
    client.post(change(piece), fields_of(client.get(change(piece))) | {"act": "publish"})
    assert fresh(piece).is_live(NOON)
    assert list(buttons(client, piece)) == ["Undo, until 13:10"]
    do(client, fresh(piece), "undo")
    assert fresh(piece).status == Review.Status.DRAFT


def test_a_festival_review_runs_again(client, editor):
    piece = make_published(at=NOON - timedelta(days=200), headline="Moss")
    newer = make_published(at=NOON - timedelta(days=1))
    assert buttons(client, piece)["Run again"] == "run-again"
    do(client, piece, "run-again", where="Berlinale 2023")
    again = fresh(piece)
    assert (again.path, again.first_published_at, again.ordered_at) == (
        piece.path, piece.first_published_at, NOON,
    )  # fmt: skip
    home = client.get("/").content.decode()
    assert home.index(piece.path) < home.index(newer.path)
    feed = client.get("/feed/").content.decode()
    assert f"review:{piece.pk}<" in feed
    page = client.get(piece.path).content.decode()
    assert "First published 24 July 2023, Berlinale 2023." in " ".join(page.split())


def test_a_piece_that_ran_again_without_a_place_says_when_it_was_first_published(client, editor):
    piece = make_published(at=NOON - timedelta(days=200))
    assert "First published" not in client.get(piece.path).content.decode()
    workflow.run_again(piece, by=editor, version=piece.version)
    assert "First published 24 July 2023." in client.get(piece.path).content.decode()


# The review of record


def two_reviews(film=None):
    film = film or make_film("Here", 2023)
    first = make_published(at=NOON - timedelta(days=3), film=film, headline="First")
    return first, make_published(at=NOON - timedelta(days=1), film=film, headline="Second")


def of_record(client, piece) -> str:
    element = parsed(client.get(change(piece))).find(".//*[@id='of-record']")
    return "" if element is None else words_of(element)


def test_an_editor_makes_another_review_the_one_of_record_and_is_told_which_is(client, editor):
    first, second = two_reviews()
    assert "This is the review of record" in of_record(client, first)
    assert buttons(client, second)["Make it the review of record"] == "make-of-record"
    assert "This is the review of record now." in messages_of(do(client, second, "make-of-record"))
    assert "This is the review of record" in of_record(client, second)
    assert "Make it the review of record" in of_record(client, first)
    film = client.get(first.main_film.get_absolute_url()).content.decode()
    assert film.index("Second") < film.index("First")


def test_there_is_nothing_to_choose_where_readers_find_one_review_of_the_film(client, editor):
    alone = make_published(film=make_film("Here", 2023))
    make_review(film=alone.main_film)
    make_published(film=alone.main_film, kind=Review.Kind.INTERVIEW)
    make_published(films=[make_film(), alone.main_film])
    assert of_record(client, alone) == ""
    two_reviews(alone.main_film)
    assert of_record(client, alone) != ""


def test_its_writer_chooses_no_review_of_record(client, writer):
    film = make_film("Here", 2023)
    two_reviews(film)
    own = make_published(film=film, contributor=writer)
    sign_in(client, writer.user)
    assert of_record(client, own) == ""
    assert do(client, own, "make-of-record").status_code == 403
    assert fresh(own).of_record_at is None


# Commissions


def ask(client, writer, about, **typed):
    posted = fields_of(client.get(COMMISSION), "commission") | {
        "contributor": writer.pk, "contributor_words": str(writer), "film": about.pk, "film_words": about.label,
        "due_on": "2024-02-16", "words_wanted": "800", "note": "No plot.",
    }  # fmt: skip
    return client.post(COMMISSION, posted | typed, follow=True)


def test_a_commission_lands_on_the_writers_desk(client, writer, editor):
    film = make_film("Here", 2023)
    said = messages_of(ask(client, writer, film, section=make_section("Europe").pk))
    assert said == "Commissioned from Ann Example: 800 words, due Fri 16 Feb. The draft is on their desk."
    piece = Review.objects.get()
    assert (str(piece), piece.main_film, piece.created_by) == ("HERE Review:", film, writer.user)
    assert [row.contributor for row in piece.authorships.all()] == [writer]
    assert "Commissioned: 800 words, due Fri 16 Feb. No plot." in line(client, piece)
    sign_in(client, writer.user)
    assert "Commissioned: 800 words, due Fri 16 Feb. No plot." in line(client, piece)
    assert buttons(client, piece) == {}
    assert "0 of 800 words. Due Fri 16 Feb." in client.get(reverse("admin:index")).content.decode()


def test_a_commission_without_a_writer_or_with_a_day_that_passed_is_refused_at_its_field(
    client, writer, editor
):
    film = make_film("Here", 2023)
    nobody = ask(client, writer, film, contributor="", contributor_words="")
    assert (nobody.status_code, error_at(nobody, "contributor")) == (422, "Say who is to write it.")
    late = ask(client, writer, film, due_on="2024-02-01")
    assert "That day has passed." in late.content.decode()
    unknown = ask(client, writer, film, film="", film_words="Nowhere")
    assert "No film is called “Nowhere”." in error_at(unknown, "film")
    assert not Review.objects.exists()


def test_a_commission_is_changed_and_cancelled_from_its_page(client, writer, editor):
    piece = workflow.commission(make_state(contributor=writer), by=editor, words_wanted=800)
    assert set(buttons(client, piece).values()) >= {"change-commission", "cancel-commission"}
    wrong = do(client, fresh(piece), "change-commission", due_on="2024-13-01", words_wanted="0", note="")
    assert "Due: Enter a valid date." in messages_of(wrong)
    do(client, fresh(piece), "change-commission", due_on="2024-02-20", words_wanted="600", note="Shorter.")
    assert (fresh(piece).due_on, fresh(piece).words_wanted) == (date(2024, 2, 20), 600)
    cancelled = do(client, fresh(piece), "cancel-commission")
    assert "is cancelled. Its draft is in the bin." in messages_of(cancelled)
    assert fresh(piece).deleted_at == NOON


def test_everybody_at_the_desk_learns_who_is_on_a_film_until_readers_do(client, writer, editor):
    film = make_film("Here", 2023)
    piece = workflow.commission(make_state(film=film, contributor=writer), by=editor)
    make_review(film=film, contributor=make_contributor("Somebody Else"))
    films, page = reverse("admin:films_film_changelist"), reverse("admin:films_film_change", args=[film.pk])
    lookup = reverse("admin:reviews_review_lookup", args=["film"])
    for user in (editor, make_user(Role.CONTRIBUTOR)):
        sign_in(client, user)
        assert client.get(lookup, {"q": "here"}).json()[0]["hint"] == "Ann Example is on it"
        for address in (films, page):
            told = client.get(address).content.decode()
            assert "Ann Example is on it" in told
            assert "Somebody Else" not in told
    sign_in(client, writer.user)
    assert client.get(lookup, {"q": "here"}).json()[0]["hint"] == ""
    workflow.publish(piece, by=None, version=piece.version)
    sign_in(client, editor)
    assert client.get(lookup, {"q": "here"}).json()[0]["hint"] == "1 piece"
    assert "is on it" not in client.get(films).content.decode()


def test_a_film_that_somebody_is_on_is_said_before_it_is_asked_for_again(client, writer, editor):
    film = make_film("Here", 2023)
    workflow.commission(make_state(film=film, contributor=writer), by=editor)
    assert "Ann Example is on it already." in client.get(COMMISSION, {"film": film.pk}).content.decode()
