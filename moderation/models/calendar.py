from datetime import date

from django.db import models
from django.db.models import Q

from accounts.text import LineField


class CalendarExceptionQuerySet(models.QuerySet):
    def of(self, calendar: str) -> dict[date, bool]:
        return dict(self.filter(calendar=calendar).values_list("day", "is_open"))

    def as_dict(self) -> dict[date, bool]:
        """Of the calendar that counts the statute's business days."""
        return self.of(CalendarException.Calendar.STATUTE)


class CalendarException(models.Model):
    """A day that counts otherwise than the calendar says: closed by executive order, or by our own holiday."""

    class Calendar(models.TextChoices):
        STATUTE = "statute", "Business days of the put-back"
        HOUSE = "house", "Our own working days"

    calendar = models.CharField(max_length=8, choices=Calendar.choices, default=Calendar.STATUTE)
    day = models.DateField()
    is_open = models.BooleanField("counts as a business day", default=False)
    reason = LineField(max_length=200)

    objects = CalendarExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day"],
                name="a_day_is_excepted_once",
                violation_error_message="This day is an exception already.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="an_exception_of_the_calendar_has_a_reason",
                violation_error_message="Say why this day counts otherwise.",
            ),
        ]

    def __str__(self):
        return f"{self.day:%d %B %Y}: {'open' if self.is_open else 'closed'}"
