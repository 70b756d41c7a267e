"""Fixtures for tests in a real browser: a site with the demo magazine, pages, and what is wrong on them.

    @pytest.mark.browser
    def test_a_reader_finds_the_film(page, site):
        page.goto(site / "films/here-2023/")

Every page that `open_page` gives is watched: a breach of the content security policy, an error in the
console, an uncaught exception or a failed request fails its test.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from config.run import follow_the_parent
from importers.demo.desk import PASSWORD
from tests import chromium

SHARED = "HALATION_TESTS_SHARED"  # names the folder that all processes of one run share
CLOCKS = Path(__file__).parent / "clocks"
SECONDS_TO_OPEN = 300
SECONDS_TO_SEE = 40  # on a busy machine; a good page is there at once
# An evaluation has no time limit of its own.
ASK_AXE = """(options) => Promise.race([
  axe.run(options),
  new Promise((_, refuse) => setTimeout(() => refuse(new Error("axe gave no answer in a minute")), 60000)),
])"""
REPORT_BREACHES = """
document.addEventListener("securitypolicyviolation", (breach) =>
  console.error(`content security policy: ${breach.violatedDirective} against ${breach.blockedURI}`))
"""


class Site:
    """The demo magazine as `make run` serves it: a real server and a worker on data of their own.

    `settings`: what its environment says besides. `from_scratch`: it loads its demo itself, as one does that has
    another database, zone or clock.
    """

    def __init__(self, folder: Path, *, from_scratch: bool = False, **settings: str):
        self.folder = folder
        self.from_scratch = from_scratch or bool({"DATABASE_URL", "TIME_ZONE"} & settings.keys())
        self.url = f"http://127.0.0.1:{free_port()}"
        port = self.url.rsplit(":", 1)[1]
        own = {"DATA_DIR": str(folder / "data"), "PORT": port, "HALATION_DEMO": "1"}
        # A finished page may be a quarter of a second old, and a journey looks at once at what it has just changed.
        own["PAGE_CACHE_MEGABYTES"] = "0"
        self.environment = os.environ | own | {"DJANGO_SETTINGS_MODULE": "config.settings"} | settings
        self.process: subprocess.Popen | None = None
        self.office: subprocess.Popen | None = None

    def __truediv__(self, path: str) -> str:
        return f"{self.url}/{path.lstrip('/')}"

    def open(self) -> None:
        if not self.from_scratch and not (self.folder / "data").exists():
            shutil.copytree(loaded_demo(), self.folder / "data")
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "config.run"]
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, preexec_fn=as_from_a_terminal
            )
        deadline = time.monotonic() + SECONDS_TO_OPEN
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urlopen(self / "healthz", timeout=5).close()
            except (HTTPError, URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"The demo magazine did not open:\n{self.log.read_text()}")

    def close(self) -> None:
        if self.office:
            self.office.communicate()
            self.office = None
        if self.process:
            self.process.terminate()
            self.process.wait(30)

    def set_clock(self, moment: datetime) -> None:
        """From its next start on, this site takes the present for `moment`, and goes on from there."""
        self.from_scratch = True
        self.environment["PYTHONPATH"] = str(CLOCKS)
        self.environment["SECONDS_AHEAD"] = str((moment - datetime.now(UTC)).total_seconds())

    def start(self, *command: str) -> subprocess.Popen:
        """Start a management command on this site's data; it reads its `stdin`, and what it prints is in `stdout`."""
        program = [sys.executable, "manage.py", *command]
        return subprocess.Popen(
            program, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            preexec_fn=as_from_a_terminal,
        )  # fmt: skip

    def manage(self, *command: str) -> str:
        """Run a management command on this site's data and give back what it printed."""
        program = [sys.executable, "manage.py", *command]
        return subprocess.run(
            program, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def ask(self, verb: str, **given):
        """What a function of tests/journeys/pieces.py answers in this site, in a process that stays until it closes."""
        if self.office is None:
            self.office = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.office"], env=self.environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=as_from_a_terminal,
            )  # fmt: skip
        print(json.dumps([verb, given]), file=self.office.stdin, flush=True)
        said = json.loads(self.office.stdout.readline() or '{"trouble": "It ended."}')
        if "trouble" in said:
            raise RuntimeError(f"{verb}: {said['trouble']}")
        return said["answer"]

    @property
    def log(self) -> Path:
        return self.folder / "log"


def loaded_demo() -> Path:
    """The data of a demo magazine, loaded once a run, for all sites to start from."""
    shared = Path(os.environ[SHARED])
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "data").exists():
            own = {"DATA_DIR": str(shared / "loading"), "HALATION_DEMO": "1"}
            own |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
            load = [sys.executable, "-c", "from config.run import prepare; prepare()"]
            subprocess.run(load, env=os.environ | own, check=True, stdout=subprocess.DEVNULL)
            (shared / "loading").rename(shared / "data")
    return shared / "data"


def as_from_a_terminal() -> None:
    """A shell that starts the tests in the background has told them to ignore Ctrl-C, which a child would inherit."""
    follow_the_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # the workers of this process inherit its environment
        os.environ[SHARED] = tempfile.mkdtemp(prefix="halation-tests-shared-")


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ[SHARED], ignore_errors=True)


@pytest.fixture(scope="session")
def site():
    """One demo magazine for all journeys. A test that changes something makes its own piece to change."""
    folder = Path(tempfile.mkdtemp(prefix="halation-site-"))
    demo = Site(folder)
    try:
        demo.open()
        yield demo
    finally:
        demo.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        running = chromium.launch(playwright)
        expect.set_options(timeout=SECONDS_TO_SEE * 1000)
        yield running
        running.close()


class Problems(list[str]):
    """What went wrong on the pages of one test, as sentences."""

    def expect(self, pattern: str) -> None:
        """Take away the problems that match, of which there must be one."""
        expected = [problem for problem in self if re.search(pattern, problem)]
        assert expected, f"no problem like {pattern!r} among {list(self)}"
        self[:] = [problem for problem in self if problem not in expected]


@pytest.fixture
def problems():
    """Collects during the test and fails it afterwards, unless the test expected each problem."""
    found = Problems()
    yield found
    if found:
        pytest.fail("on the pages of this test:\n" + "\n".join(found), pytrace=False)


@pytest.fixture
def open_page(browser, problems):
    """Opens a blank, watched page in a context of its own: `open_page(width=390, scheme="dark")`."""
    contexts = []

    def open_one(*, width=1280, height=900, scheme="light", javascript=True, **more) -> Page:
        screen = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
        context = browser.new_context(**screen, java_script_enabled=javascript, **more)
        context.set_default_timeout(SECONDS_TO_SEE * 1000)
        contexts.append(context)
        page = context.new_page()
        watch(page, problems)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page):
    return open_page()


def watch(page: Page, problems: list[str]) -> None:
    def console(message):
        if message.type == "error":
            problems.append(f"{page.url}: {message.text}")

    def failed(request):
        # A page that is left while it still loads gives up the rest; that is nobody's fault.
        if request.failure != "net::ERR_ABORTED":
            problems.append(f"{page.url}: {request.url} failed ({request.failure})")

    page.on("console", console)

    def uncaught(error):
        # A page that comes too late for its transition is shown without one.
        if not str(error).startswith("Transition was "):
            problems.append(f"{page.url}: {error}")

    page.on("pageerror", uncaught)
    page.on("requestfailed", failed)
    page.add_init_script(REPORT_BREACHES)


@pytest.fixture
def login(site):
    """Signs a page in at the newsroom: `login(page, "editor")`."""

    def sign_in(page: Page, name: str, password: str = PASSWORD) -> Page:
        page.goto(site / "admin/login/")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", password)
        page.click("form [type=submit]")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    return sign_in


def accessibility_problems(page: Page, **options) -> list[str]:
    """What axe objects to on the page as it now stands: "color-contrast (serious): .billing a"."""
    if page.evaluate("!window.axe"):
        page.evaluate(Axe().axe_script)
    # Describing what is right costs axe far more than finding what is wrong.
    asked = {"resultTypes": ["violations"]} | options
    found = page.evaluate(ASK_AXE, asked)["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}"
        for rule in found
        for node in rule["nodes"]
    ]


def sideways_scroll(page: Page) -> int:
    """By how many CSS pixels the page is wider than its window; 0 for a page that fits."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
