import json

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from moderation.exporting import everything_about


class Command(BaseCommand):
    help = "Print everything that we hold of one person as JSON. Make sure that it is them who ask; it is logged."

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address under which they wrote to us")

    def handle(self, *, email, **options):
        found = everything_about(email)
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
