"""A copyright notice that came by letter or by e-mail, entered as the form would have taken it."""

from contextlib import ExitStack
from pathlib import Path

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from moderation import services
from moderation.models import Case, Report
from moderation.reported import page_at
from pagecache.clock import now


class Command(BaseCommand):
    help = "Enter a copyright notice that did not come through the form. Opens a case for the moderators."

    def add_arguments(self, parser):
        parser.add_argument("address", nargs="+", help="the pages it is about, whole or from the slash on")
        parser.add_argument("--name", default="", help="who sent it")
        parser.add_argument("--email", default="")
        parser.add_argument("--work", default="", help="the work they say is theirs")
        parser.add_argument("--location", default="", help="where on the page they say it stands")
        parser.add_argument("--explanation", default="", help="what else they wrote")
        parser.add_argument("--channel", choices=["email", "post"], default="email")

        parser.add_argument(
            "--original", action="append", default=[], type=Path, help="a scan, or the e-mail"
        )
        parser.add_argument("--without-original", default="", help="or why there is none")

    def handle(
        self, address, *, name, email, work, location, explanation, channel, original, without_original, verbosity,
        **options,
    ):  # fmt: skip
        first, *others = address
        page = page_at(first, now())
        if page is None:
            raise CommandError(f"There is no page of ours at {first!r}.")
        try:
            with ExitStack() as opened:
                files = [File(opened.enter_context(file.open("rb")), file.name) for file in original]
                # Somebody who signed a letter made both statements in it; a moderator reads whether they did.
                case, _receipt = services.submit_report(
                    kind=Case.Kind.COPYRIGHT, address=first, more_addresses="\n".join(others), review=page.review,
                    image=page.image, name=name, email=email, explanation=explanation,
                    channel=Report.Channel(channel), files=files, without_original=without_original,
                    notice={
                        "work": work, "location": location, "good_faith": True, "accurate_and_authorised": True,
                        "signature": name,
                    },
                )  # fmt: skip
        except (OSError, services.Incomplete) as refusal:
            raise CommandError(str(refusal)) from None
        if verbosity:
            self.stdout.write(f"Opened {case.reference}.")
