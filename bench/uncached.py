"""`python -m bench.uncached [PIECES] [--postgres]`: what a page costs that has to be made, and how many queries.

Processor time of all of the server's processes and, on PostgreSQL, of the database's, a request, the page cache off;
some dozen addresses of each kind in turn. Beside it what others need on a machine like ours (see `bench/README.md`),
and how many times a Django view it is that returns a ready string of 60 KB. Medians of alternating rounds.
"""

import statistics
import sys
from contextlib import ExitStack

from bench.ground import asked, engine, magazine
from bench.serving import Served, busyness, granian, load

ROUNDS = 3
SECONDS = 3
# Milliseconds of the lightest of Wagtail 8, Ghost 6 and WordPress with 20,000 articles, and what is asked of us.
LIGHTEST = {"piece": (13.7, 3.0), "home": (26.0, 3.0), "tag": (25.0, 3.0), "feed": (9.4, 2.0)}
MOST_QUERIES = 8
PAGES = (
    "piece", "piece, list not kept", "film", "home", "tag", "archive month", "feed", "person", "picture", "poster",
)  # fmt: skip


def main() -> None:
    given = asked("uncached", 20_000)
    with magazine(given.pieces, on_postgres=given.postgres), ExitStack() as until_done:
        from django.conf import settings

        from bench import pages

        chosen = {name: found for name, found in pages.public().items() if name in PAGES}
        queries = {name: most_queries(paths) for name, paths in chosen.items()}
        ready = until_done.enter_context(granian("bench.ready:application"))
        # As many threads as Django has behind the page cache, where the server's others are for finished pages.
        ours = until_done.enter_context(
            granian(threads=settings.PAGE_CACHE_RENDERS + 2, PAGE_CACHE_MEGABYTES="0")
        )
        print(f"{engine(given.postgres)}, {given.pieces:,} pieces; {busyness()}")
        report(*measured(chosen, ours, ready, postmaster() if given.postgres else []), queries)


def most_queries(paths: list[str], client=None) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    most, client = 0, client or Client()
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
            most = max(most, len(queries))
        if answer.status_code != 200:
            sys.exit(f"{path} answers {answer.status_code}")
    return most


def postmaster() -> list[int]:
    """The first process of the database that we began."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = cursor.fetchone()[0]
    with open(f"{folder}/postmaster.pid") as file:
        return [int(file.readline())]


def measured(chosen: dict[str, list[str]], ours: Served, ready: Served, database: list[int]):
    """Seconds a request: of each page, and of the ready string."""
    spent: dict[str, list[float]] = {name: [] for name in chosen}
    least = []
    for number in range(ROUNDS + 1):
        least.append(load(ready, ["/ready"], seconds=2, connections=4).cpu)
        for name, paths in chosen.items():
            found = load(ours, paths, seconds=SECONDS, connections=4, also=database)
            if found.failed:
                sys.exit(f"{name}: {found.failed} of {found.requests} answers were no pages")
            if number:  # the first round warms both up
                spent[name].append(found.cpu)
    return {name: statistics.median(times) for name, times in spent.items()}, statistics.median(least)


def report(spent: dict[str, float], ready: float, queries: dict[str, int]) -> None:
    print(
        f"{'page':22}{'queries':>8}{'ms':>8}{'× ready':>9}{'asked':>7}{'lightest other':>16}{'times lighter':>15}"
    )
    for name, seconds in spent.items():
        other, wanted = LIGHTEST.get(name, (None, None))
        row = f"{name:22}{queries[name]:8}{seconds * 1000:8.2f}{seconds / ready:9.0f}"
        if other:
            row += f"{wanted:7.1f}{other:16.1f}{other / seconds / 1000:15.1f}"
        print(row)
    print(f"a ready string of 60 KB {ready * 1000:.3f} ms")


if __name__ == "__main__":
    main()
