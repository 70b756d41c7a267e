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
NEVER_KEPT = ("/admin/", "/static/", "/search/", "/report/", "/preview/", "/healthz")
FILES = ("/pictures/",)  # kept by their names, where the server in front sends them

application = only_utf8(get_wsgi_application())

# These need the models.
from config import lasting  # noqa: E402
from config.release import name_of_release  # noqa: E402
from pagecache.patience import Patient  # noqa: E402
from pagecache.shared import Shared  # noqa: E402
from pagecache.wrapper import PageCache, for_readers  # noqa: E402

lasting.watch()
if settings.PAGE_CACHE_MEGABYTES:
    application = PageCache(
        Patient(application, threads=settings.PAGE_CACHE_RENDERS + 2),
        most=settings.PAGE_CACHE_MEGABYTES * 1_000_000,
        renders=settings.PAGE_CACHE_RENDERS,
        waiting=settings.PAGE_CACHE_WAITING,
        never=NEVER_KEPT if settings.SENDFILE_HEADER else (*NEVER_KEPT, *FILES),
        shared=Shared("pages", name_of_release()) if settings.PAGE_CACHE_URL else None,
        edge=bool(settings.PURGE_URLS),
        files=FILES,
        hands_over=settings.SENDFILE_HEADER,
    )
else:
    application = for_readers(application)
