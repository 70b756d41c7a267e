"""`python -m bench.demo`: what the pages of the demo cost, beside a view that returns the same bytes ready made.

Machines differ and are shared, so only ratios within one run mean anything. The figures are processor time of
this process, median of alternating rounds. Every page is asked for through the whole of Django's handler,
uncached; the database is a fresh SQLite with the demo magazine.
"""

import os
import statistics
import sys
import tempfile
import time

ROUNDS = 40
WARM_UP = 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "HALATION_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        with open(os.devnull, "w") as nowhere:
            call_command("load_demo", stdout=nowhere)
        report()


def report() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    print(f"{'page':34}{'bytes':>9}{'queries':>9}{'ms':>8}{'× ready':>9}")
    client = Client()
    for name, path in pages().items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
            asked = len(queries)  # the next request begins a new log
        if answer.status_code != 200:
            sys.exit(f"{path} answers {answer.status_code}")
        ours, ready = compare(client, path, answer.content)
        print(f"{name:34}{len(answer.content):9}{asked:9}{ours * 1000:8.2f}{ours / ready:9.1f}")


def pages() -> dict[str, str]:
    from django.urls import reverse

    from films.models import Film
    from pagecache.clock import now
    from reviews.models import Contributor, Review, Tag

    at = now()
    film = Film.objects.get(title="Here", year=2023)
    piece = Review.objects.published(at).about(film).of_kind("review").newest_first().first()
    tag = Tag.objects.filter(tagged__content_object=piece, film=None, person=None).first()
    return {
        "piece": piece.path,
        "film": film.get_absolute_url(),
        "person": film.credits.filter(role="director").get().person.get_absolute_url(),
        "contributor": Contributor.objects.filter(reviews=piece).first().get_absolute_url(),
        **({"tag": tag.get_absolute_url()} if tag else {}),
        "home": reverse("home"),
        "reviews": reverse("kind-review"),
        "feed": reverse("feed"),
        "sitemap": reverse("sitemap"),
    }


def compare(client, path: str, body: bytes) -> tuple[float, float]:
    """Seconds of processor time for our page and for its bytes ready made, medians of alternating rounds."""
    from django.http import HttpResponse
    from django.test import override_settings
    from django.urls import path as route

    class Ready:
        urlpatterns = [route("ready", lambda request: HttpResponse(body))]

    def ask(address: str) -> float:
        start = time.process_time()
        client.get(address)
        return time.process_time() - start

    ours, ready = [], []
    for number in range(ROUNDS + WARM_UP):
        # The first request after a change of the map of addresses pays for it.
        _, mine = ask(path), ask(path)
        with override_settings(ROOT_URLCONF=Ready):
            _, theirs = ask("/ready"), ask("/ready")
        if number >= WARM_UP:
            ours.append(mine)
            ready.append(theirs)
    return statistics.median(ours), statistics.median(ready)


if __name__ == "__main__":
    main()
