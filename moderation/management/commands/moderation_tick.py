from argparse import ArgumentTypeError
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand

from moderation.ticking import tick
from pagecache import clock


def moment(text: str) -> datetime:
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("a moment such as 2026-12-09T09:00 or 2026-12-09T14:00Z") from None
    return said if said.tzinfo else said.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


class Command(BaseCommand):
    help = "Do what is due at the moderators' desk now, or at another moment. The beat does it by itself."

    def add_arguments(self, parser):
        parser.add_argument("--now", type=moment, help="as if it were then; without a zone: the magazine's")

    def handle(self, *, now, **options):
        with clock.freeze(now or clock.now()) as at:
            for what, count in tick(at).items():
                self.stdout.write(f"{what}: {count}")
