"""What a merge of films, people or tags means for pieces: none shows early, none is lost, every address works."""

from datetime import UTC, datetime, timedelta

import pytest

from films.merge import merge, undo
from pagecache import clock
from reviews import state as states
from reviews import workflow
from reviews.copies import has_unpublished_changes
from reviews.models import Review, Subject, Tag
from reviews.workflow import embargoes_on
from tests.factories import (
    fresh,
    make_embargo,
    make_film,
    make_person,
    make_published,
    make_review,
    make_tag,
    put_columns,
    rewrite,
    subject,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def two():
    return make_film("Here", 2023), make_film("Hier", 2023)


def shown(at) -> set[int]:
    return set(Review.objects.published(at).values_list("pk", flat=True))


# Embargoes


@pytest.mark.parametrize("bound", ["loser", "survivor"])
@pytest.mark.parametrize("about", ["loser", "survivor", "both", "one reviewed, the other mentioned"])
def test_no_piece_under_embargo_shows_before_its_end(two, bound, about):
    loser, survivor = two
    make_embargo(loser if bound == "loser" else survivor, NOON + 3 * HOUR)
    other = survivor if bound == "loser" else loser
    about_bound = loser if bound == "loser" else survivor
    subjects = {
        "loser": [subject(loser)],
        "survivor": [subject(survivor)],
        "both": [subject(loser), subject(survivor)],
        "one reviewed, the other mentioned": [subject(other, "mentioned"), subject(about_bound)],
    }[about]
    piece = make_published(at=NOON + HOUR, subjects=subjects)
    before = fresh(piece).visible_from
    told = merge(loser, survivor, by=None)
    assert fresh(piece).visible_from == NOON + 3 * HOUR
    assert piece.pk not in shown(NOON + 3 * HOUR - timedelta(microseconds=1))
    assert piece.pk in shown(NOON + 3 * HOUR)
    undo(told, by=None)
    assert fresh(piece).visible_from == before


def test_a_draft_that_names_the_loser_is_bound_by_the_survivor(two):
    loser, survivor = two
    draft = make_review(subjects=[subject(survivor, "mentioned"), subject(loser)])
    make_embargo(survivor, NOON + 3 * HOUR)
    merge(loser, survivor, by=None)
    workflow.publish(draft, by=None, version=draft.version)
    assert fresh(draft).visible_from == NOON + 3 * HOUR
    assert Subject.objects.get(review=draft).treatment == Subject.Treatment.REVIEWED


def test_a_row_that_still_names_the_loser_is_bound_by_the_survivor(two):
    """Published in the very moment of the merge, by somebody who had read the film before it."""
    loser, survivor = two
    embargo = make_embargo(survivor, NOON + 3 * HOUR)
    merge(loser, survivor, by=None)
    piece = make_review(film=survivor)
    put_columns(piece.subjects.get(), film=loser)
    assert embargoes_on(piece) == [embargo]


def test_what_is_live_stays_live(two):
    loser, survivor = two
    piece = make_published(at=NOON - HOUR, film=loser)
    make_embargo(survivor, NOON + HOUR)
    merge(loser, survivor, by=None)
    assert shown(NOON) == {piece.pk}


# Addresses


def test_both_addresses_of_a_film_lead_to_its_page(client, two):
    loser, survivor = two
    make_published(at=NOON - HOUR, film=loser)
    told = merge(loser, survivor, by=None)
    for rest in ("", "feed/"):
        response = client.get(f"/films/{loser.slug}/{rest}")
        assert (response.status_code, response["Location"]) == (301, f"/films/{survivor.slug}/{rest}")
        # A browser may keep such an answer for ever, and they can be two again tomorrow.
        assert response["Cache-Control"] == "no-cache"
        assert f"film:{survivor.pk}" in response["Surrogate-Key"].split()
        assert client.get(response["Location"]).status_code == 200
    undo(told, by=None)
    assert client.get(f"/films/{loser.slug}/").status_code == 200
    assert client.get(f"/films/{survivor.slug}/").status_code == 404


def test_an_address_says_nothing_of_what_is_not_public(client, two):
    loser, survivor = two
    make_review(film=loser)
    merge(loser, survivor, by=None)
    assert client.get(f"/films/{loser.slug}/").status_code == 404
    assert client.get(f"/films/{loser.slug}/feed/").status_code == 404


def test_both_addresses_of_a_person_and_of_a_tag_lead_on(client):
    loser, survivor = make_person("Bastiaan Devos"), make_person("Bas Devos")
    old, new = make_tag("mosses"), make_tag("moss")
    make_published(at=NOON - HOUR, film=make_film(director=loser), tags=[old])
    merge(loser, survivor, by=None)
    merge(old, new, by=None)
    for start, end in ((loser, survivor), (old, new)):
        for rest in ("", "feed/"):
            response = client.get(f"{start.get_absolute_url()}{rest}")
            assert (response.status_code, response["Location"]) == (301, f"{end.get_absolute_url()}{rest}")
            assert response["Cache-Control"] == "no-cache"
            assert client.get(response["Location"]).status_code == 200


# States


def test_a_merge_leaves_no_piece_with_changes_that_nobody_made(two):
    loser, survivor = two
    old, new = make_tag("mosses"), make_tag("moss")
    piece = make_published(at=NOON - HOUR, subjects=[subject(survivor), subject(loser)], tags=[old, new])
    for pair in (two, (old, new)):
        merge(*pair, by=None)
        assert not has_unpublished_changes(fresh(piece))


def test_an_old_state_is_written_as_what_its_films_and_tags_became(two):
    loser, survivor = two
    old, new = make_tag("mosses"), make_tag("moss")
    piece = make_published(at=NOON - HOUR, film=loser, tags=[old])
    merge(loser, survivor, by=None)
    merge(old, new, by=None)
    first = piece.revisions.order_by("number").first().state
    states.apply(first, fresh(piece))
    assert [row.film for row in piece.subjects.all()] == [survivor]
    assert [row.tag for row in piece.tagged.all()] == [new]


def test_a_copy_saved_while_they_were_one_names_the_other_again(two):
    loser, survivor = two
    piece = make_published(at=NOON - HOUR, film=loser)
    told = merge(loser, survivor, by=None)
    rewrite(piece, subjects=[subject(survivor)], headline="Moss again")
    workflow.publish_change(fresh(piece), by=None, version=fresh(piece).version)
    undo(told, by=None)
    assert piece.subjects.get().film == loser
    assert [entry["film"] for entry in workflow.working_copy(piece).state["subjects"]] == [loser.pk]
    assert not has_unpublished_changes(fresh(piece))


def test_a_row_comes_back_with_the_times_its_piece_has_by_then(two):
    loser, survivor = two
    piece = make_published(at=NOON - HOUR, subjects=[subject(survivor), subject(loser)])
    told = merge(loser, survivor, by=None)
    workflow.withdraw(fresh(piece), by=None, version=fresh(piece).version, reason="Wrong film.")
    undo(told, by=None)
    assert [row.visible_from for row in piece.subjects.all()] == [None, None]


def test_a_name_that_was_merged_is_still_a_tag_to_write(two):
    merge(make_tag("mosses"), make_tag("moss"), by=None)
    assert Tag.objects.take("MOSSES").name == "moss"
