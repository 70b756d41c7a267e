"""What every request passes before a view sees it."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.http import Http404

NEWSROOM = "/admin/"


class RefuseUnstorableAddresses:
    """No database can hold a NUL, so no address with one leads anywhere."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address holds a character that cannot be looked up.")
        return self.get_response(request)


class OnlyInTheNewsroom:
    """Sessions, sign-in and messages exist only in the newsroom: readers get no cookie, pages no reader."""

    def __call__(self, request):
        return super().__call__(request) if request.path.startswith(NEWSROOM) else self.get_response(request)


class NewsroomSessions(OnlyInTheNewsroom, SessionMiddleware):
    pass


class NewsroomAuthentication(OnlyInTheNewsroom, AuthenticationMiddleware):
    pass


class NewsroomMessages(OnlyInTheNewsroom, MessageMiddleware):
    pass
