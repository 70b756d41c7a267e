"""`python -m bench.cached [PIECES]`: what a finished page costs, beside the least there is.

A piece from the page cache; the same bytes and headers from an application that does nothing else, on the same server;
the same bytes as a file from nginx. In turn, each packed as browsers ask for it and plain. Medians of rounds.
"""

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.ground import asked, magazine
from bench.serving import BROWSER, busyness, fetch, granian, load, nginx, wait_until

ROUNDS = 3
SECONDS = 3
OF_THE_CONNECTION = {"date", "server", "connection"}
PLAIN = {"Accept-Encoding": "identity"}


def main() -> None:
    given = asked("cached", 2000)
    with magazine(given.pieces, on_postgres=given.postgres):
        from pagecache.clock import now
        from reviews.models import Review

        live = Review.objects.published(now())
        path = live.filter(kind="review", word_count__gt=500).latest("ordered_at").path
        print(
            f"{busyness()}\n{'a piece':14}{'bytes':>8}{'of':>10}{'µs a request':>14}{'×':>7}{'a second':>11}{'×':>7}"
        )
        for name, headers in {"packed": BROWSER, "plain": PLAIN}.items():
            compare(name, path, headers)
    print(busyness())


def is_kept(headers: dict[str, str]) -> bool:
    """Whether the page cache spoke: it alone says that its answers come in several codings."""
    return headers.get("vary") == "Accept-Encoding"


def compare(name: str, path: str, headers: dict[str, str]) -> None:
    with ExitStack() as until_done:
        folder = Path(until_done.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        ours = until_done.enter_context(granian(PAGE_CACHE_MEGABYTES="64"))
        wait_until(lambda: is_kept(fetch(ours / path, headers)[1]))
        _status, told, body = fetch(ours / path, headers)
        kept = [f"{key}: {value}" for key, value in told.items() if key not in OF_THE_CONNECTION]
        (folder / "body").write_bytes(body)
        (folder / "headers").write_text("\n".join(kept))
        servers = {
            "page cache": (ours, path),
            "bare": (
                until_done.enter_context(granian("bench.bare:application", BENCH_ANSWER=str(folder))),
                "/body",
            ),
            "nginx": (until_done.enter_context(nginx(folder)), "/body"),
        }
        for running, address in servers.values():
            load(running, [address], headers=headers)
        rounds: dict[str, list] = {server: [] for server in servers}
        for _ in range(ROUNDS):
            for server, (running, address) in servers.items():
                rounds[server].append(load(running, [address], seconds=SECONDS, headers=headers))
    cpu = {server: statistics.median(one.cpu for one in found) for server, found in rounds.items()}
    rate = {server: statistics.median(one.per_second for one in found) for server, found in rounds.items()}
    for server in servers:
        print(
            f"{name:14}{len(body):8}{server:>11}{cpu[server] * 1e6:13.1f}{cpu[server] / cpu['bare']:7.2f}"
            f"{rate[server]:11,.0f}{rate[server] / rate['nginx']:7.2f}"
        )


if __name__ == "__main__":
    main()
