"""Twenty stills dropped on a film: said once, kept each, used with one press."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from films.models import Still
from images.models import Image
from tests.desk import fields_of, messages_of
from tests.factories import make_film, make_image, make_review, make_user
from tests.images.pictures import drawing, file_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def film():
    return make_film("Here", 2023)


def signed_in(role=Role.EDITOR) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def drop(client, film, *files, **facts):
    told = {"credit": "Mossfilm", "source": "Press kit", "basis": "press_kit"} | facts
    posted = {f"add-{name}": value for name, value in told.items()} | {"add-stills": list(files)}
    return client.post(reverse("admin:films_film_stills", args=[film.pk]), posted, follow=True)


def still(number: int):
    return file_of(drawing((320 + number, 200)), name=f"still{number}.jpg")


def test_credit_source_and_basis_are_said_once_for_all(film):
    response = drop(signed_in(), film, *(still(number) for number in range(3)))
    assert messages_of(response) == "3 stills of Here (2023)."
    assert [row.position for row in film.stills.all()] == [0, 1, 2]
    facts = Image.objects.values_list("credit", "source", "basis", "alt").order_by().distinct()
    assert list(facts) == [("Mossfilm", "Press kit", "press_kit", "")]


def test_each_refused_file_gets_its_sentence_and_the_others_are_kept(film):
    client = signed_in()
    drop(client, film, still(1))
    response = drop(client, film, still(1), ContentFile(b"hello", name="notes.jpg"), still(2))
    said = messages_of(response)
    assert "1 still of Here (2023)." in said
    assert "“still1.jpg”: This file is among the film’s stills already" in said
    assert "“notes.jpg”: This file says .jpg but is not a picture." in said
    assert film.stills.count() == 2


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [({"credit": ""}, "Say whose pictures these are."), ({"basis": ""}, "Say why we may use them.")],
)
def test_what_is_not_said_is_asked(film, facts, sentence):
    assert f"No still was added. {sentence}" in messages_of(drop(signed_in(), film, still(1), **facts))
    assert not Image.objects.exists()


def test_no_file_is_a_sentence(film):
    assert "Choose a file." in messages_of(drop(signed_in(), film))


def test_writers_drop_stills_and_moderators_do_not(film):
    assert drop(signed_in(Role.CONTRIBUTOR), film, still(1)).status_code == 200
    assert film.stills.count() == 1
    response = signed_in(Role.MODERATOR).post(reverse("admin:films_film_stills", args=[film.pk]), {})
    assert response.status_code == 403


def test_the_writing_page_offers_the_stills_of_its_films_that_it_does_not_use(film):
    client, image = signed_in(), make_image(alt="The moss")
    Still.objects.create(film=film, image=image)
    Still.objects.create(film=make_film(), image=make_image(alt="Elsewhere"))
    page = reverse("admin:reviews_review_change", args=[make_review(film=film).pk])
    shown = client.get(page)
    assert f'value="still-{image.pk}"' in shown.text
    assert shown.text.count('value="still-') == 1
    pressed = client.post(page, fields_of(shown) | {"act": f"still-{image.pk}"})
    posted = fields_of(pressed)
    assert str(image.pk) in [value for name in posted for value in posted[name] if name.endswith("-image")]
    client.post(page, posted | {"act": "save"})
    assert f'value="still-{image.pk}"' not in client.get(page).text


def test_pressing_what_is_no_still_does_nothing(film):
    page = reverse("admin:reviews_review_change", args=[make_review(film=film).pk])
    client = signed_in()
    for pressed in (f"still-{make_image().pk}", "still-", "still-9999999999999999999999", "still-x"):
        response = client.post(page, fields_of(client.get(page)) | {"act": pressed})
        assert response.status_code == 200
