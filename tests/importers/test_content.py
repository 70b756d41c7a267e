"""What the demo's files promise to one another, told without loading them."""

import re
from urllib.parse import urlsplit

from accounts.text import slug_for
from importers.demo import archive, content
from importers.demo.content import NAMED, PICTURES, table
from reviews import body

FREE_FOR_EXAMPLES = {"example.org", "example.com", "example.net"}
MEGABYTES_AT_MOST = 6


def every_piece():
    return content.pieces() + archive.pieces()


def films():
    return {row["slug"] for row in table("films")["film"]} | {film.slug for film in archive.films()}


def people():
    return {
        slug_for(name.partition(" #")[0])
        for row in table("films")["film"]
        for _, name, *_ in row.get("credits", [])
    }


def pictures():
    known = table("pictures")
    portraits = {row["portrait"] for row in table("desk")["contributor"] if "portrait" in row}
    return known["stills"].keys() | known["posters"].keys() | portraits


def words(text: str) -> int:
    return len(re.sub(r"<[^>]+>", " ", text).split())


def test_every_name_in_a_text_is_known():
    known = {"film": films(), "person": people(), "image": pictures() | table("pictures")["withdrawn"].keys()}
    unknown = [
        (piece.headline, kind, name)
        for piece in every_piece()
        for kind, name in NAMED.findall(piece.body)
        if name not in known[kind]
    ]
    assert unknown == []


def test_every_name_in_a_head_is_known():
    writers = {row["name"] for row in table("desk")["contributor"]}
    sections = {row["name"] for row in table("desk")["section"]}
    slugs = {piece.slug for piece in content.pieces()}
    for piece in every_piece():
        bylines = [*piece.by, *piece.interview_by, *piece.translated_by, *piece.photographs_by]
        assert bylines
        assert set(bylines) <= writers
        assert {*piece.films, *piece.discussed, *piece.mentioned, *piece.ratings} <= films()
        assert {piece.lead, *piece.gallery} - {""} <= pictures()
        assert piece.section in sections
        assert {*piece.pins, piece.translation_of} - {""} <= slugs


def test_every_picture_is_there_and_is_described():
    assert {path.stem for path in PICTURES.glob("*.jpg")} == pictures()
    known = table("pictures")
    assert all(alt for alt, _caption in known["stills"].values())
    assert all(known["posters"].values())
    assert known["credit"] == "Illustration: Halation"


def test_the_pictures_are_light_enough_for_a_repository():
    assert sum(path.stat().st_size for path in PICTURES.glob("*.jpg")) < MEGABYTES_AT_MOST * 1000 * 1000


def test_links_lead_only_to_addresses_kept_free_for_examples():
    assert {urlsplit(row["url"]).hostname for row in table("links")["link"]} <= FREE_FOR_EXAMPLES
    ours = [address for piece in every_piece() for address in body.references(piece.body).addresses]
    assert {urlsplit(address).hostname for address in ours} <= FREE_FOR_EXAMPLES


def test_no_picture_note_link_or_spoiler_is_lost_when_a_text_is_stored():
    for piece in content.pieces():
        text = NAMED.sub(r'data-\1="1"', piece.body)
        for mark in ("<figure", "<details", "<aside", "data-note", "data-film", "data-person", "<h2", "<li"):
            assert body.sanitise(text).count(mark) >= text.count(mark), (piece.headline, mark)


def test_there_is_something_of_every_kind_and_in_every_state():
    pieces = content.pieces()
    assert {piece.kind for piece in pieces} == {"review", "interview", "feature", "dispatch", "news", "video"}
    assert {piece.state for piece in pieces} == {
        "published", "draft", "submitted", "ready", "scheduled", "withdrawn", "in-three-minutes",
    }  # fmt: skip
    assert {piece.language for piece in pieces} == {"en", "fr", "ar"}


def test_the_overflowing_cases_overflow():
    pieces = content.pieces()
    assert max(len(piece.headline) for piece in pieces) >= 200
    assert max(len(word) for piece in pieces for word in piece.headline.split()) >= 60
    assert max(len(piece.by) for piece in pieces) == 12
    assert max(len(set(piece.tags)) for piece in pieces) == 60
    assert max(len(piece.ratings) for piece in pieces) == 8
    cast = [sum(role == "cast" for role, *_ in row.get("credits", [])) for row in table("films")["film"]]
    assert max(cast) == 40


def test_the_archive_is_the_same_for_everybody():
    assert archive.pieces() == archive.pieces()


def test_the_archive_has_three_hundred_pieces_at_addresses_of_their_own():
    pieces = archive.pieces()
    assert len(pieces) == len({piece.path for piece in pieces}) == 300
    for piece in pieces:
        assert re.fullmatch(rf"/{piece.when:%Y/%m}/[-\w]+\.html", piece.path)
    assert [piece.when for piece in pieces] == sorted(piece.when for piece in pieces)


def test_the_archive_has_the_gaps_of_archives():
    pieces = archive.pieces()
    assert {bool(piece.dek) for piece in pieces} == {True, False}
    assert {bool(piece.lead) for piece in pieces} == {True, False}
    assert {bool(piece.films or piece.discussed) for piece in pieces} == {True, False}
    assert [len(piece.headline) for piece in pieces].count(214) == 3


def test_archive_pieces_are_short_and_no_two_are_alike():
    pieces = archive.pieces()
    assert all(25 <= words(piece.body) <= 90 for piece in pieces)
    assert len({piece.body for piece in pieces}) == len(pieces)
    assert not [piece.headline for piece in pieces if "{" in piece.headline + piece.body + piece.dek]
