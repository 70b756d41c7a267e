"""Where the files are. Neither folder is ever mounted as an address: whoever wants a file asks a view."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property


class Originals(FileSystemStorage):
    """The files as they were uploaded, with everything that may be hidden in them. No address leads here."""

    def __init__(self):
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @cached_property
    def base_location(self):
        return str(Path(settings.MEDIA_ROOT) / "originals")

    def url(self, name):
        raise ValueError("An original is never served; print the address of a rendition.")


def renditions_folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "renditions"


def forget(key: str, name: str | None) -> None:
    """Remove the files of a picture whose row is gone."""
    shutil.rmtree(renditions_folder() / key, ignore_errors=True)
    if name:
        Originals().delete(name)
