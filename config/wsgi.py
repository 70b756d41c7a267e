import os
import re

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

CHARSET = re.compile(r";\s*charset=[^;]*", re.IGNORECASE)


def only_utf8(application):
    """Everything we ask for is sent as UTF-8. Another charset is somebody's probe, and some of Python's codecs
    are no text encodings at all: Django would fail on them before any view runs."""

    def handle(environ, start_response):
        if "charset" in environ.get("CONTENT_TYPE", "").lower():
            environ["CONTENT_TYPE"] = CHARSET.sub("", environ["CONTENT_TYPE"])
        return application(environ, start_response)

    return handle


# Addresses below which nothing is the same for everybody, or is a file.
NEVER_KEPT = ("/admin/", "/static/", "/pictures/", "/search/", "/report/", "/preview/", "/healthz")

application = only_utf8(get_wsgi_application())
if settings.PAGE_CACHE_MEGABYTES:
    from pagecache.patience import Patient  # which, as the next, needs the models
    from pagecache.wrapper import PageCache

    application = PageCache(
        Patient(application, threads=settings.PAGE_CACHE_RENDERS + 2),
        most=settings.PAGE_CACHE_MEGABYTES * 1_000_000,
        renders=settings.PAGE_CACHE_RENDERS,
        never=NEVER_KEPT,
    )
