from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from images.models import Image
from pagecache.clock import now
from pagecache.models import Change
from tests.factories import make_user
from tests.images.pictures import drawing, file_of, make_picture, png_that_claims, telling

pytestmark = pytest.mark.django_db

ADD = "admin:images_image_add"
LIST = "admin:images_image_changelist"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor():
    return make_user()


@pytest.fixture
def desk(editor):
    return signed_in(editor)


def facts(**changes) -> dict:
    return {
        "alt": "A mossy stone",
        "caption": "",
        "credit": "Mossfilm",
        "source": "",
        "basis": "press_kit",
        "rights_territory": "",
        "rights_until_0": "",
        "rights_until_1": "",
    } | changes


def remarks(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request) if message.level_tag == "warning"]


def test_an_editor_uploads_a_picture(desk, editor):
    response = desk.post(reverse(ADD), facts(upload=file_of(drawing((1600, 900)))))
    assert response.status_code == 302
    image = Image.objects.get()
    assert (image.alt, image.credit, image.basis) == ("A mossy stone", "Mossfilm", "press_kit")
    assert (image.width, image.uploaded_by, image.renditions) == (1600, editor, {"jpeg": [828]})
    assert remarks(response) == []
    assert list(Change.objects.values_list("key", flat=True)) == [f"image:{image.pk}"]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (lambda: ContentFile(b"hello", name="still.jpg"), "This file says .jpg but is not a picture."),
        (lambda: png_that_claims(30_000, 30_000), "more than 60 million pixels"),
        (lambda: ContentFile(b"", name="still.jpg"), "This file is empty."),
        (lambda: "", "Choose a file."),
    ],
    ids=["no picture", "a bomb", "empty", "none"],
)
def test_a_refused_file_is_told_in_the_form(desk, file, sentence):
    response = desk.post(reverse(ADD), facts(upload=file()))
    assert response.status_code == 200
    assert sentence in response.text
    assert not Image.objects.exists()


def test_an_upload_says_why_we_may_use_the_picture(desk):
    response = desk.post(reverse(ADD), facts(upload=file_of(), basis=""))
    assert "basis" in response.context["adminform"].errors
    assert not Image.objects.exists()


def test_a_credit_found_in_the_file_is_to_be_checked(desk):
    response = desk.post(reverse(ADD), facts(upload=telling(byline=b"Ada Lind"), credit=""))
    assert Image.objects.get().credit == "Ada Lind"
    assert remarks(response) == ["The credit “Ada Lind” is what the file itself says. Please check it."]


def test_a_narrow_picture_is_taken_with_a_remark(desk):
    response = desk.post(reverse(ADD), facts(upload=file_of(drawing((480, 300)))))
    assert Image.objects.count() == 1
    assert remarks(response) == ["This picture is 480 px wide. On large screens it will look soft."]


def test_the_same_file_again_is_taken_with_a_link_to_the_first(desk):
    first = make_picture()
    response = desk.post(reverse(ADD), facts(upload=file_of()))
    assert Image.objects.count() == 2
    (remark,) = remarks(response)
    assert f'href="{reverse("admin:images_image_change", args=[first.pk])}"' in remark


def test_the_facts_of_a_picture_can_be_changed_and_its_file_cannot(desk):
    image = make_picture()
    address = reverse("admin:images_image_change", args=[image.pk])
    form = desk.get(address)
    assert 'type="file"' not in form.text
    assert "1,200 × 800, JPEG" in form.text
    response = desk.post(address, facts(alt="Lichen", upload=file_of(drawing((99, 99)))))
    assert response.status_code == 302
    image.refresh_from_db()
    assert (image.alt, image.width) == ("Lichen", 1200)


def test_the_list_shows_small_pictures_whole(desk):
    image = make_picture(drawing((1200, 800)))
    tall = make_picture(drawing((400, 600)))
    page = desk.get(reverse(LIST)).text
    for picture, drawn, measures in [
        (image, 828, 'width="160" height="107"'),
        (tall, 400, 'width="80" height="120"'),
    ]:
        address = reverse("admin:admin-picture", args=[picture.key, drawn, "jpg"])
        assert f'<img src="{address}" {measures} alt="Moss" loading="lazy">' in page


def test_the_list_finds_half_words(desk):
    make_picture(drawing((64, 48)), alt="Śnieg")
    make_picture(drawing((64, 48)), alt="Desert")
    page = desk.get(reverse(LIST), {"q": "snie"})
    assert [str(image) for image in page.context["cl"].result_list] == ["Śnieg"]


@pytest.mark.parametrize(
    ("chosen", "listed"),
    [
        ({"missing": "credit"}, ["No credit"]),
        ({"missing": "alt"}, ["Bare"]),
        ({"licence": "over"}, ["Over"]),
        ({"licence": "soon"}, ["Soon"]),
        ({"missing": "sense"}, ["Over", "Soon", "Bare", "No credit"]),
    ],
)
def test_the_list_can_be_narrowed_to_what_needs_work(desk, chosen, listed):
    small = drawing((64, 48))
    make_picture(small, alt="No credit", credit="")
    make_picture(small, alt="", credit="Bare")
    make_picture(small, alt="Soon", rights_until=now() + timedelta(days=29))
    make_picture(small, alt="Over", rights_until=now() - timedelta(days=1))
    page = desk.get(reverse(LIST), chosen)
    assert [str(image) for image in page.context["cl"].result_list] == listed


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(desk, rows, django_assert_max_num_queries):
    for _row in range(rows):
        make_picture(drawing((64, 48)))
    with django_assert_max_num_queries(8):  # among them the notices in the menu and the sections one works in
        desk.get(reverse(LIST))


def test_the_desk_sees_a_picture_that_no_page_shows(desk):
    image = make_picture(drawing((64, 48)))
    response = desk.get(reverse("admin:admin-picture", args=[image.key, 64, "jpg"]))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8")


@pytest.mark.parametrize(("width", "ext"), [(65, "jpg"), (64, "png"), (64, "avif")])
def test_a_rendition_that_was_not_made_is_not_there(desk, width, ext):
    image = make_picture(drawing((64, 48)))
    assert desk.get(f"/admin/images/image/rendition/{image.key}/{width}.{ext}").status_code == 404


def test_a_lost_file_is_not_there(desk, media):
    image = make_picture(drawing((64, 48)))
    (media / "renditions" / image.key / "64.jpg").unlink()
    assert desk.get(reverse("admin:admin-picture", args=[image.key, 64, "jpg"])).status_code == 404


def test_strangers_see_no_picture_of_the_desk():
    image = make_picture(drawing((64, 48)))
    response = Client().get(reverse("admin:admin-picture", args=[image.key, 64, "jpg"]))
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("role", ["auditor", None])
def test_who_may_not_see_pictures_gets_none(role):
    image = make_picture(drawing((64, 48)))
    client = signed_in(make_user(role))
    assert client.get(reverse("admin:admin-picture", args=[image.key, 64, "jpg"])).status_code in {302, 403}
    assert client.get(reverse(LIST)).status_code in {302, 403}


def test_contributors_change_the_pictures_they_brought_and_no_others():
    writer = make_user("contributor")
    client = signed_in(writer)
    own = make_picture(drawing((64, 48)), by=writer)
    other = make_picture(drawing((64, 48)), alt="Not mine")
    for image, status in [(own, 302), (other, 403)]:
        response = client.post(reverse("admin:images_image_change", args=[image.pk]), facts(alt="Changed"))
        assert response.status_code == status
    assert set(Image.objects.values_list("alt", flat=True)) == {"Changed", "Not mine"}


def test_nobody_deletes_a_picture_for_good(desk):
    image = make_picture(drawing((64, 48)))
    desk.post(reverse("admin:images_image_delete", args=[image.pk]), {"post": "yes"})
    assert Image.objects.contains(image)
    assert image.file.storage.exists(image.file.name)
