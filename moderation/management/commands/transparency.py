from django.core.management.base import BaseCommand, CommandError

from moderation import services


class Command(BaseCommand):
    help = "Freeze the numbers of a year that is over, as /transparency/ tells them from then on."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("--note", default="", help="what was corrected, where it was frozen before")

    def handle(self, *, year, note, **options):
        try:
            kept = services.freeze(year, note=note)
        except services.WrongStep as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{kept}: {kept.sha256}")
