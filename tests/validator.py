"""Whether pages are HTML as the standard has it: the Nu Html Checker, the one behind the W3C's own service."""

import json
import shutil
import subprocess
from pathlib import Path

JAR = Path(__file__).parent.parent / ".validator" / "vnu.jar"
SECONDS = 300


def lacking() -> str | None:
    """What is missing here and how to get it; None where pages can be checked."""
    # macOS has a `java` that only says where to get one.
    if not shutil.which("java") or subprocess.run(["java", "-version"], capture_output=True).returncode:
        return "no Java was found; on Debian and Ubuntu: apt install default-jre-headless"
    return None if JAR.exists() else "the checker was not fetched yet: run .ci/validator, which needs npm"


def faults(pages: dict[str, str], folder: Path) -> dict[str, list[str]]:
    """What the checker calls an error, by the name of the page, as "line 3: Bad value …"; all in one run.

    `folder`: an empty one, for the pages' files.
    """
    files = {}
    for number, (name, html) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(html)
        files[path.as_uri().replace("file:///", "file:/")] = name
    # Without a limit on its stack long pages with deep rules would overflow it.
    command = ["java", "-Xss2m", "-jar", str(JAR), "--errors-only", "--exit-zero-always", "--stdout"]
    told = subprocess.run(
        [*command, "--format", "json", str(folder)],
        check=True,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    found: dict[str, list[str]] = {name: [] for name in pages}
    for message in json.loads(told.stdout)["messages"]:
        found[files[message["url"]]].append(f"line {message.get('lastLine', '?')}: {message['message']}")
    return found
