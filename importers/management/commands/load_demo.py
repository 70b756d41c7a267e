"""Fill an empty magazine with the demo."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from films.models import Film
from importers.demo.desk import ACCOUNTS, PASSWORD
from importers.demo.load import TooEarly, load
from reviews.models import Review


class Command(BaseCommand):
    help = "Fill an empty magazine with the demo: pieces, films, pictures and accounts with a known password."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="say nothing when the magazine is not empty"
        )
        parser.add_argument(
            "--now", help="place recent pieces before this moment (ISO 8601; default: the clock)"
        )

    def handle(self, *args, if_empty=False, now=None, **options):
        if not settings.DEMO:
            raise CommandError(
                "The demo opens accounts with a known password, so it is only loaded where HALATION_DEMO=1 is set."
            )
        if Review.objects.exists() or Film.objects.exists():
            if not if_empty:
                self.stdout.write("This magazine is not empty, so nothing was loaded.")
            return
        try:
            count = load(moment(now) if now else None)
        except TooEarly as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Loaded {count} pieces. Sign in as {', '.join(ACCOUNTS)}; the password is {PASSWORD}"
        )


def moment(text: str) -> datetime:
    """An aware moment from ISO 8601; without an offset it is told in the magazine's zone."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is not a moment. Write it as 2027-03-01T09:30.") from error
    return given if given.tzinfo else given.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
