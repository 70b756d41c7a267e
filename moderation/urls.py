"""Public addresses of moderation: the report form, its receipt and the copyright policy."""

from django.urls import path

from . import views

app_name = "moderation"

urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/sent/", views.receipt, name="receipt"),
    path("dmca/", views.dmca, name="dmca"),
]
