"""The least a WSGI server can do: the bytes and headers of one answer, ready before anybody asks.

`BENCH_ANSWER`: a folder with `body`, and `headers`, one a line. For `bench/cached.py`.
"""

import os
from pathlib import Path

FOLDER = Path(os.environ["BENCH_ANSWER"])
BODY = [(FOLDER / "body").read_bytes()]
HEADERS = [tuple(line.split(": ", 1)) for line in (FOLDER / "headers").read_text().splitlines()]


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return BODY
