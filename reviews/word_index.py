"""Finding words in a large magazine without reading all of it.

Two indexes that the database keeps in step by itself and no model knows: one of letters, three in a row, for what
stands above a piece, and one of words for texts. SQLite has tables of its own for them, filled by triggers; PostgreSQL
has an index of letters for both, and uses it for plain conditions.
"""

import re

from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

PIECES = "reviews_review"
LETTERS, TEXTS = f"{PIECES}_letters", f"{PIECES}_texts"
INDEXED = {LETTERS: "folded", TEXTS: "folded_body"}
LETTERS_IN_A_ROW = 3

# A word that more pieces have stands in some of the newest ones: the list of all is walked until a page is full.
FEW = 3000

# Letters of scripts that leave a space between words, as every version of SQLite knows them.
SPACED = re.compile("[0-9a-zß-öø-ɏα-ωа-ӿא-תء-ي]+")

# One question to an index, or several whose answers count together: each a table, and what is looked for in it.
Asked = list[tuple[str, str]]


def with_headings(pieces: QuerySet, words: list[str]) -> QuerySet:
    """Of those pieces all that can have these folded words in what stands above them, and maybe some others."""
    letters = " ".join(quoted(word) for word in words if len(word) >= LETTERS_IN_A_ROW)
    return with_the_rarest(pieces, [[(LETTERS, letters)]] if letters else [])


def with_words(pieces: QuerySet, words: list[str]) -> QuerySet:
    """As above, where each word may also begin one of the text."""
    found = [
        [(LETTERS, quoted(word)), (TEXTS, f"{quoted(beginning)}*")]
        for word in words
        if len(word) >= LETTERS_IN_A_ROW and (beginning := beginning_in_texts(word))
    ]
    return with_the_rarest(pieces, found)


def beginning_in_texts(word: str) -> str:
    """Its longest part without signs: "brien" of "o'brien". Empty in scripts where nobody knows where a word begins."""
    if any(letter.isalnum() for letter in SPACED.sub("", word)):
        return ""
    return max(SPACED.findall(word), key=len, default="")


def with_the_rarest(pieces: QuerySet, asked: list[Asked]) -> QuerySet:
    """Those that the question with the fewest answers finds; all of them where even these are many."""
    if not asked or connection.vendor != "sqlite":
        return pieces
    number, rarest = min(zip(how_many(asked), asked, strict=True))
    if number > FEW:
        return pieces
    return pieces.filter(pk__in=RawSQL(*union(rarest)))  # noqa: S611 - of our own names


def how_many(asked: list[Asked]) -> list[int]:
    """Answers to each, counted to one more than few, in one statement."""
    values, counts = [], []
    for question in asked:
        sql, given = union(question)
        counts.append(f"(SELECT count(*) FROM ({sql} LIMIT {FEW + 1}))")  # noqa: S608 - of our own names
        values += given
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(counts), values)
        return cursor.fetchone()


def union(asked: Asked) -> tuple[str, list[str]]:
    parts = [f"SELECT rowid FROM {table} WHERE {table} MATCH %s" for table, _words in asked]  # noqa: S608 - as above
    return " UNION ALL ".join(parts), [words for _table, words in asked]


def quoted(word: str) -> str:
    """As SQLite's full text search takes letters as they are."""
    return '"' + word.replace('"', '""') + '"'


# Laying them


def lay(using: str) -> None:
    """Make what is not there yet, and fill it from the pieces that are.

    Called after every migration: on SQLite one that changes the table of pieces takes the triggers away.
    """
    database = connections[using]
    with database.cursor() as cursor:
        if PIECES not in database.introspection.table_names(cursor):
            return
        there = {column.name for column in database.introspection.get_table_description(cursor, PIECES)}
        if not there.issuperset(INDEXED.values()):
            return
        lay_on = {"sqlite": lay_on_sqlite, "postgresql": lay_on_postgresql}
        lay_on[database.vendor](cursor)


def lay_on_sqlite(cursor) -> None:
    kinds = {LETTERS: "trigram", TEXTS: "unicode61 remove_diacritics 0', detail='none', prefix='3"}
    for table, column in INDEXED.items():
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [table])
        if cursor.fetchone() is None:
            cursor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5({column}, content='{PIECES}', content_rowid='id',"
                f" tokenize='{kinds[table]}')"
            )
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")  # noqa: S608 - as above
        add = f"INSERT INTO {table}(rowid, {column}) VALUES (new.id, new.{column});"  # noqa: S608
        remove = f"INSERT INTO {table}({table}, rowid, {column}) VALUES ('delete', old.id, old.{column});"  # noqa: S608
        for name, when, what in (
            ("added", f"INSERT ON {PIECES}", add),
            ("removed", f"DELETE ON {PIECES}", remove),
            (
                "changed",
                f"UPDATE OF {column} ON {PIECES} WHEN old.{column} IS NOT new.{column}",
                remove + add,
            ),
        ):
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {table}_{name} AFTER {when} BEGIN {what} END")


def lay_on_postgresql(cursor) -> None:
    """Where the database's owner may not add `pg_trgm`, which comes with PostgreSQL, search reads all pieces."""
    cursor.execute("SELECT has_database_privilege(current_database(), 'CREATE')")
    may_add = cursor.fetchone()[0]
    if may_add:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if cursor.fetchone():
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
    if cursor.fetchone():
        for name, column in INDEXED.items():
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {PIECES} USING gin ({column} gin_trgm_ops)")
