from django.apps import AppConfig
from django.db.backends.signals import connection_created

from pagecache import clock


class PagecacheConfig(AppConfig):
    name = "pagecache"
    verbose_name = "Page cache"

    def ready(self):
        connection_created.connect(keep_time, dispatch_uid="pagecache.keep_time")


def keep_time(sender, connection, **kwargs) -> None:
    """Every program that asks the database keeps its time from the first question on, commands as well."""
    if connection.alias == "default":
        clock.synchronise()
