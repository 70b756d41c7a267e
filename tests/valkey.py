"""A Valkey (or Redis) for as long as a test needs it: on a port of its own, in memory alone."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from config.run import follow_the_parent

HOW_TO_GET_IT = "no valkey-server or redis-server was found; on Debian and Ubuntu: apt install redis-server"
SECONDS_TO_START = 30


def program() -> str | None:
    return shutil.which("valkey-server") or shutil.which("redis-server")


def lacking() -> str | None:
    """How to get what is missing here; None where it can be started."""
    return None if program() else HOW_TO_GET_IT


class Server:
    """One that can be stopped, frozen and started again, empty, on the same port."""

    def __init__(self, port: int):
        self.port, self.url = port, f"redis://127.0.0.1:{port}/0"
        self.process: subprocess.Popen | None = None

    def open(self) -> None:
        quiet = ["--save", "", "--appendonly", "no", "--loglevel", "warning"]
        self.process = subprocess.Popen(
            [program(), "--port", str(self.port), "--bind", "127.0.0.1", *quiet],
            cwd="/", stdout=subprocess.DEVNULL, preexec_fn=follow_the_parent,
        )  # fmt: skip
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                if line.recv(7) == b"+PONG\r\n":
                    return
            time.sleep(0.02)
        raise RuntimeError("Valkey did not start")

    def close(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Its port is open, and nobody answers."""
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)


@contextmanager
def server(port: int) -> Iterator[Server]:
    """Start one on the port and stop it. Raises RuntimeError when it does not start."""
    running = Server(port)
    try:
        running.open()
        yield running
    finally:
        running.close()
