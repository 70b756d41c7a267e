"""Sessions, sign-in and messages exist only in the newsroom: readers get no cookie, pages no reader."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware

NEWSROOM = "/admin/"


class OnlyInTheNewsroom:
    def __call__(self, request):
        return super().__call__(request) if request.path.startswith(NEWSROOM) else self.get_response(request)


class NewsroomSessions(OnlyInTheNewsroom, SessionMiddleware):
    pass


class NewsroomAuthentication(OnlyInTheNewsroom, AuthenticationMiddleware):
    pass


class NewsroomMessages(OnlyInTheNewsroom, MessageMiddleware):
    pass
