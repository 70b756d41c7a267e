"""Python runs this as it starts when this folder is on its path: all programs of a site whose clock a test has set."""

import os
import sys
from datetime import UTC, datetime, timedelta

# The clock's maker offers itself to pytest where it finds one, and a site in which pytest is loaded is under test.
sys.modules["pytest"] = None  # type: ignore[assignment]
import time_machine  # noqa: E402

del sys.modules["pytest"]
time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(os.environ["SECONDS_AHEAD"]))).start()
