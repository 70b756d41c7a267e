"""The site's worker, put to sleep: what a journey sees then is what readers see without one."""

import os
import signal
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def asleep(site):
    """Stop the worker, but never in the middle of writing, and wake it afterwards. It sleeps on Linux only."""
    workers = [pid for pid in children_of(site.process) if b"db_worker" in command_of(pid)]
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
        while not can_write(site):
            os.kill(pid, signal.SIGCONT)
            time.sleep(0.05)
            os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)


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
