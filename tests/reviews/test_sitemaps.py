"""Sitemaps: every public address, no other."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from pagecache import clock
from reviews.models import Restriction
from reviews.restrictions import restrict
from tests.factories import make_film, make_published, make_review, put_columns, subject

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SITE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def addresses(client):
    def read(path):
        response = client.get(path)
        assert response.status_code == 200, path
        assert response["Content-Type"] == "application/xml"
        found = ElementTree.fromstring(response.content)
        return [
            place.text.removeprefix(SITE)
            for place in found.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
        ]

    return read


def test_an_empty_magazine_has_an_index(addresses):
    assert addresses("/sitemap.xml") == ["/sitemap-films.xml"]
    assert addresses("/sitemap-films.xml") == []
    assert addresses("/sitemap-2024.xml") == []


def test_every_year_with_something_in_it_and_between_newest_first(addresses):
    make_published(at=datetime(2021, 5, 1, tzinfo=UTC))
    make_published(at=NOON - DAY)
    assert addresses("/sitemap.xml") == [
        "/sitemap-2024.xml", "/sitemap-2023.xml", "/sitemap-2022.xml", "/sitemap-2021.xml", "/sitemap-films.xml",
    ]  # fmt: skip


def test_a_year_s_pieces_newest_first(addresses):
    older = make_published(at=datetime(2023, 5, 1, tzinfo=UTC))
    newer = make_published(at=datetime(2023, 6, 1, tzinfo=UTC))
    make_published(at=NOON)
    assert addresses("/sitemap-2023.xml") == [newer.path, older.path]


def test_a_year_is_the_magazine_s(addresses):
    piece = make_published(at=datetime(2022, 12, 31, 23, 30, tzinfo=UTC))
    assert addresses("/sitemap-2023.xml") == [piece.path]
    assert addresses("/sitemap-2022.xml") == []


def test_nothing_that_is_not_published(addresses):
    shown = make_published(at=NOON - DAY)
    make_review()
    make_review("withdrawn")
    make_published(at=NOON + DAY)
    restrict(mode=Restriction.Mode.FULL, review=make_published(at=NOON - DAY))
    put_columns(make_published(at=NOON - DAY), deleted_at=NOON)
    assert addresses("/sitemap-2024.xml") == [shown.path]
    assert addresses("/sitemap-films.xml") == [shown.main_film.get_absolute_url()]


def test_films_that_are_mentioned_have_a_page_too(addresses):
    film, mentioned = make_film(), make_film()
    make_film()
    make_published(subjects=[subject(film), subject(mentioned, "mentioned")])
    assert set(addresses("/sitemap-films.xml")) == {film.get_absolute_url(), mentioned.get_absolute_url()}


def test_merged_films_have_none(addresses):
    film = make_published().main_film
    put_columns(film, merged_into=make_film())
    assert addresses("/sitemap-films.xml") == []


def test_addresses_are_written_as_machines_read_them(addresses, client):
    piece = make_published(headline="日本語")
    put_columns(make_published(), path="/?a=1&b=2")
    assert b"&amp;" in client.get("/sitemap-2024.xml").content
    assert "/2024/02/%E6%97%A5%E6%9C%AC%E8%AA%9E/" in addresses("/sitemap-2024.xml")
    assert piece.path == "/2024/02/日本語/"


@pytest.mark.parametrize("year", [0, 1, 9999, 10000, 99999999999])
def test_a_year_that_no_calendar_has_is_no_fault(client, year):
    assert client.get(f"/sitemap-{year}.xml").status_code == 404


def test_who_has_it_is_told_so_and_never_by_date(client):
    piece = make_published(at=NOON - DAY)
    first = client.get("/sitemap-2024.xml")
    assert "Last-Modified" not in first
    assert client.get("/sitemap-2024.xml", headers={"if-none-match": first["ETag"]}).status_code == 304
    restrict(mode=Restriction.Mode.FULL, review=piece)
    again = client.get(
        "/sitemap-2024.xml",
        headers={"if-none-match": first["ETag"], "if-modified-since": "Sat, 10 Feb 2024 12:00:00 GMT"},
    )
    assert (again.status_code, piece.path in again.content.decode()) == (200, False)
