"""Two records of one film, person or tag become one; for 24 hours they can become two again, as they were.

What refers to the loser comes to refer to the survivor. A row that the survivor has already is set aside, not
lost. The loser's row stays, with `merged_into`: its address leads to the survivor, and old states resolve
through it. Whoever stands above hears of it through `films.signals`, inside the transaction.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, RestrictedError

from accounts.audit import record
from accounts.policy import can
from films.merge_checks import refuse_parts, refuse_undo, warnings_about
from films.models import Credit, Embargo, Film, Merge, Person
from films.references import Reference, columns_of, model_of, put_back, references_to, values_of
from films.signals import merged, unmerged
from pagecache.changes import changed
from pagecache.clock import now

SAID_UP_TO = 50
COMPUTED = {"merged_into_id", "changed_at"}


class CannotMerge(Exception):
    """Why two records are not merged or parted, in a sentence for the person. Nothing was written."""


@dataclass(frozen=True)
class Moving:
    """Rows of one kind that refer to the loser."""

    reference: Reference
    ids: list[int]
    doubles: list[int]

    @property
    def moves(self) -> list[int]:
        return [pk for pk in self.ids if pk not in set(self.doubles)]

    @property
    def heading(self) -> str:
        return str(self.reference.model._meta.verbose_name_plural)

    def first(self, doubles: bool = False) -> list[models.Model]:
        ids = (self.doubles if doubles else self.moves)[:SAID_UP_TO]
        return list(self.reference.model._base_manager.filter(pk__in=ids).order_by("pk"))


@dataclass(frozen=True)
class Difference:
    """Something that the two records say differently."""

    columns: tuple[str, ...]
    label: str
    kept: Any  # what the survivor says
    other: Any
    is_empty: bool  # the survivor says nothing

    @property
    def name(self) -> str:
        return self.columns[0]


@dataclass(frozen=True)
class Plan:
    """What a merge would do. `seal` changes with anything that would make it do something else."""

    loser: models.Model
    survivor: models.Model
    moving: list[Moving]
    differences: list[Difference]
    warnings: list[str]
    seal: str

    @property
    def taken_by_default(self) -> list[str]:
        return [difference.name for difference in self.differences if difference.is_empty]


def plan(loser, survivor) -> Plan:
    """Look, and change nothing. Raises CannotMerge."""
    _refuse(loser, survivor)
    moving = [
        Moving(reference, ids, reference.doubles(loser.pk, survivor.pk))
        for reference in references_to(type(loser))
        if (ids := list(reference.rows(loser.pk).values_list("pk", flat=True)))
    ]
    seen = [
        values_of(loser),
        values_of(survivor),
        [(each.reference.label, each.reference.field.name, each.ids, each.doubles) for each in moving],
    ]
    seal = hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:32]
    return Plan(loser, survivor, moving, differences(loser, survivor), warnings_about(loser, survivor), seal)


def differences(loser, survivor) -> list[Difference]:
    found = []
    for columns in type(survivor).merge_choices:
        field = survivor._meta.get_field(columns[0])
        mine, theirs = getattr(survivor, field.attname), getattr(loser, field.attname)
        if theirs in (None, "", []) or mine == theirs:
            continue
        found.append(
            Difference(
                columns,
                str(field.verbose_name),
                _said(survivor, field),
                _said(loser, field),
                mine in (None, "", []),
            )
        )
    return found


def _said(row, field) -> str:
    if field.choices:
        return str(row._get_FIELD_display(field))
    value = getattr(row, field.name)
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _refuse(loser, survivor) -> None:
    if type(loser) is not type(survivor) or loser.pk == survivor.pk:
        raise CannotMerge("Choose another record: a record cannot be merged into itself.")
    for row in (loser, survivor):
        if row.merged_into_id:
            raise CannotMerge(f"{row} was merged into {row.merged_into} already. Merge that one instead.")
    if sentence := refuse_parts(loser, survivor):
        raise CannotMerge(sentence)


def merge(
    loser,
    survivor,
    *,
    by,
    take: Iterable[str] | None = None,
    seal: str | None = None,
    because_of: Merge | None = None,
) -> Merge:
    """Make the loser part of the survivor.

    `take`: names of differences in which the loser's word counts; None for those where the survivor says nothing.
    `seal`: that of the plan which the person saw. Raises CannotMerge, PermissionDenied.
    """
    model = type(loser)
    _ask(by, model)
    try:
        with transaction.atomic():
            loser, survivor = _hold(model, loser.pk, survivor.pk)
            planned = plan(loser, survivor)
            if seal is not None and seal != planned.seal:
                raise CannotMerge(
                    "Something about these two changed after you looked. Look again, then merge."
                )
            return _merge(planned, planned.taken_by_default if take is None else list(take), by, because_of)
    except (IntegrityError, ProtectedError, RestrictedError) as error:
        raise CannotMerge(
            "Somebody changed one of these two in this moment. Look again, then merge."
        ) from error


def _merge(planned: Plan, take: list[str], by, because_of: Merge | None) -> Merge:
    loser: Any = planned.loser
    survivor: Any = planned.survivor
    model: Any = type(loser)
    before = {row.pk: values_of(row) for row in (survivor, loser)}
    told = Merge(
        kind=model._meta.model_name, loser=loser.pk, survivor=survivor.pk, loser_name=str(loser),
        survivor_name=str(survivor), at=now(), by=by if getattr(by, "pk", None) else None, because_of=because_of,
    )  # fmt: skip
    for each in planned.moving:
        _move(each, survivor, told)
    names = loser.all_names + survivor.all_names
    survivor = _take(planned, take)
    told.made += [[row._meta.label_lower, row.pk] for row in survivor.also_called(names)]
    if not model._base_manager.filter(pk=loser.pk, merged_into=None).update(merged_into=survivor):
        raise CannotMerge(f"{loser} was merged already.")
    told.save()
    _refresh(model, loser.pk, survivor.pk)
    merged.send(model, old=loser, new=survivor, merge=told, by=by)
    for pk, was in before.items():
        is_now = values_of(model._base_manager.get(pk=pk))
        told.altered += [
            [model._meta.label_lower, pk, name, value, is_now[name]]
            for name, value in was.items()
            if value != is_now[name] and name not in COMPUTED
        ]
    if model is Film:
        told.embargoes = list(
            Embargo.objects.filter(film=survivor).order_by("pk").values_list("pk", flat=True)
        )
    told.save()
    record(f"{told.kind}.merge", by=by, obj=survivor, merged=loser.pk, merge=told.pk)
    changed(*page_keys(model, loser.pk, survivor.pk))
    return told


def _move(each: Moving, survivor, told: Merge) -> None:
    model, attname = each.reference.model, each.reference.field.attname
    if each.doubles and each.reference.may_be_set_aside:
        rows = model._base_manager.filter(pk__in=each.doubles)
        told.set_aside += [[each.reference.label, values_of(row)] for row in rows.order_by("pk")]
        rows.delete()
    # A double that others refer to stays with the loser, for whoever defined it to merge in turn.
    if each.moves:
        model._base_manager.filter(pk__in=each.moves).update(**{attname: survivor.pk})
        told.moved.append([each.reference.label, each.reference.field.name, each.moves])


def _take(planned: Plan, take: list[str]):
    """The survivor with the loser's word where it counts."""
    model = type(planned.loser)
    chosen = [name for each in planned.differences if each.name in take for name in each.columns]
    columns = [model._meta.get_field(name) for name in chosen]
    given = {field.attname: getattr(planned.loser, field.attname) for field in columns}
    # What only one row may have goes from the one before it comes to the other.
    if unique := {field.attname: None for field in columns if field.unique}:
        model._base_manager.filter(pk=planned.loser.pk).update(**unique)
    if given:
        model._base_manager.filter(pk=planned.survivor.pk).update(**given)
    survivor = model._base_manager.get(pk=planned.survivor.pk)
    survivor.save()
    return survivor


def undo(told: Merge, *, by) -> None:
    """Part the two again, as they were. Raises CannotMerge where something since makes that impossible."""
    model = model_for(told.kind)
    _ask(by, model)
    try:
        with transaction.atomic():
            told = Merge.objects.select_for_update().get(pk=told.pk)
            if told.because_of_id:
                raise CannotMerge(f"This came with another merge: {told.because_of}. Undo that one.")
            part(told, by=by)
    except IntegrityError as error:
        raise CannotMerge(
            "Something that this merge set aside has another place by now, so it cannot be undone."
        ) from error


def part(told: Merge, *, by) -> None:
    """What `undo` does, also for a merge that came with another. Call it inside the transaction."""
    model = model_for(told.kind)
    loser, survivor = _hold(model, told.loser, told.survivor)
    if sentence := refuse_undo(told, loser, survivor):
        raise CannotMerge(sentence)
    keys = page_keys(model, loser.pk, survivor.pk)
    for label, pk in told.made:
        model_of(label)._base_manager.filter(pk=pk).delete()
    for label, pk, column, was, since in told.altered:
        table = model_of(label)
        row = table._base_manager.filter(pk=pk)
        # What somebody changed since stays as they left it.
        if [values_of(each)[column] for each in row] == [since]:
            row.update(**columns_of(table, {column: was}))
    for label, field, ids in told.moved:
        table = model_of(label)
        table._base_manager.filter(pk__in=ids, **{field: survivor.pk}).update(**{field: loser.pk})
    for label, values in told.set_aside:
        put_back(model_of(label), values)
    model._base_manager.filter(pk=loser.pk).update(merged_into=None)
    told.undone_at, told.undone_by = now(), by if getattr(by, "pk", None) else None
    told.save(update_fields=["undone_at", "undone_by"])
    _refresh(model, loser.pk, survivor.pk)
    unmerged.send(model, old=loser, new=survivor, merge=told, by=by)
    record(f"{told.kind}.part", by=by, obj=survivor, merged=loser.pk, merge=told.pk)
    changed(*keys, *page_keys(model, loser.pk, survivor.pk))


def _ask(by, model) -> None:
    if by is not None and not can(by, model.merge_permission):
        raise PermissionDenied("Your role does not allow this.")


def _hold(model, *ids: int) -> list:
    """The rows in that order, while nobody else merges them. Pieces about them may go on being saved."""
    held = model._base_manager.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").in_bulk()
    if len(held) < len(set(ids)):
        raise CannotMerge("One of these two is no longer there.")
    return [held[pk] for pk in ids]


def _refresh(model, *ids: int) -> None:
    """What is computed from names and credits, of the two and of the films of two people."""
    for row in model._base_manager.filter(pk__in=ids).order_by("pk"):
        row.save()
        if isinstance(row, Film):
            row.refresh_names()
    if model is Person:
        for film in Film.objects.filter(credits__person__in=ids).distinct():
            film.refresh_folded()


def page_keys(model, *ids: int) -> set[str]:
    """Both pages, and those that print the other side of their credits."""
    keys = {f"{model._meta.model_name}:{pk}" for pk in ids}
    if model is Film:
        people = Credit.objects.filter(film__in=ids).values_list("person", flat=True)
        keys |= {f"person:{pk}" for pk in people}
    if model is Person:
        keys |= {f"film:{pk}" for pk in Credit.objects.filter(person__in=ids).values_list("film", flat=True)}
    return keys


def model_for(kind: str) -> type[models.Model]:
    """Tag stands above us, so it is found where every kind is: at the end of `merged_into`."""
    return next(
        model
        for model in apps.get_models()
        if model._meta.model_name == kind and hasattr(model, "merge_choices")
    )
