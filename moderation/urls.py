"""Public addresses of moderation: the report form and its pages, the copyright policy and the yearly numbers."""

from django.urls import path

from moderation.public import counter_views, intake_views, policy_views, status_views

app_name = "moderation"

urlpatterns = [
    path("report/", intake_views.report, name="report"),
    path("report/sent/", status_views.receipt, name="receipt"),
    path("report/confirm/<str:token>/", status_views.confirm, name="confirm"),
    path("report/status/<str:token>/", status_views.status, name="status"),
    path("report/counter/<str:token>/", counter_views.counter, name="counter"),
    path("dmca/", policy_views.dmca, name="dmca"),
    path("transparency/", policy_views.transparency, name="transparency"),
    path("transparency.csv", policy_views.transparency_csv, name="transparency-csv"),
    path("transparency/notices/<str:reference>/", policy_views.register, name="register"),
    path("transparency.json", policy_views.transparency_json, name="transparency-json"),
]
