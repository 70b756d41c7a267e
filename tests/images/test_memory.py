"""A photograph of 24 megapixels on a machine with half a gigabyte."""

import os
import subprocess
import sys

import pytest
from PIL import Image as Pillow

from tests.images.pictures import file_of

LIMIT_MB = 250

# Linux tells the peak since this program began; getrusage there still counts whoever started it.
INTAKE_AND_TASK = """
import os, resource, sys, tempfile
from pathlib import Path

import django
django.setup()
from django.conf import settings
from images import intake, renditions
from images.models import Image
from images.storage import Originals

settings.MEDIA_ROOT = tempfile.mkdtemp()
with open(sys.argv[1], "rb") as file:
    seen = intake.examine(file)
    image = Image(width=seen.picture.width, height=seen.picture.height, file=Originals().save("a.jpg", file))
renditions.make_base(image, seen.picture.bitmap)
del seen
renditions._draw_all(image)

assert (image.width, len(image.renditions["avif"])) == (6000, 7)
status = Path("/proc/self/status")
if status.exists():
    peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
print(peak // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("progressive", [False, True])
def test_24_megapixels_are_taken_in_and_drawn_in_less_than_250_mb(tmp_path, progressive):
    grain = (
        Pillow.effect_noise((1500, 1000), 60).resize((6000, 4000), Pillow.Resampling.BICUBIC).convert("RGB")
    )
    photograph = tmp_path / "photograph.jpg"
    photograph.write_bytes(file_of(grain, quality=90, progressive=progressive).read())
    told = subprocess.run(
        [sys.executable, "-c", INTAKE_AND_TASK, photograph],
        env=os.environ
        | {"TMPDIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    print(f"{told.stdout.strip()} MB")
    assert int(told.stdout) < LIMIT_MB
