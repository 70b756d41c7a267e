"""A name for all that decides what a page looks like: another program or another setting has another name."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

# Where things lie on this machine, and how it talks: no page tells.
NOT_SEEN = {
    "BASE_DIR", "DATA_DIR", "STATIC_ROOT", "MEDIA_ROOT", "PAPERS_ROOT", "LOCALE_PATHS", "STATICFILES_DIRS", "TEMPLATES",
    "CACHES", "DATABASES", "LOGGING", "SETTINGS_MODULE", "MAILERS", "EMAIL_SERVER", "EMAIL_BACKEND_CHOSEN",
}  # fmt: skip
BESIDE = {"config", "templates", "pages", "static", "locale"}  # our apps


def name_of_release(root: Path | None = None) -> str:
    """The same in each process and on each machine that makes the same pages.

    `root`: where the program lies. It is read whole, in some 30 ms.
    """
    root = root or settings.BASE_DIR
    folders = BESIDE | {app.partition(".")[0] for app in settings.INSTALLED_APPS}
    files = [
        root / "uv.lock",
        *(file for folder in sorted(folders) for file in sorted((root / folder).rglob("*"))),
    ]
    program = hashlib.sha256()
    for file in files:
        if file.is_file() and "__pycache__" not in file.parts:
            program.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    said = [
        f"{name}={getattr(settings, name)!r}"
        for name in sorted(set(dir(settings)))
        if name.isupper() and name not in NOT_SEEN
    ]
    # Keyed, because settings hold what nobody may guess from a name.
    return salted_hmac("release", program.hexdigest() + "\n".join(said), algorithm="sha256").hexdigest()[:24]
