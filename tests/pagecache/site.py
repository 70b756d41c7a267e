"""The magazine behind its page cache, in this process, and a change log that is read when a test says so."""

from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from pagecache.tail import Tail
from pagecache.wrapper import PageCache


class SteppedTail(Tail):
    """Looks when the test says so, and no time passes in between."""

    ticks = staticmethod(lambda: 1000.0)

    def start(self):
        pass


class Site:
    """The magazine behind its page cache, asked over WSGI; counts what Django had to render."""

    def __init__(self, **given):
        self.rendered: list[str] = []
        self.tail = SteppedTail()
        self.handler = WSGIHandler()
        given = {"most": 10_000_000, "renders": 2, "never": ("/admin/", "/search/")} | given
        self.cache = PageCache(self.django, log=self.tail, **given)
        self.tail.look()

    def django(self, environ, start_response):
        self.rendered.append(environ["PATH_INFO"])
        return self.handler(environ, start_response)

    def get(self, path, method="get", host="testserver", **headers):
        environ = getattr(RequestFactory(), method)(path, headers=headers).environ | {"HTTP_HOST": host}
        said = {}

        def start(status, pairs, exc_info=None):
            said["status"], said["headers"] = int(status[:3]), dict(pairs)

        body = self.cache(environ, start)
        try:
            said["body"] = b"".join(body)
        finally:
            getattr(body, "close", lambda: None)()
        return said

    def renders(self, path, **given) -> bool:
        """Whether asking for the page made Django render it."""
        before = len(self.rendered)
        self.get(path, **given)
        return len(self.rendered) > before
