import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from moderation import papers
from moderation.exporting import everything_about, papers_of


class Command(BaseCommand):
    help = "Print everything that we hold of one person as JSON. Make sure that it is them who ask; it is logged."

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address under which they wrote to us")
        parser.add_argument(
            "--papers", type=Path, dest="folder", metavar="FOLDER", help="copy the files they gave us there"
        )

    def handle(self, *, email, folder: Path | None, **options):
        found = everything_about(email)
        if folder:
            self._copy(email, folder)
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))

    def _copy(self, email: str, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for paper in papers_of(email):
            file = papers.bytes_of(paper)
            if file is None:
                self.stderr.write(f"The file of “{paper}” is not on the disk, or is not what was kept.")
            else:
                # Numbered, since names may be alike; no name that was given leads out of the folder.
                (folder / f"{paper.pk}-{papers.name_to_save_as(paper).replace('/', '_')}").write_bytes(file)
