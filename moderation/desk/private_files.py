"""How a paper leaves the house: to one person, as a file to save, and as nothing that a browser would show or run."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from pagecache.responses import never_keep

UNREADABLE = "its file is not on the disk, or is not what was kept. Tell whoever runs the site."


def as_attachment(file: bytes, name: str, content_type: str) -> HttpResponse:
    response = never_keep(HttpResponse(file, content_type))
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
