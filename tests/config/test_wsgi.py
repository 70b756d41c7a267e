import importlib
from io import BytesIO

from django.test import TestCase, override_settings
from django.test.client import FakePayload, RequestFactory

from config import wsgi
from config.wsgi import application


def status_of(**environ) -> str:
    """The status line with which the whole application answers."""
    told = []
    request = RequestFactory().get("/healthz")
    body = application(
        request.environ | {"wsgi.input": FakePayload(b""), "wsgi.errors": BytesIO(), **environ},
        lambda status, headers, exc_info=None: told.append(status),
    )
    list(body)
    return told[0]


class CharsetTests(TestCase):
    def test_a_charset_that_is_no_text_encoding_changes_nothing(self):
        for charset in ("hex", "unicode_escape", "utf-7", "x" * 1000):
            with self.subTest(charset):
                self.assertEqual(status_of(CONTENT_TYPE=f"text/plain; charset={charset}"), "200 OK")


class FilesTests(TestCase):
    """Whether pictures are kept by their names follows from who sends them."""

    def never_kept(self, **given) -> tuple[str, ...]:
        self.addCleanup(importlib.reload, wsgi)
        with override_settings(PAGE_CACHE_MEGABYTES=1, **given):
            return importlib.reload(wsgi).application.never

    def test_they_pass_where_we_send_them(self):
        self.assertIn("/pictures/", self.never_kept(SENDFILE_HEADER=""))

    def test_they_are_kept_where_the_server_in_front_does(self):
        never = self.never_kept(SENDFILE_HEADER="X-Accel-Redirect")
        self.assertNotIn("/pictures/", never)
        self.assertIn("/admin/", never)
