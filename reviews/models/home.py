from django.conf import settings
from django.db import models
from django.db.models import Q

from reviews.models.review import Review


class HomePage(models.Model):
    """The one front of the magazine, as it was last arranged. Written by `reviews/workflow/home.py` alone."""

    LEAD = 0
    PLACES = 7  # the lead and the six below it

    version = models.PositiveIntegerField(default=1, editable=False)
    arranged_at = models.DateTimeField(null=True, editable=False)
    arranged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="there_is_one_home_page",
                violation_error_message="There is one home page.",
            ),
        ]

    def __str__(self):
        return "Home page"


class HomePlace(models.Model):
    """A piece that an editor put at a place of the home page. Places without one go to the newest reviews."""

    position = models.PositiveSmallIntegerField(unique=True)
    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="home_place")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(position__lt=HomePage.PLACES),
                name="the_home_page_has_seven_places",
                violation_error_message="The home page has a lead and six places below it.",
            ),
        ]

    def __str__(self):
        return f"{self.position}: {self.review}"
