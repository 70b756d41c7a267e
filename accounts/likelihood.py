"""What SQLite should know of a condition before it chooses how to look.

It keeps no statistics of its own accord, takes an equality with an index for something that few rows meet, and then
sorts them: nearly all pieces there are, for a page that shows thirty. PostgreSQL counts for itself.
"""

from django.db.models import BooleanField, CharField, Exists, Func
from django.db.models.lookups import Exact


@CharField.register_lookup
class Mostly(Exact):
    """`status__mostly="published"`: equal to that, as nearly every row is."""

    lookup_name = "mostly"

    def get_rhs_op(self, connection, rhs):
        return f"= {rhs}"

    def as_sqlite(self, compiler, connection):
        """With the word in the statement itself, not beside it. SQLite looks at what stands beside, lest an index for
        such rows alone will do, and then plans the statement anew each time: another word might have come.
        """
        sql, [word] = self.as_sql(compiler, connection)
        if not word.isidentifier():
            raise ValueError(f"{word!r} is not a word of ours")
        return f"likely({sql.replace('%s', f"'{word}'")})", []


class Likely(Func):
    """`Likely(Q(merged_into=None))`: a condition that nearly every row meets."""

    function = "likely"
    output_field = BooleanField()

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="(%(expressions)s)", **extra)


class OneByOne(Exists):
    """An `Exists` that is looked up for each row as it is come to.

    Where there is an "or" beside it, PostgreSQL would make a list of all there are first, for a page of a hundred.
    """

    def as_postgresql(self, compiler, connection, **extra):
        # It does not look beyond an offset.
        return self.as_sql(compiler, connection, template="EXISTS(%(subquery)s OFFSET 0)", **extra)
