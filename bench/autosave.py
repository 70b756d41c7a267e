"""`python -m bench.autosave`: what keeping a long text costs beside the least that any signed-in post costs.

The bare request is the beat of a tab that holds its piece: the same handler, session, token and lock, and no text.
Only the ratio means anything, as in `bench/__main__.py`.
"""

import os
import statistics
import tempfile
import time

ROUNDS = 40
WARM_UP = 5
WORDS = 2000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "HALATION_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        report()


def report() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    keep, beat = posts()
    with CaptureQueriesContext(connection) as queries:
        keep(0)
        asked = len(queries)
    ours, bare = [], []
    for number in range(WARM_UP + ROUNDS):
        ours.append(timed(keep, number))
        bare.append(timed(beat, number))
    ours_, bare_ = (statistics.median(times[WARM_UP:]) for times in (ours, bare))
    print(f"{'autosave of ' + str(WORDS) + ' words':34}{asked:4} queries{ours_ * 1000:8.2f} ms", end="")
    print(f"{ours_ / bare_:8.1f} × a bare request")


def timed(post, number: int) -> float:
    before = time.process_time()
    post(number)
    return time.process_time() - before


def posts():
    """Two calls: post one more version of the text, and post a beat."""
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User
    from reviews import state as states
    from reviews import workflow

    user = User(username="bench", is_superuser=True, is_staff=True)
    user.save()
    client = Client()
    client.force_login(user)
    review = workflow.begin(states.blank(headline="A Long Text"), by=user)
    paragraph = "<p>" + "word " * 99 + "word.</p>"
    same = {"tab": "a" * 32, "kind": "news", "spoilers": "none", "language": "en", "headline": "A Long Text"}
    for name in ("subjects", "authors", "pictures", "links", "pins"):
        same |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}

    def post(name, **typed):
        answer = client.post(reverse(f"admin:reviews_review_{name}", args=[review.pk]), same | typed)
        if answer.status_code != 200:
            raise SystemExit(f"{name} answers {answer.status_code}: {answer.content!r}")

    def keep(number: int) -> None:
        post("autosave", body=paragraph * (WORDS // 100) + f"<p>{number}</p>", copy_version="1")

    return keep, lambda number: post("presence")


if __name__ == "__main__":
    main()
