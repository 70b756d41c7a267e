"""`python -m bench.desk [PIECES] [PEOPLE]`: what the desk's pages cost in a large magazine, beside a small one.

One temporary database, of SQLite or with `--postgres` of PostgreSQL, is measured with a thousand pieces, people and
films, filled up (with as many films as people), and measured again. The figures are processor time, medians: of this
process, and of that in which PostgreSQL answers it (known on Linux alone). Read the last column, and only within one
run.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

from bench.ground import engine, ground

SMALL = 1_000
PIECES, PEOPLE = 50_000, 100_000
ROUNDS, WARM_UP = 15, 3
ORDINARY = 500  # of a thousand films, one with few pieces: a film with hundreds is a case of its own


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.desk")
    asked.add_argument("pieces", type=int, nargs="?", default=PIECES)
    asked.add_argument("people", type=int, nargs="?", default=PEOPLE)
    asked.add_argument("--postgres", action="store_true")
    given = asked.parse_args()
    with ground(on_postgres=given.postgres):
        magazine = Magazine()
        small = magazine.measured()
        magazine.grow(given.pieces, given.people)
        report(
            small,
            magazine.measured(),
            f"{engine(given.postgres)}: {given.pieces:,} pieces, {given.people:,} people and films, against {SMALL:,}",
        )


def report(small: dict, big: dict, heading: str) -> None:
    print(heading)
    print(f"{'page':26}{'queries':>9}{'then':>6}{'ms':>9}{'then':>9}{'ratio':>8}")
    for name, (queries, seconds) in small.items():
        more, longer = big[name]
        print(f"{name:26}{queries:9}{more:6}{seconds * 1000:9.2f}{longer * 1000:9.2f}{longer / seconds:8.2f}")


class Magazine:
    """A magazine that grows, and an editor in it."""

    def __init__(self):
        from django.test import Client

        from bench.corpus import Corpus
        from films.models import Film
        from tests import factories

        self.corpus = Corpus()
        self.grow(SMALL, SMALL)
        films = [Film.objects.get(pk=film.pk) for film in self.corpus.films[ORDINARY : ORDINARY + 2]]
        self.draft = factories.make_review(film=films[0], tags=["moss"])
        self.live = factories.make_published(film=films[1], tags=["moss"])
        self.client = Client()
        self.client.force_login(factories.make_user("editor"))

    def grow(self, pieces: int, people: int) -> None:
        self.corpus.grow(pieces, films=people, people=people)

    def measured(self) -> dict[str, tuple[int, float]]:
        from django.urls import reverse

        from accounts.text import fold
        from tests.desk import change, fields_of

        def look_up(words: str, kind: str = "name"):
            return lambda: self.client.get(reverse("admin:reviews_review_lookup", args=[kind]), {"q": words})

        person = fold(self.corpus.words.name(ORDINARY))
        given, family = person.split()
        title = fold(self.corpus.films[ORDINARY].title)
        posted = fields_of(self.client.get(change(self.draft)))
        checks = reverse("admin:reviews_review_checks_of", args=[self.draft.pk])
        listed = reverse("admin:reviews_review_changelist")
        pages = {
            "writing, a draft": lambda: self.client.get(change(self.draft)),
            "writing, a live piece": lambda: self.client.get(change(self.live)),
            "checklist": lambda: self.client.post(checks, posted),
            "type-ahead, first letters": look_up(person[: len(given) + 4]),
            "type-ahead, a surname": look_up(family),
            "type-ahead, both names": look_up(person),
            "type-ahead, inside a word": look_up(family[2:]),
            "type-ahead, nobody": look_up("zzyzx"),
            "film, first letters": look_up(title[:-3], "film"),
            "film, a word of its title": look_up(max(title.split(), key=len), "film"),
            "film, none": look_up("zzyzx", "film"),
            "pieces": lambda: self.client.get(listed),
            "pieces, live": lambda: self.client.get(listed, {"state": "live"}),
        }
        return {name: cost(ask) for name, ask in pages.items()}


def cost(ask) -> tuple[int, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        answer = ask()
        asked = len(queries)
    if answer.status_code != 200:
        sys.exit(f"{answer.request['PATH_INFO']} answers {answer.status_code}")
    clock = processor_time()
    seconds = []
    for number in range(ROUNDS + WARM_UP):
        start = clock()
        ask()
        if number >= WARM_UP:
            seconds.append(clock() - start)
    return asked, statistics.median(seconds)


def processor_time():
    """A clock of what a request costs, in the database as well."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return time.process_time
    with connection.cursor() as cursor:
        # All of the work in the one process that is looked at.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        spent = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: time.process_time() + int(spent.read_text().split()[0]) / 1e9


if __name__ == "__main__":
    main()
