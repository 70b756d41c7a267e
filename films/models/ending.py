"""The words of a name from each of their letters on: "devos", "evos", "vos", "os", "s".

Half a word stands somewhere in a name when one of these begins with it, which an index answers without reading
every name there is. They follow what is folded for finding, and nobody else writes them.
"""

from collections.abc import Iterable

from django.db import connections, models
from django.db.models import Exists, OuterRef

LONGEST = 16  # letters kept: what few names share so far, hardly any share further
FEW = 300  # records that are looked at one by one
MANY = 5_000  # records that are asked whether another word is in their name as well
LAST_LETTER = "\U0010ffff"


def endings_of(folded: str) -> set[str]:
    return {word[start : start + LONGEST] for word in folded.split() for start in range(len(word))}


def beginning_with(rows: models.QuerySet, column: str, folded: str) -> models.QuerySet:
    """PostgreSQL has an index for that; SQLite reads a stretch of the plain one."""
    rows = rows.filter(**{f"{column}__startswith": folded})
    if connections[rows.db].vendor == "sqlite":
        rows = rows.filter(**{f"{column}__gte": folded, f"{column}__lt": folded + LAST_LETTER})
    return rows


class Ending(models.Model):
    text = models.CharField(max_length=LONGEST)

    owner: str  # the column of the record
    follows_its_record = True  # a merge moves none: the survivor has its own

    class Meta:
        abstract = True

    def __str__(self):
        return self.text

    @classmethod
    def keep(cls, pk: int, folded: str) -> None:
        """Make the record's endings those of this text. Call it once the record is saved, in the same transaction."""
        there = set(cls._default_manager.filter(**{cls.owner: pk}).values_list("text", flat=True))
        wanted = endings_of(folded)
        if gone := there - wanted:
            cls._default_manager.filter(**{cls.owner: pk}, text__in=gone).delete()
        cls._default_manager.bulk_create(cls(**{cls.owner: pk}, text=text) for text in wanted - there)

    @classmethod
    def few_with(cls, words: Iterable[str]) -> list[int] | None:
        """Ids of records that alone can have all these words in their names; None when there are many."""
        longest_first = sorted(set(words), key=len, reverse=True)
        for word in longest_first:
            ids = list(cls.owners_of(word)[: FEW + 1])
            if len(ids) <= FEW:
                return ids
        first, *others = (cls.owners_of(word) for word in longest_first)
        if not others or first[: MANY + 1].count() > MANY:
            return None
        for other in others:
            first = first.filter(Exists(other.filter(**{cls.owner: OuterRef(cls.owner)})))
        ids = list(first[: FEW + 1])
        return ids if len(ids) <= FEW else None

    @classmethod
    def owners_of(cls, word: str) -> models.QuerySet:
        """Ids of records with that in their names, folded: a word, or some letters of one."""
        return beginning_with(cls._default_manager.order_by(), "text", word[:LONGEST]).values_list(
            cls.owner, flat=True
        )


def fill(apps, schema_editor):
    """For a migration: the endings of all names that are there."""
    for record, ending in (("Film", "FilmEnding"), ("Person", "PersonEnding")):
        rows, owner = apps.get_model("films", record).objects.order_by("pk"), f"{record.lower()}_id"
        model, last = apps.get_model("films", ending), 0
        while found := list(rows.filter(pk__gt=last).values_list("pk", "folded")[:500]):
            model.objects.bulk_create(
                [model(**{owner: pk}, text=text) for pk, folded in found for text in endings_of(folded)],
                batch_size=5000,
            )
            last = found[-1][0]


class FilmEnding(Ending):
    pk = models.CompositePrimaryKey("film_id", "text")
    film = models.ForeignKey("films.Film", on_delete=models.CASCADE, related_name="endings", db_index=False)

    owner = "film_id"

    class Meta:
        indexes = [
            models.Index(
                fields=["text", "film"], opclasses=["varchar_pattern_ops", "int8_ops"], name="film_by_ending"
            )
        ]


class PersonEnding(Ending):
    pk = models.CompositePrimaryKey("person_id", "text")
    person = models.ForeignKey(
        "films.Person", on_delete=models.CASCADE, related_name="endings", db_index=False
    )

    owner = "person_id"

    class Meta:
        indexes = [
            models.Index(
                fields=["text", "person"],
                opclasses=["varchar_pattern_ops", "int8_ops"],
                name="person_by_ending",
            )
        ]
