import sys
from argparse import ArgumentTypeError

from django.core.management.base import BaseCommand

from accounts.checkpoints import verify


def line(text: str) -> str:
    seq, colon, head = text.partition(":")
    if not (colon and head and seq.isascii() and seq.isdecimal()):
        raise ArgumentTypeError("a line as this command prints it: number, colon, hash")
    return text


class Command(BaseCommand):
    help = "Check that nothing in the audit log was changed or removed. Ends with 1 and the first bad entry if so."

    def add_arguments(self, parser):
        parser.add_argument("--expect", type=line, help="a line that this command printed before")

    def handle(self, *, expect, **options):
        verdict = verify(expect or "")
        if verdict.first_bad is not None:
            self.stderr.write(f"Entry {verdict.first_bad} {verdict.what}.")
            sys.exit(1)
        self.stdout.write(f"{verdict.count} entries, all whole.\n{verdict.head}")
