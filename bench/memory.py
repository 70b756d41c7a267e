"""`python -m bench.memory [PIECES]`: what a worker holds, idle and with 10,000 finished pages, and how soon it answers.

Memory is what the process alone has and its share of what it has with others. Cold start: from the command to the
first home page, twice, on a magazine that is there.
"""

import statistics
import time

from bench.ground import asked, magazine
from bench.serving import BROWSER, busyness, fetch, granian, memory_of

KEPT = 10_000
STARTS = 3


def main() -> None:
    given = asked("memory", 20_000)
    with magazine(given.pieces, on_postgres=given.postgres):
        from pagecache.clock import now
        from reviews.models import Review

        live = Review.objects.published(now())
        paths = list(live.order_by("pk").values_list("path", flat=True)[:KEPT])
        print(busyness())
        starts = []
        for _ in range(STARTS):
            start = time.monotonic()
            with granian(workers=1, core=None, PAGE_CACHE_MEGABYTES="1000") as site:
                fetch(site / "", BROWSER)
                starts.append(time.monotonic() - start)
        print(f"cold start to the first page {statistics.median(starts):6.2f} s")
        with granian(workers=1, core=None, PAGE_CACHE_MEGABYTES="1000") as site:
            fetch(site / "")
            time.sleep(1)
            idle = memory_of(site.workers[0])
            print(f"a worker after its first page {idle / 1e6:6.0f} MB (asked: 150)", flush=True)
            for path in paths:
                fetch(site / path)
            full = memory_of(site.workers[0])
            each = (full - idle) / len(paths) / 1e3
            print(f"with {len(paths):,} finished pages {full / 1e6:9.0f} MB, {each:.1f} KB a page")


if __name__ == "__main__":
    main()
