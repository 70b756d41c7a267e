"""The site as it is served, which also tells what no reader asks.

It writes a sign to the file `BENCH_RENDERS` for each page that Django is asked for, and says in each answer which
process gave it.
"""

import os

from config.wsgi import application as site

renders = os.open(os.environ["BENCH_RENDERS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
django = site.application


def counted(environ, start_response):
    os.write(renders, b".")
    return django(environ, start_response)


def application(environ, start_response):
    def start(status, headers, exc_info=None):
        return start_response(status, [*headers, ("X-Process", str(os.getpid()))], exc_info)

    return site(environ, start)


site.application = counted
