"""A PostgreSQL server for as long as one needs it, in a temporary folder, without a network port.

    .venv/bin/python -m tests.postgres make run     the demo magazine on PostgreSQL

The suite itself uses it for `pytest --database=postgres`.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from config.run import follow_the_parent

HOW_TO_GET_IT = "no PostgreSQL server programs were found; on Debian and Ubuntu: apt install postgresql"
PLACES = ["/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin"]
# Everything is thrown away afterwards, so nothing waits for a disk.
HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "256MB"}
SETTINGS = HASTE | {"listen_addresses": "", "timezone": "UTC", "max_connections": "100"}
SECONDS_TO_START = 30


def programs() -> Path | None:
    """The folder with initdb and postgres of the newest version installed; None without one."""
    if on_the_path := shutil.which("initdb"):
        return Path(on_the_path).resolve().parent
    found = [folder for place in PLACES for folder in Path("/").glob(place.lstrip("/"))]
    usable = [folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(usable, key=version, default=None)


def version(folder: Path) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", str(folder))]


class Server:
    """One that can be stopped and started again on its own data."""

    def __init__(self, bin_folder: Path, folder: Path):
        self.bin_folder, self.folder = bin_folder, folder
        self.url = f"postgres://postgres@/halation?host={folder}"
        self.process: subprocess.Popen | None = None

    def open(self) -> psycopg.Connection:
        with (self.folder / "log").open("ab") as log:
            self.process = start(self.bin_folder, self.folder, log)
        return wait_until_open(self.folder, self.process)

    def close(self) -> None:
        if self.process:
            stop(self.process)
        self.process = None


@contextmanager
def server() -> Iterator[Server]:
    """Start a server with an empty database, stop it and remove every trace.

    Raises RuntimeError when there is no PostgreSQL or it does not start.
    """
    bin_folder = programs()
    if bin_folder is None:
        raise RuntimeError(HOW_TO_GET_IT)
    # Not TMPDIR: that may be closed to the server's user, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="halation-pg-", dir="/tmp"))
    running = Server(bin_folder, folder)
    try:
        hand_over(folder)
        create(bin_folder, folder)
        with running.open() as connection:
            connection.execute("CREATE DATABASE halation")
        yield running
    finally:
        running.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cluster() -> Iterator[str]:
    """A server's address as a DATABASE_URL, for as long as it runs. Raises as `server` does."""
    with server() as running:
        yield running.url


def run_as() -> dict:
    """PostgreSQL refuses to be root, so root lends it another user; everyone else is who they are."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is no user postgres or nobody to lend it.")


def hand_over(folder: Path) -> None:
    if owner := run_as():
        os.chown(folder, owner["user"], owner["group"])
        folder.chmod(0o755)


def create(bin_folder: Path, folder: Path) -> None:
    # Upper and lower case of "É" must be known, as they are on a production server.
    locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    words = ["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", f"--locale={locale}"]
    command = [bin_folder / "initdb", "--pgdata", folder / "data", *words]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, **run_as())
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr.strip()}")


def start(bin_folder: Path, folder: Path, log) -> subprocess.Popen:
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    command = [bin_folder / "postgres", "-D", folder / "data", "-k", folder, *options]
    apart = {"cwd": folder, "start_new_session": True, "preexec_fn": follow_the_parent}
    return subprocess.Popen(command, stdout=log, stderr=log, **apart, **run_as())


def wait_until_open(folder: Path, server: subprocess.Popen) -> psycopg.Connection:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            return psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True)
        except psycopg.OperationalError:
            time.sleep(0.05)
    log = (folder / "log").read_text(errors="replace")
    raise RuntimeError(f"PostgreSQL did not start: {log.strip()}")


def stop(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGINT)  # "fast": connections are cut, then it ends
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(10)


def main() -> int:
    if not sys.argv[1:]:
        sys.exit("Say what to run with it: python -m tests.postgres make run")
    with cluster() as url:
        return subprocess.call(sys.argv[1:], env=os.environ | {"DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main())
