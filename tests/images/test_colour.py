import random
import re
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from PIL import Image as Pillow

from images.colour import (
    CLASS_SATURATION,
    DARK_PAPER_2,
    NEUTRAL,
    PAPER_2,
    WHITE,
    check_by_hand,
    class_rules,
    contrast,
    from_hand,
    hue_class,
    of_picture,
    palette,
    stylesheet,
)
from images.urls_for import colour_url

DARK_RAISE = "#1c1f1a"


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#3d5c17", "#3d5c17") == 1


def test_every_film_colour_can_be_read_on_every_ground_it_stands_on():
    """3,600 hues and five saturations; the study promises these figures."""
    least = {
        "film": 99.0,
        "dark": 99.0,
        "dark on raise": 99.0,
        "lit": 99.0,
        "lit 2": 99.0,
        "mute": 99.0,
        "button": 99.0,
    }
    for tenths, saturation in product(range(3600), (25, 35, 45, 55, 65)):
        colours = palette.__wrapped__(tenths / 10, saturation)
        for name, a, b in [
            ("film", colours.film, PAPER_2),
            ("dark", colours.film_dark, DARK_PAPER_2),
            ("dark on raise", colours.film_dark, DARK_RAISE),
            ("lit", colours.lit, colours.film_deep),
            ("lit 2", colours.lit_2, colours.film_deep),
            ("mute", colours.mute, colours.film_deep),
            ("button", WHITE, colours.film),
        ]:
            least[name] = min(least[name], contrast(a, b))
    assert least["film"] >= 5.5
    assert least["dark"] >= 7
    assert least["dark on raise"] >= 6.77
    assert least["lit"] >= 9
    assert least["lit 2"] >= 16.4
    assert least["mute"] >= 6
    assert least["button"] >= 5.98


def test_the_neutral_set_can_be_read_too():
    assert contrast(NEUTRAL.film, PAPER_2) >= 5.5
    assert contrast(NEUTRAL.film_dark, DARK_PAPER_2) >= 7
    assert contrast(NEUTRAL.lit, NEUTRAL.film_deep) >= 9
    assert contrast(NEUTRAL.lit_2, NEUTRAL.film_deep) >= 16
    assert contrast(NEUTRAL.mute, NEUTRAL.film_deep) >= 6


def test_the_papers_are_those_of_the_style_sheet(pytestconfig):
    tokens = (pytestconfig.rootpath / "static/css/tokens.css").read_text()
    papers = re.findall(r"--paper-2:\s*(#\w{6})", tokens)
    assert {PAPER_2, DARK_PAPER_2} == set(papers)


@pytest.mark.parametrize(
    ("pixel", "hue"),
    [((200, 40, 40), 0), ((40, 200, 40), 120), ((40, 40, 200), 240), ((200, 40, 45), 358)],
)
def test_a_picture_lends_its_hue(pixel, hue):
    found, saturation = of_picture(Pillow.new("RGB", (300, 200), pixel))
    assert (found, saturation) == (hue, 65)


def test_the_fullest_hue_wins_and_is_not_mixed_with_the_others():
    picture = Pillow.new("RGB", (320, 240), (40, 40, 200))
    picture.paste((200, 40, 40), (0, 0, 320, 100))
    assert of_picture(picture) == (240, 65)


def test_a_black_and_white_picture_has_no_colour():
    grain = random.Random(1)
    picture = Pillow.new("RGB", (64, 48))
    picture.putdata([(grey, grey, grey) for grey in (grain.randrange(256) for _ in range(64 * 48))])
    assert of_picture(picture) == (None, None)


def test_a_red_dot_does_not_colour_a_black_and_white_picture():
    picture = Pillow.new("RGB", (640, 480), (128, 128, 128))
    picture.paste((220, 20, 20), (0, 0, 60, 60))
    assert of_picture(picture) == (None, None)


def test_near_black_is_no_colour():
    assert of_picture(Pillow.new("RGB", (64, 48), (20, 2, 2))) == (None, None)


def test_the_stylesheet_says_both_themes_and_nothing_else():
    colours = palette(87, 60)
    assert stylesheet(87, 60) == (
        f":root{{--film:{colours.film};--film-deep:{colours.film_deep};--film-lit:{colours.lit};"
        f"--film-lit-2:{colours.lit_2};--film-mute:{colours.mute}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--film:{colours.film_dark}}}}}\n"
    )


def test_lists_have_one_class_for_fifteen_degrees():
    assert [hue_class(hue) for hue in (0, 14, 15, 359, None)] == [
        "hue-0",
        "hue-0",
        "hue-1",
        "hue-23",
        "hue-none",
    ]


def test_the_rules_for_lists_name_every_class_once_for_each_theme():
    rules = class_rules()
    classes = re.findall(r"\.(hue-\w+)\{", rules)
    assert classes == [*(f"hue-{n}" for n in range(24)), "hue-none"] * 2
    assert palette(7.5, CLASS_SATURATION).film in rules


def test_an_editor_sees_both_contrasts_of_a_hue():
    seen = check_by_hand(87, 60)
    assert seen.film == palette(87, 60).film
    assert seen.on_paper >= 5.5
    assert seen.on_dark_paper >= 7


@pytest.mark.parametrize(("hue", "saturation"), [(-1, 40), (360, 40), (87, 24), (87, 66)])
def test_a_hue_outside_its_range_is_refused(hue, saturation):
    with pytest.raises(ValidationError):
        check_by_hand(hue, saturation)


def test_a_colour_too_pale_for_white_is_refused_with_one_that_is_not():
    with pytest.raises(ValidationError) as refused:
        from_hand("#c9a45a")
    sentence = refused.value.messages[0]
    assert sentence.startswith("This colour is too pale on white (2.3, needs 4.5). Try #")
    instead = sentence.removesuffix(".")[-7:]
    assert contrast(instead, WHITE) >= 4.5
    assert abs(from_hand(instead)[0] - 40) <= 1


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", "", "#777777"])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValidationError):
        from_hand(colour)


def test_a_stylesheet_is_kept_for_ever(client):
    response = client.get(colour_url(87, 60))
    assert response.status_code == 200
    assert response.text == stylesheet(87, 60)
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response
    assert "Vary" not in response


def test_a_film_without_colour_links_the_neutral_set(client):
    assert client.get(colour_url(None, None)).text == stylesheet(None, None)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["360-40", "87-24", "87-66", "87", "x-40", "-1-40"])
def test_other_colours_are_not_there(client, path):
    assert client.get(f"/colours/{path}.css").status_code == 404


def test_a_stylesheet_takes_no_orders(client):
    assert client.post(reverse("film-colour", args=[87, 60])).status_code == 405
