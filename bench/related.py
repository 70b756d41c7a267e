"""`python -m bench.related [SIZE...] [--postgres]`: how long "More about" takes, kept and worked out, beside counting
shared tags.

For 100 pieces spread over the archive, the best of three times each; milliseconds at the median and for the hundredth.
10,000 pieces and 100,000 unless said. The usual query counts for every piece how many of this one's tags it has. What
takes seconds is asked of the first few, of as many as two minutes are enough for.
"""

import argparse
import statistics
import time

from bench.ground import engine, ground

SOURCES, BEST_OF, ENOUGH = 100, 3, 120  # pieces, times, seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.related")
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with ground(on_postgres=given.postgres):
        from bench.corpus import Corpus

        corpus = Corpus()
        ways = {"kept": kept, "worked out": worked_out, "counting shared tags": sharing_most_tags}
        print(
            f"{engine(given.postgres)}\n{'pieces':>10}  {'':20}{'asked':>6}{'queries':>8}{'p50':>8}{'p99':>8}"
        )
        for size in given.sizes:
            corpus.grow(size)
            for name, find in ways.items():
                queries, times = measured(find)
                middle, last = statistics.median(times), sorted(times)[max(int(len(times) * 0.99) - 1, 0)]
                print(
                    f"{size:10,}  {name:20}{len(times):6}{queries:8}{middle * 1000:8.1f}{last * 1000:8.1f}",
                    flush=True,
                )


def kept(review, at) -> list:
    from reviews.related import Sources, more_about

    sources = Sources(review, at, review.related_list)
    found = more_about(review, at, sources=sources)
    assert not sources.changes
    return found


def worked_out(review, at) -> list:
    from reviews.related import more_about

    return more_about(review, at)


def sharing_most_tags(review, at) -> list:
    from django.db.models import Count

    from reviews.models import Review

    tags = list(review.tagged.values_list("tag", flat=True))
    shared = Review.objects.published(at).filter(tagged__tag__in=tags).exclude(pk=review.pk)
    best = (
        shared.annotate(shared=Count("pk"))
        .order_by("-shared", "-ordered_at")
        .values_list("pk", flat=True)[:6]
    )
    return list(Review.objects.filter(pk__in=list(best)).for_cards(at))


def measured(find) -> tuple[int, list[float]]:
    """Most queries, and the seconds of each piece."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.pages import some
    from pagecache.clock import now
    from reviews import kept_lists
    from reviews.models import Review

    at = now()
    keys = some(
        Review.objects.published(at).filter(main_film__isnull=False).values_list("pk", flat=True), SOURCES
    )
    kept_lists.keep(keys, at)
    most, times, until = 0, [], time.monotonic() + ENOUGH
    for review in Review.objects.filter(pk__in=keys).for_its_page():
        with CaptureQueriesContext(connection) as queries:
            find(review, at)
            most = max(most, len(queries))
        times.append(min(timed(find, review, at) for _ in range(BEST_OF)))
        if time.monotonic() > until:
            break
    return most, times


def timed(find, review, at) -> float:
    start = time.perf_counter()
    find(review, at)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
