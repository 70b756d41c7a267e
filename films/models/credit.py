from django.db import models
from django.db.models import Q

from accounts.rows import Row
from accounts.text import LineField
from films.models.film import Film
from films.models.person import Person
from films.vocabulary import Role


class CreditQuerySet(models.QuerySet):
    def billed(self):
        """In billing order, with the people at hand."""
        return self.select_related("person").order_by("billing", "pk")


class Credit(Row):
    """Who did what on which film."""

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="credits", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credits", db_index=False)
    role = models.CharField(max_length=20, choices=Role.choices)
    character = LineField(max_length=200, blank=True)
    billing = models.PositiveSmallIntegerField(default=1)

    objects = CreditQuerySet.as_manager()

    class Meta:
        ordering = ["billing", "pk"]
        indexes = [
            models.Index(fields=["person", "role", "billing", "film"], name="credit_by_person"),
            models.Index(fields=["film", "role", "billing", "person"], name="credit_by_film"),
            models.Index(fields=["person", "film", "role"], name="films_of_a_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["film", "person", "role", "character"],
                name="a_credit_stands_once",
                violation_error_message="This person has that credit already.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="a_credit_role_is_one_we_know",
                violation_error_message="There is no such role.",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.CAST) | Q(character=""),
                name="only_cast_play_characters",
                violation_error_message="Only cast have a character.",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}"
