"""What all pages have in common that take something from people who are not signed in."""

from functools import wraps

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, TemporaryFileUploadHandler
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from moderation import papers
from moderation.models.paper import LARGEST
from pagecache.responses import never_keep


class FewFiles(TemporaryFileUploadHandler):
    """As many and as large as are kept, and one more byte and file, to say so; the rest is read past."""

    files = 0

    def new_file(self, *args, **kwargs):
        self.files += 1
        if self.files > papers.AT_ONCE + 1:
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        super().receive_data_chunk(raw_data[: max(LARGEST + 1 - start, 0)], start)


class NoFiles(FileUploadHandler):
    """Strangers attach nothing: what a form sends as a file is read past."""

    def new_file(self, *args, **kwargs):
        raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None


def open_to_strangers(view):
    """A page that shows a form and takes it, without a cookie.

    Django's defence against forged requests would need one. A signed token in the form stands for it, or a secret in
    the address: who does not know that can forge nothing.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request, *args, **kwargs):
        request.upload_handlers = [NoFiles(request)]
        request.encoding = "utf-8"  # whatever else the request says of itself
        return view(request, *args, **kwargs)

    return opened


def sealed(response, referrer: str = "no-referrer"):
    """For one person's eyes: kept nowhere, found nowhere, and its address told to nobody."""
    never_keep(response)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = referrer
    return response
