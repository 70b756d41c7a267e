"""The site's processes: its worker put to sleep, so that a journey sees what readers see without one; all stopped."""

import os
import signal
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def asleep(site):
    """The worker does nothing within the block. It sleeps on Linux only."""
    put_to_sleep(site)
    try:
        yield
    finally:
        wake(site)


@contextmanager
def stopped(site):
    """Nobody answers at the site's address within the block; afterwards it goes on with the data it had."""
    wake(site)
    site.close()
    try:
        yield
    finally:
        site.open()
        put_to_sleep(site)


def put_to_sleep(site) -> None:
    """Stop the worker, but never in the middle of writing."""
    for pid in workers_of(site):
        os.kill(pid, signal.SIGSTOP)
        while not can_write(site):
            os.kill(pid, signal.SIGCONT)
            time.sleep(0.05)
            os.kill(pid, signal.SIGSTOP)


def wake(site) -> None:
    for pid in workers_of(site):
        os.kill(pid, signal.SIGCONT)


def workers_of(site) -> list[int]:
    return [pid for pid in children_of(site.process) if b"db_worker" in command_of(pid)]


def children_of(process) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children") if process else Path("/nowhere")
    return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def can_write(site) -> bool:
    with sqlite3.connect(site.folder / "data" / "halation.sqlite3", timeout=0.2) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        database.rollback()
    return True
