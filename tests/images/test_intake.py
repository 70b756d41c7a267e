"""What becomes of a picture on its way into the library."""

import hashlib
import io
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import ExifTags, ImageCms, ImageStat
from PIL import Image as Pillow

from images import intake
from images.models import Image
from images.renditions import make_all, path_of
from tests.images.pictures import MOSS, drawing, file_of, make_picture, near, opened, telling

pytestmark = pytest.mark.django_db

KINDS = {"JPEG": "jpeg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "TIFF": "tiff", "GIF": "gif"}
CANARY = "Leonora Vex, 52.0907 N"


def base(image) -> Pillow.Image:
    return opened(path_of(image, image.renditions["jpeg"][0], "jpg"))


@pytest.mark.parametrize(("kind", "named"), KINDS.items())
def test_every_kind_is_taken_in(kind, named):
    file = file_of(kind=kind)
    image = intake.take_in(file, alt="Moss", basis="own")
    assert (image.format, image.width, image.height) == (named, 1200, 800)
    assert image.size_bytes == file.size
    assert image.checksum == hashlib.sha256(file.open().read()).hexdigest()
    assert image.renditions == {"jpeg": [828]}
    assert base(image).size == (828, 552)
    assert near(base(image).getpixel((600, 400)), MOSS)
    assert 85 <= image.hue <= 100
    assert Image.objects.get() == image


def test_the_original_is_kept_as_it_came_under_a_name_nobody_can_guess(media):
    file = file_of(kind="PNG", name="HERE still 7 (embargo).jpg")
    image = intake.take_in(file, basis="own")
    (kept,) = (media / "originals").iterdir()
    assert kept.read_bytes() == file.open().read()
    assert kept.suffix == ".png"
    assert kept.stat().st_mode & 0o077 == 0
    assert image.file.name == kept.name
    assert "HERE" not in str(vars(image))


def test_an_original_has_no_address():
    with pytest.raises(ValueError, match="never served"):
        print(make_picture().file.url)


def test_two_pictures_share_neither_key_nor_files():
    one, two = make_picture(), make_picture()
    assert one.checksum == two.checksum
    assert one.key != two.key
    assert one.file.name != two.file.name
    assert list(Image.objects.same_file_as(one)) == [two]


def hiding(kind) -> ContentFile:
    """A picture whose EXIF data, GPS included, name somebody and the place where she is."""
    exif = Pillow.Exif()
    exif[ExifTags.Base.ImageDescription] = CANARY
    exif[ExifTags.Base.Artist] = "Ada Lind"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = CANARY
    return file_of(drawing((480, 320)), kind, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_that_was_hidden_in_a_file_reaches_a_reader(kind, media):
    file = hiding(kind)
    assert CANARY.encode() in file.read()
    make_all(intake.take_in(file, basis="own"))
    drawn = [path.read_bytes() for path in (media / "renditions").rglob("*.*")]
    assert len(drawn) == 6
    for data in drawn:
        assert CANARY.encode() not in data
        assert b"Ada Lind" not in data
        picture = opened(data)
        assert dict(picture.getexif()) == {}
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(picture.info)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        (1, "upper left"),
        (2, "upper right"),
        (3, "lower right"),
        (4, "lower left"),
        (5, "upper left"),
        (6, "upper right"),
        (7, "lower right"),
        (8, "lower left"),
    ],
)
def test_a_picture_held_sideways_is_set_upright(kind, orientation, corner):
    exif = Pillow.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    turned = {"tiffinfo": {274: orientation}} if kind == "TIFF" else {"exif": exif}
    image = intake.take_in(file_of(drawing((240, 160)), kind, **turned), basis="own")
    width, height = (160, 240) if orientation >= 5 else (240, 160)
    assert (image.width, image.height) == (width, height)
    picture = base(image)
    assert picture.size == (width, height)
    corners = {
        "upper left": (5, 5),
        "upper right": (width - 6, 5),
        "lower left": (5, height - 6),
        "lower right": (width - 6, height - 6),
    }
    white = [name for name, at in corners.items() if near(picture.getpixel(at), (255, 255, 255))]
    assert white == [corner]


def test_a_large_photograph_held_sideways_is_drawn_at_its_full_width():
    """The decoder shrinks a JPEG before it is turned: what it must keep is the height of the file."""
    exif = Pillow.Exif()
    exif[ExifTags.Base.Orientation] = 6
    stripes = Pillow.frombytes("L", (1, 900), b"\0\0\0\xff\xff\xff" * 150).resize((6000, 900))
    image = intake.take_in(file_of(stripes, exif=exif), basis="own")
    assert (image.width, image.height) == (900, 6000)
    drawn = base(image)
    assert drawn.size == (828, 5520)
    assert ImageStat.Stat(drawn).stddev[0] > 90


def test_a_wide_gamut_profile_becomes_srgb():
    """A pixel means what its profile says, and readers get no profile."""
    lab = ImageCms.createProfile("LAB")
    image = intake.take_in(
        file_of(Pillow.new("RGB", (64, 48), MOSS), icc_profile=swapping_profile()), basis="own"
    )
    assert near(base(image).getpixel((30, 20)), (MOSS[1], MOSS[0], MOSS[2]), tolerance=20)
    # A profile for other channels than the picture has is as good as none.
    image = intake.take_in(
        file_of(Pillow.new("RGB", (64, 48), MOSS), icc_profile=ImageCms.ImageCmsProfile(lab).tobytes()),
        basis="own",
    )
    assert near(base(image).getpixel((30, 20)), MOSS)


def swapping_profile() -> bytes:
    """sRGB with red and green exchanged, so that a reading of the profile cannot be missed."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    table = {
        bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12)
    }
    red, green = table[b"rXYZ"], table[b"gXYZ"]
    profile[red + 4 : red + 12], profile[green + 4 : green + 12] = (
        profile[green + 4 : green + 12],
        profile[red + 4 : red + 12],
    )
    return bytes(profile)


def test_a_broken_profile_is_as_good_as_none():
    image = intake.take_in(file_of(Pillow.new("RGB", (64, 48), MOSS), icc_profile=b"profile"), basis="own")
    assert near(base(image).getpixel((30, 20)), MOSS)


@pytest.mark.parametrize(
    ("picture", "kind", "expected"),
    [
        (Pillow.new("L", (64, 48), 100), "PNG", (100, 100, 100)),
        (Pillow.new("1", (64, 48), 1), "PNG", (255, 255, 255)),
        (Pillow.new("I;16", (64, 48), 128 * 256), "PNG", (128, 128, 128)),
        (Pillow.new("RGB", (64, 48), MOSS).quantize(2), "PNG", MOSS),
        (Pillow.new("CMYK", (64, 48), (0, 255, 255, 0)), "JPEG", (254, 0, 0)),
        (Pillow.new("RGBA", (64, 48), (0, 0, 0, 0)), "PNG", (255, 255, 255)),
        (Pillow.new("RGBA", (64, 48), (0, 0, 0, 0)), "WEBP", (255, 255, 255)),
        (Pillow.new("LA", (64, 48), (0, 0)), "PNG", (255, 255, 255)),
        (Pillow.new("RGBA", (64, 48), (200, 0, 0, 255)), "AVIF", (200, 0, 0)),
        (Pillow.new("CMYK", (64, 48), (0, 255, 255, 0)), "TIFF", (254, 0, 0)),
    ],
    ids=lambda value: getattr(value, "mode", None) or str(value),
)
def test_every_mode_becomes_opaque_rgb(picture, kind, expected):
    drawn = base(intake.take_in(file_of(picture, kind), basis="own"))
    assert drawn.mode == "RGB"
    assert near(drawn.getpixel((30, 20)), expected)


def test_a_picture_larger_than_a_band_has_no_seams():
    ramp = Pillow.linear_gradient("L").resize((1000, 3000)).convert("RGB")
    drawn = base(intake.take_in(file_of(ramp, "PNG"), basis="own"))
    rows = [drawn.getpixel((400, y))[0] for y in range(0, drawn.height, 5)]
    assert all(-3 <= after - before <= 6 for before, after in pairwise(rows))


def test_of_a_moving_picture_the_first_frame_is_taken():
    frames = [Pillow.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    image = intake.take_in(file_of(frames[0], "GIF", save_all=True, append_images=frames[1:]), basis="own")
    assert near(base(image).getpixel((30, 20)), (255, 0, 0), tolerance=20)


def test_a_photograph_with_a_second_one_behind_it_is_a_jpeg():
    file = file_of(kind="MPO", save_all=True, append_images=[drawing()])
    assert intake.take_in(file, basis="own").format == "jpeg"


@pytest.mark.parametrize(
    ("fields", "credit"),
    [
        ({"byline": b"Ada Lind", "credit": b"Mossfilm"}, "Ada Lind / Mossfilm"),
        ({"credit": "Mølle & Søn".encode(), "copyright": b"not this"}, "Mølle & Søn"),
        ({"byline": "Zoë".encode("latin-1")}, "Zoë"),
        ({"copyright": b"(c) Mossfilm\0\0\0"}, "(c) Mossfilm"),
        ({"byline": b"Ada Lind", "credit": b"Ada Lind"}, "Ada Lind"),
        ({"byline": b"x" * 500}, "x" * 200),
        ({}, ""),
    ],
)
def test_the_credit_in_a_file_is_suggested(fields, credit):
    assert intake.take_in(telling(**fields), basis="own").credit == credit


def test_a_credit_that_was_given_is_not_replaced():
    assert intake.take_in(telling(byline=b"Ada Lind"), basis="own", credit="Mossfilm").credit == "Mossfilm"


def test_without_press_fields_the_camera_is_asked():
    assert intake.take_in(hiding("JPEG"), basis="own").credit == "Ada Lind"


def test_press_fields_in_disorder_keep_no_picture_out():
    image = intake.take_in(telling(raw=b"\x99\x02\x50\0\x08Ada Lind"), basis="own")
    assert (image.credit, image.width) == ("", 1200)


def test_a_refused_picture_leaves_nothing_behind(media):
    with pytest.raises(ValidationError):
        intake.take_in(file_of(), alt="x" * 301)
    with pytest.raises(ValidationError):
        intake.take_in(file_of(), basis="because")
    assert not Image.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_full_disc_leaves_nothing_behind(media, monkeypatch):
    def no_room(*args, **kwargs):
        raise OSError(28, "No space left on device")

    file = file_of()
    monkeypatch.setattr(Pillow.Image, "save", no_room)
    with pytest.raises(OSError, match="No space"):
        intake.take_in(file, basis="own")
    assert not Image.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_an_upload_that_lies_on_the_disc_is_read_there():
    with TemporaryUploadedFile("still.tif", "image/tiff", 0, None) as upload:
        upload.write(file_of(kind="TIFF", compression="tiff_lzw").read())
        image = intake.take_in(upload, basis="own")
        assert not upload.closed
    assert (image.format, image.width) == ("tiff", 1200)


def test_any_open_file_will_do():
    assert intake.take_in(io.BytesIO(file_of().read()), basis="own").width == 1200


def test_the_other_sizes_are_made_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        image = make_picture(drawing((400, 300)))
        assert image.renditions == {"jpeg": [400]}
    assert len(callbacks) == 1
    image.refresh_from_db()
    assert image.renditions == {"avif": [360, 400], "webp": [360, 400], "jpeg": [360, 400]}
