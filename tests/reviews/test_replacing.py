"""A better scan of the same still: the picture stays what it is, and nothing of the old file can be had any more."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from images import intake, renditions
from images.models import Image
from images.tasks import draw_renditions
from pagecache import clock
from pagecache.models import Change
from reviews import library
from reviews.purging import keys_of_picture
from reviews.restrictions import lift, restrict
from reviews.workflow import WrongStep
from tests.desk import error_at, messages_of
from tests.factories import fresh, make_contributor, make_film, make_image, make_published, make_user, picture
from tests.images.pictures import drawing, file_of

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
BLUE = (40, 70, 160)


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


@pytest.fixture
def still():
    return make_image(alt="Moss", credit="Mossfilm", caption="In the rain")


def better() -> "intake.Examined":
    return intake.examine(file_of(drawing((1200, 500), BLUE)))


def replace(image, file=None, by=None, run=None) -> Image:
    with run(execute=True) if run else clock.freeze(NOON):
        library.replace_file(image, file or better(), by=by or make_user(Role.EDITOR))
    return fresh(image)


def page(image) -> str:
    return reverse("admin:images_image_replace", args=[image.pk])


def test_the_picture_stays_what_it_is_and_has_another_file(still, editor):
    piece = make_published(lead=still, pictures=[picture(still, "gallery", alt="Moss here")])
    now = replace(still, by=editor)
    assert (now.pk, now.alt, now.credit, now.caption) == (still.pk, "Moss", "Mossfilm", "In the rain")
    assert (now.basis, now.uploaded_by, now.created_at) == (still.basis, still.uploaded_by, still.created_at)
    assert {use.image_id for use in piece.pictures.all()} == {still.pk}
    assert (now.width, now.height, now.renditions) == (1200, 500, {"jpeg": [828]})
    assert now.checksum == better().checksum
    assert now.key != still.key
    assert now.hue != still.hue
    entry = AuditEntry.objects.latest("seq")
    assert (entry.action, entry.actor, entry.object_id) == ("image.replace", editor, still.pk)
    assert entry.facts == {"checksum_before": still.checksum, "checksum": now.checksum}


def test_the_old_addresses_stop_working_and_the_new_ones_answer(
    client, still, django_capture_on_commit_callbacks
):
    piece = make_published(lead=still)
    [old] = [f"/pictures/{still.key}/480.jpg"]
    assert client.get(old).status_code == 200
    files = [Path(still.file.path), renditions.path_of(still, 480, "jpg")]
    assert all(file.is_file() for file in files)
    now = replace(still, run=django_capture_on_commit_callbacks)
    assert client.get(old).status_code == 404
    assert not any(file.exists() for file in files)
    html = client.get(piece.path).text
    assert still.key not in html
    assert client.get(f"/pictures/{now.key}/828.jpg").status_code == 200
    assert "avif" in now.renditions


def test_every_page_that_shows_it_is_made_anew(still):
    film = make_film(poster=still)
    make_published(lead=still, film=film, contributor=make_contributor(portrait=still))
    Change.objects.all().delete()
    replace(still)
    assert set(Change.objects.values_list("key", flat=True)) >= keys_of_picture(still)


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_film_takes_its_colour_from_the_new_file(still, by_hand):
    film = make_film(key_still=still, hue=90, saturation=40, colour_by_hand=by_hand)
    now = replace(still)
    assert (fresh(film).hue, fresh(film).saturation) == ((90, 40) if by_hand else (now.hue, now.saturation))


class TestRefusals:
    @pytest.mark.parametrize("where", ["everywhere", "in one piece", "from tomorrow on"])
    def test_a_picture_under_a_restriction(self, still, where):
        review = make_published(lead=still) if where == "in one piece" else None
        starts_at = NOON + DAY if where == "from tomorrow on" else None
        hidden = restrict(mode="image", image=still, review=review, starts_at=starts_at)
        with pytest.raises(WrongStep, match="under a restriction"):
            replace(still)
        assert (fresh(still).key, fresh(still).checksum) == (still.key, still.checksum)
        lift(hidden)
        assert replace(still).key != still.key

    def test_a_file_that_is_restricted(self, still):
        other = make_image((300, 200))
        restrict(mode="image", image=other)
        with pytest.raises(WrongStep, match="This very file is restricted"):
            replace(still, intake.examine(file_of(drawing((300, 200)))))
        assert fresh(still).checksum == still.checksum

    def test_the_file_it_has_already(self, still):
        with pytest.raises(WrongStep, match="has already"):
            replace(still, intake.examine(file_of(drawing((480, 320)))))

    def test_whoever_may_not_change_it(self, still):
        for role in (Role.CONTRIBUTOR, Role.MODERATOR, None):
            with pytest.raises(PermissionDenied):
                replace(still, by=make_user(role))

    def test_the_old_file_stays_when_it_goes_wrong(self, still, monkeypatch):
        monkeypatch.setattr(library, "keys_of_picture", lambda image: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            replace(still)
        assert (fresh(still).key, fresh(still).checksum) == (still.key, still.checksum)
        assert Path(fresh(still).file.path).is_file()


def test_sizes_that_were_being_drawn_of_the_old_file_are_not_listed(still, monkeypatch):
    """The task read the row before the file was replaced, and is done after it."""
    draw = renditions._draw_all

    def slowly(image):
        draw(image)
        replace(still)

    monkeypatch.setattr(renditions, "_draw_all", slowly)
    draw_renditions.func(still.pk)
    assert fresh(still).renditions == {"jpeg": [828]}
    assert not (renditions.renditions_folder() / still.key).exists()


class TestAtTheDesk:
    def test_it_takes_a_link_a_file_and_one_button(self, desk, still):
        make_published(lead=still)
        address = reverse("admin:images_image_change", args=[still.pk])
        assert page(still) in desk.get(address).text
        shown = desk.get(page(still)).text
        assert "(1 piece)" in shown
        answer = desk.post(page(still), {"upload": file_of(drawing((1200, 500), BLUE))}, follow=True)
        assert messages_of(answer) == "The picture has its new file. Please look whether its words still fit."
        assert fresh(still).width == 1200

    @pytest.mark.parametrize("sent", ["nothing", "no picture", "the same"])
    def test_what_is_refused_is_said_at_the_field(self, desk, still, sent):
        from django.core.files.base import ContentFile

        files = {
            "nothing": {}, "the same": {"upload": file_of(drawing((480, 320)))},
            "no picture": {"upload": ContentFile(b"<script>", name="still.jpg")},
        }  # fmt: skip
        answer = desk.post(page(still), files[sent])
        assert answer.status_code == 422
        assert error_at(answer, "upload")
        assert fresh(still).key == still.key
