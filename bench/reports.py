"""`python -m bench.reports [CASES] [--postgres]`: what the moderators' list and a case cost with many cases.

One temporary database is measured with five hundred cases, filled up, and measured again. The figures are processor
time, medians, as in `bench.desk`. Read the last column, and only within one run: it should stay below 1.5.
"""

import argparse
import random
from datetime import timedelta

from bench.ground import engine, ground

SMALL, BIG = 500, 50_000
PIECES = 500
# Of a hundred cases, far more of them open than anywhere in life: each tab and each filter fills a page from the start,
# so that what grows is not the number of rows drawn.
STATES = (
    ("received", 34), ("in_review", 26), ("needs_info", 10), ("clock_running", 10), ("restricted", 10),
    ("refused", 4), ("restored", 3), ("spam", 3),
)  # fmt: skip
KINDS = ("copyright", "content", "personal", "other")
SENDERS = 40  # reports a sender has sent, in the end as at the start


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.reports")
    asked.add_argument("cases", type=int, nargs="?", default=BIG)
    asked.add_argument("--postgres", action="store_true")
    given = asked.parse_args()
    with ground(on_postgres=given.postgres):
        from bench.desk import report

        queue = Queue()
        small = queue.measured()
        queue.grow(given.cases)
        heading = f"{engine(given.postgres)}: {given.cases:,} cases, against {SMALL:,}"
        report(small, queue.measured(), heading)


class Queue:
    """A list of cases that grows, and a moderator who works on it."""

    def __init__(self):
        from django.test import Client

        from bench.corpus import Corpus
        from reviews.models import Review
        from tests import factories

        Corpus().grow(PIECES)
        self.pieces = list(Review.objects.order_by("pk").values_list("pk", flat=True)[:PIECES])
        self.moderator = factories.make_user("moderator")
        self.grow(SMALL)
        self.client = Client()
        self.client.force_login(self.moderator)

    def grow(self, size: int) -> None:
        from moderation.models import Case, Report
        from pagecache.clock import now

        at, chance = now(), random.Random(size)
        there = Case.objects.count()
        states = [state for state, share in STATES for _ in range(share)]
        cases = []
        for number in range(there + 1, size + 1):
            state = states[number % len(states)]
            opened = at - timedelta(days=4, minutes=number / 60)
            decided = opened + timedelta(hours=3) if state in {"restricted", "refused", "restored"} else None
            cases.append(
                Case(
                    year=2026, number=number, state=state, kind=KINDS[number % len(KINDS)], opened_at=opened,
                    due_at=opened + timedelta(hours=chance.randrange(24, 24 * 12)), decided_at=decided,
                    closed_at=decided if state in Case.CLOSED else None, review_id=chance.choice(self.pieces),
                    assigned_to=self.moderator if number % 5 == 0 else None,
                )
            )  # fmt: skip
        Case.objects.bulk_create(cases, batch_size=2000)
        made = Case.objects.filter(number__gt=there).order_by("pk")
        Report.objects.bulk_create(
            [
                Report(
                    case=case, received_at=case.opened_at, name=f"Sender {case.number // SENDERS}",
                    email=f"sender{case.number // SENDERS}@example.org", explanation="It is mine.",
                    form_token_hash=f"form {case.number}", receipt_hash=f"receipt {case.number}",
                )
                for case in made
            ],
            batch_size=2000,
        )  # fmt: skip

    def measured(self) -> dict[str, tuple[int, float]]:
        from django.urls import reverse

        from bench.desk import cost
        from moderation.models import Case, Report

        listed = reverse("admin:moderation_case_changelist")

        def asked(**filters):
            return lambda: self.client.get(listed, filters)

        def opened(state: str):
            case = Case.objects.filter(state=state).order_by("pk").first()
            return lambda: self.client.get(reverse("admin:moderation_case_change", args=[case.pk]))

        pages = {
            "to do": asked(),
            **{place: asked(place=place) for place in ("waiting", "counter", "hidden", "closed")},
            "mine": asked(whose="mine"),
            "nobody's": asked(whose="nobody"),
            "overdue": asked(due="late"),
            "due today": asked(due="today"),
            "one kind": asked(kind__exact="personal"),
            "one state": asked(state="in_review"),
            "one sender": asked(sender=Report.objects.order_by("pk")[0].pk),
            "a reference": asked(q="M-2026-0300"),
            "a case": opened("received"),
            "a case that is over": opened("refused"),
        }
        return {name: cost(ask) for name, ask in pages.items()}


if __name__ == "__main__":
    main()
