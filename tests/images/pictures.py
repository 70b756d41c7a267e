"""Pictures made on the spot: no test needs a file from anywhere."""

import io
import struct
import zlib

from django.core.files.base import ContentFile
from PIL import Image as Pillow
from PIL import ImageDraw

from images import intake

SUFFIXES = {
    "JPEG": "jpg",
    "MPO": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "AVIF": "avif",
    "TIFF": "tif",
    "GIF": "gif",
}
MOSS = (70, 110, 40)


def drawing(size=(1200, 800), colour=MOSS) -> Pillow.Image:
    """A ground of one colour with a white block in its upper left corner."""
    picture = Pillow.new("RGB", size, colour)
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="white")
    return picture


def file_of(picture=None, kind="JPEG", name=None, **options) -> ContentFile:
    data = io.BytesIO()
    (picture or drawing()).save(data, kind, **options)
    return ContentFile(data.getvalue(), name=name or f"still.{SUFFIXES[kind]}")


def make_picture(picture=None, kind="JPEG", **facts):
    """A picture in the library, with a base rendition only."""
    return intake.take_in(file_of(picture, kind), **{"alt": "Moss", "credit": "Own", "basis": "own"} | facts)


def png_that_claims(width: int, height: int) -> ContentFile:
    """A few hundred bytes that say they are a picture of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 10_000)
    return ContentFile(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""),
        name="claim.png",
    )


def opened(data) -> Pillow.Image:
    """The pixels of bytes or of a path."""
    picture = Pillow.open(io.BytesIO(data) if isinstance(data, bytes) else data)
    picture.load()
    return picture


def near(pixel, colour, tolerance=12) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, colour, strict=True))


def iptc(raw=b"", **fields) -> bytes:
    """A Photoshop segment with the fields of the International Press Telecommunications Council."""
    numbers = {"byline": 80, "credit": 110, "copyright": 116}
    records = raw + b"".join(
        b"\x1c\x02" + bytes([numbers[name]]) + len(text).to_bytes(2) + text for name, text in fields.items()
    )
    resource = (
        b"8BIM"
        + (0x0404).to_bytes(2)
        + b"\0\0"
        + len(records).to_bytes(4)
        + records
        + b"\0" * (len(records) % 2)
    )
    segment = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + (len(segment) + 2).to_bytes(2) + segment


def telling(**fields) -> ContentFile:
    """A JPEG that names its maker in the fields newspapers use."""
    data = file_of().read()
    return ContentFile(data[:2] + iptc(**fields) + data[2:], name="still.jpg")
