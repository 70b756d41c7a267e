"""Servers pinned to one core and a load generator on the other, and what the servers used of the processor.

Linux alone: cores, processor time and memory are asked of /proc.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from config.run import follow_the_parent, server

SERVER, CLIENT = "0", "1"  # cores
TICK = os.sysconf("SC_CLK_TCK")
SECONDS_TO_OPEN = 60
EVERYBODY = 24  # connections that reach every process of a few
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


class Served:
    """A program that answers on a port, with all the processes it starts.

    `cpu` and `memory` are asked of those that live; of those that ended, what they used is known to their parent.
    """

    def __init__(self, command: list[str], port: int, core: str | None = SERVER, **environment: str):
        pinned = ["taskset", "-c", core] if core else []
        self.port = port
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the program runs
        self.process = subprocess.Popen(
            [*pinned, *command], env=os.environ | environment, start_new_session=True, stdout=self.log,
            stderr=self.log, preexec_fn=follow_the_parent,
        )  # fmt: skip
        try:
            self.opened_after = self._wait()
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(8)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __truediv__(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{quoted(path).lstrip('/')}"

    @property
    def pids(self) -> list[int]:
        return family(self.process.pid)

    @property
    def workers(self) -> list[int]:
        """The processes that answer: those that the first one started, and that start none themselves."""
        return [pid for pid in self.pids if pid != self.process.pid and len(family(pid)) == 1]

    def cpu(self) -> float:
        return cpu_of(self.process.pid)

    def _wait(self) -> float:
        """Seconds until it first answered, whatever it said; gives them once every process is sure to answer."""
        start = time.monotonic()
        while time.monotonic() < start + SECONDS_TO_OPEN and self.process.poll() is None:
            with suppress(OSError):
                fetch(self / "healthz")
                opened = time.monotonic() - start
                for _ in range(EVERYBODY):
                    fetch(self / "healthz")
                return opened
            time.sleep(0.01)
        self.log.seek(0)
        raise RuntimeError(f"The server did not open:\n{self.log.read().decode()}")


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def cpu_of(pid: int) -> float:
    """Seconds of processor time of a process, its descendants and those of them that have ended."""
    spent = 0
    for one in family(pid):
        with suppress(OSError):
            spent += sum(map(int, Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return spent / TICK


def memory_of(pid: int) -> int:
    """Bytes that the process alone has, and its share of what it has with others."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)[1]) * 1024  # type: ignore[index]  # always there


def quoted(path: str) -> str:
    return quote(path, safe="/?=&%")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def granian(
    application: str = "config.wsgi:application", workers: int | None = None, core: str | None = SERVER,
    threads: int | None = None, **environment: str,
) -> Served:  # fmt: skip
    """Our server, as `make run` starts it; so are the numbers of workers and of their threads when not said."""
    port = free_port()
    command = [word.replace("config.wsgi:application", application) for word in server(port)]
    if workers:
        command[command.index("--workers") + 1] = str(workers)
    if threads:
        command[command.index("--blocking-threads") + 1] = str(threads)
    return Served(command, port, core, **environment)


@contextmanager
def nginx(folder: Path) -> Iterator[Served]:
    """One worker that serves the files of a folder, without a log."""
    port = free_port()
    with tempfile.TemporaryDirectory() as own:
        settings = Path(own) / "nginx.conf"
        settings.write_text(
            f"daemon off; worker_processes 1; pid {own}/pid; error_log stderr error; user root;\n"
            "events { worker_connections 1024; }\n"
            "http { access_log off; sendfile on; tcp_nopush on; default_type text/html; open_file_cache max=100;\n"
            "  keepalive_requests 1000000;\n"
            f"  client_body_temp_path {own}; proxy_temp_path {own}; fastcgi_temp_path {own};\n"
            f"  uwsgi_temp_path {own}; scgi_temp_path {own};\n"
            f"  server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n"
        )
        with Served([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(settings)], port) as running:
            yield running


@dataclass(frozen=True)
class Load:
    requests: int
    per_second: float
    failed: int
    cpu: float  # seconds a request


SCRIPT = """
local paths, next_one = {}, 0
for path in io.lines("%s") do paths[#paths + 1] = path end
request = function()
  next_one = next_one %% #paths + 1
  return wrk.format("GET", paths[next_one])
end
"""


def load(
    running: Served, paths: Iterable[str], *, seconds: int = 4, connections: int = 16, also: Iterable[int] = (),
    headers: dict[str, str] = BROWSER,
) -> Load:  # fmt: skip
    """Ask for the paths in turn as fast as they are answered. `also`: processes whose time counts, a database's."""
    with ExitStack() as until_done:
        listed = until_done.enter_context(tempfile.NamedTemporaryFile("w", suffix=".txt"))
        script = until_done.enter_context(tempfile.NamedTemporaryFile("w", suffix=".lua"))
        listed.write("\n".join(map(quoted, paths)) + "\n")
        script.write(SCRIPT % listed.name)
        listed.flush(), script.flush()
        said = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
        command = ["taskset", "-c", CLIENT, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
        command += ["--timeout", "30s", "-s", script.name]
        counted = [running.process.pid, *also]
        before = sum(map(cpu_of, counted))
        told = subprocess.run(
            [*command, *said, running / ""], capture_output=True, text=True, check=True
        ).stdout
        spent = sum(map(cpu_of, counted)) - before
    asked = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]  # wrk always says it
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    broken = re.search(r"Socket errors: (.*)", told)
    if asked == 0 or broken:
        sys.exit(f"The server did not answer as it should:\n{told}")
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])  # type: ignore[index]
    return Load(asked, per_second, int(refused[1]) if refused else 0, spent / asked)


def fetch(address: str, headers: dict[str, str] = BROWSER) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by their names in small letters, body."""
    try:
        answer = urlopen(Request(address, headers=headers), timeout=30)
    except HTTPError as refusal:
        answer = refusal
    with answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def wait_until(question, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(URLError, OSError):
            if question():
                return
        time.sleep(0.02)
    raise RuntimeError("It did not come about in time.")


def busyness() -> str:
    """What else the machine does: how many programs wanted a processor in the last minute."""
    return f"{os.getloadavg()[0]:.1f} programs wanted one of {os.cpu_count()} processors"
