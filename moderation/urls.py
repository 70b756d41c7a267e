"""Public addresses of moderation: the report form, its receipt, the copyright policy and the yearly numbers."""

from django.urls import path

from . import views

app_name = "moderation"

urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/sent/", views.receipt, name="receipt"),
    path("dmca/", views.dmca, name="dmca"),
    path("transparency/", views.transparency, name="transparency"),
    path("transparency.csv", views.transparency_csv, name="transparency-csv"),
    path("transparency/notices/<str:reference>/", views.register, name="register"),
    path("transparency.json", views.transparency_json, name="transparency-json"),
]
