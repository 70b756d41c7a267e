"""Several questions as one statement that PostgreSQL plans once a connection instead of each time it is asked.

What is the same each time stands in the statement, so that an index of published pieces alone can serve it. What is
given stands beside it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from reviews.asking import Kept

engine: Any = connection  # `config.postgresql`
SORTS = {int: "bigint", str: "text", datetime: "timestamptz", date: "date"}


@lru_cache(maxsize=512)
def planned(*together: "Kept") -> "Planned":
    return Planned(together)


class Planned:
    def __init__(self, together: "Sequence[Kept]"):
        self.given: dict[tuple[int, str, int], int] = {}  # whose, its name, its place in a list: its number
        self.sql = "SELECT " + ", ".join(self._written(whose, kept) for whose, kept in enumerate(together))

    def _written(self, whose: int, kept: "Kept") -> str:
        first, *others = (part.replace("%%", "%") for part in kept.statement.sql.split("%s"))
        marks = (
            engine.written(value) if place is None else self._mark(whose, place, kept.sorts[place[0]])
            for place, value in kept.places
        )
        return first + "".join(mark + part for mark, part in zip(marks, others, strict=True))

    def _mark(self, whose: int, place: tuple[str, int], sort: type) -> str:
        number = self.given.setdefault((whose, *place), len(self.given) + 1)
        return f"${number}::{SORTS[sort]}"

    def answers(self, given: Sequence[dict[str, Any]]) -> Sequence[Any]:
        """Of each question with what it is given, all its rows as one value."""
        values = [
            given[whose][name] if place < 0 else given[whose][name][place]
            for whose, name, place in self.given
        ]
        with engine.planning_cursor() as cursor:
            cursor.execute(self.sql, engine.bound(values))
            return cursor.fetchone()
