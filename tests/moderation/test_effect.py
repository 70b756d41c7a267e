"""What a decision does to every public surface, and that lifting it brings each back bit for bit."""

from datetime import timedelta

import pytest

from moderation import services
from pagecache import clock
from tests.factories import make_film, make_image, make_published, make_user
from tests.moderation.reporting import MONDAY, make_case

pytestmark = pytest.mark.django_db

CANARY = "Canary"
YEAR, MONTH = 2026, 11


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.freeze(MONDAY):
        yield


@pytest.fixture
def magazine():
    """A piece whose every word is a canary, among others about the same film, so that lists do not vanish."""
    film = make_film("Here", 2023, director="Bas Devos", cast=["Liyo Gong"])
    picture = make_image(alt=f"{CANARY} in alt", credit=f"{CANARY} in credit")
    words = {
        "headline": f"{CANARY} in headline", "dek": f"{CANARY} in dek", "body": f"<p>{CANARY} in body.</p>",
    }  # fmt: skip
    piece = make_published(
        at=MONDAY - timedelta(days=1), film=film, lead=picture, tags=["slow cinema", "Bas Devos"], **words
    )
    writer = piece.authors.get()
    others = [
        make_published(at=MONDAY - timedelta(days=days), film=film, contributor=writer, tags=["slow cinema"])
        for days in (2, 3)
    ]
    return piece, picture, others


def surfaces(piece, others) -> list[str]:
    film, writer = piece.main_film, piece.authors.get()
    person, tag = film.credits.first().person, piece.tags.get(name="slow cinema")
    pages = ["/", "/reviews/", f"/sections/{piece.section.slug}/", "/archive/", f"/archive/{YEAR}/"]
    pages += [f"/archive/{YEAR}/{MONTH}/", film.get_absolute_url(), "/films/", person.get_absolute_url()]
    pages += [writer.get_absolute_url(), "/contributors/", tag.get_absolute_url(), "/search/?q=canary"]
    pages += ["/feed/", "/feed/atom/", "/reviews/feed/"]
    pages += [thing.get_absolute_url() + "feed/" for thing in (film, person, writer, tag)]
    pages += ["/sitemap.xml", f"/sitemap-{YEAR}.xml", "/sitemap-films.xml"]
    return pages + [other.path for other in others]


def files(picture) -> list[str]:
    extensions = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}
    return [
        f"/pictures/{picture.key}/{width}.{extensions[kind]}"
        for kind, widths in picture.renditions.items()
        for width in widths
    ]


def answer(client, address) -> tuple:
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body, response.get("ETag"), response.get("Cache-Control")


def answers(client, addresses) -> dict[str, tuple]:
    return {address: answer(client, address) for address in addresses}


def test_a_page_that_is_taken_down_is_gone_from_everywhere_and_back_bit_for_bit(client, magazine):
    piece, picture, others = magazine
    every = [piece.path, *surfaces(piece, others), *files(picture)]
    before = answers(client, every)
    assert {status for status, *_ in before.values()} == {200}
    tells = (CANARY.encode(), piece.path.encode())
    told = [address for address, (_, body, *_) in before.items() if any(word in body for word in tells)]
    assert len(told) > 15

    moderator, case = make_user("moderator"), make_case(piece)
    with clock.freeze(MONDAY + timedelta(minutes=1)):
        services.take_page_down(case, by=moderator, version=case.version, reason="Hers.")
        during = answers(client, every)
    assert during[piece.path][0] == 451
    assert {during[file][0] for file in files(picture)} == {404}
    assert [address for address, (_, body, *_) in during.items() if CANARY.encode() in body] == []
    assert [address for address, (_, body, *_) in during.items() if piece.path.encode() in body] == []

    with clock.freeze(MONDAY + timedelta(minutes=2)):
        services.lift(case, by=moderator, version=case.version, reason="A mistake.")
        after = answers(client, every)
    assert after == before


def test_a_restricted_page_answers_as_the_law_and_caches_expect(client, magazine):
    piece, *_ = magazine
    etag = client.get(piece.path)["ETag"]
    case = make_case(piece)
    services.take_page_down(case, by=make_user("moderator"), version=1, reason="Hers.")
    asked = [
        client.get(piece.path), client.head(piece.path), client.get(piece.path + "?print=1"),
        client.get(piece.path, headers={"if-none-match": etag}),
        client.get(piece.path, headers={"if-none-match": "*"}),
        client.get(piece.path, headers={"if-modified-since": "Mon, 23 Nov 2037 09:00:00 GMT"}),
        client.get(piece.path, headers={"range": "bytes=0-10"}),
    ]  # fmt: skip
    for response in asked:
        assert response.status_code == 451
        assert response["Link"].startswith("<http://127.0.0.1:8000/")  # ours, never the sender's: RFC 7725
        assert response["Link"].endswith('>; rel="blocked-by"')
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Cache-Control"] == "no-store"
        assert "ETag" not in response
        assert "Last-Modified" not in response
        assert "Surrogate-Key" not in response
    page = asked[0].content.decode()
    assert str(case) in page
    assert "copyright notice" in page
    assert "Noor" not in page


def test_feeds_and_maps_do_not_say_304_to_who_has_the_old_one(client, magazine):
    piece, *_ = magazine
    addresses = ["/feed/", "/feed/atom/", f"/sitemap-{YEAR}.xml", piece.main_film.get_absolute_url(), "/"]
    known = {address: client.get(address)["ETag"] for address in addresses}
    case = make_case(piece)
    services.take_page_down(case, by=make_user("moderator"), version=1, reason="Hers.")
    for address, etag in known.items():
        asked = {"if-none-match": etag, "if-modified-since": "Mon, 23 Nov 2037 09:00:00 GMT"}
        assert client.get(address, headers=asked).status_code == 200


def test_a_hidden_picture_is_gone_from_every_use_and_back_bit_for_bit(client, magazine):
    piece, picture, others = magazine
    second = make_published(at=MONDAY - timedelta(hours=5), film=piece.main_film, lead=picture)
    every = [piece.path, second.path, *surfaces(piece, others), *files(picture)]
    before = answers(client, every)
    showing = [address for address, (_, body, *_) in before.items() if picture.key.encode() in body]
    assert {piece.path, second.path, "/", piece.main_film.get_absolute_url()} <= set(showing)

    moderator, case = make_user("moderator"), make_case(piece)
    with clock.freeze(MONDAY + timedelta(minutes=1)):
        services.hide_picture(case, by=moderator, version=case.version, image=picture, reason="Hers.")
        during = answers(client, every)
    assert {during[file][0] for file in files(picture)} == {451}
    for address in showing:
        status, body, *_ = during[address]
        assert status == 200
        assert picture.key.encode() not in body, address
    assert "An image was removed on 23 November 2026" in during[piece.path][1].decode()
    assert f"{CANARY} in body" in during[piece.path][1].decode()

    with clock.freeze(MONDAY + timedelta(minutes=2)):
        services.lift(case, by=moderator, version=case.version, reason="A mistake.")
        assert answers(client, every) == before


def test_a_report_by_itself_hides_nothing(client, magazine):
    piece, picture, others = magazine
    every = [piece.path, *surfaces(piece, others), *files(picture)]
    before = answers(client, every)
    for _ in range(20):
        make_case(piece)
    assert answers(client, every) == before
