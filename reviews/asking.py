"""Many questions to the database in one statement.

A page asks a dozen small lists that do not depend on each other. Each alone is cheap, and what they cost is the way
there and back.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

# How a list of rows becomes one value, from a question with named columns; and what becomes of dates on the way.
AS_ONE: dict[str, str] = {
    "sqlite": "(SELECT json_group_array(json_array({columns})) FROM ({question}) AS one)",
    "postgresql": "(SELECT json_agg(json_build_array({columns})) FROM ({question}) AS one)",
}
# SQLite gives dates and JSON as text here as anywhere, so what Django makes of them there it makes of them here.
READ: dict[str, dict[str, Callable]] = {
    "sqlite": {},
    "postgresql": {
        "DateTimeField": datetime.fromisoformat,
        "DateField": date.fromisoformat,
        "JSONField": json.dumps,  # as the driver gives it to the field, which reads it
    },
}
MOST_COLUMNS = 99  # of one list: PostgreSQL passes no more to a function


def at_once(*questions: QuerySet) -> None:
    """Answer querysets that have not been asked yet in one statement; each has its rows when this returns.

    What they prefetch is asked as always. A question about nothing is left out, a single one asked by itself.
    """
    asked = [Asked(question) for question in questions if question._result_cache is None]
    asked = [each for each in asked if each.sql]
    if len(asked) == 1:
        len(asked[0].question)
        return
    if not asked:
        return
    statement = "SELECT " + ", ".join(each.sql for each in asked)
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for each in asked for value in each.values])
        answers = cursor.fetchone()
    for each, answer in zip(asked, answers, strict=True):
        each.take(json.loads(answer) if isinstance(answer, str) else answer or [])


class Asked:
    def __init__(self, question: QuerySet):
        self.question, self.sql = question, ""
        self.compiler = question.query.get_compiler(connection=connection)
        try:
            sql, self.values = self.compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            question._result_cache = []
            return
        names = [connection.ops.quote_name(alias) for _expression, _sql, alias in self.compiler.select]
        assert len(names) <= MOST_COLUMNS, f"{question.model.__name__}: {len(names)} columns"
        self.sql = AS_ONE[connection.vendor].format(columns=", ".join(names), question=sql)

    def take(self, rows: list[list]) -> None:
        """Give the question its rows, as though they had come straight from the database."""
        reads = READ[connection.vendor]
        for place, (expression, _sql, _alias) in enumerate(self.compiler.select):
            if read := reads.get(expression.output_field.get_internal_type()):
                for row in rows:
                    row[place] = None if row[place] is None else read(row[place])
        compiler: Any = self.compiler
        compiler.execute_sql = lambda *args, **given: [[tuple(row) for row in rows]]
        question: Any = self.question
        twin = question._chain()
        twin.query.get_compiler = lambda *args, **given: compiler
        question._result_cache = list(question._iterable_class(twin))
        question._fetch_all()  # what is prefetched
