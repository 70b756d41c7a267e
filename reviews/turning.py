"""Turning the pages of long lists. A page begins after a row, never at a number: page 3,000 costs what page 2 does."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from reviews.asking import at_once, question

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})")


class NoSuchPage(ValueError):
    """The address names no place in a list."""


@dataclass(frozen=True)
class Page:
    rows: list
    newer: str = ""  # "newer=<cursor>", empty where there is no such page
    older: str = ""

    @property
    def is_first(self) -> bool:
        return not self.newer


def cursor(row, by: str = "ordered_at") -> str:
    """The place of a piece in `newest_first`, as an address can carry it."""
    return f"{(getattr(row, by) - EPOCH) // timedelta(microseconds=1)}-{row.pk}"


def place(text: str) -> tuple[datetime, int]:
    """The inverse of `cursor`. Raises NoSuchPage."""
    found = CURSOR.fullmatch(text)
    if not found:
        raise NoSuchPage(text)
    try:
        return EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
    except OverflowError as error:
        raise NoSuchPage(text) from error


class Turning:
    """A list that is turned page by page: how its rows are asked for. `build` gives all of them, as of `question`."""

    def __init__(self, build: Callable[..., Any], size: int, by: str = "ordered_at"):
        self.build, self.size, self.by = build, size, by

        def first(**given):
            return build(**given).newest_first()[: size + 1]

        def older(moment: datetime, pk: int, **given):
            return build(**given).older_than(moment, pk).newest_first()[: size + 1]

        def newer(moment: datetime, pk: int, **given):
            return build(**given).newer_than(moment, pk).order_by(by, "pk")[: size + 1]

        self.first, self.older, self.newer = question(first), question(older), question(newer)

    def page(self, query, also: Sequence[Any] = (), **given) -> Page:
        """The page that `?older=<cursor>` or `?newer=<cursor>` asks for. Raises NoSuchPage for an invented cursor.

        `also`: what else the same statement answers.
        """
        size, by = self.size, self.by
        if after := query.get("newer"):
            moment, pk = place(after)
            found = self.newer(moment=moment, pk=pk, **given)
            at_once(found, *also)
            more, rows = len(found) > size, found[:size][::-1]
            return Page(rows, newer=_newer(rows, by) if more else "", older=_older(rows, by) if rows else "")
        before = query.get("older", "")
        if before:
            moment, pk = place(before)
            found = self.older(moment=moment, pk=pk, **given)
        else:
            found = self.first(**given)
        at_once(found, *also)
        more, rows = len(found) > size, found[:size]
        return Page(
            rows, newer=_newer(rows, by) if before and rows else "", older=_older(rows, by) if more else ""
        )


class Walk:
    """A list of pieces in the order of rows that carry copies of their times: the rows' indexes are walked, and only
    what they give is loaded. To a `Turning` it is as a queryset of `pieces`.

    `rows`: querysets with the column of each that names a piece; none names one twice.
    """

    def __init__(self, pieces: QuerySet, *rows: tuple[QuerySet, str]):
        self.pieces, self.rows = pieces, rows

    def newest_first(self) -> "Walk":
        return self.order_by("-ordered_at", "-pk")

    def order_by(self, *order: str) -> "Walk":
        rows = (
            (found.order_by(*(by.replace("pk", review) for by in order)), review)
            for found, review in self.rows
        )
        return Walk(self.pieces.order_by(*order), *rows)

    def older_than(self, moment: datetime, pk: int) -> "Walk":
        return self._beyond("lt", moment, pk)

    def newer_than(self, moment: datetime, pk: int) -> "Walk":
        return self._beyond("gt", moment, pk)

    def _beyond(self, side: str, moment: datetime, pk: int) -> "Walk":
        # Written so that one index walk answers it.
        def beyond(rows: QuerySet, review: str) -> QuerySet:
            further = Q(**{f"ordered_at__{side}": moment}) | Q(**{f"{review}__{side}": pk})
            return rows.filter(**{f"ordered_at__{side}e": moment}).filter(further)

        return Walk(self.pieces, *((beyond(rows, review), review) for rows, review in self.rows))

    def __getitem__(self, some: slice) -> QuerySet:
        """The first of all are among the first of each."""
        first, *others = (rows.values(review)[some] for rows, review in self.rows)
        if not others:
            return self.pieces.filter(pk__in=first)
        # No database unites rows in an order; these are so few that it does not matter.
        every = self.pieces.model._default_manager.order_by()
        each = [every.filter(pk__in=found).values("pk") for found in (first, *others)]
        return self.pieces.filter(pk__in=each[0].union(*each[1:]))[some]


def list_of(size: int, by: str = "ordered_at") -> Callable[[Callable[..., Any]], Turning]:
    """Of a function that builds a list: so many rows a page, in the order of that column, the newest first."""
    return lambda build: Turning(build, size, by)


def _newer(rows, by: str) -> str:
    return f"newer={cursor(rows[0], by)}"


def _older(rows, by: str) -> str:
    return f"older={cursor(rows[-1], by)}"


def span_of_year(year: int) -> tuple[datetime, datetime]:
    """The first moments of a year and of the next, in the magazine's zone."""
    return span_of_month(year, 1)[0], span_of_month(year, 12)[1]


def span_of_month(year: int, month: int) -> tuple[datetime, datetime]:
    zone = ZoneInfo(settings.TIME_ZONE)
    following = (year + month // 12, month % 12 + 1)
    return datetime(year, month, 1, tzinfo=zone), datetime(*following, 1, tzinfo=zone)
