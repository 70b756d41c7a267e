"""A Django view that returns a ready string of 60 KB, under no middleware: the least that Django can do."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x", MIDDLEWARE=[])
READY = "All is said already. " * 2926
urlpatterns = [path("ready", lambda request: HttpResponse(READY))]
application = get_wsgi_application()
