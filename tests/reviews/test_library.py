"""The libraries of the desk: pictures, films and people, found, looked at and put away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from films.models import Film, Still
from pagecache import clock
from reviews import library
from reviews.admin import desk as landing
from reviews.forms.shelves import SHELVES
from reviews.restrictions import restrict
from reviews.workflow import WrongStep
from tests.desk import fields_of, messages_of, parsed, words_of
from tests.factories import (
    fresh,
    make_contributor,
    make_credit,
    make_film,
    make_image,
    make_person,
    make_published,
    make_review,
    make_user,
    picture,
    put_columns,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PICTURES, FILMS, PEOPLE = (
    reverse(f"admin:{name}_changelist") for name in ("images_image", "films_film", "films_person")
)


@pytest.fixture(autouse=True)
def noon():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def editor():
    return make_user(Role.EDITOR)


@pytest.fixture
def desk(editor):
    client = Client()
    client.force_login(editor)
    return client


def rows(response) -> list[str]:
    table = next((each for each in parsed(response).iter("table") if each.get("id") == "result_list"), None)
    return [] if table is None else [words_of(row) for row in table.find("tbody").iter("tr")]


def bin_of(image) -> str:
    return reverse("admin:images_image_delete", args=[image.pk])


# The bin


def test_what_is_used_nowhere_goes_to_the_bin_and_comes_back(desk, editor):
    image = make_image(alt="Moss")
    assert "The file stays" in desk.get(bin_of(image)).text
    assert "in the bin" in messages_of(desk.post(bin_of(image), follow=True))
    assert rows(desk.get(PICTURES)) == []
    assert len(rows(desk.get(PICTURES, {"use": "bin"}))) == 1
    assert SHELVES["image"].find(editor, NOON, "moss") == []
    desk.post(bin_of(image))
    assert len(rows(desk.get(PICTURES))) == 1


USES = {
    "a piece": lambda image: make_review(lead=image),
    "a poster": lambda image: make_film(poster=image),
    "a key still": lambda image: make_film(key_still=image),
    "a portrait": lambda image: make_contributor(portrait=image),
    "a restriction": lambda image: restrict(mode="image", image=image),
}


@pytest.mark.parametrize("use", USES)
def test_what_is_used_stays_and_says_where(desk, editor, use):
    image = make_image()
    USES[use](image)
    page = desk.get(bin_of(image))
    assert "Used on" in page.text
    assert "Put it in the bin" not in page.text
    assert "Take it out there first." in messages_of(desk.post(bin_of(image), follow=True))
    with pytest.raises(WrongStep):
        library.put_in_bin(image, by=editor)
    assert fresh(image).binned_at is None


def test_a_piece_in_the_bin_keeps_its_picture(editor):
    image = make_image()
    put_columns(make_review(lead=image), deleted_at=NOON)
    with pytest.raises(WrongStep):
        library.put_in_bin(image, by=editor)


def test_writers_put_away_their_own_and_are_not_told_of_others_drafts():
    writer = make_user(Role.CONTRIBUTOR)
    client = Client()
    client.force_login(writer)
    mine, theirs = make_image(by=writer), make_image()
    with pytest.raises(PermissionDenied):
        library.put_in_bin(theirs, by=writer)
    make_review(lead=mine, headline="A secret commission")
    page = client.get(bin_of(mine))
    assert "1 that you cannot see" in page.text
    assert "secret" not in page.text
    assert "secret" not in client.get(reverse("admin:images_image_change", args=[mine.pk])).text


# Pictures


def test_a_picture_says_where_it_is_used(desk):
    image = make_image(alt="Moss")
    make_published(at=NOON, lead=image, headline="Two strangers")
    make_film("Here", 2023, poster=image)
    page = desk.get(reverse("admin:images_image_change", args=[image.pk])).text
    for name in ("Two strangers", "Here (2023)"):
        assert f">{name}</a>" in page


def test_filters_find_what_has_to_be_looked_after(desk):
    make_image(alt="no credit", credit="")
    make_image(alt="", credit="no alt")
    make_image(alt="soon over", rights_until=NOON + 30 * DAY)
    make_image(alt="later", rights_until=NOON + 31 * DAY)
    make_image(alt="over", rights_until=NOON)
    used = make_image(alt="used")
    make_review(lead=used)
    for query, found in [
        ({"missing": "credit"}, ["no credit"]),
        ({"missing": "alt"}, ["no alt"]),
        ({"licence": "soon"}, ["soon over"]),
        ({"licence": "over"}, ["over"]),
    ]:
        (row,) = rows(desk.get(PICTURES, query))
        assert found[0] in row
    assert len(rows(desk.get(PICTURES, {"use": "none"}))) == 5


def test_the_grid_shows_pictures_whole_at_their_own_ratio(desk):
    for size in ((400, 400), (600, 200), (200, 600)):
        make_image(size)
    page = parsed(desk.get(PICTURES, {"as": "grid"}))
    drawn = [
        (int(image.get("width")), int(image.get("height")))
        for image in page.iter("img")
        if image.get("width")
    ]
    assert sorted(drawn) == [(60, 180), (180, 180), (420, 140)]


@pytest.mark.parametrize("look", ["", "grid"])
def test_pictures_cost_the_same_for_one_and_three(desk, look):
    costs = []
    for number in (1, 2):
        for _ in range(number):
            make_review(lead=make_image(), pictures=[picture(make_image(), "gallery")])
        with CaptureQueriesContext(connection) as asked:
            desk.get(PICTURES, {"as": look} if look else {})
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_desk_is_warned_thirty_days_before_a_licence_ends(editor):
    ending, later = (
        make_image(alt="Moss", rights_until=NOON + 30 * DAY),
        make_image(rights_until=NOON + 31 * DAY),
    )
    piece = make_published(at=NOON - DAY, lead=ending, headline="Two strangers")
    make_published(at=NOON - DAY, lead=later)
    make_review(lead=ending)

    def pile(user, at):
        return next(
            (pile for pile in landing.desk(user, at).piles if pile.heading == "Licences that end"), None
        )

    found = pile(editor, NOON)
    assert [row.review for row in found.rows] == [piece]
    assert found.rows[0].said == "“Moss” may be shown until Sun 10 Mar 2024, 13:00 Brussels."
    assert pile(editor, NOON - DAY) is None
    assert pile(editor, NOON + 30 * DAY - timedelta(seconds=1)) is not None
    assert pile(make_user(Role.CONTRIBUTOR), NOON) is None


# Films and people


def test_possible_doubles_of_films_are_of_one_title_and_a_year_apart(desk):
    for title, year in [
        ("Çok", 2020),
        ("COK", 2021),
        ("Cok", 2024),
        ("Here", 2023),
        ("Moss", 2020),
        ("Moss", None),
    ]:
        Film.objects.create(title=title, year=year)
    found = rows(desk.get(FILMS, {"doubles": "maybe"}))
    assert len(found) == 4
    for row, title in zip(found, ("Çok (2020)", "COK (2021)", "Moss", "Moss"), strict=True):
        assert title in row
    assert not any("Here" in row or "2024" in row for row in found)


def test_possible_doubles_of_people_share_a_name_and_a_film(desk):
    film = make_film()
    for name in ("Jan Novák", "Jan Novak", "Liyo Gong"):
        make_credit(film, make_person(name), "cast")
    make_credit(make_film(), make_person("Liyo Gong"), "cast")
    make_person("Bas Devos")
    make_credit(make_film(), make_person("Bas Devos"))
    found = rows(desk.get(PEOPLE, {"doubles": "maybe"}))
    assert len([row for row in found if "Jan Nov" in row]) == 2
    assert len([row for row in found if "Bas Devos" in row]) == 2
    assert not any("Liyo" in row for row in found)


def test_lists_say_what_tells_films_and_people_apart(desk):
    still = make_image()
    film = make_film("Here", 2023, director="Bas Devos", original_title="Hier", key_still=still)
    make_published(at=NOON, film=film)
    (row,) = rows(desk.get(FILMS))
    for told in ("Here (2023)", "Hier", "2023", "Bas Devos", "1"):
        assert told in row
    assert still.key in desk.get(FILMS).text
    (row,) = rows(desk.get(PEOPLE))
    for told in ("Bas Devos", "Devos, Bas", "Director", "Here (director)"):
        assert told in row


def test_many_pieces_are_counted_as_many(desk, monkeypatch):
    monkeypatch.setattr("films.admin.film.COUNTED_UP_TO", 2)
    film = make_film()
    for _ in range(3):
        make_published(at=NOON, film=film)
    assert "2+" in rows(desk.get(FILMS))[0]


# Choosing a picture in a piece


@pytest.fixture
def mosses(editor):
    """Four pictures of moss, the nearest made first: so that age alone would turn them round."""
    film = make_film("Here", 2023)
    ages = {"a still": 4, "in the piece": 3, "mine of lately": 2, "mine of long ago": 90, "anybody's": 1}
    made = {
        name: put_columns(make_image(alt=f"Some moss, {name}"), created_at=NOON - days * DAY)
        for name, days in ages.items()
    }
    put_columns(made["mine of lately"], uploaded_by=editor)
    put_columns(made["mine of long ago"], uploaded_by=editor)
    Still.objects.create(film=film, image=made["a still"])
    Still.objects.create(film=make_film(), image=made["anybody's"])
    return film, made


ORDER = ["a still", "in the piece", "mine of lately", "anybody's", "mine of long ago"]


def test_pictures_nearest_to_the_piece_are_found_first(desk, mosses):
    film, made = mosses
    lookup = reverse("admin:reviews_review_lookup", args=["image"])
    asked = {"q": "moss", "film": [film.pk], "picture": [made["in the piece"].pk]}
    found = desk.get(lookup, asked).json()
    assert [one["id"] for one in found] == [made[name].pk for name in ORDER]
    nonsense = {"q": "moss", "film": ["x", "-1", "9" * 30], "picture": [""]}
    assert desk.get(lookup, nonsense).json()[0]["id"] == made["mine of lately"].pk


def test_also_where_the_form_asks_which_one_is_meant(desk, mosses):
    film, made = mosses
    piece = make_review(film=film, pictures=[picture(made["in the piece"], "gallery", alt="Moss")])
    address = reverse("admin:reviews_review_change", args=[piece.pk])
    posted = fields_of(desk.get(address)) | {
        "pictures-TOTAL_FORMS": "2", "pictures-1-image": "", "pictures-1-image_words": "moss",
        "pictures-1-place": "body", "act": "save",
    }  # fmt: skip
    page = desk.post(address, posted)
    offered = [
        control.get("value")
        for control in parsed(page).iter("input")
        if control.get("name") == "pictures-1-image_answer"
    ]
    assert offered == [str(made[name].pk) for name in ORDER]


def test_nobody_is_offered_a_still_from_the_bin(desk, mosses):
    film, made = mosses
    put_columns(made["a still"], binned_at=NOON)
    lookup = reverse("admin:reviews_review_lookup", args=["image"])
    found = desk.get(lookup, {"q": "moss", "film": [film.pk]}).json()
    assert made["a still"].pk not in [one["id"] for one in found]
