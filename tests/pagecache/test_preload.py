"""Under gunicorn the program is loaded once and then forked: each process reads the log of changes for itself."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from types import SimpleNamespace
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from config.run import follow_the_parent
from tests import postgres
from tests.browser import free_port
from tests.pagecache.test_two_processes import LIFT, TAKE_DOWN, ask, soon

pytestmark = pytest.mark.slow

SECONDS_TO_OPEN = 120
WORKERS = 3
MAKE_A_PIECE = "from tests.factories import make_published; print(make_published(headline='The Moss').path)"
# The worst that can happen: somebody asks before the fork, so that a thread runs in the process that is forked.
ASK_BEFORE_THE_FORK = """
from wsgiref.util import setup_testing_defaults

def pre_fork(server, worker):
    environ = {"HTTP_HOST": "127.0.0.1", "PATH_INFO": "/about/"}
    setup_testing_defaults(environ)
    list(server.app.wsgi()(environ, lambda status, headers, exc_info=None: None))
    from pagecache.tail import tail
    assert tail.thread.is_alive()
"""


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/halation.sqlite3"
    elif not postgres.programs():
        pytest.skip(f"not tested: {postgres.HOW_TO_GET_IT}")
    else:
        with postgres.cluster() as address:
            yield address


@pytest.fixture(params=["", ASK_BEFORE_THE_FORK], ids=["as usual", "asked before the fork"])
def magazine(request, url, tmp_path):
    """Gunicorn with three processes of two threads, and one piece."""
    port = free_port()
    given = {"DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": url, "PAGE_CACHE_MEGABYTES": "16"}
    environment = os.environ | given | {"DJANGO_SETTINGS_MODULE": "config.settings"}

    def manage(*command) -> str:
        program = [sys.executable, "manage.py", *command]
        return subprocess.run(program, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    manage("migrate", "--verbosity", "0")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    path = manage("shell", "--verbosity", "0", "-c", MAKE_A_PIECE).strip()
    (tmp_path / "gunicorn.conf.py").write_text(request.param)
    command = [sys.executable, "-m", "gunicorn", "--preload", "--config", tmp_path / "gunicorn.conf.py"]
    command += ["--workers", str(WORKERS), "--threads", "2", "--bind", f"127.0.0.1:{port}"]
    command += ["--no-control-socket", "--log-level", "warning", "config.wsgi:application"]
    address = f"http://127.0.0.1:{port}"
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, preexec_fn=follow_the_parent
        )
    try:
        deadline = time.monotonic() + SECONDS_TO_OPEN
        while time.monotonic() < deadline:
            with suppress(URLError, OSError):
                urlopen(f"{address}/healthz", timeout=5).close()
                break
            time.sleep(0.1)
        yield SimpleNamespace(manage=manage, path=path, url=Address(address), log=tmp_path / "log")
    finally:
        server.terminate()
        server.wait(60)


class Address(str):
    def __truediv__(self, path: str) -> str:
        return self + path


def everyone(magazine, question) -> bool:
    """Whether it holds for sixty answers in a row, of three processes."""
    return all(question(*ask(magazine.url, magazine.path)) for _ in range(60))


def test_each_process_keeps_pages_and_sees_each_change(magazine):
    from_memory = soon(lambda: everyone(magazine, lambda status, tag, text: tag.endswith('-gzip"')))
    assert from_memory, magazine.log.read_text()
    magazine.manage("shell", "-c", TAKE_DOWN.format(path=magazine.path))
    assert soon(lambda: everyone(magazine, lambda status, tag, text: status == 451))
    magazine.manage("shell", "-c", LIFT.format(path=magazine.path))
    assert soon(lambda: everyone(magazine, lambda status, tag, text: tag.endswith('-gzip"')))
    assert "Traceback" not in magazine.log.read_text()
