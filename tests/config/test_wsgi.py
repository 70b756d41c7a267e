from io import BytesIO

from django.test import TestCase
from django.test.client import FakePayload, RequestFactory

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
