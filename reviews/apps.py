from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Reviews"

    def ready(self):
        # Django asks for receivers and rules to be connected here.
        from reviews import listeners, permissions, word_index  # noqa: F401

        post_migrate.connect(lambda using, **kwargs: word_index.lay(using), sender=self, weak=False)
