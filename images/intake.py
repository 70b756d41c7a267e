"""The one way in for pictures: look at the file, keep the original, draw what a page needs at once."""

import hashlib
import secrets
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from django.core.files import File
from django.db import transaction

from images import colour
from images.decoding import Decoded, decode
from images.models import Image, new_key
from images.renditions import BASE_WIDTH, make_base
from images.storage import Originals, forget
from images.tasks import draw_renditions
from images.validators import EXTENSIONS, check_disguise, check_size

OF_THE_FILE = (
    "key", "file", "checksum", "size_bytes", "width", "height", "format", "hue", "saturation", "renditions",
)  # fmt: skip


@dataclass(frozen=True)
class Examined:
    """A file that passed every check, and what was seen in it."""

    file: BinaryIO | File
    picture: Decoded
    checksum: str
    size_bytes: int
    hue: int | None
    saturation: int | None

    @property
    def credit(self) -> str:
        """What the file itself says about its maker; may be empty, and may be wrong."""
        return self.picture.credit


def examine(file) -> Examined:
    """Check and decode an open binary file. Raises ValidationError with a sentence for whoever chose it."""
    size = check_size(file)
    check_disguise(file)
    picture = decode(file, for_width=BASE_WIDTH)
    hue, saturation = colour.of_picture(picture.bitmap)
    return Examined(file, picture, _checksum(file), size, hue, saturation)


def _checksum(file) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1024 * 1024):
        digest.update(chunk)
    return digest.hexdigest()


def take_in(file, *, by=None, **facts) -> Image:
    """Add a picture to the library and return it, its base rendition ready; the rest follows by a task.

    `file`: an open binary file, or what `examine` said about one. `facts`: fields of the picture (alt,
    credit, basis...); without a credit the one that the file names is taken. Raises ValidationError when the
    file or a fact is refused; then nothing stays behind. The same file twice makes two pictures, which may
    differ in credit and rights.
    """
    seen = file if isinstance(file, Examined) else examine(file)
    return store_new(Image(uploaded_by=by, **facts), seen)


def store_new(image: Image, seen: Examined) -> Image:
    """Save a new picture, on which only people's facts are set, with the files of what was examined."""
    image.credit = image.credit or seen.credit
    return _store(image, seen)


def exchange(image: Image, seen: Examined) -> Image:
    """Give a picture another file: the row, its words, its credit and its uses stay, its key is a new one.

    Nothing answers at the addresses of the old file any more, and once that is certain its files are gone for good.
    Purges no page: whoever calls it knows which show the picture.
    """
    was = image.key, image.file.name
    with transaction.atomic():
        _store(image, seen, update_fields=OF_THE_FILE)
        transaction.on_commit(partial(forget, *was))
    return image


def _store(image: Image, seen: Examined, **how) -> Image:
    """Keep the files of what was examined under a new key, and save the picture with what was seen in them."""
    image.key, image.file = new_key(), ""
    image.checksum, image.size_bytes = seen.checksum, seen.size_bytes
    image.width, image.height, image.format = seen.picture.width, seen.picture.height, seen.picture.format
    image.hue, image.saturation = seen.hue, seen.saturation
    name = f"{secrets.token_hex(16)}.{EXTENSIONS[seen.picture.format]}"
    try:
        seen.file.seek(0)
        image.file = Originals().save(name, File(seen.file))
        make_base(image, seen.picture.bitmap)
        with transaction.atomic():
            image.full_clean()
            image.save(**how)
            transaction.on_commit(partial(draw_renditions.enqueue, image.pk))
    except BaseException:
        forget(image.key, image.file.name)
        raise
    return image
