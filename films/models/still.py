from django.db import models

from films.models.film import Film
from images.models import Image


class StillQuerySet(models.QuerySet):
    def in_order(self):
        return self.select_related("image").order_by("position", "pk")


class Still(models.Model):
    """A picture of a film, at hand for whoever writes about it. Readers see it once a piece uses it."""

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="stills", db_index=False)
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="still_of")
    position = models.PositiveSmallIntegerField(default=0)

    objects = StillQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["film", "image"],
                name="a_still_stands_once_with_a_film",
                violation_error_message="This picture is among the film’s stills already.",
            ),
        ]

    def __str__(self):
        return f"{self.image}, still of {self.film}"
