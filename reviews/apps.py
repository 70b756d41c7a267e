from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Reviews"

    def ready(self):
        # Django asks for receivers and rules to be connected here.
        from reviews import listeners, permissions  # noqa: F401
