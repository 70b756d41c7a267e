from django.apps import AppConfig
from django.db.backends.signals import connection_created

from accounts import plans


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self):
        connection_created.connect(plans.reckon, dispatch_uid="accounts.reckon")
