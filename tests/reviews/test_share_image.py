"""The picture for other sites: 1200 x 630, the still whole, the headline, whose it is."""

import io
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from PIL import Image as Pillow
from PIL import ImageChops

from pagecache import clock
from reviews import share_fonts, share_image, workflow
from reviews.models import Restriction
from reviews.restrictions import restrict
from reviews.share_image import UNIT, Told
from tests.factories import fresh, make_film, make_image, make_published, rewrite

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def bare_machine(monkeypatch):
    """A machine without fonts of its own."""
    monkeypatch.setattr(share_fonts, "_best", lambda signs, language: None)


def none():
    return SimpleNamespace(stdout="")


def told(**given) -> Told:
    return Told(**{"headline": "HERE Review: Soup", "kicker": "Review", "site": "Halation"} | given)


def drawn(**given):
    return Pillow.open(io.BytesIO(share_image.draw(told(**given)))).convert("RGB")


def differs(a, b) -> bool:
    return ImageChops.difference(a, b).getbbox() is not None


class TestDrawing:
    def test_it_has_the_size_that_sites_ask_for(self):
        assert drawn().size == (1200, 630)

    @pytest.mark.parametrize("size", [(640, 268), (640, 480), (200, 800), (900, 900)])
    def test_the_still_is_whole(self, tmp_path, size):
        """Its four corners are there, each of its own colour, and in its own ratio."""
        still = Pillow.new("RGB", size, "#808080")
        corners = {(0, 0): "#ff0000", (1, 0): "#00ff00", (0, 1): "#0000ff", (1, 1): "#ffff00"}
        block = (size[0] // 4, size[1] // 4)
        for (x, y), colour in corners.items():
            at = (x * (size[0] - block[0]), y * (size[1] - block[1]))
            still.paste(Pillow.new("RGB", block, colour), at)
        file = tmp_path / "still.png"
        still.save(file)
        image = drawn(picture=str(file))
        seen = {colour: box_of(image, colour) for colour in corners.values()}
        assert None not in seen.values()
        width = seen["#ffff00"][2] - seen["#ff0000"][0]
        height = seen["#ffff00"][3] - seen["#ff0000"][1]
        assert width / height == pytest.approx(size[0] / size[1], rel=0.05)
        assert seen["#ffff00"][2] <= 1200
        assert seen["#ffff00"][3] <= 630

    @pytest.mark.parametrize(
        "headline",
        [
            "x",
            "Ghost " * 60,
            "W" * 60,
            "Îñţérñåţîøñåļ ČŠŽ ığüşöç",
            "بعد ظهر في الداخل",
            "午後の室内",
            "",
            "’“…–— œŒ",
        ],
    )
    def test_no_headline_breaks_it(self, headline):
        assert drawn(headline=headline).size == (1200, 630)

    @pytest.mark.parametrize("headline", ["بعد ظهر", "午後の室内", "Полдень"])
    def test_a_headline_in_a_script_that_our_fonts_lack_is_set_in_what_the_system_has(self, headline):
        if not set(headline) - {" "} <= set(told(headline=headline).faces):
            pytest.skip("no font for it on this machine")
        assert differs(drawn(headline=headline), drawn(headline=""))
        assert differs(drawn(headline=headline), drawn(headline=headline[:3]))

    def test_the_kind_stands_in_for_a_headline_that_nothing_can_draw(self, bare_machine):
        says = told(headline="بعد ظهر", kicker="Review · بعد ظهر (2020)").as_drawn
        assert (says.headline, says.kicker) == ("Review", "")

    def test_only_the_signs_that_nothing_can_draw_are_left_out(self, bare_machine):
        assert told(headline="Ghosts 👻 of Łódź").as_drawn.headline == "Ghosts of Łódź"

    def test_a_new_font_on_the_machine_is_another_file(self, monkeypatch):
        before = told(headline="午後").digest
        monkeypatch.setattr(share_fonts, "_best", lambda signs, language: share_fonts.Found("new.otf", 0))
        assert told(headline="午後").digest != before

    def test_japanese_and_chinese_draw_one_sign_each_in_their_own_way(self):
        japanese, chinese = (share_fonts.faces_for({"直"}, language) for language in ("ja", "zh-Hans"))
        if not japanese or "CJK" not in japanese["直"].file:
            pytest.skip("no Noto for Chinese and Japanese on this machine")
        assert japanese != chinese

    def test_japanese_breaks_between_signs_and_no_line_begins_with_a_stop(self):
        assert UNIT.findall("午後、室内。HERE") == ["午", "後、", "室", "内。", "HERE"]

    def test_a_machine_is_asked_once_for_the_same_signs(self, monkeypatch):
        asked = []
        monkeypatch.setattr(
            share_fonts.subprocess, "run", lambda *given, **_more: asked.append(given) or none()
        )
        share_fonts.faces_for({"ա", "բ"}, "hy")
        first = len(asked)
        share_fonts.faces_for({"բ", "ա"}, "hy")
        assert len(asked) == first > 0

    def test_another_word_is_another_file(self):
        assert told().digest != told(headline="HERE Review: Moss").digest
        assert told().digest == told().digest


def box_of(image, colour: str):
    """Where pixels near that colour lie."""
    wanted = bytes.fromhex(colour[1:])
    bands = [
        band.point([255 if abs(level - part) < 70 else 0 for level in range(256)])
        for band, part in zip(image.split(), wanted, strict=True)
    ]
    return ImageChops.multiply(ImageChops.multiply(bands[0], bands[1]), bands[2]).getbbox()


@pytest.mark.django_db
class TestItsAddress:
    @pytest.fixture
    def still(self):
        return make_image((1600, 900), credit="Illustration: the desk")

    @pytest.fixture
    def piece(self, still):
        return make_published(at=NOON, lead=still, film=make_film("Here", 2023))

    def address(self, piece):
        return f"{piece.path}share.jpg"

    def test_the_page_names_it_and_it_answers(self, client, piece):
        page = client.get(piece.path).content.decode()
        assert f'property="og:image" content="{settings.SITE_URL}{self.address(piece)}"' in page
        response = client.get(self.address(piece))
        assert response["Content-Type"] == "image/jpeg"
        assert Pillow.open(io.BytesIO(b"".join(response))).size == (1200, 630)
        assert f"review:{piece.pk}" in response["Surrogate-Key"].split()

    def test_who_has_it_gets_nothing_new(self, client, piece):
        tag = client.get(self.address(piece))["ETag"]
        assert client.get(self.address(piece), headers={"If-None-Match": tag}).status_code == 304
        rewrite(piece, headline="Another headline")
        workflow.publish_change(fresh(piece), by=None, version=fresh(piece).version)
        assert client.get(self.address(piece), headers={"If-None-Match": tag}).status_code == 200

    def test_a_restricted_still_leaves_the_words(self, client, piece, still):
        with_still = b"".join(client.get(self.address(piece)))
        restrict(mode=Restriction.Mode.IMAGE, image=still)
        without = b"".join(client.get(self.address(piece)))
        assert differs(*(Pillow.open(io.BytesIO(data)).convert("RGB") for data in (with_still, without)))

    def test_a_restricted_piece_has_none(self, client, piece):
        restrict(mode=Restriction.Mode.FULL, review=piece)
        assert client.get(self.address(piece)).status_code == 451

    def test_a_piece_to_come_has_none(self, client, still):
        piece = make_published(at=datetime(2024, 2, 10, 12, tzinfo=UTC), lead=still)
        assert client.get(self.address(piece)).status_code == 404

    def test_one_file_a_piece_is_kept(self, client, piece):
        client.get(self.address(piece))
        restrict(mode=Restriction.Mode.IMAGE, image=piece.lead_image)
        client.get(self.address(piece))
        assert len(list((Path(settings.MEDIA_ROOT) / "share" / str(piece.pk)).iterdir())) == 1
