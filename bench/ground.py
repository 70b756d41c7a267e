"""`python -m bench.ground PIECES [--postgres]`: write an invented magazine, and say how long that took.

What every measurement stands on: a temporary database with nothing of the shell's in it. With `BENCH_KEEP=FOLDER` a
magazine on SQLite is kept there, and the next measurement of that size finds it written.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import postgres

SETTINGS = Path(__file__).parent.parent / "config" / "settings.py"


@contextmanager
def ground(*, on_postgres: bool = False, folder: str | None = None, **settings: str) -> Iterator[Path]:
    """Django, set up on a migrated database; gives its DATA_DIR. Once a process: Django cannot be set up twice.

    The environment is what servers and commands need to find the same database.
    """
    with ExitStack() as until_done:
        folder = folder or until_done.enter_context(tempfile.TemporaryDirectory(prefix="halation-bench-"))
        for name in re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', SETTINGS.read_text()):
            os.environ.pop(name, None)
        os.environ |= {
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "x" * 60,
            "LOG_LEVEL": "ERROR",
        } | settings
        if on_postgres:
            os.environ["DATABASE_URL"] = until_done.enter_context(postgres.cluster())
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        yield Path(folder)


@contextmanager
def magazine(pieces: int, *, on_postgres: bool = False, **settings: str) -> Iterator[Path]:
    """As `ground`, with that many pieces."""
    keep = None if on_postgres else os.environ.get("BENCH_KEEP")
    kept = Path(keep) / f"sqlite-{pieces}" if keep else None
    is_written = kept is not None and kept.exists()
    with tempfile.TemporaryDirectory(prefix="halation-bench-") as folder:
        if is_written:
            shutil.copytree(kept, folder, dirs_exist_ok=True)
        with ground(on_postgres=on_postgres, folder=folder, **settings):
            if not is_written:
                from django.db import connections

                from bench.corpus import Corpus

                Corpus().grow(pieces)
                connections.close_all()
                if kept:
                    shutil.copytree(folder, kept.with_suffix(".part"), dirs_exist_ok=True)
                    kept.with_suffix(".part").rename(kept)
            yield Path(folder)


def asked(name: str, pieces: int) -> argparse.Namespace:
    """How many pieces, and on which database, as a measurement is asked for on the command line."""
    parser = argparse.ArgumentParser(prog=f"python -m bench.{name}")
    parser.add_argument("pieces", type=int, nargs="?", default=pieces)
    parser.add_argument("--postgres", action="store_true")
    return parser.parse_args()


def engine(on_postgres: bool) -> str:
    return "PostgreSQL" if on_postgres else "SQLite"


def main() -> None:
    given = asked("ground", 20_000)
    start = time.monotonic()
    with magazine(given.pieces, on_postgres=given.postgres):
        seconds = time.monotonic() - start
    print(f"{given.pieces:,} pieces on {engine(given.postgres)} in {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
