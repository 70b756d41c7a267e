from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from images.renditions import path_of
from images.urls_for import rendition_url
from pagecache.responses import name_keys, never_keep, true_until
from reviews import share_image as share_images
from reviews.pictures import Standing
from reviews.previewed_pictures import may_be_previewed
from reviews.views.site import not_found

CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def picture(request, key, width, extension):
    """A rendition, while some public page shows the picture; the rule is asked before any 304."""
    standing = Standing(key, request.at)
    image = standing.image
    # One name for each file, or anybody could fill the memory with others.
    if image is None or request.path != rendition_url(image, width, extension):
        return not_found(request)
    if "signed" in request.GET and may_be_previewed(image, request.GET, request.at):
        return previewed(request, image, width, extension)
    status = standing.answer
    if status == 451:
        return never_keep(HttpResponse("Not available for legal reasons.\n", "text/plain", status=451))
    file = path_of(image, width, extension)
    if status == 404 or file is None or not file.is_file():
        return not_found(request)
    response = hand_over(file, CONTENT_TYPES[extension])
    response["Cache-Control"] = "public, max-age=300"
    name_keys(response, *standing.keys)
    if image.rights_until:
        true_until(request, image.rights_until)
    etag = quote_etag(f"{image.key}-{width}-{extension}-{image.checksum[:12]}")
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


def previewed(request, image, width, extension):
    """The same file for who looks at a preview: for them alone, and not to be kept."""
    file = path_of(image, width, extension)
    if file is None or not file.is_file():
        return not_found(request)
    response = never_keep(hand_over(file, CONTENT_TYPES[extension]))
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def share_image(request, piece):
    """The picture of a piece for other sites."""
    told = piece.told_to_share
    response = hand_over(share_images.file_of(piece.review.pk, told), CONTENT_TYPES["jpg"])
    # Other sites fetch it once and show it from theirs.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=300"
    name_keys(response, *piece.picture_keys)
    etag = quote_etag(told.digest)
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


def hand_over(file, content_type):
    """The file itself, or its name for the server in front of us when it sends files."""
    if settings.SENDFILE_HEADER:
        response = HttpResponse(content_type=content_type)
        response[settings.SENDFILE_HEADER] = "/protected/" + quote(str(file.relative_to(settings.MEDIA_ROOT)))
    else:
        response = FileResponse(file.open("rb"), content_type=content_type)
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
