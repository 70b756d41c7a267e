"""What the clock has to tell, and the letters that are due. Safe to run as often as one likes, and twice at once."""

from django.core.management.base import BaseCommand

from accounts.notices import send_mail
from pagecache.clock import now
from reviews.notices import tell_of_pieces_that_appeared


class Command(BaseCommand):
    help = "Tell writers that their pieces have appeared, and mail the notices that are due. Run it every minute."

    def handle(self, *, verbosity, **options):
        at = now()
        told, sent = tell_of_pieces_that_appeared(at), send_mail(at)
        if verbosity > 1 or told or sent:
            self.stdout.write(f"Told {told} that a piece has appeared; mailed {sent}.")
