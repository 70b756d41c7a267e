"""Files that are kept with cases: what may be one, where it lies, and how it goes.

They lie apart from the pictures, below PAPERS_ROOT, under names that we draw, and whoever wants one asks a view.
What they are is read from their bytes: a name says nothing.
"""

import codecs
import os
import re
import secrets
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext

from accounts.text import clean_line
from moderation.models import Paper
from moderation.models.paper import LARGEST, path_in_root

AT_ONCE = 5
IN_ALL = 20  # that one sender may give to one case
AN_HOUR = 200  # from all senders together, so that a flood fills no disk
SWEPT_AFTER = timedelta(days=1)  # until then somebody may be about to name the file

Kind = Paper.Kind
BEGINNINGS = {b"%PDF-": Kind.PDF, b"\x89PNG\r\n\x1a\n": Kind.PNG, b"\xff\xd8\xff": Kind.JPEG}
ENDINGS: dict[str, tuple[str, ...]] = {
    Kind.PDF: (".pdf",), Kind.PNG: (".png",), Kind.JPEG: (".jpg", ".jpeg"), Kind.TEXT: (".txt",),
}  # fmt: skip
CONTENT_TYPES: dict[str, str] = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.TEXT: "text/plain; charset=utf-8",
}
OURS = re.compile(r"[0-9a-f]{32}")
NO_TEXT = set(range(32)) - {9, 10, 12, 13} | {127}


class NotAPaper(Exception):
    """A file that we do not keep, with a sentence that names it and says why."""


def check(files: Iterable[File]) -> None:
    """Read all of them; raises NotAPaper at the first that cannot be kept, and if there are too many."""
    given = list(files)
    if len(given) > AT_ONCE:
        raise NotAPaper(gettext("Choose at most %(most)d files at once.") % {"most": AT_ONCE})
    for file in given:
        kind_of(file)


def kind_of(file: File) -> str:
    """What its bytes are. Raises NotAPaper."""
    named = {"name": name_of(file) or gettext("A file")}
    if not file.size:
        raise NotAPaper(gettext("“%(name)s” is empty.") % named)
    if file.size > LARGEST:
        raise NotAPaper(gettext("“%(name)s” has more than 5 MB.") % named)
    file.seek(0)
    start = file.read(8)
    for beginning, kind in BEGINNINGS.items():
        if start.startswith(beginning):
            return kind
    if not _is_text(file):
        raise NotAPaper(
            gettext("“%(name)s” is no PDF, PNG, JPEG or plain text, whatever its name says.") % named
        )
    return Kind.TEXT


def _is_text(file: File) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        for chunk in file.chunks():
            if not NO_TEXT.isdisjoint(chunk):
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def name_of(file: File) -> str:
    """As it was given, without a way to it."""
    try:
        return clean_line((file.name or "").replace("\0", "").replace("\\", "/").rpartition("/")[2])[:200]
    except ValidationError:
        return ""


def name_to_save_as(paper: Paper) -> str:
    """Its own name, with the ending of what it is: nothing that is opened by it may be more than it is."""
    name = paper.name or f"paper-{paper.pk}"
    endings = ENDINGS[paper.kind]
    return name if name.lower().endswith(endings) else f"{name}{endings[0]}"


# On disk


def lay_down(file: File) -> Paper:
    """Its bytes on disk under a key of its own, and a row for it that nobody has saved. Raises NotAPaper."""
    kind = kind_of(file)
    key, digest, size = secrets.token_hex(16), sha256(), 0
    path = path_in_root(key)
    settings.PAPERS_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    file.seek(0)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            for chunk in file.chunks():
                size += target.write(chunk)
                digest.update(chunk)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        remove([key])
        raise
    return Paper(name=name_of(file), kind=kind, size=size, sha256=digest.hexdigest(), key=key)


def remove(keys: Iterable[str]) -> None:
    for key in keys:
        path_in_root(key).unlink(missing_ok=True)


def bytes_of(paper: Paper) -> bytes | None:
    """None if the file is gone, or is not what was given any more."""
    try:
        found = path_in_root(paper.key).read_bytes()
    except OSError:
        return None
    return found if sha256(found).hexdigest() == paper.sha256 else None


def strays() -> list[str]:
    """Keys of files that no row names any more, or never did since a process died between file and row.

    By the clock of the disk: whoever runs a command as if it were another day finds nothing more by it.
    """
    files = [file for file in settings.PAPERS_ROOT.glob("??/*") if OURS.fullmatch(file.name)]
    old = [file.name for file in files if _age(file) >= SWEPT_AFTER]
    named = set(Paper.objects.kept().filter(key__in=old).values_list("key", flat=True))
    return [key for key in old if key not in named]


def _age(file: Path) -> timedelta:
    try:
        return timedelta(seconds=time.time() - file.stat().st_mtime)
    except FileNotFoundError:  # another sweep was faster
        return timedelta(0)


# How they go


def empty(cases: list[int], at: datetime) -> int:
    """Take name and digest out of the papers of these cases, in a unit, and their files off the disk once it is true.

    Returns how many. A process that dies between the two leaves files that `sweep` finds.
    """
    kept = Paper.objects.kept().filter(case__in=cases)
    keys = list(kept.values_list("key", flat=True))
    emptied = kept.update(name="", sha256="", erased_at=at)
    transaction.on_commit(partial(remove, keys))
    return emptied


def sweep(*, only_count: bool = False) -> int:
    """Remove files that belong to no case and are more than a day old. Returns how many. Safe to repeat."""
    keys = strays()
    if not only_count:
        remove(keys)
    return len(keys)
