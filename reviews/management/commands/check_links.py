from django.core.management.base import BaseCommand

from pagecache.clock import now
from reviews.link_checks import AT_ONCE, check_links


class Command(BaseCommand):
    help = "Ask other sites whether the pages that we link to are still there. Run it by a timer, once a day."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=AT_ONCE, help="how many addresses at most")

    def handle(self, *, limit, **options):
        checked = check_links(now(), limit)
        for check in checked:
            if check.trouble:
                self.stdout.write(f"{check.address} {check.trouble}")
        self.stdout.write(
            f"{len(checked)} checked, {sum(bool(check.trouble) for check in checked)} in trouble."
        )
