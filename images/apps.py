from django.apps import AppConfig


class ImagesConfig(AppConfig):
    name = "images"
    verbose_name = "Pictures"

    def ready(self):
        from images import permissions, validators  # noqa: F401 - permissions registers its rule

        validators.arm()
