"""Somebody inside the running site, who does what `pieces` can for as long as the site is open.

    tests/journeys/pieces.py asks: ["publish", {"headline": "Lichen"}], a line; the answer is a line, too.

A process for each question spends more than a second on starting.
"""

import json
import sys
import traceback
from contextlib import redirect_stdout

import django


def main() -> None:
    django.setup()
    from django.db import connections

    from tests.journeys import pieces

    for line in sys.stdin:
        verb, given = json.loads(line)
        try:
            with redirect_stdout(sys.stderr):
                said = {"answer": getattr(pieces, verb)(**given)}
        except Exception:  # noqa: BLE001 - whoever asked is told
            said = {"trouble": traceback.format_exc()}
        finally:
            connections.close_all()
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
