"""Galleries are pages with addresses: each picture of a piece stands alone, between its neighbours."""

from datetime import UTC, datetime, timedelta

import pytest

from pagecache import clock
from reviews import workflow
from reviews.models import Restriction
from reviews.restrictions import restrict
from tests.desk import parsed, words_of
from tests.factories import fresh, make_image, make_published, picture, put_columns
from tests.markup import errors

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def images():
    return [make_image(alt=f"Frame {number}", credit="Illustration: the desk") for number in range(4)]


@pytest.fixture
def piece(images):
    lead, inside, *gallery = images
    body = f'<p>Moss.</p><figure data-image="{inside.pk}"></figure>'
    return make_published(
        at=NOON,
        body=body,
        pictures=[picture(lead, "lead"), picture(inside), *(picture(image, "gallery") for image in gallery)],
    )


def address(piece, image) -> str:
    return f"{piece.path}pictures/{image.key}/"


def ways(response) -> dict[str, str]:
    return {
        a.get("rel"): a.get("href") for a in parsed(response).iter("a") if a.get("rel") in ("prev", "next")
    }


def test_the_contact_sheet_leads_to_each_picture(client, piece, images):
    links = [a.get("href") for a in parsed(client.get(piece.path)).iter("a")]
    assert [address(piece, image) for image in images[2:]] == [link for link in links if "/pictures/" in link]


def test_a_picture_stands_between_its_neighbours(client, piece, images):
    response = client.get(address(piece, images[1]))
    assert ways(response) == {"prev": address(piece, images[0]), "next": address(piece, images[2])}
    said = words_of(parsed(response))
    assert "2 of 4" in said
    assert "Illustration: the desk" in said


def test_the_first_and_the_last_lead_one_way(client, piece, images):
    assert ways(client.get(address(piece, images[0]))).keys() == {"next"}
    assert ways(client.get(address(piece, images[3]))).keys() == {"prev"}


def test_a_sheet_in_the_text_leads_to_its_pictures(client, images):
    body = f'<p>Moss.</p><figure data-gallery="{images[0].pk},{images[1].pk}"></figure>'
    piece = make_published(at=NOON, body=body, pictures=images[:2])
    assert 'class="sheet"' in client.get(piece.path).content.decode()
    links = [a.get("href") for a in parsed(client.get(piece.path)).iter("a")]
    assert address(piece, images[0]) in links


def test_a_restricted_picture_is_not_shown_and_not_passed_by(client, piece, images):
    restrict(mode=Restriction.Mode.IMAGE, image=images[1])
    assert client.get(address(piece, images[1])).status_code == 451
    assert ways(client.get(address(piece, images[0])))["next"] == address(piece, images[2])


def test_a_picture_whose_licence_ran_out_is_not_there(client, piece, images):
    put_columns(images[2], rights_until=NOON - timedelta(hours=1))
    assert client.get(address(piece, images[2])).status_code == 404


def test_a_picture_of_another_piece_is_not_there(client, piece):
    assert client.get(address(piece, make_image())).status_code == 404
    assert client.get(f"{piece.path}pictures/x/").status_code == 404
    assert client.get("/no/such/piece/pictures/x/").status_code == 404


def test_it_goes_where_its_piece_goes(client, piece, images):
    workflow.withdraw(fresh(piece), by=None, version=piece.version, reason="Wrong film.")
    assert client.get(address(piece, images[0])).status_code == 410


def test_it_is_not_there_before_its_piece(client, images):
    piece = make_published(at=NOON + timedelta(hours=1), pictures=[picture(images[0], "lead")])
    assert client.get(address(piece, images[0])).status_code == 404


def test_a_passage_that_cannot_be_found_takes_the_pictures_with_it(client, piece, images):
    restrict(mode=Restriction.Mode.PASSAGE, review=piece, locator={"quote": "words that are gone"})
    assert client.get(address(piece, images[0])).status_code == 451


def test_the_page_is_valid_and_names_what_it_shows(client, piece, images):
    response = client.get(address(piece, images[1]))
    assert errors(response.content.decode()) == []
    assert {f"review:{piece.pk}", f"image:{images[1].pk}"} <= set(response["Surrogate-Key"].split())
