import signal
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reviews.smoke import Failed, walk


class Command(BaseCommand):
    help = (
        "See whether the running site works, after an upgrade: publish a short test, find it from outside, take it "
        "down and find it gone. Readers may see it for a few seconds; it ends in the bin, also after Ctrl-C."
    )

    def add_arguments(self, parser):
        parser.add_argument("--base-url", default=settings.SITE_URL, help="where readers find it (SITE_URL)")
        parser.add_argument("--patience", type=float, default=10, help="seconds to wait for each thing (10)")

    def handle(self, *, base_url, patience, **options):
        usual = signal.signal(signal.SIGTERM, self.stop)
        try:
            walk(base_url, self.say, patience)
        except Failed as failure:
            raise CommandError(str(failure)) from failure
        except KeyboardInterrupt:
            self.stop()
        finally:
            signal.signal(signal.SIGTERM, usual)
        self.say("All is well.")

    def stop(self, *_):
        sys.exit("Stopped. What was published is in the bin.")

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
