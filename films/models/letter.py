from django.db.models import CharField, Func


class FirstLetter(Func):
    """The letter under which an index has a name, as a capital.

    Written out rather than with Django's functions: those pass numbers on apart, and SQLite would not see that an
    index has the same.
    """

    template = "UPPER(SUBSTR(%(expressions)s, 1, 1))"
    output_field = CharField()
