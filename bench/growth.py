"""`python -m bench.growth [SIZE...] [--postgres]`: what every page costs in a larger magazine, beside a smaller one.

All public pages and all lists of the newsroom, 20,000 pieces and 200,000 unless said. Processor time of this process
and of the one in which PostgreSQL answers it, medians over some dozen addresses of each kind, as a multiple of that at
the first size. Both are taken as multiples of the same sum of Python's, so that a machine that has become slower in
between does not count.
"""

import argparse
import statistics
import sys
import time

from bench.ground import engine, ground

ROUNDS = 9
ASKED = 1.5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.growth")
    parser.add_argument("sizes", type=int, nargs="*", default=[20_000, 200_000])
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with ground(on_postgres=given.postgres):
        from bench.corpus import Corpus

        corpus, found = Corpus(), []
        for size in given.sizes:
            corpus.grow(size)
            found.append(measured())
        report(given.sizes, found, engine(given.postgres))


def measured() -> dict[str, tuple[int, float, float]]:
    """Queries, milliseconds, and multiples of the sum, of each kind of page."""
    from django.test import Client

    from bench import pages
    from bench.desk import processor_time
    from bench.uncached import most_queries
    from tests.factories import make_user

    clock, reader, editor = processor_time(), Client(), Client()
    editor.force_login(make_user("chief", is_superuser=True))
    asked = [(name, reader, paths) for name, paths in pages.public().items()]
    asked += [(f"desk: {name}", editor, paths) for name, paths in pages.desk().items()]
    found = {}
    for name, client, paths in asked:
        paths = [path for path in paths if client.get(path).status_code == 200]
        if not paths:
            continue
        spent, sums = [], []
        for _ in range(ROUNDS):
            for path in paths:
                sums.append(a_sum())
                start = clock()
                client.get(path)
                spent.append(clock() - start)
        middle = statistics.median(spent)
        found[name] = (most_queries(paths[:3], client), middle * 1000, middle / statistics.median(sums))
    return found


def a_sum() -> float:
    start = time.process_time()
    sum(number * number for number in range(50_000))
    return time.process_time() - start


def report(sizes: list[int], found: list[dict], heading: str) -> None:
    print(
        f"{heading}\n{'page':34}{'queries':>8}" + "".join(f"{size:>10,}" for size in sizes) + f"{'factor':>8}"
    )
    over = 0
    for name, (queries, _first, base) in found[0].items():
        if not all(name in one for one in found):
            continue
        factor = found[-1][name][2] / base
        over += factor > ASKED
        times = "".join(f"{one[name][1]:10.2f}" for one in found)
        print(f"{name:34}{queries:8}{times}{factor:8.2f}{' *' if factor > ASKED else ''}")
    print(f"milliseconds; {over} of {len(found[0])} grow by more than {ASKED}")


if __name__ == "__main__":
    sys.exit(main())
