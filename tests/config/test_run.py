"""`make run` opens, says where, and leaves no process behind, however it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.browser import Site

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and asks Linux to end the children")


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """One folder for all of these: the demo is loaded once, as on anybody's second start."""
    return tmp_path_factory.mktemp("run")


@pytest.fixture
def running(data):
    site = Site(data, from_scratch=True)
    site.open()
    yield site
    if site.process.poll() is None:
        site.close()


def family(pid: int) -> set[int]:
    """The process and all it has started, from /proc."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry.parent.name)] = int(words[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists() and "\nState:\tZ" not in status(pid)}


def status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return "\nState:\tZ"


@pytest.mark.slow
@linux
@pytest.mark.parametrize("reason", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_process_outlives_it(running, reason):
    processes = family(running.process.pid)
    assert len(processes) >= 6  # itself, the server with two workers, the worker for tasks, the beat
    running.process.send_signal(reason)
    running.process.wait(30)
    deadline = time.monotonic() + 15
    while alive(processes) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert alive(processes) == set()


@pytest.mark.slow
@linux
def test_everything_stops_when_the_server_dies(running):
    processes = family(running.process.pid)
    server = min(processes - {running.process.pid})
    os.kill(server, signal.SIGKILL)
    assert running.process.wait(30) == 1
    assert alive(processes) == set()
    assert "ended by itself" in running.log.read_text()


@pytest.mark.slow
def test_it_answers_and_says_where_and_how_to_sign_in(running):
    with urlopen(running / "") as answer:
        assert answer.status == 200
    said = running.log.read_text()
    assert f"{running.url}/admin/" in said
    assert "halation-demo" in said


def test_a_taken_port_is_said_in_one_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        answer = start_on(port)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Port {port} is taken by another program.")


@pytest.mark.parametrize("port", ["http", "70000", "-1"])
def test_a_port_that_is_none_is_said_in_one_sentence(port):
    answer = start_on(port)
    assert answer.stderr == f"PORT must be a number up to 65535, not {port!r}.\n"


def start_on(port: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "config.run"]
    return subprocess.run(
        command, env=os.environ | {"PORT": port}, capture_output=True, text=True, timeout=20
    )
