"""`python -m bench.desk [PIECES] [PEOPLE]`: what the desk's pages cost in a large magazine, beside a small one.

One temporary database, of SQLite or with `--postgres` of PostgreSQL, is measured with a thousand pieces, people and
films, filled up (with as many films as people), and measured again. The figures are processor time, medians: of this
process, and of that in which PostgreSQL answers it (known on Linux alone). Read the last column, and only within one
run.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from tests import postgres

SMALL = 1_000
PIECES, PEOPLE = 50_000, 100_000
ROUNDS, WARM_UP = 15, 3
SHARED = 40  # films a thousand pieces, and names of all: a film with thousands of pieces is a case of its own


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.desk")
    asked.add_argument("pieces", type=int, nargs="?", default=PIECES)
    asked.add_argument("people", type=int, nargs="?", default=PEOPLE)
    asked.add_argument("--postgres", action="store_true")
    given = asked.parse_args()
    pieces, people = given.pieces, given.people
    with ExitStack() as until_done:
        folder = until_done.enter_context(tempfile.TemporaryDirectory())
        os.environ |= {
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "x" * 60,
            # Never that of the shell, which may be a magazine's own.
            "DATABASE_URL": until_done.enter_context(postgres.cluster()) if given.postgres else "",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        magazine = Magazine()
        magazine.grow(SMALL, SMALL)
        small = magazine.measured()
        magazine.grow(pieces, people)
        engine = "PostgreSQL" if given.postgres else "SQLite"
        report(
            small,
            magazine.measured(),
            f"{engine}: {pieces:,} pieces, {people:,} people and films, against {SMALL:,}",
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

        from tests import factories

        self.pieces = self.people = 0
        self.films = [
            factories.make_film(f"Film {n}", 1980 + n, director=f"Director {n}", cast=["An Actor"])
            for n in range(SHARED)
        ]
        self.writers = [factories.make_contributor(f"Critic {n}") for n in range(SHARED)]
        self.section = factories.make_section("International")
        self.draft = factories.make_review(film=self.films[0], contributor=self.writers[0], tags=["moss"])
        self.live = factories.make_published(film=self.films[1], contributor=self.writers[1], tags=["moss"])
        self.client = Client()
        self.client.force_login(factories.make_user("editor"))

    def grow(self, pieces: int, people: int) -> None:
        """To that many of each. The rows are written past the workflow: only how many there are matters here."""
        from django.db import connection

        self._pieces(range(self.pieces, pieces))
        self._people(range(self.people, people))
        self._films(range(self.people, people))
        self.pieces, self.people = pieces, people
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _pieces(self, numbers: range) -> None:
        from pagecache.clock import now
        from reviews.models import Authorship, Review, Subject, WorkingCopy

        at = now()
        self._written_about(numbers.stop)
        for start in range(numbers.start, numbers.stop, 2000):
            rows = []
            for n in range(start, min(start + 2000, numbers.stop)):
                moment = at - timedelta(minutes=30 * n + 60)
                film = self.films[n // SMALL * SHARED + n % SHARED]
                rows.append(
                    Review(
                        kind="news", status="published", headline=f"Headline {n} of {film.title}",
                        body="<p>Moss.</p>" * 30,
                        slug=f"piece-{n}", path=f"/x/piece-{n}/", section=self.section, main_film=film,
                        publish_at=moment, visible_from=moment, ordered_at=moment, first_published_at=moment,
                        folded=f"headline {n} of {film.folded}", folded_body="moss. " * 30, word_count=30,
                    )
                )  # fmt: skip
            made = Review.objects.bulk_create(rows)
            times = [{"visible_from": row.visible_from, "ordered_at": row.ordered_at} for row in made]
            both = list(zip(made, times, strict=True))
            Subject.objects.bulk_create(
                Subject(review=row, film_id=row.main_film_id, **when) for row, when in both
            )
            Authorship.objects.bulk_create(
                Authorship(review=row, contributor=self.writers[row.pk % SHARED], **when)
                for row, when in both
            )
            WorkingCopy.objects.bulk_create(
                WorkingCopy(review=row, state={}, schema_version=1, saved_at=at) for row in made
            )

    def _written_about(self, pieces: int) -> None:
        """As many films for as many pieces, each with its director."""
        from films.models import Credit, Film, FilmEnding, Person

        director = Person.objects.get(name="Director 0")
        missing = range(len(self.films), (pieces - 1) // SMALL * SHARED + SHARED)
        made = Film.objects.bulk_create(
            Film(
                title=f"Film {n}", sort_title=f"Film {n}", year=1980 + n % 40, slug=f"written-{n}",
                folded_title=f"film {n}", folded=f"film {n} {1980 + n % 40} director 0",
            )
            for n in missing
        )  # fmt: skip
        Credit.objects.bulk_create(Credit(film=film, person=director, role="director") for film in made)
        self._endings(FilmEnding, made)
        self.films += made

    def _people(self, numbers: range) -> None:
        from films.models import Person, PersonEnding

        for start in range(numbers.start, numbers.stop, 5000):
            made = Person.objects.bulk_create(
                Person(
                    name=f"Given{n % 997} Family{n}", sort_name=f"Family{n}, Given{n % 997}", slug=f"person-{n}",
                    folded_name=f"given{n % 997} family{n}", folded=f"given{n % 997} family{n}",
                )
                for n in range(start, min(start + 5000, numbers.stop))
            )  # fmt: skip
            self._endings(PersonEnding, made)

    def _films(self, numbers: range) -> None:
        from films.models import Film, FilmEnding

        for start in range(numbers.start, numbers.stop, 5000):
            rows = []
            for n in range(start, min(start + 5000, numbers.stop)):
                title, original = f"Work{n % 997} Titled{n}", f"Werk{n % 997} Genannt{n}"
                rows.append(
                    Film(
                        title=title, sort_title=title, original_title=original, year=1900 + n % 120, slug=f"film-{n}",
                        folded_title=title.lower(), folded=f"{title} {original} {1900 + n % 120}".lower(),
                    )
                )  # fmt: skip
            self._endings(FilmEnding, Film.objects.bulk_create(rows))

    @staticmethod
    def _endings(model, made) -> None:
        """A few millions of them, so past Django's models."""
        from django.db import connection, transaction

        from films.models.ending import endings_of

        rows = ((row.pk, text) for row in made for text in endings_of(row.folded))
        into = f"{model._meta.db_table} ({model.owner}, text)"
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(f"INSERT INTO {into} VALUES (%s, %s)", rows)
            else:
                with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)

    def measured(self) -> dict[str, tuple[int, float]]:
        from django.urls import reverse

        from tests.desk import change, fields_of

        def look_up(words: str, kind: str = "name"):
            return lambda: self.client.get(reverse("admin:reviews_review_lookup", args=[kind]), {"q": words})

        posted = fields_of(self.client.get(change(self.draft)))
        checks = reverse("admin:reviews_review_checks_of", args=[self.draft.pk])
        listed = reverse("admin:reviews_review_changelist")
        pages = {
            "writing, a draft": lambda: self.client.get(change(self.draft)),
            "writing, a live piece": lambda: self.client.get(change(self.live)),
            "checklist": lambda: self.client.post(checks, posted),
            "type-ahead, first letters": look_up("given12 fam"),
            "type-ahead, one person": look_up("family777"),
            "type-ahead, both names": look_up("given777 family777"),
            "type-ahead, inside a word": look_up("mily777"),
            "type-ahead, nobody": look_up("zzyzx"),
            "film, first letters": look_up("work12 tit", "film"),
            "film, a word of its title": look_up("titled777", "film"),
            "film, its original title": look_up("genannt777", "film"),
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
