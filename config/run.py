"""What `make run` does: prepare the data, then keep a web server, a worker and the beat going until told to stop.

For one machine and for trying things out. A production site starts the same three programs under its own
service manager, as docs/operators.md shows.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

HOST = "127.0.0.1"
REASONS_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_OPEN = 60
SECONDS_TO_STOP = 10


def server(port: int) -> list[str]:
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application"]
    size = ["--workers", "2", "--blocking-threads", "16"]
    # A worker that is told to stop while it starts may never hear of it; it is not waited for without end.
    care = ["--respawn-failed-workers", "--workers-kill-timeout", "5"]
    return [*granian, *size, *care, "--host", HOST, "--port", str(port), "--log-level", "warning"]


def worker() -> list[str]:
    return [sys.executable, "manage.py", "db_worker", "--queue-name", "*", "--verbosity", "0"]


def beat() -> list[str]:
    return [sys.executable, "manage.py", "beat"]


def purge() -> list[str]:
    return [sys.executable, "manage.py", "purge"]


def prepare() -> None:
    """Bring database, demo and static files up to date. Cheap when they already are."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    say("Preparing the database")
    call_command("migrate", interactive=False, verbosity=0)
    if settings.DEMO:
        say("Looking for the demo magazine")
        call_command("load_demo", if_empty=True)
    say("Collecting styles, scripts and fonts")
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()


def main() -> None:
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    port = chosen_port()
    # Stopping is asked for by Ctrl-C, by a service manager, or by a closed terminal: all mean the same.
    for reason in REASONS_TO_STOP:
        if signal.getsignal(reason) != signal.SIG_IGN:  # as nohup asks for
            signal.signal(reason, stop)
    children: dict[str, subprocess.Popen] = {}
    try:
        prepare()
        children["web server"] = start(server(port))
        children["worker"] = start(worker())
        children["beat"] = start(beat())
        if settings.PURGE_URLS:
            children["purge"] = start(purge())
        wait_until_open(port, children)
        say_where(port)
        wait_for_an_end(children)
    finally:
        for reason in REASONS_TO_STOP:
            signal.signal(reason, signal.SIG_IGN)
        end(children.values())


def chosen_port() -> int:
    wanted = os.environ.get("PORT") or "8000"
    try:
        port = int(wanted)
        with socket.socket() as probe:
            # As a server does: a port whose last owner has just left is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
    except (ValueError, OverflowError):
        sys.exit(f"PORT must be a number up to 65535, not {wanted!r}.")
    except PermissionError:
        sys.exit(f"Port {wanted} may only be opened by root. Choose one above 1023: make run PORT=8000")
    except OSError:
        sys.exit(f"Port {wanted} is taken by another program. Choose another: make run PORT={port + 1}")
    return port


def start(command: list[str]) -> subprocess.Popen:
    # A session of its own: Ctrl-C reaches only us, and we stop them in order, each once.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=follow_the_parent)


def follow_the_parent() -> None:
    """Ask Linux to stop this process when its parent is gone, however that came about."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def wait_until_open(port: int, children: dict[str, subprocess.Popen]) -> None:
    deadline = time.monotonic() + SECONDS_TO_OPEN
    while time.monotonic() < deadline:
        stop_if_any_ended(children)
        try:
            with urlopen(f"http://{HOST}:{port}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    sys.exit(f"The site did not answer on port {port} within {SECONDS_TO_OPEN} seconds.")


def wait_for_an_end(children: dict[str, subprocess.Popen]) -> None:
    while True:
        stop_if_any_ended(children)
        time.sleep(0.5)


def stop_if_any_ended(children: dict[str, subprocess.Popen]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            sys.exit(f"The {name} ended by itself (code {child.returncode}), so everything was stopped.")


def stop(*_: object) -> None:
    raise SystemExit(0)


def end(children: Iterable[subprocess.Popen]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        # The whole session: a server that hung or crashed leaves processes of its own behind.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def say_where(port: int) -> None:
    from django.conf import settings

    from importers.demo.desk import ACCOUNTS, PASSWORD

    address = f"http://{HOST}:{port}"
    say("")
    say(f"  {settings.SITE_NAME} is open    {address}/")
    say(f"  The newsroom        {address}/admin/")
    if settings.DEMO:
        say(f"  Sign in as          {', '.join(ACCOUNTS)}")
        say(f"  with the password   {PASSWORD}")
    say(f"  Everything is in    {settings.DATA_DIR}")
    say("  Ctrl-C stops it.")
    say("")


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
