from urllib.parse import urlsplit

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from accounts.rows import Row
from accounts.text import LineField
from films.models import Film, Person
from films.models.film import language_tag
from reviews.models.review import Review


class OutsideLink(Row):
    """ "Around the Internet": something worth reading elsewhere about a film or a person."""

    url = models.URLField(max_length=500, validators=[URLValidator(schemes=["http", "https"])])
    title = LineField(max_length=300)
    source = LineField(max_length=150, blank=True, help_text="Left empty: the address's host.")
    author = LineField(max_length=150, blank=True)
    language = models.CharField(max_length=35, blank=True, validators=[language_tag])
    date = models.DateField(null=True, blank=True)
    film = models.ForeignKey(
        Film, null=True, blank=True, on_delete=models.CASCADE, related_name="outside_links"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="outside_links"
    )
    # A link entered with a piece shows once that piece does.
    review = models.ForeignKey(
        Review, null=True, blank=True, on_delete=models.CASCADE, related_name="outside_links"
    )
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(film__isnull=False) | Q(person__isnull=False) | Q(review__isnull=False),
                name="an_outside_link_is_about_something",
                violation_error_message="Say which film or person the link is about.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="an_outside_link_has_a_title",
                violation_error_message="A link needs a title.",
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="http://") | Q(url__startswith="https://"),
                name="an_outside_link_is_a_web_address",
                violation_error_message="The address must begin with http:// or https://.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").removeprefix("www.")
