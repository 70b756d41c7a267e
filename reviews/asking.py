"""Many questions to the database in one statement, and questions whose SQL is written once.

A page asks a dozen small lists that do not depend on each other. Each alone is cheap; what they cost is the way there
and back, and above all the writing of their SQL, which takes Django longer than the database takes to answer.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, overload

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.query import ModelIterable, get_related_populators

from reviews.planned import planned

# How a list of rows becomes one value, from a question with named columns; what becomes of dates on the way; and what
# has been read with the whole and is not to be read again.
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
    },
}
IS_READ = {"sqlite": (), "postgresql": ("JSONField",)}
MOST_COLUMNS = 99  # of one list: PostgreSQL passes no more to a function
LENGTHS = (1, 4, 16, 64, 256, 512)  # of lists of ids
MOST_IN_A_LIST = LENGTHS[-1]  # of which a question's SQL is kept; longer ones are written anew


def at_once(*questions: "QuerySet | Question") -> None:
    """Answer what has not been asked yet in one statement; each has its rows when this returns.

    What is prefetched is asked as always. A question about nothing is left out.
    """
    asked = [Asked(question) for question in questions if not is_answered(question)]
    wanted = [each for each in asked if each.statement.sql]
    answers: Sequence[Any] = ()
    if wanted and connection.vendor == "postgresql" and all(each.is_kept for each in wanted):
        answers = planned(*(each.question.known for each in wanted)).answers(
            [each.question.given for each in wanted]
        )
    elif wanted:
        statement = "SELECT " + ", ".join(each.statement.sql for each in wanted)
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for each in wanted for value in each.values()])
            answers = cursor.fetchone()
    for each in asked:
        if not each.statement.sql:
            each.take([])
    for each, answer in zip(wanted, answers, strict=True):
        each.take(json.loads(answer) if isinstance(answer, str) else answer or [])


def is_answered(question: Any) -> bool:
    return question.rows is not None if isinstance(question, Question) else question._result_cache is not None


class Asked:
    def __init__(self, question: Any):
        self.question = question
        self.is_kept = isinstance(question, Question) and question.known.is_kept
        self.statement = question.statement if isinstance(question, Question) else Statement(question)

    def values(self) -> Sequence:
        return self.question.values if isinstance(self.question, Question) else self.statement.values

    def take(self, rows: list[list]) -> None:
        found = self.statement.read(rows)
        if isinstance(self.question, Question):
            self.question.rows = found
        else:
            self.question._result_cache, self.question._prefetch_done = found, True


class Statement:
    """The SQL of a queryset as one value, and how its rows are read."""

    def __init__(self, queryset: QuerySet):
        self.queryset: Any = queryset
        self.sql, self.values = "", ()
        self.objects: Objects | None = None
        self.compiler: Any = queryset.query.get_compiler(connection=connection)
        try:
            sql, self.values = self.compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            return
        names = [connection.ops.quote_name(alias) for _expression, _sql, alias in self.compiler.select]
        assert len(names) <= MOST_COLUMNS, f"{queryset.model.__name__}: {len(names)} columns"
        self.sql = AS_ONE[connection.vendor].format(columns=", ".join(names), question=sql)
        reads, columns = READ[connection.vendor], [expression for expression, *_rest in self.compiler.select]
        kinds = [expression.output_field.get_internal_type() for expression in columns]
        self.reads = [(place, reads[kind]) for place, kind in enumerate(kinds) if kind in reads]
        self.converters = [
            (place, converter, expression)
            for place, (converters, expression) in self.compiler.get_converters(columns).items()
            for converter in converters
            if kinds[place] not in IS_READ[connection.vendor]
        ]
        self.objects = Objects.where_possible(queryset, self.compiler)

    def read(self, rows: list[list]) -> list:
        """The rows as the queryset would give them, had they come straight from the database."""
        if not self.sql:
            return []
        for place, read in self.reads:
            for row in rows:
                row[place] = None if row[place] is None else read(row[place])
        for place, converter, expression in self.converters:
            for row in rows:
                row[place] = converter(row[place], expression, connection)
        found = self.objects.of(rows) if self.objects else self._as_django_reads(rows)
        if self.queryset._prefetch_related_lookups:
            prefetch_related_objects(found, *self.queryset._prefetch_related_lookups)
        return found

    def _as_django_reads(self, rows: list[list]) -> list:
        # Copies: several threads read answers to the same statement.
        compiler, twin = twin_of(self.compiler), twin_of(self.queryset)
        compiler.get_converters = lambda expressions: {}
        compiler.execute_sql = lambda *args, **given: [[tuple(row) for row in rows]]
        twin._query = twin_of(self.queryset.query)
        twin._query.get_compiler = lambda *args, **given: compiler
        return list(twin._iterable_class(twin))


class Objects:
    """How rows become objects, found out once: as Django's own `ModelIterable` does it, which begins anew each time."""

    def __init__(self, queryset: Any, compiler: Any):
        self.db, self.fetch_mode = queryset.db, queryset._fetch_mode
        assert not self.fetch_mode.track_peers, "rows of a question do not know of each other"
        chosen = compiler.klass_info
        self.model = chosen["model"]
        self.columns = slice(chosen["select_fields"][0], chosen["select_fields"][-1] + 1)
        self.names = [column[0].target.attname for column in compiler.select[self.columns]]
        self.related = get_related_populators(chosen, compiler.select, self.db, self.fetch_mode)
        self.annotated = list((compiler.annotation_col_map or {}).items())

    @classmethod
    def where_possible(cls, queryset: Any, compiler: Any) -> "Objects | None":
        plain = queryset._iterable_class is ModelIterable and not queryset._known_related_objects
        return cls(queryset, compiler) if plain else None

    def of(self, rows: list[list]) -> list:
        found = []
        for row in rows:
            made = self.model.from_db(self.db, self.names, row[self.columns], fetch_mode=self.fetch_mode)
            for populator in self.related:
                populator.populate(row, made)
            for name, place in self.annotated:
                setattr(made, name, row[place])
            found.append(made)
        return found


def twin_of(thing: Any) -> Any:
    """One with the same parts. `copy.copy` would ask a queryset for its rows."""
    twin = object.__new__(type(thing))
    twin.__dict__.update(thing.__dict__)
    return twin


# Questions whose SQL is written once


def question(build: Callable[..., QuerySet]) -> Callable[..., "Question"]:
    """Makes of a function that builds a queryset one that gives its rows, asked when they are first looked at.

    Its SQL is written once for each shape of what it is given by name: ids, moments, dates, words, None, or a list of
    ids. So the function may choose by what is None or empty, and by nothing else; a value that it changes on the way is
    refused.
    """
    kept: dict[tuple, Kept] = {}

    @wraps(build)
    def ask(**given) -> Question:
        return Question(build, kept, given)

    return ask


class Question(Sequence):
    def __init__(self, build: Callable[..., QuerySet], kept: dict[tuple, "Kept"], given: dict[str, Any]):
        self.build, self.kept, self.given = build, kept, given
        self.rows: list | None = None
        self._known: Kept | None = None

    @property
    def known(self) -> "Kept":
        if self._known is None:
            self.given = {
                name: padded(value) if isinstance(value, list) else value
                for name, value in self.given.items()
            }
            shape = (connection.vendor, *((name, shape_of(value)) for name, value in self.given.items()))
            if (found := self.kept.get(shape)) is None:
                found = Kept(self.build, self.given)
                if found.is_kept:
                    self.kept[shape] = found
            self._known = found
        return self._known

    @property
    def statement(self) -> Statement:
        return self.known.statement

    @property
    def values(self) -> list:
        return self.known.values_for(self.given)

    @property
    def answer(self) -> list:
        if self.rows is None:
            at_once(self)
        assert self.rows is not None
        return self.rows

    @property
    def first(self) -> Any:
        """Its first row; None where there is none."""
        return next(iter(self.answer), None)

    def __iter__(self) -> Iterator:
        return iter(self.answer)

    def __len__(self) -> int:
        return len(self.answer)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> list: ...
    def __getitem__(self, place):
        return self.answer[place]


class Kept:
    """A statement, and which of its values are which of what it is given."""

    def __init__(self, build: Callable[..., QuerySet], given: dict[str, Any]):
        self.is_kept = all(
            len(value) <= MOST_IN_A_LIST for value in given.values() if isinstance(value, list)
        )
        first, second = stand_ins(given, 0), stand_ins(given, 1)
        self.statement = Statement(build(**named(given, first)))
        if given and not self.statement.sql and not any(value == [] for value in given.values()):
            # As a number too large for its column would make it.
            raise ValueError(f"{build.__name__}() finds nothing whatever it is given")
        # Twice, with other stand-ins: what is neither the same nor one of them was made from one of them.
        again = Statement(build(**named(given, second))) if given else self.statement
        if self.statement.sql != again.sql:
            raise ValueError(
                f"{build.__name__}() writes what it is given into its SQL, as a limit is written"
            )
        at = {as_asked(value): place for place, value in first.items()}
        at_second = {as_asked(value): place for place, value in second.items()}
        self.sorts = {name: type(value) for (name, _number), value in first.items()}
        self.places: list[tuple[tuple[str, int] | None, Any]] = []
        for value, other in zip(self.statement.values, again.values, strict=True):
            place = at.get(value) if is_hashable(value) else None
            if place != (at_second.get(other) if is_hashable(other) else None) or (
                place is None and value != other
            ):
                raise ValueError(f"{build.__name__}() changes what it is given: {value!r}, {other!r}")
            self.places.append((place, value))

    def values_for(self, given: dict[str, Any]) -> list:
        # Each once: a moment stands in a statement a dozen times.
        ready = {
            name: [as_asked(each) for each in value] if isinstance(value, list) else as_asked(value)
            for name, value in given.items()
        }
        return [
            fixed if place is None else ready[place[0]] if place[1] < 0 else ready[place[0]][place[1]]
            for place, fixed in self.places
        ]


def shape_of(value: Any):
    return ("list", len(value)) if isinstance(value, list) else type(value)


def padded(ids: list) -> list:
    """As long as the next of a few lengths, by saying the last once more. Questions that are asked together are a
    statement for each length of each, and a connection keeps a hundred.
    """
    if not ids or len(ids) > MOST_IN_A_LIST:
        return ids
    return ids + ids[-1:] * (next(length for length in LENGTHS if length >= len(ids)) - len(ids))


def stand_ins(given: dict[str, Any], series: int) -> dict[tuple[str, int], Any]:
    """For each value, and each of a list, one of its type that nothing else is."""
    places = [
        (name, number)
        for name, value in given.items()
        for number in (range(len(value)) if isinstance(value, list) else [-1])
        if value is not None
    ]
    return {
        (name, number): stand_in(given[name][number] if number >= 0 else given[name], count, series)
        for count, (name, number) in enumerate(places)
    }


def stand_in(value: Any, count: int, series: int) -> Any:
    unlike = 1_900_000_000 + 10_000_000 * series + count
    match value:
        case bool():
            raise TypeError("a question cannot be given a yes or no: write two")
        case int():
            return unlike
        case datetime():
            return datetime.fromtimestamp(4_000_000_000 + unlike, UTC)
        case date():
            return date.fromordinal(700_000 + 1_000 * series + count)
        case str():
            return f"\ue000{unlike}\ue000"
    raise TypeError(f"a question cannot be given {value!r}")


def named(given: dict[str, Any], values: dict[tuple[str, int], Any]) -> dict[str, Any]:
    return {
        name: [values[name, number] for number in range(len(value))]
        if isinstance(value, list)
        else values.get((name, -1))
        for name, value in given.items()
    }


def as_asked(value: Any) -> Any:
    """As it stands among the values of a statement."""
    match value:
        case datetime():
            return connection.ops.adapt_datetimefield_value(value)
        case date():
            return connection.ops.adapt_datefield_value(value)
    return value


def is_hashable(value: Any) -> bool:
    return value.__hash__ is not None
