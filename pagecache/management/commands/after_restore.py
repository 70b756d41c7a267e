from django.core.management.base import BaseCommand

from pagecache.changes import begin_an_epoch


class Command(BaseCommand):
    help = (
        "Run this once after a backup was restored: no page that was made from what came after the backup is shown "
        "again, from no memory, no Valkey, no Varnish and no CDN."
    )

    def handle(self, **options):
        epoch = begin_an_epoch()
        self.stdout.write(f"Every page is made anew. The database is now in epoch {epoch}.")
