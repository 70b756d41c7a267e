"""A Varnish in front of a site for as long as a test needs it, with the very file that operators are given."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

from config.run import follow_the_parent

VCL = Path(__file__).parent.parent / "docs" / "varnish" / "halation.vcl"
HOW_TO_GET_IT = (
    "no varnishd with its xkey module was found; on Debian and Ubuntu: apt install varnish varnish-modules"
)
PLACES = ["/usr/lib/*/varnish/vmods", "/usr/lib/varnish/vmods", "/usr/local/lib/varnish/vmods"]
SECONDS_TO_START = 60


def lacking() -> str | None:
    """How to get what is missing here; None where it can be started."""
    found = [module for place in PLACES for module in Path("/").glob(f"{place[1:]}/libvmod_xkey.so")]
    return None if program() and found else HOW_TO_GET_IT


def program() -> str | None:
    # Where Debian puts it, a person's shell does not look.
    return shutil.which("varnishd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class Varnish:
    """`site`: the address of the application. It can be stopped and started again, empty."""

    def __init__(self, folder: Path, port: int, site: str):
        self.folder, self.url = folder, f"http://127.0.0.1:{port}"
        folder.mkdir(exist_ok=True)
        given = VCL.read_text()
        assert given.count('.port = "8000"') == 1
        self.told = given.replace('.port = "8000"', f'.port = "{urlsplit(site).port}"')
        (folder / "halation.vcl").write_text(self.told)
        self.process: subprocess.Popen | None = None

    def open(self) -> None:
        command = [program(), "-F", "-n", self.folder / "state", "-f", self.folder / "halation.vcl"]
        command += ["-a", self.url.removeprefix("http://"), "-s", "malloc,32m", "-j", "none"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=follow_the_parent)
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(OSError):
                with suppress(HTTPError):  # it is there, and the site is not
                    urlopen(f"{self.url}/healthz", timeout=5).close()
                return
            time.sleep(0.1)
        raise RuntimeError(f"Varnish did not start: {(self.folder / 'log').read_text()}")

    def refuse_purges(self) -> None:
        """As if the line from the purging process were cut, while readers still come in."""
        self._load("deaf", self.told.replace("client.ip !~ may_purge", "client.ip ~ may_purge"))

    def take_purges(self) -> None:
        self._load("listening", self.told)

    def _load(self, name: str, told: str) -> None:
        file = self.folder / f"{name}.vcl"
        file.write_text(told)
        label = f"{name}{time.monotonic_ns()}"
        for words in (["vcl.load", label, file], ["vcl.use", label]):
            command = ["varnishadm", "-n", self.folder / "state", *words]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def close(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
            self.process = None
