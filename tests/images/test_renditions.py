import pytest
from django.core.exceptions import ValidationError

from images.models import Image
from images.renditions import BASE_WIDTH, KINDS, base_width, height_for, make_all, path_of, widths_for
from images.tasks import draw_renditions
from pagecache.models import Change
from tests.images.pictures import MOSS, drawing, make_picture, near, opened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (16, [16]),
        (359, [359]),
        (360, [360]),
        (361, [360, 361]),
        (1000, [360, 480, 640, 828, 1000]),
        (1919, [360, 480, 640, 828, 1080, 1440, 1919]),
        (1920, [360, 480, 640, 828, 1080, 1440, 1920]),
        (6000, [360, 480, 640, 828, 1080, 1440, 1920]),
    ],
)
def test_a_picture_is_never_drawn_wider_than_it_is(width, widths):
    assert widths_for(width) == widths


@pytest.mark.parametrize(("width", "base"), [(16, 16), (700, 700), (828, 828), (829, 828), (6000, 828)])
def test_the_base_rendition_is_the_widest_up_to_828(width, base):
    assert base_width(width) == base


def test_every_width_is_drawn_in_every_format():
    image = make_picture(drawing((1000, 600)))
    make_all(image)
    widths = [360, 480, 640, 828, 1000]
    assert Image.objects.get().renditions == {"avif": widths, "webp": widths, "jpeg": widths}
    for width in widths:
        for ext, kind in KINDS.items():
            picture = opened(path_of(image, width, ext))
            assert picture.format == kind.upper()
            assert picture.size == (width, height_for(image, width))
            assert near(picture.getpixel((width // 2, width // 2)), MOSS)


def test_jpegs_come_in_passes():
    image = make_picture()
    assert opened(path_of(image, BASE_WIDTH, "jpg")).info["progressive"]


def test_renditions_lie_in_one_folder_a_picture(media):
    image = make_picture(drawing((400, 300)))
    assert path_of(image, 400, "jpg") == media / "renditions" / image.key / "400.jpg"


@pytest.mark.parametrize(
    ("width", "ext"),
    [(828, "png"), (828, "jpeg"), (828, "webp"), (829, "jpg"), (0, "jpg"), (828, ""), (828, "jpg/../../x")],
)
def test_a_rendition_that_is_not_listed_has_no_path(width, ext):
    assert path_of(make_picture(), width, ext) is None


def test_drawing_names_the_pages_with_the_picture_as_changed():
    image = make_picture(drawing((64, 48)))
    assert not Change.objects.exists()
    make_all(image)
    assert list(Change.objects.values_list("key", flat=True)) == [f"image:{image.pk}"]


def test_drawing_twice_changes_nothing(media):
    image = make_picture(drawing((400, 300)))
    make_all(image)
    first = {path: path.read_bytes() for path in (media / "renditions").rglob("*.*")}
    make_all(image)
    assert {path: path.read_bytes() for path in (media / "renditions").rglob("*.*")} == first


def test_a_rendition_that_fails_half_way_leaves_the_old_one_and_no_scraps(media, monkeypatch):
    image = make_picture(drawing((400, 300)))
    before = path_of(image, 400, "jpg").read_bytes()

    def lost_power(*args):
        raise OSError("lost power")

    monkeypatch.setattr("os.replace", lost_power)
    with pytest.raises(OSError, match="lost power"):
        make_all(image)
    assert [path.name for path in (media / "renditions").rglob("*.*")] == ["400.jpg"]
    assert path_of(image, 400, "jpg").read_bytes() == before
    assert Image.objects.get().renditions == {"jpeg": [400]}


def test_an_original_that_cannot_be_read_any_more_is_a_failed_task(media):
    image = make_picture()
    (media / "originals" / image.file.name).chmod(0o600)
    (media / "originals" / image.file.name).write_bytes(b"rotten")
    with pytest.raises(ValidationError):
        make_all(image)


def test_the_task_draws_a_picture_by_its_id():
    image = make_picture(drawing((64, 48)))
    draw_renditions.enqueue(image.pk)
    image.refresh_from_db()
    assert image.renditions == {"avif": [64], "webp": [64], "jpeg": [64]}
    assert not Image.objects.waiting_for_renditions().exists()


def test_the_task_has_nothing_to_do_for_a_picture_that_is_gone():
    image = make_picture(drawing((64, 48)))
    gone = image.pk
    image.delete()
    assert draw_renditions.enqueue(gone).status == "SUCCESSFUL"


def test_a_picture_deleted_while_it_is_drawn_leaves_no_files(media):
    image = make_picture(drawing((64, 48)))
    Image.objects.filter(pk=image.pk).delete()
    make_all(image)
    assert [path for path in (media / "renditions").rglob("*") if path.is_file()] == []
