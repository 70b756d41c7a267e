"""Public addresses of moderation: the report form and its pages, the copyright policy and the yearly numbers."""

from django.urls import path

from . import counter_views, intake_views, status_views, views

app_name = "moderation"

urlpatterns = [
    path("report/", intake_views.report, name="report"),
    path("report/sent/", status_views.receipt, name="receipt"),
    path("report/confirm/<str:token>/", status_views.confirm, name="confirm"),
    path("report/status/<str:token>/", status_views.status, name="status"),
    path("report/counter/<str:token>/", counter_views.counter, name="counter"),
    path("dmca/", views.dmca, name="dmca"),
    path("transparency/", views.transparency, name="transparency"),
    path("transparency.csv", views.transparency_csv, name="transparency-csv"),
    path("transparency/notices/<str:reference>/", views.register, name="register"),
    path("transparency.json", views.transparency_json, name="transparency-json"),
]
