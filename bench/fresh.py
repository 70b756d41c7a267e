"""`python -m bench.fresh [PIECES] [--postgres]`: how soon readers see what changed, with finished pages kept.

Four processes. A reader of each page holds a connection to every process and asks them in turn. Published: when the
last of them has shown the piece. Taken down: when the last of them saw it for the last time. Scheduled: how long after
its second the last list shows it. One page out of date: how often it is rendered for 64 who want it at once. And on
PostgreSQL what readers get while the database hangs. Milliseconds after the commit.
"""

import http.client
import os
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from bench.ground import asked, engine, magazine
from bench.serving import Served, busyness, family, granian

PROCESSES = 4
PAUSE = (
    0.004  # seconds between two questions of one reader: what asks more takes the processor from the answers
)
PUBLISHED, TAKEN_DOWN, SCHEDULED = 8, 50, 6  # the first for each kind of page
AHEAD = 3.0  # seconds
WATCHED = 1.2  # seconds after a takedown, in which nothing may come back
AT_ONCE = 64
HUNG = 4.0  # seconds
PATIENCE = 20.0


class Reader(threading.Thread):
    """Asks every process for one page over and over, and notes when each showed something first and last."""

    def __init__(self, lines: list, path: str, shows: Callable[[int, bytes], bool]):
        super().__init__(daemon=True)
        self.path, self.shows, self.over = path, shows, False
        self.lines = lines
        self.first: dict[int, float] = {}  # by connection
        self.last = 0.0
        self.start()

    def run(self) -> None:
        while not self.over:
            for number, line in enumerate(self.lines):
                time.sleep(PAUSE)
                status, body = get(line, self.path)
                if self.shows(status, body):
                    self.last = time.time()
                    self.first.setdefault(number, self.last)

    def close(self) -> None:
        self.over = True
        self.join()
        for line in self.lines:
            line.close()

    @property
    def seen_by_all(self) -> float | None:
        return max(self.first.values()) if len(self.first) == len(self.lines) else None


def line_to(site: Served) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)


def lines_to_all(site: Served) -> list[http.client.HTTPConnection]:
    """A connection to each process."""
    found: dict[str, http.client.HTTPConnection] = {}
    while len(found) < PROCESSES:
        line = line_to(site)
        line.request("GET", "/healthz")
        answer = line.getresponse()
        answer.read()
        kept = found.setdefault(answer.headers["X-Process"], line)
        if kept is not line:
            line.close()
    return list(found.values())


def get(line: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    line.request("GET", quote(path))
    answer = line.getresponse()
    return answer.status, answer.read()


def main() -> None:
    given = asked("fresh", 20_000)
    with magazine(given.pieces, on_postgres=given.postgres), ExitStack() as until_done:
        renders = Path(until_done.enter_context(tempfile.TemporaryDirectory())) / "renders"
        site = until_done.enter_context(
            granian(
                "bench.counted:application",
                PROCESSES,
                core=None,
                PAGE_CACHE_MEGABYTES="64",
                BENCH_RENDERS=str(renders),
            )
        )
        print(f"{engine(given.postgres)}, {given.pieces:,} pieces, {PROCESSES} processes; {busyness()}")
        print(f"{'':28}{'median':>8}{'most':>8}{'asked':>14}")
        first_of_moss()
        live = publish(site)
        take_down(site, live)
        schedule(site)
        stampede(site, renders)
        if given.postgres:
            hang(site)
        print(busyness())


def tell(what: str, seconds: list[float], wanted: str) -> None:
    print(
        f"{what:28}{statistics.median(seconds) * 1000:8.0f}{max(seconds) * 1000:8.0f}{wanted:>14}", flush=True
    )


def first_of_moss() -> None:
    """A tag has a page once there is a piece."""
    from reviews import workflow

    review = write("The first about moss")
    workflow.publish(review, by=None, version=review.version)


def lists() -> dict[str, str]:
    """The lists that a new piece with the tag "moss" comes into."""
    from django.urls import reverse

    return {"home": reverse("home"), "tag": reverse("tag", args=["moss"]), "feed": reverse("feed")}


def readers(site: Served, headline: str, path: str | None = None) -> dict[str, Reader]:
    """Of the three lists and, where its address is known, of the piece."""

    def shows(status: int, body: bytes) -> bool:
        return status == 200 and headline.encode() in body

    pages = lists() | ({"piece": path} if path else {})
    return {name: Reader(lines_to_all(site), page, shows) for name, page in pages.items()}


def write(headline: str):
    """A piece that is ready to be published."""
    from films.models import Film
    from tests import factories

    film = Film.objects.exclude(poster=None).first()
    return factories.make_review("ready", headline=headline, film=film, tags=["moss"])


def publish(site: Served) -> list:
    """Watches one page a time: what others cost would count as the wait for this one. Gives the pieces."""
    from reviews import workflow

    pieces, nearest = [], []
    for name, page in (*lists().items(), ("piece", None)):
        everywhere = []
        for number in range(PUBLISHED):
            review = write(f"Published for the {name}, {number} of {PUBLISHED}")
            lines = lines_to_all(site)
            for line in lines * 2:
                get(line, page or "/")  # a finished page in every process
            time.sleep(0.4)
            workflow.publish(review, by=None, version=review.version)
            committed = time.time()
            review.refresh_from_db()
            headline = review.headline.encode()
            reader = Reader(lines, page or review.path, lambda status, body, said=headline: said in body)
            everywhere.append(waited(reader) - committed)
            nearest += [moment - committed for moment in reader.first.values()]
            reader.close()
            pieces.append(review)
        tell(f"published, {name}", everywhere, "median 300")
    tell("published, any process", nearest, "")
    return pieces


def waited(reader: Reader) -> float:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if (moment := reader.seen_by_all) is not None:
            return moment
        time.sleep(0.005)
    raise RuntimeError(f"{reader.path} did not show what was published within {PATIENCE:.0f} seconds.")


def take_down(site: Served, pieces: list) -> None:
    """Each in turn, put back at once afterwards: what counts is how long it could still be seen."""
    from reviews.restrictions import lift, restrict

    last: list[float] = []
    for number in range(TAKEN_DOWN):
        review = pieces[-1 - number % 3]
        watching = readers(site, review.headline, review.path)
        for reader in watching.values():
            waited(reader)
        restriction = restrict(mode="full", review=review)
        committed = time.time()
        time.sleep(WATCHED)
        for reader in watching.values():
            reader.close()
        last.append(max(0.0, *(reader.last - committed for reader in watching.values())))
        lift(restriction)
    tell(f"taken down, {TAKEN_DOWN} times", last, "most 1000")


def schedule(site: Served) -> None:
    from pagecache.clock import now
    from reviews import workflow

    late, early = [], 0
    for number in range(SCHEDULED):
        review = write(f"Scheduled number {number} of a few")
        due = now() + timedelta(seconds=AHEAD)
        workflow.publish(review, by=None, version=review.version, at=due)
        watching = readers(site, review.headline)
        for reader in watching.values():
            late.append(waited(reader) - due.timestamp())
            early += min(reader.first.values()) < due.timestamp()
            reader.close()
    tell("scheduled, in lists", late, "most 1000")
    if early:
        print(f"{early} lists showed it before its time")


def stampede(site: Served, renders: Path) -> None:
    from django.db import transaction

    from pagecache.changes import changed
    from pagecache.clock import now
    from reviews.models import Review

    review = Review.objects.published(now()).filter(word_count__gt=500).latest("pk")
    lines = [line_to(site) for _ in range(AT_ONCE)]
    counts, refused = [], 0
    for _ in range(5):
        for line in lines:
            get(line, review.path)
        with transaction.atomic():
            changed(f"review:{review.pk}")
        time.sleep(1)
        before = renders.stat().st_size
        together, answers = threading.Barrier(AT_ONCE), []

        def ask(line, together=together, answers=answers):
            together.wait()
            answers.append(get(line, review.path)[0])

        threads = [threading.Thread(target=ask, args=[line]) for line in lines]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        counts.append(renders.stat().st_size - before)
        refused += sum(1 for status in answers if status != 200)
    for line in lines:
        line.close()
    print(
        f"renders for {AT_ONCE} at once      {statistics.median(counts):8.0f}{max(counts):8}{f'most {PROCESSES}':>14}"
    )
    print(f"refused of them             {refused:8}")


def hang(site: Served) -> None:
    """Stops every process of the database, as a disk that no longer answers does, and lets them go on again."""
    from django.db import connections

    from bench.uncached import postmaster
    from pagecache.clock import now
    from reviews.models import Review

    found = list(
        Review.objects.published(now())
        .filter(word_count__gt=300)
        .order_by("pk")
        .values_list("path", flat=True)[:200]
    )
    kept, missing = found[0], found[1:]
    for line in lines_to_all(site):
        get(line, kept)
        line.close()
    first = postmaster()[0]
    connections.close_all()
    time.sleep(1)
    database = family(first)
    hits: list[tuple[float, int]] = []
    misses: list[tuple[float, int]] = []
    over = threading.Event()

    def read(paths, noted):
        while not over.is_set():
            line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=8)
            start = time.monotonic()
            with suppress(OSError, http.client.HTTPException):
                status = 0
                status, _body = get(line, next(paths))
            noted.append((time.monotonic() - start, status))
            line.close()
            time.sleep(0.02)

    def forever(paths):
        while True:
            yield from paths

    # Some ask for the same page that is missing, some each for another one.
    threads = [threading.Thread(target=read, args=[forever([kept]), hits]) for _ in range(4)]
    threads += [threading.Thread(target=read, args=[forever([missing[0]]), misses]) for _ in range(8)]
    threads += [
        threading.Thread(target=read, args=[iter(missing[n * 20 : n * 20 + 20] * 1000), misses])
        for n in range(1, 5)
    ]
    try:
        tell_all(database, signal.SIGSTOP)
        for thread in threads:
            thread.start()
        time.sleep(HUNG)
        over.set()
    finally:
        tell_all(database, signal.SIGCONT)
    for thread in threads:
        thread.join()
    tell("database hung, kept pages", [seconds for seconds, _status in hits], "")
    tell("database hung, other pages", [seconds for seconds, _status in misses], "most 1000")
    print(f"kept pages {share(hits, 200)}, others {share(misses, 503)}")
    time.sleep(1)
    after = [get(line, path)[0] for path in missing[100:110] for line in lines_to_all(site)]
    print(f"afterwards {after.count(200)} of {len(after)} pages answer")


def tell_all(pids: list[int], what: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)


def share(answers: list[tuple[float, int]], wanted: int) -> str:
    return f"{wanted} to {sum(status == wanted for _seconds, status in answers)} of {len(answers)}"


if __name__ == "__main__":
    main()
