from django.db import models
from django.db.models import Q

from films.models import Film, Person
from reviews.models.contributor import Contributor
from reviews.models.review import Review
from reviews.models.tag import Tag

TARGETS = ("review", "film", "person", "contributor", "tag")


def exactly_one_target() -> Q:
    condition = Q()
    for chosen in TARGETS:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in TARGETS})
    return condition


class OldPath(models.Model):
    """An address that was public once and leads to the thing's present address. A live page always wins."""

    path = models.CharField(max_length=300, unique=True)
    review = models.ForeignKey(Review, null=True, on_delete=models.CASCADE, related_name="old_paths")
    film = models.ForeignKey(Film, null=True, on_delete=models.CASCADE, related_name="old_paths")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="old_paths")
    contributor = models.ForeignKey(
        Contributor, null=True, on_delete=models.CASCADE, related_name="old_paths"
    )
    tag = models.ForeignKey(Tag, null=True, on_delete=models.CASCADE, related_name="old_paths")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(path__startswith="/"),
                name="an_old_address_starts_with_a_slash",
                violation_error_message="An address starts with a slash.",
            ),
            models.CheckConstraint(
                condition=exactly_one_target(),
                name="an_old_address_leads_to_one_thing",
                violation_error_message="An old address leads to exactly one thing.",
            ),
        ]

    def __str__(self):
        return self.path

    @property
    def target(self):
        return next(thing for name in TARGETS if (thing := getattr(self, name)) is not None)
