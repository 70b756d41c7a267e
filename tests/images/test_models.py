from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from images.models import Image
from images.renditions import make_all
from images.signals import rights_changed
from pagecache.clock import freeze
from tests.images.pictures import drawing, make_picture

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def image():
    return make_picture(drawing((160, 100)))


@pytest.fixture
def heard():
    """What was told about licences, as (picture, was, now)."""
    told = []

    def listen(sender, image, was, now, **kwargs):
        assert transaction.get_connection().in_atomic_block
        told.append((image, was, now))

    rights_changed.connect(listen)
    yield told
    rights_changed.disconnect(listen)


@pytest.mark.parametrize(
    ("until", "licensed"), [(None, True), (NOON + SECOND, True), (NOON, False), (NOON - SECOND, False)]
)
def test_a_licence_ends_at_its_second(image, until, licensed):
    image.rights_until = until
    image.save()
    assert image.is_licensed(NOON) is licensed
    assert Image.objects.licensed_at(NOON).contains(image) is licensed


def test_a_changed_licence_is_told_once(image, heard):
    image.rights_until = NOON
    image.save()
    image.alt = "Another moss"
    image.save()
    image.rights_until = None
    image.save()
    assert heard == [(image, None, NOON), (image, NOON, None)]


def test_a_licence_changed_by_someone_else_meanwhile_is_told_as_it_was(image, heard):
    stale = Image.objects.get()
    image.rights_until = NOON
    image.save()
    stale.rights_until = NOON + SECOND
    stale.save()
    assert heard[-1] == (image, NOON, NOON + SECOND)


def test_saving_other_fields_tells_nothing_about_the_licence(image, heard):
    image.rights_until = NOON
    image.save(update_fields=["alt"])
    assert heard == []


def test_a_new_picture_tells_of_its_licence_when_that_has_an_end(heard):
    make_picture(drawing((64, 48)))
    assert heard == []
    image = make_picture(drawing((64, 48)), rights_until=NOON)
    assert heard == [(image, None, NOON)]


def test_who_read_a_picture_before_it_was_drawn_does_not_undo_the_drawing(image):
    stale = Image.objects.get()
    make_all(image)
    stale.alt = "Lichen"
    stale.save()
    image.refresh_from_db()
    assert (image.alt, image.renditions["avif"]) == ("Lichen", [160])


def test_a_picture_of_which_only_a_part_was_read_can_be_saved(image):
    part = Image.objects.only("alt").get()
    part.alt = "Lichen"
    part.save()
    assert list(Image.objects.search("lichen")) == [image]
    assert Image.objects.get().credit == "Own"


def test_every_word_of_a_search_must_be_somewhere(image):
    image.alt, image.caption, image.credit, image.source = (
        "Śnieg",
        "A forest",
        "Mossfilm",
        "press@example.org",
    )
    image.save()
    make_picture(drawing((64, 48)), alt="A forest")
    for words in ["snieg", "forest moss", "PRESS snie", "  forest   śnieg "]:
        assert list(Image.objects.search(words)) == [image]
    assert list(Image.objects.search("snieg desert")) == []
    assert list(Image.objects.search("snieg\0")) == [image]


def test_a_changed_caption_alone_can_be_found(image):
    image.caption = "Lichen"
    image.save(update_fields=["caption"])
    assert list(Image.objects.search("lichen")) == [image]


def test_what_is_missing_can_be_asked(image):
    bare = make_picture(drawing((64, 48)), alt="", credit="")
    assert list(Image.objects.without_alt()) == [bare]
    assert list(Image.objects.without_credit()) == [bare]


def test_newest_pictures_come_first(image):
    with freeze(NOON - timedelta(days=9999)):
        old = make_picture(drawing((64, 48)))
    assert list(Image.objects.newest_first()) == [image, old]
    assert old.created_at == NOON - timedelta(days=9999)


def test_a_picture_knows_its_shape(image):
    assert (image.ratio, image.ratio_class, image.ratio_name, image.shape) == (1.6, "r-160", "", "stacked")
    image.width, image.height = 1480, 1080
    assert (image.ratio_class, image.ratio_name, image.shape) == ("r-137", "1.37:1", "beside")


def test_a_picture_knows_its_class_of_colour(image):
    assert image.hue_class == f"hue-{image.hue // 15}"
    image.hue = None
    assert image.hue_class == "hue-none"


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"width": 0}, "a_picture_has_a_size"),
        ({"height": 0}, "a_picture_has_a_size"),
        ({"hue": 360}, "a_hue_is_a_whole_degree"),
        ({"saturation": 66}, "a_saturation_is_between_25_and_65"),
        ({"saturation": 24}, "a_saturation_is_between_25_and_65"),
        ({"hue": None}, "a_picture_has_hue_and_saturation_or_neither"),
        ({"saturation": None}, "a_picture_has_hue_and_saturation_or_neither"),
        ({"basis": "because"}, "a_picture_is_used_on_a_basis_we_know"),
    ],
)
def test_the_database_refuses_nonsense(image, facts, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Image.objects.filter(pk=image.pk).update(**facts)


def test_a_black_and_white_picture_is_no_nonsense(image):
    Image.objects.filter(pk=image.pk).update(hue=None, saturation=None)


def test_controls_and_direction_marks_are_cleaned_on_every_way_in(image):
    image.alt = "Moss\u202e  on\na stone\x07"
    image.save()
    assert Image.objects.get().alt == "Moss on a stone"


@pytest.mark.parametrize("way", [lambda image: image.delete(), lambda image: Image.objects.all().delete()])
def test_a_deleted_picture_takes_its_files_along(image, media, way, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        way(image)
        assert [path.is_file() for path in media.rglob("*.*")] == [True, True]
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_deletion_that_is_taken_back_keeps_the_files(image, media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        image.delete()
        transaction.set_rollback(True)
    assert Image.objects.count() == 1
    assert len([path for path in media.rglob("*.*") if path.is_file()]) == 2


def test_a_picture_can_be_told_from_others(image):
    assert str(image) == "Moss"
    assert str(Image(key="abc")) == "Picture abc"
