"""The process that keeps time: `manage.py beat`, beside the web server and the worker."""

import logging
import signal
from threading import Event

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connection

from pagecache.clock import synchronise
from reviews import beat

log = logging.getLogger(__name__)
SECONDS_BETWEEN = 1


class Command(BaseCommand):
    help = (
        "Do what is due, such as changes set for a time, until told to stop. Two at once do everything once."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")

    def handle(self, *, once, **options):
        if once:
            beat.tick()
            return
        told_to_stop = Event()
        for reason in (signal.SIGTERM, signal.SIGINT):
            signal.signal(reason, lambda *_: told_to_stop.set())
        while not told_to_stop.wait(SECONDS_BETWEEN):
            close_old_connections()
            try:
                synchronise()
                beat.tick()
            except DatabaseTrouble:
                log.exception("The database did not answer; the beat goes on")
                connection.close()
