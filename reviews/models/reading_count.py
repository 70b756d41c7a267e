from datetime import date, timedelta

from django.db import connection, models
from django.db.models import Q, Sum

from reviews.models.review import Review

ROWS_AT_ONCE = 5000  # below what a statement of SQLite may hold


class ReadingCountQuerySet(models.QuerySet):
    def add(self, counts: dict[tuple[int, date], int]) -> None:
        """Add so many reads to each piece and day, in one statement: of two processes neither's are lost."""
        # In one order everywhere, so that two who add at once do not wait for each other.
        rows = sorted(counts.items())
        for start in range(0, len(rows), ROWS_AT_ONCE):
            self.bulk_add(rows[start : start + ROWS_AT_ONCE])

    def bulk_add(self, rows: list[tuple[tuple[int, date], int]]) -> None:
        table = connection.ops.quote_name(self.model._meta.db_table)
        day_of = connection.ops.adapt_datefield_value
        values = [value for (piece, day), times in rows for value in (piece, day_of(day), times)]
        with connection.cursor() as cursor:
            # Django's own way to insert or update can only replace a number, not add to it.
            cursor.execute(
                f"INSERT INTO {table} (review_id, day, times) VALUES {', '.join(['(%s, %s, %s)'] * len(rows))} "  # noqa: S608 - our own name of a table
                f"ON CONFLICT (review_id, day) DO UPDATE SET times = {table}.times + excluded.times",
                values,
            )

    def in_days(self, days: int, today: date):
        """Of so many days, the last of them today."""
        return self.filter(day__gt=today - timedelta(days=days), day__lte=today)

    def times(self) -> int:
        return self.aggregate(times=Sum("times"))["times"] or 0


class ReadingCount(models.Model):
    """How often a piece was read on a day of the magazine's zone. A number, and nothing about anybody."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reading_counts")
    day = models.DateField()
    times = models.PositiveIntegerField()

    objects = ReadingCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "day"], name="a_day_is_counted_once_a_piece",
                violation_error_message="That day is counted already.",
            ),
            models.CheckConstraint(
                condition=Q(times__gt=0),
                name="what_nobody_read_is_not_counted",
                violation_error_message="A count begins with one.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.review_id}, {self.day}: {self.times}"
