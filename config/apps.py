import django.contrib.admin.apps as admin_apps


class NewsroomAdminConfig(admin_apps.AdminConfig):
    default_site = "accounts.admin_site.NewsroomSite"
