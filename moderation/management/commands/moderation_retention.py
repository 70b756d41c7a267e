from django.core.management.base import BaseCommand

from moderation.management.commands.moderation_tick import moment
from moderation.papers import sweep
from moderation.retention import erase_due
from pagecache import clock


class Command(BaseCommand):
    help = "Empty names, addresses and words of people from cases that are long over. Run it by a timer, once a day."

    def add_arguments(self, parser):
        parser.add_argument("--now", type=moment, help="as if it were then; without a zone: the magazine's")
        parser.add_argument(
            "--dry-run", action="store_true", help="say how much it would be, and change nothing"
        )

    def handle(self, *, now, dry_run, **options):
        with clock.freeze(now or clock.now()) as at:
            for what, count in erase_due(at, only_count=dry_run).items():
                self.stdout.write(f"{what}: {count}")
            self.stdout.write(f"files without a case: {sweep(only_count=dry_run)}")
