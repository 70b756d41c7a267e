from datetime import date

from django.db import models
from django.db.models import Q

from accounts.text import LineField


class CalendarExceptionQuerySet(models.QuerySet):
    def as_dict(self) -> dict[date, bool]:
        return dict(self.values_list("day", "is_open"))


class CalendarException(models.Model):
    """A day that counts otherwise than the calendar says: closed by executive order, for example."""

    day = models.DateField(unique=True)
    is_open = models.BooleanField("counts as a business day", default=False)
    reason = LineField(max_length=200)

    objects = CalendarExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="an_exception_of_the_calendar_has_a_reason",
                violation_error_message="Say why this day counts otherwise.",
            ),
        ]

    def __str__(self):
        return f"{self.day:%d %B %Y}: {'open' if self.is_open else 'closed'}"
