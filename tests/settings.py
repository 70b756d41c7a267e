"""The site's own settings with the values of a test: nothing from the shell, nothing kept afterwards."""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

# A shell that was set up for a real site must not reach the tests; `--database` has its own way in.
settings_file = Path(__file__).parent.parent / "config" / "settings.py"
for name in re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', settings_file.read_text()):
    os.environ.pop(name, None)
if "TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="halation-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from config.settings import *  # noqa: E402, F403 - only now is the environment right
from config.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "config.sqlite":
    # As Django does it; pytest-django knows only Django's own engine as one that does.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}

# Tests make hundreds of people, and none of them has a password worth guarding.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
