"""How PostgreSQL is to answer us.

It takes a question that promises many rows for worth compiling first, which takes a third of a second. Ours look as if
they did, many small lists asked at once (`reviews/asking.py`), and are answered in milliseconds.
"""


def never_compile(sender, connection, **given) -> None:
    """A word to each new connection, not a parameter of connecting: what pools connections may refuse those."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
