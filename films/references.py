"""What refers to a record, whoever defined it: found through Django's own knowledge, so nobody above is imported."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import UniqueConstraint

PLAIN = (str, int, float, bool, list, dict, type(None))


@dataclass(frozen=True)
class Reference:
    """A column through which rows of `model` refer to the record."""

    model: type[models.Model]
    field: models.ForeignKey

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def rows(self, pk: int) -> models.QuerySet:
        return self.model._base_manager.filter(**{self.field.attname: pk}).order_by("pk")

    def doubles(self, old: int, new: int) -> list[int]:
        """Ids of the old record's rows that cannot move, because the new record has just such a row."""
        found: set[int] = set()
        for columns in self._unique_with():
            taken = set(self.rows(new).values_list(*columns)) if columns else {()}
            if not columns and not self.rows(new).exists():
                continue
            for pk, *values in self.rows(old).values_list("pk", *columns):
                # To the database an empty column is like no other.
                if None not in values and tuple(values) in taken:
                    found.add(pk)
        return sorted(found)

    def _unique_with(self) -> Iterator[list[str]]:
        """For each rule that a row stands once: what besides this column makes it the same row."""
        if self.field.unique:
            yield []
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and self.field.name in constraint.fields:
                names = [name for name in constraint.fields if name != self.field.name]
                yield [self.model._meta.get_field(name).attname for name in names]

    @property
    def may_be_set_aside(self) -> bool:
        """Whether nothing refers to these rows in turn, so that one can be kept as its values alone."""
        return not any(True for _ in references_to(self.model))


def references_to(model: type[models.Model]) -> Iterator[Reference]:
    """Every foreign key to the model, those behind a many-to-many field included, but for what is computed from it."""
    for relation in model._meta.get_fields(include_hidden=True):
        if getattr(relation.related_model, "follows_its_record", False):
            continue
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield Reference(relation.related_model, relation.field)  # type: ignore[arg-type]  # it is one, as just asked


def model_of(label: str) -> type[models.Model]:
    return apps.get_model(label)


def values_of(row: models.Model) -> dict[str, Any]:
    """The row's columns as JSON can hold them, to the microsecond."""
    found = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        found[field.attname] = value if isinstance(value, PLAIN) else field.value_to_string(row)
    return found


def columns_of(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """The inverse of `values_of`."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {
        name: fields[name].to_python(value) if isinstance(value, str) else value
        for name, value in values.items()
    }


def put_back(model: type[models.Model], values: dict[str, Any]) -> None:
    """The row as it was, past everything that writes a column by itself."""
    columns = columns_of(model, values)
    model._base_manager.bulk_create([model(**columns)])
    model._base_manager.filter(pk=values[model._meta.pk.attname]).update(**columns)
