"""The database is really taken away under a running server, and brought back: readers are told, and nothing else."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
from urllib.request import Request, urlopen

import pytest

from config.run import follow_the_parent, server
from tests import postgres
from tests.browser import free_port

pytestmark = pytest.mark.slow

SECONDS_TO_OPEN = 120
SIGNED_IN = f"session={'m' * 32}"  # as far as anybody knows who cannot ask
ASKING = ["/", "/reviews/", "/films/", "/2024/02/here-review/", "/feed/", "/admin/"]


@dataclass
class Database:
    url: str
    take_away: Callable
    bring_back: Callable


@contextmanager
def on_sqlite(folder: Path) -> Iterator[Database]:
    """A disk that is not there for a while."""
    here, elsewhere = folder / "disk", folder / "unplugged"
    here.mkdir()
    yield Database(
        f"sqlite:///{here}/halation.sqlite3", lambda: here.rename(elsewhere), lambda: elsewhere.rename(here)
    )


@contextmanager
def on_postgres(_folder: Path) -> Iterator[Database]:
    if not postgres.programs():
        pytest.skip(f"not tested: {postgres.HOW_TO_GET_IT}")
    with postgres.server() as running:
        yield Database(running.url, running.close, lambda: running.open().close())


class Answer:
    def __init__(self, response: HTTPResponse | HTTPError):
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode(errors="replace")


class Magazine:
    """The web server alone, as an operator starts it: without the demo, the worker and the beat."""

    def __init__(self, folder: Path, url: str):
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        given = {"DATA_DIR": str(folder / "data"), "PORT": str(port), "DATABASE_URL": url}
        self.log = folder / "log"
        environment = os.environ | given | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                server(port), env=environment, stdout=log, stderr=log, preexec_fn=follow_the_parent
            )
        self.wait_for("/healthz", 200)

    def get(self, path: str, **headers: str) -> Answer:
        try:
            with urlopen(Request(urljoin(self.address, path), headers=headers), timeout=60) as response:
                return Answer(response)
        except HTTPError as error:
            return Answer(error)

    def wait_for(self, path: str, status: int) -> None:
        deadline = time.monotonic() + SECONDS_TO_OPEN
        while time.monotonic() < deadline:
            try:
                if self.get(path).status == status:
                    return
            except (URLError, OSError):
                pass
            time.sleep(0.2)
        raise RuntimeError(f"{path} never answered {status}:\n{self.log.read_text()}")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture(params=[on_sqlite, on_postgres], ids=["sqlite", "postgres"])
def database(request, tmp_path):
    with request.param(tmp_path) as database:
        yield database


@pytest.fixture
def magazine(database, tmp_path):
    running = Magazine(tmp_path, database.url)
    yield running
    running.close()


def test_pages_say_that_we_will_be_right_back_until_we_are(magazine, database):
    before = {path: magazine.get(path).status for path in ASKING}
    assert set(before.values()) <= {200, 404}
    database.take_away()

    for path in ASKING * 3:  # every process and thread, with the connections that it kept
        away = magazine.get(path, Cookie=SIGNED_IN)
        assert (path, away.status, away.headers["Retry-After"]) == (path, 503, "60")
        assert away.headers["Cache-Control"] == "no-store"
        assert "We will be right back" in away.text
        assert "Set-Cookie" not in away.headers
    assert magazine.get("/healthz").status == 200
    assert styles_of(magazine, away)

    database.bring_back()
    for path in ASKING * 3:
        assert (path, magazine.get(path).status) == (path, before[path])


def styles_of(magazine, page: Answer) -> list[str]:
    """The addresses of all that the page and its style ask for; each is there without the database."""
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    asked = list(sheets)
    for sheet in sheets:
        styled = magazine.get(sheet)
        assert (styled.status, ".plain" in styled.text, ".masthead" in styled.text) == (200, True, True)
        asked += [urljoin(sheet, name) for name in re.findall(r'url\("?([^")]+)"?\)', styled.text)]
    assert {path: magazine.get(path).status for path in asked} == dict.fromkeys(asked, 200)
    assert not re.findall(r"<(?:script|img)\b|style=", page.text)
    return asked
