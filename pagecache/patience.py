"""Django in threads of its own, so that those of the server are never held by a database that has hung.

A database that is down says so at once. One that hangs says nothing: whoever asks it waits, and soon every thread of
the process does, with them the readers of finished pages, for which nothing has to be asked.
"""

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait

from django.conf import settings

from pagecache.responses import busy
from pagecache.tail import Tail, tail

LOOK = 0.1  # seconds between two looks whether the database still answers
SAFE = ("GET", "HEAD", "OPTIONS")


class Patient:
    """`threads`: requests that Django answers at once; the others wait, as they would for the server.

    While the database leaves the reader of the change log waiting, everybody is asked to come back. A page that was
    begun goes on in its thread, and is thrown away. What may change something is waited for once it was begun: whoever
    sent it must learn whether it was done.
    """

    def __init__(self, application: Callable, *, threads: int, log: Tail = tail):
        self.application, self.tail, self.most = application, log, threads
        self.lock = threading.Lock()
        self.owner = 0  # the process whose threads these are; a forked child has none of its parent's

    @property
    def threads(self) -> ThreadPoolExecutor:
        if self.owner != os.getpid():
            with self.lock:
                if self.owner != os.getpid():
                    self._threads = ThreadPoolExecutor(self.most, "django")
                    self.owner = os.getpid()
        return self._threads

    def __call__(self, environ, start_response) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(settings.STATIC_URL):
            return self.application(environ, start_response)  # files, and no question to a database
        if self.tail.is_left_waiting:
            return busy(start_response)
        asked = self.threads.submit(self.answer, environ)
        while not wait([asked], LOOK).done:
            if self.tail.is_left_waiting and (asked.cancel() or environ["REQUEST_METHOD"] in SAFE):
                return busy(start_response)
        said, body = asked.result()
        start_response(*said)
        return body

    def answer(self, environ) -> tuple[tuple, Iterable[bytes]]:
        said: list[tuple] = []

        def start(*how):
            said.append(how)
            return lambda data: None

        body = self.application(environ, start)
        return said[-1], body
