from datetime import timedelta

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = "Moderation"

    def ready(self):
        # Django asks for chores to be listed here, where the models are there.
        from moderation import checks  # noqa: F401 - registers itself
        from moderation.letters.sending import send_letters
        from moderation.ticking import move_cases
        from reviews.beat import CHORES, Chore

        CHORES.extend([
            Chore("moderation", timedelta(minutes=1), move_cases),
            Chore("letters of the moderators", timedelta(minutes=1), send_letters),
        ])  # fmt: skip
