from django.db import models


class ChoreQuerySet(models.QuerySet):
    def claim(self, name: str, at, until) -> bool:
        """Take a chore that is due, so that no other beat does it before `until`. Of two, one gets it."""
        due = self.filter(name=name, due_at__lte=at)
        if due.update(due_at=until, began_at=at):
            return True
        if self.filter(name=name).exists():
            return False
        self.bulk_create([self.model(name=name, due_at=at)], ignore_conflicts=True)
        return bool(due.update(due_at=until, began_at=at))


class Chore(models.Model):
    """When the beat last did one of its chores, and how it went."""

    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    objects = ChoreQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
