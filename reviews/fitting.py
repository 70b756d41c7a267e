"""Whether what somebody wrote fits where it is to be stored. SQLite would not mind; PostgreSQL does."""

from django.core.exceptions import ValidationError
from django.db import models


class Fit:
    """Asks each column about a value and keeps, by the state's field, what was refused.

    A refused value is cut to the column's length or, where that does not help, left out: a draft may be longer
    than its column until somebody cuts it, and its working copy has the whole.
    """

    def __init__(self):
        self.refused: dict[str, list[str]] = {}

    def columns(self, model: type[models.Model], values: dict, field: str = "") -> dict:
        """The values by column; what is refused is said of `field`, or of the column's own name."""
        return {name: self.value(model, name, value, field or name) for name, value in values.items()}

    def value(self, model: type[models.Model], name: str, value, field: str):
        column = model._meta.get_field(name)
        try:
            return column.clean(value, None)
        except ValidationError as refused:
            self.refused.setdefault(field, []).extend(refused.messages)
        try:
            return column.clean(value[: column.max_length], None)
        except (ValidationError, TypeError):
            return column.get_default()
