"""What the library does not take in, and the sentence it says instead of an error page."""

import io
import random
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from images import decoding, intake, validators
from tests.images.pictures import drawing, file_of, png_that_claims

KINDS = ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF"]


def refusal(file) -> str:
    with pytest.raises(ValidationError) as refused:
        intake.examine(file)
    (sentence,) = refused.value.messages
    return sentence


@pytest.fixture
def nothing_is_decoded(monkeypatch):
    def decode(*args):
        raise AssertionError("pixels were decoded")

    monkeypatch.setattr(decoding, "_shrunk", decode)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)


def test_a_text_that_says_it_is_a_picture():
    assert (
        refusal(ContentFile(b"Dear editor", name="still.jpg")) == "This file says .jpg but is not a picture."
    )


def test_a_text_without_an_ending():
    assert refusal(ContentFile(b"Dear editor", name="still")) == "This file is not a picture."


def test_an_empty_file():
    assert refusal(ContentFile(b"", name="still.jpg")) == "This file is empty."


@pytest.mark.parametrize("name", ["still.heic", "still.psd", "still.pdf"])
def test_a_kind_we_do_not_read_is_told_which_we_do(name):
    suffix = name.removeprefix("still")
    assert refusal(ContentFile(b"\0" * 99, name=name)) == (
        f"A {suffix} file cannot be used here. Export it as JPEG, PNG, WebP, AVIF or TIFF."
    )


def test_postscript_is_never_given_to_a_decoder():
    drawn = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\n"
    assert refusal(ContentFile(drawn, name="still.jpg")) == "This file says .jpg but is not a picture."


class Enormous(io.BytesIO):
    """Says it is 26 MB, and must not be read to find out more."""

    def seek(self, position, whence=0):
        return 26 * 1024 * 1024 if whence == 2 else 0

    def read(self, *args):
        raise AssertionError("the file was read")


def test_a_file_over_25_mb_is_refused_unread():
    assert refusal(File(Enormous(), name="s.tif")) == "Over 25 MB. Export it at 3,000 px wide and try again."


def test_a_bomb_of_900_megapixels_is_refused_undecoded(nothing_is_decoded):
    bomb = png_that_claims(30_000, 30_000)
    assert bomb.size < 200
    assert refusal(bomb) == (
        "This picture has more than 60 million pixels. Export it at 3,000 px wide and try again."
    )


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_between_one_and_two_times_the_limit_is_refused_undecoded(nothing_is_decoded):
    """Pillow itself would only warn."""
    assert refusal(png_that_claims(10_000, 7_000)) == (
        "10,000 × 7,000 pixels are too many (the limit is 60 million). "
        "Export it at 3,000 px wide and try again."
    )


@pytest.mark.filterwarnings("error::PIL.Image.DecompressionBombWarning")
def test_the_warning_as_an_error_is_the_same_sentence(nothing_is_decoded):
    assert "60 million pixels" in refusal(png_that_claims(10_000, 7_000))


def test_a_kind_that_takes_more_memory_has_a_lower_limit(nothing_is_decoded, monkeypatch):
    assert validators.MAX_PIXELS_OF["WEBP"] < validators.MAX_PIXELS
    monkeypatch.setitem(validators.MAX_PIXELS_OF, "WEBP", 900_000)
    assert "pixels are too many" in refusal(file_of(kind="WEBP"))


def test_the_whole_process_is_held_to_the_limit():
    assert Pillow.MAX_IMAGE_PIXELS == validators.MAX_PIXELS


def test_a_strip_of_65000_by_1_is_refused_with_a_sentence(nothing_is_decoded):
    assert refusal(png_that_claims(65_000, 1)) == (
        "65,000 × 1 pixels are too few to show. Each side needs at least 16."
    )


def test_a_strip_that_no_page_can_show_whole(nothing_is_decoded):
    assert refusal(png_that_claims(20, 161)) == (
        "20 × 161 pixels make a strip too long for a page: the longer side may be eight times the shorter. "
        "Cut it into several pictures."
    )


def test_the_smallest_and_the_longest_are_taken():
    assert intake.examine(file_of(drawing((16, 16)), "PNG")).picture.width == 16
    assert intake.examine(file_of(drawing((128, 16)), "PNG")).picture.width == 128


@pytest.mark.parametrize(
    "drawing",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<?xml version="1.0"?>\n<!-- a moss -->\n<SVG onload="alert(1)"/>',
    ],
)
@pytest.mark.parametrize("name", ["moss.svg", "moss.png"])
def test_an_svg_under_any_name(drawing, name):
    assert refusal(ContentFile(drawing, name=name)) == (
        "An SVG drawing can carry a program, so it cannot be used here. Export it as PNG."
    )


@pytest.mark.parametrize(
    "hidden",
    [
        lambda data: data[:6] + b"/*" + data[8:] + b"*/=1;<script>alert(1)</script>",
        lambda data: data + b"<script src=//evil.example></script>",
        lambda data: data + b"\0" * (1024 * 1024 - len(data) - 3) + b"<ScRiPt >alert(1)",
    ],
    ids=["at the front", "behind the picture", "across two reads"],
)
def test_a_picture_that_is_also_a_web_page(hidden):
    data = file_of(drawing((64, 48)), "GIF").read()
    assert refusal(ContentFile(hidden(data), name="still.gif")) == (
        "This file hides a web page inside a picture. Export the picture again and upload the new file."
    )


def test_a_picture_whose_comment_starts_with_a_page():
    file = file_of(kind="JPEG", comment=b"<html><body onload=alert(1)>")
    assert refusal(file).startswith("This file hides a web page")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [0.15, 0.5, 0.9])
def test_a_truncated_file(kind, part):
    noise = Pillow.frombytes("RGB", (400, 300), random.Random(1).randbytes(400 * 300 * 3))
    whole = file_of(noise, kind).read()
    sentence = refusal(ContentFile(whole[: int(len(whole) * part)], name=f"still.{kind.lower()}"))
    assert sentence in {
        "This picture is damaged or cut short. Export it again and upload the new file.",
        f"This file says .{kind.lower()} but is not a picture.",
    }


@pytest.mark.filterwarnings("ignore:Tag data larger:UserWarning")  # Pillow's, about a spoilt TIFF
@pytest.mark.parametrize("kind", KINDS)
def test_no_spoilt_file_is_an_error_page(kind):
    """Whatever a decoder makes of it: a picture, or a sentence."""
    chance = random.Random(kind)
    whole = bytearray(file_of(drawing((96, 64)), kind).read())
    outcomes = []
    for _attempt in range(60):
        spoilt = bytearray(whole)
        for _byte in range(chance.randint(1, 12)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        try:
            outcomes.append(intake.examine(ContentFile(bytes(spoilt), name="still.png")).picture.format)
        except ValidationError as refused:
            outcomes += refused.messages
    assert len(outcomes) == 60


def test_a_text_chunk_that_unpacks_to_100_mb():
    note = b"zTXt" + b"Comment\0\0" + zlib.compress(b"a" * 100_000_000)
    chunk = (len(note) - 4).to_bytes(4) + note + zlib.crc32(note).to_bytes(4)
    data = file_of(drawing((64, 48)), "PNG").read()
    assert refusal(ContentFile(data[:33] + chunk + data[33:], name="still.png")).startswith(
        "This picture is damaged"
    )


def test_colours_as_floating_point_numbers(nothing_is_decoded):
    assert refusal(file_of(Pillow.new("F", (64, 48), 0.5), "TIFF")) == (
        "This picture has 32 bits for each colour. Export it with 8 bits, as JPEG or PNG."
    )


def test_an_uploaded_file_is_refused_like_any_other():
    assert refusal(SimpleUploadedFile("still.png", b"hello")) == "This file says .png but is not a picture."
