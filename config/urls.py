from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", lambda request: HttpResponse("ok\n", content_type="text/plain"), name="healthz"),
    path("", include("images.urls")),
    path("", include("moderation.urls")),
    path("", include("reviews.urls")),
]

handler403 = "reviews.views.site.closed"
handler404 = "reviews.views.site.not_found"
handler500 = "reviews.views.site.broken"
