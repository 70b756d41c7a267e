"""The process that tells Varnish or a CDN: `manage.py purge`, beside the web server, the worker and the beat."""

import signal
from threading import Event, Thread

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pagecache.purging import Messenger


class Command(BaseCommand):
    help = "Tell the caches of PURGE_URLS what has changed, until told to stop. Two at once tell everything twice."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="tell what there is to tell now, and end")

    def handle(self, *, once, **options):
        if not settings.PURGE_URLS:
            raise CommandError("PURGE_URLS names no cache to tell.")
        messengers = [Messenger(address) for address in settings.PURGE_URLS]
        if once:
            silent = [messenger.name for messenger in messengers if not messenger.go()]
            if silent:
                raise CommandError(f"Not told: {', '.join(silent)}")
            return
        told_to_stop = Event()
        for reason in (signal.SIGTERM, signal.SIGINT):
            signal.signal(reason, lambda *_: told_to_stop.set())
        # One that does not answer keeps the others waiting for nothing.
        threads = [Thread(target=messenger.run, args=[told_to_stop]) for messenger in messengers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
